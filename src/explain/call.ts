// A step as the call it made: `kill(303, SIGKILL) = 0`, as strace would print it.

import type { ArgText, NextStep } from '../machine/choice.ts';
import type { StepView } from '../machine/view.ts';

/** The call with its result; for steps that are no calls what they did. */
export function callLine(step: StepView): string {
  switch (step.op) {
    case 'syscall':
      return `${step.what}(${argList(step.args)}) = ${resultText(step)}`;
    case 'spawn':
      return `${step.args.length > 0 ? 'clone3' : 'fork'}(${argList(step.args)}) = ${resultText(step)}`;
    case 'load':
      return `load(${step.what}) = ${step.result ?? '?'}`;
    case 'store':
      return `store(${step.what}, ${argList(step.args)})`;
    case 'pause':
      return `work("${step.what}")`;
    case 'none':
      return 'no step';
  }
}

/** The call about to be made: `kill(303, SIGKILL)`. */
export function callText(next: NextStep): string {
  switch (next.op) {
    case 'syscall':
      return `${next.what}(${argList(next.args)})`;
    case 'spawn':
      return `spawn(${next.what})`;
    case 'load':
      return `load(${next.what})`;
    case 'store':
      return `store(${next.what}, ${argList(next.args)})`;
    case 'pause':
      return next.what;
  }
}

function argList(args: readonly ArgText[]): string {
  return args.map(argShown).join(', ');
}

/** Named constants by name, everything else by value. */
export function argShown(arg: ArgText): string {
  const named = /^[A-Z_][A-Z0-9_]*( \| [A-Z_][A-Z0-9_]*)*$/.test(arg.text);
  return named || arg.value === undefined ? arg.text : String(arg.value);
}

function resultText(step: StepView): string {
  if (step.errno !== undefined) return `-1 ${step.errno}`;
  return step.result === undefined ? '?' : String(step.result);
}
