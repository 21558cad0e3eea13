// A step in a word or two, for buttons and for the tape.

import type { NextStep } from '../machine/choice.ts';
import type { StepView } from '../machine/view.ts';
import { argShown } from './call.ts';

/** What a chosen process would do: `fork()`, `kill(303)`, `note 303`. At most 22 characters. */
export function nextVerb(next: NextStep): string {
  switch (next.op) {
    case 'load':
      return `read ${next.what}`;
    case 'store':
      return `write ${next.what}`;
    case 'pause':
      return shorten(next.what);
    case 'spawn':
      return 'fork()';
    case 'syscall':
      return shorten(`${bare(next.what)}(${firstArg(next)})`);
  }
}

/** As nextVerb, with the number that a fork would get: `fork() -> 302`. */
export function nextEffect(next: NextStep): string {
  return next.gives === undefined ? nextVerb(next) : `fork() -> ${next.gives}`;
}

/** What a step on the tape did: `note 303`, `exit`, `wait`, `fork 311`, `kill`. */
export function doneVerb(step: StepView): string {
  switch (step.op) {
    case 'none':
      return 'no step';
    case 'load':
      return `note ${step.result ?? ''}`.trim();
    case 'store':
      return `write ${step.what}`;
    case 'pause':
      return shorten(step.what);
    case 'spawn':
      return step.errno ?? `fork ${step.result ?? ''}`.trim();
    case 'syscall':
      return FORKS.has(step.what) ? `fork ${step.errno ?? step.result}` : shorten(bare(step.what));
  }
}

const FORKS: ReadonlySet<string> = new Set(['fork', 'vfork', 'clone', 'clone3']);

/** `wait` for wait4 and waitid, `send` for pidfd_send_signal: the word for the deed. */
function bare(name: string): string {
  switch (name) {
    case 'wait4':
    case 'waitid':
      return 'wait';
    case 'exit_group':
      return 'exit';
    case 'pidfd_send_signal':
      return 'send_signal';
    case 'execve':
      return 'exec';
    default:
      return name;
  }
}

function firstArg(next: NextStep): string {
  const first = next.args[0];
  if (first === undefined || first.value === undefined) return '';
  const counts = /^(kill|tkill|tgkill|pidfd_open|close|setns|waitid|wait4)$/.test(next.what);
  return counts && first.value !== -1 ? argShown(first) : '';
}

const LONGEST = 22;

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
