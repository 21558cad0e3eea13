// Inner namespaces on the clock: rings within the ring, one band for each depth. A process of a
// container has one struct pid and a number in each table; spokes join its cells from band to band.
// Each ring is turned so that its spokes are short.

import type { RingView, WorldView } from '../../../src/machine/view.ts';
import { placeOf } from './fold.ts';
import { type AngleOf, type Arc, alignedArcs, arcsWithin, evenArcs } from './inner-arcs.ts';
import { innerFacts, levelsOf, type Member, type Nested } from './nested.ts';
import { type Dial, round, sector, turnTo } from './ring.ts';
import type { InnerRow } from './scene.ts';
import { at, type Point, polar, type Spec } from './spec.ts';

/** As many depths as can be read: on a small clock only the first. */
const mostLevels = (spec: Spec): number => (spec.kind === 'wide' ? 3 : 1);

interface Band {
  readonly c: Point;
  readonly inner: number;
  readonly outer: number;
  readonly figure: number;
}

/** Inner and outer radius by how many depths there are, in parts of the clock's own inner radius. */
const BANDS = [
  [[0.47, 0.72, 0.145]],
  [
    [0.58, 0.75, 0.115],
    [0.35, 0.52, 0.105],
  ],
  [
    [0.67, 0.82, 0.108],
    [0.46, 0.61, 0.104],
    [0.25, 0.4, 0.1],
  ],
] as const;

function bandsOf(depth: number, spec: Spec): readonly Band[] {
  return (BANDS[depth - 1] ?? []).map(([inner, outer, figure]) => ({
    c: spec.c,
    inner: spec.inner * inner,
    outer: spec.inner * outer,
    figure: spec.inner * figure,
  }));
}

/** The middle that is left free: letters and floating tokens fit into it. */
export function middleRadius(view: WorldView, spec: Spec): number {
  const { levels } = levelsOf(view, mostLevels(spec));
  return bandsOf(levels.length, spec).at(-1)?.inner ?? spec.inner;
}

export interface InnerRings {
  readonly rows: readonly InnerRow[];
  readonly deeper: number;
}

export function innerRings(view: WorldView, dial: Dial): InnerRings {
  const { levels, deeper } = levelsOf(view, mostLevels(dial.spec));
  const bands = bandsOf(levels.length, dial.spec);
  const angles = new Map<number | undefined, AngleOf>([[view.rings[0]?.ns, dial.angleOf]]);
  const rows: InnerRow[] = [];
  let rim = dial.spec.inner - 1;
  levels.forEach((siblings, i) => {
    const band = bands[i];
    if (band === undefined) return;
    for (const { nested, arcs, outer } of laidOut(siblings, angles)) {
      const places = arcs.map(a => a.place);
      angles.set(nested.ring.ns, nr => arcs[placeOf(places, nr)]?.at);
      rows.push(rowOf(nested, arcs, band, outer, rim));
    }
    rim = band.inner;
  });
  return { rows, deeper };
}

function rowOf(
  { ring, members }: Nested,
  arcs: readonly Arc[],
  band: Band,
  outer: AngleOf,
  rim: number,
): InnerRow {
  const places = arcs.map(a => a.place);
  const angle = (nr: number) => arcs[placeOf(places, nr)]?.at ?? 0;
  return {
    ns: ring.ns,
    level: ring.level,
    figure: band.figure,
    cells: arcs.map(({ place, from, to, at: middle }) => ({
      ...innerFacts(place, members),
      path: sector(band, from + 1.4, to - 1.4),
      label: polar(band.c, (band.inner + band.outer) / 2, middle),
    })),
    spokes: members.flatMap(({ token, nr, around }) => {
      const out = outer(around);
      if (out === undefined) return [];
      const from = polar(band.c, band.outer, angle(nr));
      return [{ pid: token.pid, from, to: polar(band.c, rim, out), tone: token.interest }];
    }),
    next: ring.next === undefined ? undefined : tab(band, angle(ring.next)),
  };
}

interface LaidOut {
  readonly nested: Nested;
  readonly arcs: readonly Arc[];
  readonly outer: AngleOf;
}

/** The rings of one depth: one has the band for itself, several share it. */
function laidOut(
  siblings: readonly Nested[],
  angles: ReadonlyMap<number | undefined, AngleOf>,
): readonly LaidOut[] {
  const outerOf = (ring: RingView): AngleOf => angles.get(ring.parent) ?? (() => undefined);
  const only = siblings[0];
  if (only !== undefined && siblings.length === 1) {
    const outer = outerOf(only.ring);
    const aligned = alignedArcs(only, outer);
    return [{ nested: only, arcs: aligned ?? evenArcs(only, outer), outer }];
  }
  const turned = siblings.map(nested => {
    const outer = outerOf(nested.ring);
    return { nested, outer, towards: directionOf(nested.members, outer) };
  });
  turned.sort((a, b) => a.towards - b.towards);
  return shared(turned);
}

/** Several on one band, side by side, turned so that all their spokes are short. */
function shared(turned: readonly Omit<LaidOut, 'arcs'>[]): readonly LaidOut[] {
  const room = turned.map(t => roomFor(t.nested));
  const whole = room.reduce((a, b) => a + b, 0);
  const free = 360 - SIBLING_GAP * turned.length;
  const from = (start: number): readonly LaidOut[] => {
    let at = start;
    return turned.map(({ nested, outer }, i) => {
      const width = ((room[i] ?? 0) / whole) * free;
      const arcs = arcsWithin(nested.places, at, width);
      at += width + SIBLING_GAP;
      return { nested, outer, arcs };
    });
  };
  const turns = Array.from({ length: 36 }, (_, i) => from(i * 10));
  const cost = (rings: readonly LaidOut[]) => rings.reduce((sum, r) => sum + slant(r), 0);
  const first = turns[0] ?? [];
  return turns.reduce((a, b) => (cost(b) < cost(a) ? b : a), first);
}

/** How far its spokes are from straight. */
function slant({ nested, arcs, outer }: LaidOut): number {
  return nested.members.reduce((sum, { nr, around }) => {
    const [here, out] = [arcs[placeOf(nested.places, nr)]?.at ?? 0, outer(around)];
    return sum + (out === undefined ? 0 : turnTo(here, out) ** 2);
  }, 0);
}

/** Degrees between the namespaces that share a band. */
const SIBLING_GAP = 14;

const roomFor = ({ places }: Nested): number =>
  Math.max(
    3,
    places.reduce((sum, p) => sum + (p.kind === 'fold' ? 0.5 : 1), 0),
  );

/** Where, seen from the middle, a namespace's processes lie on the ring around it. */
function directionOf(members: readonly Member[], outer: AngleOf): number {
  let [x, y] = [0, 0];
  for (const { around } of members) {
    const p = polar({ x: 0, y: 0 }, 1, outer(around) ?? 0);
    x += p.x;
    y += p.y;
  }
  return round((Math.atan2(x, -y) * 180) / Math.PI);
}

/** A small tab on the inner rim. */
function tab(band: Band, angle: number): string {
  const size = (band.outer - band.inner) * 0.26;
  const tip = polar(band.c, band.inner - 1, angle);
  const foot = band.inner - 1 - size * 1.7;
  const wide = (size / foot) * 57;
  return `M${at(tip)}L${at(polar(band.c, foot, angle + wide))}L${at(polar(band.c, foot, angle - wide))}Z`;
}
