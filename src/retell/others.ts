// Who else was born between the release of a number and its reuse.

import type { Incarnation } from '../trace/incarnation.ts';
import type { Trace } from '../trace/trace.ts';

/** Who was born between the release of the number and its reuse. */
export interface Others {
  readonly count: number;
  /** Who made most of them; undefined: nobody known. */
  readonly maker: Incarnation | undefined;
  /** The first two of them. */
  readonly children: readonly Incarnation[];
}

/** Births that took a number in the user's namespace. */
export function othersBetween(trace: Trace, from: number, to: number, user: Incarnation): Others {
  if (from < 0) return { count: 0, maker: undefined, children: [] };
  const ns = user.ns[user.ns.length - 1] ?? 0;
  const born = trace.lives.filter(it => it.born > from && it.born < to && it.ns.includes(ns));
  const makers = new Map<number, number>();
  for (const it of born) {
    const maker = trace.columns.actor[it.born] ?? -1;
    const leader = trace.lives.at(maker)?.leader ?? -1;
    makers.set(leader, (makers.get(leader) ?? 0) + 1);
  }
  const [most] = [...makers].sort((a, b) => b[1] - a[1]);
  return {
    count: born.length,
    maker: trace.lives.at(most?.[0] ?? -1),
    children: born.slice(0, 2),
  };
}
