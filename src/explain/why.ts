// "Why?": a chain of causes from a fact back to the steps responsible. The nearest cause is first;
// each link names the step to go to.

import { unreachable } from '../base.ts';
import type { Ino, Nr } from '../kernel/index.ts';
import type { Worlds } from '../machine/worlds.ts';
import { type Because, whyNumber, whyProcess } from './because.ts';
import { pastOf } from './history.ts';
import { whyResult } from './why-result.ts';
import { whyWaits } from './why-waits.ts';

export type Question =
  /** Why is this number free, taken, held by a zombie, pinned? */
  | { readonly kind: 'number'; readonly nr: number }
  /** Why is this process alive, a zombie, gone? */
  | { readonly kind: 'process'; readonly pid: Ino }
  /** Why does this process not go on? */
  | { readonly kind: 'waits'; readonly pid: Ino }
  /** Why did the last call of this world answer so? */
  | { readonly kind: 'result' };

/** The chain of causes; empty when there is nothing to explain. */
export function why(worlds: Worlds, world: number, question: Question): readonly Because[] {
  const past = pastOf(worlds, world);
  switch (question.kind) {
    case 'number':
      return whyNumber(past, question.nr as Nr);
    case 'process':
      return whyProcess(past, question.pid);
    case 'waits':
      return whyWaits(past, question.pid);
    case 'result':
      return whyResult(past);
    default:
      return unreachable(question);
  }
}
