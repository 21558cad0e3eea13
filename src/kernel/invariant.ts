// What holds in every reachable kernel, as a list of named predicates.

import type { Kernel } from './state.ts';

export interface Invariant {
  readonly name: string;
  /** What is wrong, or undefined when it holds. */
  readonly broken: (kernel: Kernel) => string | undefined;
}

export declare const INVARIANTS: readonly Invariant[];
