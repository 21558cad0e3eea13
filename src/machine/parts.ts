// The parts that a packed state is put together from (packed.ts).

import type { Detached } from '../kernel/index.ts';
import type { Actor, Machine, Value } from './machine.ts';

export const BLOCKED = 0;
export const HI = 0x9e3779b1;
export const LO = 0x85ebca6b;

/** A kernel, its descriptors apart, and which process of the race each task in it is. */
export interface World {
  readonly machine: Machine;
  readonly id: number;
  readonly hi: number;
  readonly lo: number;
  /** By cells and actor: what its step does; BLOCKED: it cannot step here; undefined: not known yet. */
  readonly effects: (Effect | typeof BLOCKED | undefined)[][];
  /** By cells, actor and other: whether the other may disturb the actor's step (reduction.ts). */
  readonly conflicts: (boolean | undefined)[][][];
  /** What the watched number means here; -1: not asked yet. */
  label: number;
  /** The invariants have been looked at. */
  sound: boolean;
}

/** One actor between two steps. */
export interface Local {
  readonly actor: Actor;
  readonly id: number;
  readonly hi: number;
  readonly lo: number;
  /** It has a next step. */
  readonly acts: boolean;
  /** Milestones that its next step waits for, as bits. */
  readonly after: number;
  /** Its descriptors, where they are kept apart from the kernel; undefined: they are in it. */
  readonly own: Detached | undefined;
}

/** Cells, and what is meant by messages under way. */
export interface Shared {
  readonly cells: readonly Value[];
  readonly mail: Machine['mail'];
  readonly id: number;
  readonly hi: number;
  readonly lo: number;
}

/** What one actor's step does to the parts: a choice of the explorer. */
export interface Effect {
  /** Whose step it is: an index into the actors. */
  readonly index: number;
  readonly before: Local;
  readonly world: World;
  readonly own: Local;
  readonly child: Local | undefined;
  readonly shared: Shared;
  readonly marks: number;
  readonly broken: number;
  readonly seen: number;
  /** Other actors that it changes: those that it ends, above all. */
  readonly others: readonly Other[];
}

export interface Other {
  readonly index: number;
  readonly ended: boolean;
  /** Descriptors that nobody else has any more. */
  readonly gains: Detached | undefined;
  /** By what it was: what it is now, once asked. */
  readonly now: (Local | undefined)[];
}

/** A state. Its fingerprint is the sum of its parts' and a digest of its bits. */
export interface Packed {
  readonly world: World;
  readonly locals: readonly Local[];
  readonly shared: Shared;
  readonly marks: number;
  readonly broken: number;
  readonly seen: number;
  readonly sumHi: number;
  readonly sumLo: number;
  readonly fpHi: number;
  readonly fpLo: number;
}

/** The sum over the parts, and with the bits the fingerprint. */
export interface Digest {
  sumHi: number;
  sumLo: number;
  fpHi: number;
  fpLo: number;
}

/** From the sum over the parts, and the bits, to the fingerprint. */
export function finish(digest: Digest, marks: number, broken: number, seen: number): void {
  const { sumHi, sumLo } = digest;
  const bits = Math.imul(marks, HI) ^ Math.imul(broken + 1, LO) ^ Math.imul(seen + 1, 0x27d4eb2f);
  digest.fpHi = Math.imul(sumHi ^ bits, LO) ^ (sumHi >>> 15);
  digest.fpLo = Math.imul(sumLo + bits, HI) ^ (sumLo >>> 13);
}
