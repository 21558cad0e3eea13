// What an exploration found, as plain data (it crosses to and from a worker). `complete` is false
// whenever a limit stopped the search or it has not finished; then no claim is said to hold.

import type { LimitName } from './limits.ts';

export interface Witness<C> {
  readonly steps: readonly C[];
  /** For an endless order: what is then done over and over. */
  readonly round: readonly C[];
  readonly switches: number;
  /** The states passed, by their number in the graph; empty where none was kept. */
  readonly states: readonly number[];
  /** No order with fewer steps shows this. False for a witness found depth first. */
  readonly shortest: boolean;
}

export type Verdict = 'holds' | 'broken' | 'unknown';

export interface ClaimReport<C> {
  readonly text: string;
  readonly kind: 'never' | 'eventually';
  readonly verdict: Verdict;
  readonly witness: Witness<C> | undefined;
  /** How many complete orders break it; undefined where orders were not counted. */
  readonly orders: bigint | undefined;
}

export interface OutcomeReport {
  readonly name: string;
  /** Distinct end states. */
  readonly states: number;
  /** Complete orders; undefined where they were not counted. */
  readonly orders: bigint | undefined;
}

export interface Report<C> {
  readonly complete: boolean;
  readonly stoppedBy: LimitName | undefined;
  /** Orders that cannot change a verdict were left out: `states` counts only what was visited. */
  readonly reduced: boolean;
  readonly states: number;
  readonly transitions: number;
  /** Steps of the longest shortest way (graph) or of the longest order followed (verdicts alone). */
  readonly depth: number;
  readonly claims: readonly ClaimReport<C>[];
  readonly outcomes: readonly OutcomeReport[];
  /** Complete orders; undefined if not counted, or if some order is endless. */
  readonly orders: bigint | undefined;
  readonly deadlocks: {
    readonly states: number;
    readonly orders: bigint | undefined;
    readonly witness: Witness<C> | undefined;
  };
  /** Endless orders: parts of the graph one can go round in. Undefined where not looked for. */
  readonly cycles:
    | {
        readonly parts: number;
        readonly fair: number;
        readonly witness: Witness<C> | undefined;
      }
    | undefined;
  /** States, and unharmed orders through them, a single step from breaking a `never` claim. */
  readonly nearMisses:
    | {
        readonly states: number;
        readonly orders: bigint | undefined;
        readonly witness: Witness<C> | undefined;
      }
    | undefined;
  readonly invariant: { readonly name: string; readonly witness: Witness<C> } | undefined;
}
