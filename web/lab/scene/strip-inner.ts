// Inner namespaces on a strip: a further row of numbers for each depth, siblings beside each other;
// spokes lead up to the row around them.

import type { WorldView } from '../../../src/machine/view.ts';
import { placeOf, roomOf, shares } from './fold.ts';
import { innerFacts, levelsOf, type Member, type Nested } from './nested.ts';
import type { InnerRow } from './scene.ts';
import { n2, ROW } from './spec.ts';

const MOST_ROWS = 3;

/** Of a row: its height, the way of the spokes above it, the widest cell, the gap between siblings. */
const INNER = { height: 22, gap: 22, next: 15, widest: 34, aside: 9 } as const;

export interface StripRows {
  readonly rows: readonly InnerRow[];
  readonly deeper: number;
  /** Where the last row ends; the first row's end when there is none. */
  readonly bottom: number;
}

type XOf = (nr: number) => number;

export function stripRows(view: WorldView, xOf: XOf): StripRows {
  const { levels, deeper } = levelsOf(view, MOST_ROWS);
  const places = new Map<number | undefined, XOf>([[view.rings[0]?.ns, xOf]]);
  const rows: InnerRow[] = [];
  let bottom: number = ROW.top + ROW.height;
  levels.forEach((siblings, i) => {
    const top = bottom + (i === 0 ? INNER.gap : INNER.next);
    const sorted = [...siblings].sort((a, b) => middleOf(a, places) - middleOf(b, places));
    const units = sorted.reduce((sum, s) => sum + roomOf(s.places), 0);
    const free = ROW.width - INNER.aside * (sorted.length - 1);
    const pitch = Math.min(INNER.widest, free / units);
    const width = pitch * units + INNER.aside * (sorted.length - 1);
    let left = ROW.left + (ROW.width - width) / 2;
    for (const nested of sorted) {
      const x = along(nested, left, pitch);
      places.set(nested.ring.ns, x);
      rows.push(rowOf(nested, x, pitch, top, places.get(nested.ring.parent) ?? x, bottom));
      left += roomOf(nested.places) * pitch + INNER.aside;
    }
    bottom = top + INNER.height;
  });
  return { rows, deeper, bottom };
}

/** Where its processes lie in the row above, on average. */
function middleOf({ ring, members }: Nested, places: ReadonlyMap<number | undefined, XOf>): number {
  const above = places.get(ring.parent);
  const sum = members.reduce((total, m) => total + (above?.(m.around) ?? 0), 0);
  return sum / Math.max(1, members.length);
}

function along({ places }: Nested, left: number, pitch: number): XOf {
  const parts = shares(places);
  const width = roomOf(places) * pitch;
  return nr => {
    const part = parts[placeOf(places, nr)] ?? { from: 0, to: 0 };
    return left + ((part.from + part.to) / 2) * width;
  };
}

function rowOf(
  { ring, members, places }: Nested,
  x: XOf,
  pitch: number,
  top: number,
  above: XOf,
  from: number,
): InnerRow {
  return {
    ns: ring.ns,
    level: ring.level,
    figure: Math.min(12, pitch * 0.5),
    cells: places.map(place => {
      const facts = innerFacts(place, members);
      const wide = place.kind === 'fold' ? pitch / 2 : pitch;
      return {
        ...facts,
        path: cellBox(x(facts.nr), wide - 1.8, top, INNER.height),
        label: { x: n2(x(facts.nr)), y: top + INNER.height / 2 },
      };
    }),
    spokes: members.map(({ token, nr, around }: Member) => ({
      pid: token.pid,
      from: { x: n2(x(nr)), y: top },
      to: { x: n2(above(around)), y: from },
      tone: token.interest,
    })),
    next: undefined,
  };
}

/** A cell with round corners about `x`. */
export function cellBox(x: number, w: number, top: number, h: number): string {
  const left = n2(x - w / 2);
  const r = Math.min(5, w / 3);
  const a = (dx: number, dy: number) => `a${n2(r)} ${n2(r)} 0 0 1 ${n2(dx)} ${n2(dy)}`;
  return `M${n2(left + r)} ${top}h${n2(w - 2 * r)}${a(r, r)}v${n2(h - 2 * r)}${a(-r, r)}h${n2(2 * r - w)}${a(-r, -r)}v${n2(2 * r - h)}${a(r, -r)}z`;
}
