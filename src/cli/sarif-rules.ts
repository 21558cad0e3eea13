// The rules that a SARIF log names: what each hazard is, why it matters and what to do, in the fields
// that code hosts show.

import type { Group } from '../explain/trace-verdict.ts';

export type Hazard = Exclude<Group, 'unknown' | 'safe'>;

interface Rule {
  readonly name: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly short: string;
  readonly full: string;
  readonly help: readonly string[];
  readonly precision: 'very-high' | 'high' | 'medium';
}

const CURE =
  'Hold a pidfd, which means one process for ever: from clone3 with CLONE_PIDFD when the child is made, ' +
  'from SO_PEERPIDFD for the peer of a socket, over SCM_RIGHTS from whoever started the process. ' +
  'Signal with pidfd_send_signal, wait with waitid(P_PIDFD), poll it for the end. Each result names the lines of C.';

const RULES: Readonly<Record<Hazard, Rule>> = {
  wrong: {
    name: 'WrongTarget',
    level: 'error',
    short: 'A call by number reached another process than the one the number was learnt from.',
    full:
      'Between learning a process number and using it, its holder was collected and the kernel gave the ' +
      'number to another process, which the call reached.',
    help: ['It happened in this recording: what the call did, it did to a stranger.', CURE],
    precision: 'very-high',
  },
  nobody: {
    name: 'AimedAtNobody',
    level: 'warning',
    short: 'A number was used after its holder had been collected; anybody could have had it.',
    full:
      'The process that the number was learnt from had been collected when the call was made. Nobody whom ' +
      'it could reach had the number at that moment; a little later somebody may.',
    help: [
      'The call failed by luck: the number was free, or its new holder was out of reach.',
      CURE,
    ],
    precision: 'high',
  },
  unprotected: {
    name: 'UnprotectedNumber',
    level: 'note',
    short: 'A number was used that nothing kept from being given away.',
    full:
      'The call reached the right process, but the caller is neither the parent that decides when the ' +
      'number is free nor the holder of a pidfd: another order of events would have hit a stranger.',
    help: ['It was right this time, and nothing guaranteed it.', CURE],
    precision: 'medium',
  },
};

const SEVERITY = { error: 'error', warning: 'warning', note: 'recommendation' } as const;

export const ruleId = (group: Hazard): string => `process/${group}`;
export const ruleIndex = (group: Hazard): number => Object.keys(RULES).indexOf(group);
export const ruleLevel = (group: Hazard): string => RULES[group].level;

/** The reporting descriptors, in the order of `ruleIndex`. */
export const sarifRules = () =>
  (Object.entries(RULES) as [Hazard, Rule][]).map(([group, rule]) => ({
    id: ruleId(group),
    name: rule.name,
    shortDescription: { text: rule.short },
    fullDescription: { text: rule.full },
    help: {
      text: rule.help.join('\n\n'),
      markdown: rule.help
        .join('\n\n')
        .replace(
          /\b(?:clone3|CLONE_PIDFD|SO_PEERPIDFD|SCM_RIGHTS|pidfd_send_signal|waitid\(P_PIDFD\))/g,
          '`$&`',
        ),
    },
    defaultConfiguration: { level: rule.level },
    properties: {
      precision: rule.precision,
      'problem.severity': SEVERITY[rule.level],
      tags: ['reliability', 'race-condition', 'external/cwe/cwe-367'],
    },
  }));
