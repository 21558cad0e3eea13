// Who can run now, and why the others cannot.

import type { Ino } from '../kernel/state.ts';
import type { ActorRef } from './schedule.ts';

/** Why an actor cannot take its next step. Derived, never stored. */
export type Blocked =
  /** Its program has no further step; the process stays. */
  | { readonly kind: 'finished' }
  /** It has exited or was killed; `reaped`: and has been collected. */
  | { readonly kind: 'dead'; readonly reaped: boolean }
  | { readonly kind: 'stopped' }
  /** A wait that has nothing to collect yet. */
  | { readonly kind: 'nothingToReap'; readonly waitsFor: Ino | undefined }
  /** Any other call that would block. */
  | { readonly kind: 'wouldBlock'; readonly call: string }
  /** No such process in this world (yet). */
  | { readonly kind: 'absent' };

/** One actor's next step, or the reason why there is none. */
export interface Choice {
  readonly ref: ActorRef;
  /** Index in `Machine.actors`. */
  readonly actor: number;
  readonly pid: Ino;
  readonly name: string;
  readonly ready: boolean;
  readonly blocked: Blocked | undefined;
  /** What it would do: `kill`, `spawn`, ...; undefined when it has no next step. */
  readonly next: NextStep | undefined;
}

export interface NextStep {
  readonly op: 'syscall' | 'spawn' | 'load' | 'store' | 'pause';
  readonly what: string;
  readonly args: readonly { readonly text: string; readonly value: number | undefined }[];
  readonly line: number;
}
