// The shape of what is told about a step, and the plainest way to tell one.

import type { StepView, WorldView } from '../machine/view.ts';
import { callLine } from './call.ts';
import { deedOf } from './deed.ts';

export interface Headline {
  readonly headline: string;
  /** Second line; undefined: nothing to add. */
  readonly detail: string | undefined;
  /** `postgres dies`: for "Left: ... Right: ...". */
  readonly clause: string;
}

export type View = Pick<WorldView, 'people' | 'notes' | 'last'>;

/** The process as subject, the clause as all the rest. */
export function says(step: StepView, clause: string, detail: string | undefined): Headline {
  return { headline: `${step.name} ${clause}.`, detail, clause };
}

/** A call without a target: what it did, or that it failed. */
export function plainCall(step: StepView): Headline {
  if (step.errno === undefined) {
    return says(step, deedOf(step) ?? `calls ${step.what}`, callLine(step));
  }
  const told = says(step, `calls ${step.what}: ${step.errno}`, undefined);
  return { ...told, clause: `${step.what}: ${step.errno}` };
}
