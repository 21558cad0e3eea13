// Hazards of a recording as SARIF 2.1.0, which code hosts and CI systems show. Locations are lines of
// the recording; the evidence stands beside each result as related locations.

import { fixOf } from '../explain/trace-fix.ts';
import {
  evidence,
  GROUP_WORDS,
  type Group,
  groupOf,
  reasonText,
  tagOf,
  verdictAt,
  verdictText,
} from '../explain/trace-verdict.ts';
import { indexTrace, lineOf, type Trace } from '../trace/trace.ts';

const RULES: Readonly<Record<Hazard, { readonly level: string; readonly about: string }>> = {
  wrong: {
    level: 'error',
    about: 'A call by number reached another process than the one the number was learnt from.',
  },
  nobody: {
    level: 'warning',
    about: 'A number was used after its holder had been collected; anybody could have had it.',
  },
  unprotected: {
    level: 'note',
    about: 'A number was used that nothing kept from being given away.',
  },
};

type Hazard = Exclude<Group, 'unknown' | 'safe'>;
const ruleId = (group: string): string => `process/${group}`;

/** The log object, for JSON. `uri` names the recording. */
export function sarifOf(trace: Trace, uses: readonly number[], uri: string, version: string) {
  const index = indexTrace(trace);
  const location = (event: number, text?: string) => ({
    physicalLocation: {
      artifactLocation: { uri },
      region: { startLine: Math.max(1, lineOf(trace, event)) },
    },
    ...(text === undefined ? {} : { message: { text } }),
  });
  const results = uses.map(use => {
    const group = groupOf(verdictAt(trace, use)) as Hazard;
    const fix = fixOf(trace, use);
    const parts = [
      `${tagOf(trace, use)}. ${verdictText(trace, use)}`,
      reasonText(trace, use),
      fix === undefined
        ? ''
        : `${fix.lines.map(l => `${l.sign} ${l.code}`).join('; ')}. ${fix.why}`,
    ];
    const steps = evidence(trace, index, use);
    return {
      ruleId: ruleId(group),
      ruleIndex: Object.keys(RULES).indexOf(group),
      level: RULES[group].level,
      message: { text: parts.filter(part => part !== '').join(' ') },
      locations: [location(trace.uses.event[use] ?? 0)],
      relatedLocations: steps.map((step, i) => ({
        id: i + 1,
        ...location(step.event, `${step.title}: ${step.call}`),
      })),
    };
  });
  const rules = Object.entries(RULES).map(([group, { level, about }]) => ({
    id: ruleId(group),
    name: GROUP_WORDS[group as Hazard],
    shortDescription: { text: about },
    defaultConfiguration: { level },
  }));
  const driver = {
    name: 'wrong-number',
    semanticVersion: version,
    rules,
  };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, artifacts: [{ location: { uri } }], results }],
  };
}
