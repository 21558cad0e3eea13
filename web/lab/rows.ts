// What the lab's controls are drawn from: rows with words, made by select.ts.

import type { ActorRef } from '../../src/machine/schedule.ts';

/** A step on the tape. */
export interface TapeRow {
  readonly index: number;
  readonly name: string;
  readonly glyph: string | undefined;
  /** `fork 311`, `exit`, `kill`. */
  readonly verb: string;
  readonly state: 'done' | 'now' | 'ahead';
  /** A stranger was hit in some world. */
  readonly harm: boolean;
}

/** A process that may run next, or may not and why. */
export interface ChoiceRow {
  readonly ref: ActorRef;
  readonly name: string;
  readonly glyph: string | undefined;
  readonly verb: string;
  /** The same without what will come of it. */
  readonly shortVerb: string;
  readonly ready: boolean;
  /** Why it cannot run; undefined when it can. */
  readonly why: string | undefined;
  /** Only one of the worlds can take this step: what the other one says. */
  readonly aside: string | undefined;
  readonly suggested: boolean;
  /** The digit that runs it. */
  readonly digit: number | undefined;
}

/** A line of the transcript. */
export interface TranscriptRow {
  readonly index: number;
  readonly text: string;
  /** The line under the headline of that step. */
  readonly detail: string | undefined;
  /** What each world's call answered, in a word. */
  readonly results: readonly string[];
  readonly now: boolean;
}

/** One branch in the list. */
export interface BranchRow {
  readonly id: number;
  readonly name: string;
  readonly steps: number;
  readonly verbs: string;
  readonly from: number | undefined;
  readonly current: boolean;
}
