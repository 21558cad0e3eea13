// An incarnation with all its fields, to be compared.

import type { Incarnation } from '../incarnation.ts';

/** The fields of a view as a plain object. */
export function spelt(
  life: Incarnation,
): Omit<Incarnation, 'nrAt' | 'nsAt' | 'holderAt' | 'nameAt'> {
  const { index, tid, leader, parent, guardian, depth, nr, ns, holder, id, start, how } = life;
  const { born, bornAt, exit, exitAt, status, reap, reapAt, reapHow, reaper, names } = life;
  return {
    ...{ index, tid, leader, parent, guardian, depth, nr, ns, holder, id, start, how },
    ...{ born, bornAt, exit, exitAt, status, reap, reapAt, reapHow, reaper, names },
  };
}
