// How far a search may go. Every bound is checked where it can be exceeded, and the report names the
// one that stopped it. There is no clock here: time is a question the caller answers.

export interface Limits {
  /** Distinct states. */
  readonly states: number;
  /** Steps of one order. */
  readonly depth: number;
  /** Steps taken in all, over every order. */
  readonly transitions: number;
  /** Bytes of the explorer's own tables (not of the states that wait to be expanded). */
  readonly bytes: number;
  /** Asked now and then: true stops the search. */
  readonly expired: () => boolean;
}

export type LimitName = 'states' | 'depth' | 'transitions' | 'memory' | 'time';

export const defaultLimits: Limits = {
  states: 20_000_000,
  depth: 10_000,
  transitions: 200_000_000,
  bytes: 1 << 30,
  expired: () => false,
};

/** How often `expired` is asked: once in so many expansions. */
export const ASK_EVERY = 512;
