// What a replay finds: how often the model agrees with the recorded kernel, where it does not, and
// what could not be compared and why. Plain data; the sentences are in src/explain/replay.ts.

/** What one side says a call gave. */
export interface Said {
  /** Name of the errno; undefined: the call succeeded. */
  readonly errno: string | undefined;
  /** The call would still wait. */
  readonly blocked: boolean;
  /** Whom it reached or collected, as an incarnation; -1: nobody, undefined: not told. */
  readonly life: number | undefined;
  /** Wait status of whom it collected. */
  readonly status: number | undefined;
  /** Events of the pidfds of a poll: `3: POLLIN`. */
  readonly events: string | undefined;
}

export const SAID: Said = {
  errno: undefined,
  blocked: false,
  life: undefined,
  status: undefined,
  events: undefined,
};

/** Why the model says what it says. */
export type Why =
  /** Somebody has the number. */
  | { readonly kind: 'held'; readonly nr: number; readonly life: number; readonly state: State }
  /** Nobody has the number; `life` had it last, -1 when nobody is known to have. */
  | { readonly kind: 'free'; readonly nr: number; readonly life: number }
  /** What became of the process behind a pidfd, or of the caller. */
  | { readonly kind: 'is'; readonly life: number; readonly state: State }
  /** The caller's children: those still running and those to collect. */
  | { readonly kind: 'children'; readonly running: number; readonly zombies: number }
  /** Who is the child's new parent; -1: somebody outside the recording. */
  | { readonly kind: 'parent'; readonly life: number }
  /** A signal had reached it, or been sent to it, that ends it or stops it. */
  | { readonly kind: 'killed' | 'halted'; readonly life: number; readonly signal: number }
  /** Nobody has sent it that signal; `life`: who should have, -1 anybody. */
  | { readonly kind: 'unsent'; readonly life: number; readonly signal: number }
  /** What a process does about a signal. */
  | {
      readonly kind: 'does';
      readonly life: number;
      readonly signal: number;
      readonly action: 'default' | 'ignore' | 'handle';
    }
  /** By whose wait it was collected; -1: by nobody's. */
  | { readonly kind: 'collected'; readonly life: number; readonly by: number }
  /** Its number went back. */
  | { readonly kind: 'freed'; readonly life: number }
  /** No more than the errno. */
  | { readonly kind: 'rule' };

export type State =
  | 'alive'
  | 'zombie'
  | 'gone'
  | 'group'
  | 'stopped'
  | 'vfork'
  /** Its end was told before. */
  | 'ended'
  /** Its last call was told to have lasted longer. */
  | 'busy';

/** A result on which the model and the recorded kernel differ. */
export interface Divergence {
  readonly event: number;
  readonly line: number;
  /** What kind of record it is; a call's name. */
  readonly what: string;
  readonly recorded: Said;
  readonly model: Said;
  readonly why: Why;
}

/** Why a result could not be held against the model. */
export const UNKNOWNS = [
  'permission',
  'outside',
  'past',
  'group',
  'descriptor',
  'disposition',
  'interrupted',
  'unended',
  'limit',
  'pointer',
  'traced',
  'gap',
] as const;
export type Unknown = (typeof UNKNOWNS)[number];

export interface ReplayReport {
  /** Results that agree, births, deaths and reaps among them. */
  readonly agreed: number;
  /** Of those, the ones that do so at another moment of the call's duration than its end. */
  readonly shifted: number;
  readonly unknown: Readonly<Record<Unknown, number>>;
  /** Events the model has no part in, by name. */
  readonly skipped: Readonly<Record<string, number>>;
  /** The first divergences, and how many there are in all. */
  readonly divergences: readonly Divergence[];
  readonly diverged: number;
  /** Events replayed, and events in the recording. */
  readonly events: number;
  readonly of: number;
  /** Which kernel the model was: major * 1000 + minor; whether the recording says so. */
  readonly version: number;
  readonly versionKnown: boolean;
}

/** How many divergences are kept. */
export const KEPT = 100;
