// Hazards of a recording as SARIF 2.1.0, which code hosts and CI systems show. Locations are lines of
// the recording; the message tells the evidence with links to them as related locations.

import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callText, duration } from '../explain/trace.ts';
import { fixOf } from '../explain/trace-fix.ts';
import {
  type Evidence,
  evidence,
  groupOf,
  nameOfLife,
  reasonText,
  staleTime,
  tagOf,
  verdictAt,
  verdictText,
} from '../explain/trace-verdict.ts';
import { indexTrace, lineOf, type Trace } from '../trace/trace.ts';
import { type Hazard, ruleId, ruleIndex, ruleLevel, sarifRules } from './sarif-rules.ts';
import { placeText, type Source } from './trace-place.ts';

/** What a log is made of besides the trace. */
export interface SarifInput {
  readonly source: Source;
  /** Of this program. */
  readonly version: string;
  /** Lines that cannot be read do not matter. */
  readonly successful: boolean;
}

/** The log object, for JSON; `uses` are hazards, worst first. */
export function sarifOf(trace: Trace, uses: readonly number[], input: SarifInput) {
  const index = indexTrace(trace);
  const fingerprint = fingerprints(trace);
  const results = uses.map(use => {
    const group = groupOf(verdictAt(trace, use)) as Hazard;
    const steps = evidence(trace, index, use);
    return {
      ruleId: ruleId(group),
      ruleIndex: ruleIndex(group),
      level: ruleLevel(group),
      message: { text: messageOf(trace, use, steps, input.source) },
      locations: [location(input.source, lineOf(trace, trace.uses.event[use] ?? 0))],
      relatedLocations: steps.map((step, i) => ({
        id: i + 1,
        ...location(input.source, lineOf(trace, step.event), titled(step)),
      })),
      partialFingerprints: fingerprint(use, group),
    };
  });
  const driver = {
    name: 'wrong-number',
    semanticVersion: input.version,
    rules: sarifRules(),
  };
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    artifacts: input.source.files.map(file => ({ location: { uri: uriOf(file) } })),
    invocations: [invocation(trace, input)],
    results,
  };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
}

const titled = ({ title, call }: Evidence): string => (call === '' ? title : `${title}: ${call}`);

/** Who called what, what came of it, why, the way there, and what would be safe. */
function messageOf(trace: Trace, use: number, steps: readonly Evidence[], source: Source): string {
  const event = trace.uses.event[use] ?? 0;
  const user = nameOfLife(trace, trace.uses.user[use] ?? -1, event);
  const stale = trace.timed ? staleTime(trace, use) : undefined;
  const fix = fixOf(trace, use);
  const way = steps.map((step, i) => {
    const where = placeText(source, lineOf(trace, step.event));
    return `[${linkText(plain(step.title))}](${i + 1}) on ${plain(where)}`;
  });
  const code = (sign: string) =>
    (fix?.lines.filter(line => line.sign === sign) ?? []).map(line => line.code.trim()).join(' ');
  const parts = [
    plain(`${tagOf(trace, use)}: ${user} calls ${callText(trace, event)}.`),
    plain(verdictText(trace, use)),
    plain(reasonText(trace, use)),
    stale === undefined ? '' : `${duration(stale.ns)} ${stale.words}.`,
    `${way.join('; ')}.`,
    fix === undefined
      ? ''
      : plain(`Take out: ${code('-') || 'nothing.'} Put in: ${code('+') || 'nothing.'} ${fix.why}`),
  ];
  return parts.filter(part => part !== '').join(' ');
}

/** Braces mean a placeholder in a message unless they are doubled; in the text of a link, brackets too end it. */
const plain = (text: string): string => text.replace(/[{}]/g, '$&$&');
const linkText = (text: string): string => text.replace(/[[\]\\]/g, '\\$&');

function location({ place }: Source, line: number, text?: string) {
  const at = place(Math.max(1, line));
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(at.file) },
      region: { startLine: at.line },
    },
    ...(text === undefined ? {} : { message: { text: plain(text) } }),
  };
}

/** Lines that cannot be read, as the tool's own remarks. */
function invocation(trace: Trace, input: SarifInput) {
  return {
    executionSuccessful: input.successful,
    toolExecutionNotifications: trace.bad.map(({ line, reason }) => ({
      level: input.successful ? 'warning' : 'error',
      message: { text: plain(reason) },
      locations: [location(input.source, line)],
    })),
  };
}

/**
 * What makes a hazard the same in the next run, in which every number and line differs: its class, the
 * call, and the names. Hazards alike in all of them are counted.
 */
function fingerprints(trace: Trace) {
  const seen = new Map<string, number>();
  return (use: number, group: Hazard) => {
    const { uses, columns, names } = trace;
    const event = uses.event[use] ?? 0;
    const name = (life: number | undefined) => nameOfLife(trace, life ?? -1, event);
    const call = [columns.name[event], columns.sig[event]].map(at => names[at ?? 0]);
    const who = [uses.user[use], uses.meant[use], uses.hit[use]].map(name);
    const text = JSON.stringify([group, ...call, uses.source[use], ...who]);
    const nth = (seen.get(text) ?? 0) + 1;
    seen.set(text, nth);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
    return { 'processUse/v1': `${hash}:${nth}`, primaryLocationLineHash: `${hash}:${nth}` };
  };
}

/** A path as the reference that SARIF wants: an absolute one is a URI, others are of the working folder. */
function uriOf(path: string): string {
  if (path === '-') return 'stdin';
  if (isAbsolute(path)) return pathToFileURL(path).href;
  return path
    .replace(/^(?:\.\/)+/, '')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
