// What the explorer needs to know of a system: a record of functions over states that are values.
// The explorer knows nothing else, so the same search walks a toy of three states or a whole machine.
//
// Contract: `step` and all the others are pure; equal fingerprints mean equal futures; `broken` is
// sticky (a bit that is set stays set along every order), so that an order's harm can be read at its
// end; `unmet` only ever loses bits.

/**
 * A 64-bit digest of everything in a state that can influence its future, in two 32-bit halves.
 * (0, 0) and (0, 1) count as one.
 */
export interface Fingerprint {
  readonly fpHi: number;
  readonly fpLo: number;
}

/** `never`: no state may break it. `eventually`: every order must meet it before it ends. */
export interface ClaimSpec {
  readonly text: string;
  readonly kind: 'never' | 'eventually';
}

/** A system to explore: S is its state, C one choice of what happens next. */
export interface Model<S, C> {
  readonly init: S;
  /** What may happen next, by ascending actors, always in the same order. Empty: the order ends here. */
  choices(state: S): readonly C[];
  step(state: S, choice: C): S;
  fingerprint(state: S): Fingerprint;
  /**
   * The fingerprint of `step(state, choice)`, where it can be had for less than the step; most steps
   * lead to states already seen. The object may be reused by the next call. Undefined: it cannot.
   */
  readonly peek: ((state: S, choice: C) => Fingerprint) | undefined;
  /** Who acts in this choice: a small number, counted from 0. Two in a row differ: a switch. */
  actor(choice: C): number;
  /** At most 31. */
  readonly claims: readonly ClaimSpec[];
  /** Bit i set: claim i of kind `never` has been broken on the way to this state. */
  broken(state: S): number;
  /** Bit i set: claim i of kind `eventually` has not been met yet. */
  unmet(state: S): number;
  /** Asked at an end: somebody still had something to do, and cannot (a deadlock). */
  stuck(state: S): boolean;
  /** Asked at an end: the class in which the orders that end here are counted. */
  outcome(state: S): string;
  /** A small number for drawing: in which band of the picture this state belongs. */
  label(state: S): number;
  /** The name of an invariant that does not hold here: a bug of the model. */
  invariant(state: S): string | undefined;
  /** No order visits a state twice. False is always safe, and costs time. */
  readonly acyclic: boolean;
  /** What partial-order reduction needs; undefined: the model cannot tell. */
  readonly reduction: Reduction<S> | undefined;
}

/**
 * The dependence relation. Two steps are independent if, wherever both can be taken, either order
 * leads to the same state and neither enables or disables the other.
 */
export interface Reduction<S> {
  /** Everybody who may still act, now or after a wait, ascending. */
  live(state: S): readonly number[];
  /**
   * Who of `live(state)` disturbs the one at place `at` in it, as bits over it: everybody of whose
   * steps from here on, or of those whom he may start, any may depend on that one's next step, be it
   * enabled or blocked. A bit too many is always safe; the bit at `at` means nothing.
   */
  disturbers(state: S, live: readonly number[], at: number): number;
}
