// Which numbers have a colour. Colour is the number: every holder of a number has the same. Only
// numbers of interest are coloured: reused ones, and those used without protection.

import { groupOf, verdictAt } from '../../src/explain/trace-verdict.ts';
import { holderOf, type Incarnation, namespaceOf, numberOf } from '../../src/trace/incarnation.ts';
import { numberKey, type Trace, type TraceIndex } from '../../src/trace/trace.ts';

export interface Tone {
  /** 1 to 5: the number colour. */
  readonly colour: number;
  /** Beyond five numbers the colours come again, with dots. */
  readonly dotted: boolean;
}

export type Tones = ReadonlyMap<string, Tone>;

export const keyOf = (life: Incarnation): string => numberKey(namespaceOf(life), numberOf(life));

/** The colours of a recording: of every number that comes back; the first of interest has the first. */
export function tonesOf(trace: Trace, index: TraceIndex): Tones {
  const keys: string[] = [];
  const seen = new Set<string>();
  const add = (life: Incarnation | undefined): void => {
    if (life === undefined || seen.has(keyOf(life))) return;
    seen.add(keyOf(life));
    keys.push(keyOf(life));
  };
  const aimed = (group: string): void => {
    for (let use = 0; use < trace.uses.count && keys.length < 40; use++) {
      if (groupOf(verdictAt(trace, use)) !== group) continue;
      const life = trace.lives.at(trace.uses.meant[use] ?? -1);
      if (life !== undefined && isReused(index, life)) add(life);
    }
  };
  for (const group of ['wrong', 'nobody', 'unprotected', 'safe']) aimed(group);
  for (const life of trace.lives) if (holderOf(life) === 1) add(life);
  return new Map(keys.map((key, i) => [key, { colour: (i % 5) + 1, dotted: i >= 5 }] as const));
}

/** Whether the number of this incarnation had, or will have, another holder. */
export const isReused = (index: TraceIndex, life: Incarnation): boolean =>
  index.holders.of(namespaceOf(life), numberOf(life)).length > 1;
