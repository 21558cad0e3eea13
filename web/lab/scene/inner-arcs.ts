// The cells of an inner namespace's ring as arcs: under the processes' cells of the ring around it
// where that goes, so that spokes are straight, else evenly all round. Degrees, clockwise from the top.

import { isTold, placeOf, type Slot, shares } from './fold.ts';
import type { Nested } from './nested.ts';
import { round } from './ring.ts';

export interface Arc {
  readonly place: Slot;
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** Where a number stands on the ring around. */
export type AngleOf = (nr: number) => number | undefined;

/** Places side by side within `width` degrees. */
export function arcsWithin(places: readonly Slot[], start: number, width: number): readonly Arc[] {
  const parts = shares(places);
  return places.map((place, i) => {
    const part = parts[i] ?? { from: 0, to: 1 };
    const [from, to] = [start + part.from * width, start + part.to * width];
    return { place, from, to, at: (from + to) / 2 };
  });
}

/** Even places all round, turned towards the process of interest. */
export function evenArcs({ places, members }: Nested, outer: AngleOf): readonly Arc[] {
  const plain = arcsWithin(places, 0, 360);
  const lead = members.find(m => m.token.interest !== undefined) ?? members.at(-1);
  const goal = lead && outer(lead.around);
  const now = lead && plain[placeOf(places, lead.nr)]?.at;
  return arcsWithin(places, goal === undefined || now === undefined ? 0 : goal - now, 360);
}

/** Degrees of a number's cell where there is room, and the least in which its figure fits. */
const WIDEST = 34;
const NARROWEST = 12;

/** Straight spokes where the members come in the same order on both rings; undefined elsewhere. */
export function alignedArcs({ ring, members, places }: Nested, outer: AngleOf) {
  const sorted = [...members].sort((a, b) => a.nr - b.nr);
  const first = sorted[0];
  const start = first && outer(first.around);
  if (first === undefined || start === undefined) return undefined;
  const turns = sorted.map(m => round((outer(m.around) ?? start) - start));
  if (turns.some((t, i) => i > 0 && t <= (turns[i - 1] ?? 0))) return undefined;
  const here = placeOf(places, first.nr);
  const order = [...places.slice(here), ...places.slice(0, here)];
  const arcs: Arc[] = [];
  let fit = true;
  sorted.forEach((member, i) => {
    const from = placeOf(order, member.nr);
    const next = sorted[i + 1];
    const end = next === undefined ? order.length : placeOf(order, next.nr);
    const gap = (turns[i + 1] ?? 360) - (turns[i] ?? 0);
    const squeezed = squeeze(order.slice(from, end), gap, ring.next);
    fit &&= squeezed !== undefined;
    arcs.push(...arcsBetween(squeezed ?? [], start + (turns[i] ?? 0), gap));
  });
  return fit && ring.cells.length > 0 ? arcs : undefined;
}

/** A member's cell and what follows it, that folded if it is too much; undefined: no room for it. */
function squeeze(
  places: readonly Slot[],
  gap: number,
  next: number | undefined,
): readonly Slot[] | undefined {
  if (gap / places.length >= NARROWEST) return places;
  const [member, second, ...more] = places;
  if (member === undefined || second === undefined || gap < 2 * NARROWEST) return undefined;
  const rest = [second, ...more];
  const plain = rest.every(p => p.kind === 'fold' || !isTold(p.cell, NOBODY, next));
  if (!plain) return undefined;
  const last = rest.at(-1) ?? second;
  const from = second.kind === 'fold' ? second.from : second.cell.nr;
  const to = last.kind === 'fold' ? last.to : last.cell.nr;
  return [member, { kind: 'fold', from, to }];
}

const NOBODY: ReadonlySet<number> = new Set();

/** A member's cell and what follows it up to the next one; a folded run takes what is left. */
function arcsBetween(places: readonly Slot[], start: number, gap: number): readonly Arc[] {
  const pitch = Math.min(WIDEST, gap / places.length);
  const spare = gap - pitch * places.length;
  const widest = places.findIndex(p => p.kind === 'fold');
  return places.map((place, i) => {
    const moved = widest >= 0 && i > widest ? spare : 0;
    const from = start + (i - 0.5) * pitch + moved;
    const to = from + pitch + (i === widest ? spare : 0);
    return { place, from, to, at: (from + to) / 2 };
  });
}
