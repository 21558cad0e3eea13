// All incarnations in one lane over time: how many there are at a moment, and whose number came back.
// Sorted once per lane, so that drawing costs what the screen is wide.

import { holderOf } from '../../../src/trace/incarnation.ts';
import { countUpTo } from '../../../src/trace/sorted.ts';
import type { Trace } from '../../../src/trace/trace.ts';

export interface Crowd {
  /** When they begin and when they are gone, sorted. */
  readonly born: Float64Array;
  readonly gone: Float64Array;
  /** Births with a number that had a holder before: when, and who. */
  readonly backAt: Float64Array;
  readonly back: Int32Array;
}

const CROWDS = new WeakMap<readonly number[], Crowd>();

export function crowdOf(trace: Trace, members: readonly number[]): Crowd {
  const known = CROWDS.get(members);
  if (known !== undefined) return known;
  const { bornAt, reap, reapAt } = trace.lives.columns;
  const born = Float64Array.from(members, member => bornAt[member] as number);
  const gone = Float64Array.from(members, member =>
    (reap[member] as number) < 0 ? trace.length : (reapAt[member] as number),
  );
  const back = members.filter(member => {
    const life = trace.lives.at(member);
    return life !== undefined && holderOf(life) > 0;
  });
  back.sort((a, b) => (bornAt[a] as number) - (bornAt[b] as number));
  const crowd = {
    born: born.sort(),
    gone: gone.sort(),
    backAt: Float64Array.from(back, life => bornAt[life] as number),
    back: Int32Array.from(back),
  };
  CROWDS.set(members, crowd);
  return crowd;
}

/** How many are there at some time of a stretch. */
export const countIn = ({ born, gone }: Crowd, from: number, to: number): number =>
  countUpTo(born, to) - countUpTo(gone, from);

/** Whose number came back in a stretch: the first of them; -1 for nobody's. */
export function backIn({ backAt, back }: Crowd, from: number, to: number): number {
  const at = countUpTo(backAt, from);
  return (backAt[at] ?? Number.POSITIVE_INFINITY) <= to ? (back[at] as number) : -1;
}
