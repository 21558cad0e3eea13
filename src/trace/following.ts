// What the functions that follow calls share: the parts of the tracker they may touch, the call at
// hand, and who held a number when it was made.

import type { Interner } from './bytes.ts';
import type { UseBuilder } from './hazard.ts';
import { type Incarnation, namespaceOf } from './incarnation.ts';
import type { Memories } from './memory.ts';
import type { Population } from './population.ts';
import { NONE, type Rec, Via } from './record.ts';
import type { Sightings } from './sightings.ts';

/** What following a call needs of the tracker. */
export interface Following {
  readonly names: Interner;
  readonly texts: Interner;
  readonly population: Population;
  readonly memories: Memories;
  readonly sightings: Sightings;
  /** The recording's beginning, in nanoseconds since boot; undefined: not known. */
  readonly boot: number | undefined;
  readonly uses: UseBuilder;
  concerns(reference: Reference, object: number): void;
  end(life: Incarnation, event: number, t: number, how: 'wait', reaper: number): void;
}

/** A call and who made it. */
export interface Reference {
  readonly rec: Rec;
  readonly event: number;
  readonly actor: Incarnation;
}

/** The holder of `nr` for this caller when the call was made. */
export function holder(tracker: Following, { rec, actor }: Reference, nr: number): number {
  const { population } = tracker;
  if (rec.targetId !== 0) {
    const id = population.withId(rec.targetId);
    if (id >= 0) return id;
  }
  // A group has no holder of its own; its leader may have the number.
  const alone = rec.via === Via.nr || rec.via === Via.pidfd;
  if (alone && rec.targetTid === NONE) return -1;
  if (rec.targetTid !== NONE) {
    const living = population.at(rec.targetTid);
    return living >= 0 ? living : population.holderAt(0, rec.targetTid, rec.t - rec.d);
  }
  if (tracker.names.strings[rec.err] === 'ESRCH') return -1;
  return population.holderAt(namespaceOf(actor), nr, rec.t - rec.d);
}
