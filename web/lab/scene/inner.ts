// Inner namespaces: rings within the ring. A process of a container has one struct pid and a number in
// each table; a spoke joins its two cells. Each ring is turned so that its spokes are short.

import type { RingView, TokenView, WorldView } from '../../../src/machine/view.ts';
import { placeOf, type Slot, slotsOf } from './fold.ts';
import { cellFacts, type Dial, sector } from './ring.ts';
import type { InnerRow } from './scene.ts';
import { at, type Point, polar, type Spec } from './spec.ts';

/** As many inner rings as the clock has room for. */
const MOST_RINGS = 2;
const MOST_PLACES = 10;

interface Band {
  readonly c: Point;
  readonly inner: number;
  readonly outer: number;
  readonly figure: number;
}

/** Inner and outer radius by how many rings there are, in parts of the clock's own inner radius. */
const BANDS = [
  [[0.47, 0.72, 0.145]],
  [
    [0.58, 0.75, 0.115],
    [0.35, 0.52, 0.105],
  ],
] as const;

export function innerRings(view: WorldView): readonly RingView[] {
  return view.rings.slice(1, 1 + MOST_RINGS);
}

/** The middle that is left free: letters and floating tokens fit into it. */
export function middleRadius(view: WorldView, spec: Spec): number {
  const bands = BANDS[innerRings(view).length - 1];
  return bands === undefined ? spec.inner : spec.inner * (bands.at(-1)?.[0] ?? 1);
}

export function innerRows(view: WorldView, dial: Dial): readonly InnerRow[] {
  const rings = innerRings(view);
  const bands = BANDS[rings.length - 1];
  if (bands === undefined) return [];
  const { spec } = dial;
  return rings.map((ring, i) => {
    const [inner, outer, figure] = bands[i] ?? bands[0];
    const band = {
      c: spec.c,
      inner: spec.inner * inner,
      outer: spec.inner * outer,
      figure: spec.inner * figure,
    };
    return innerRow(view, dial, ring, band);
  });
}

function innerRow(view: WorldView, dial: Dial, ring: RingView, band: Band): InnerRow {
  const members = membersOf(view, ring).flatMap(m => {
    const outer = dial.angleOf(m.token.nr);
    return outer === undefined ? [] : [{ ...m, outer }];
  });
  const arcs = arcsOf(ring, members);
  const angle = (nr: number) =>
    arcs[
      placeOf(
        arcs.map(a => a.place),
        nr,
      )
    ]?.at ?? 0;
  return {
    ns: ring.ns,
    figure: band.figure,
    cells: arcs.map(({ place, from, to, at: middle }) => {
      const facts = cellFacts(place);
      return {
        ...facts,
        tone: members.find(m => m.nr === facts.nr)?.token.interest,
        path: sector(band, from + 1.4, to - 1.4),
        label: polar(band.c, (band.inner + band.outer) / 2, middle),
      };
    }),
    spokes: members.map(({ token, nr, outer }) => ({
      pid: token.pid,
      from: polar(band.c, band.outer, angle(nr)),
      to: polar(band.c, dial.spec.inner - 1, outer),
      tone: token.interest,
    })),
    next: ring.next === undefined ? undefined : tab(band, angle(ring.next)),
  };
}

interface Member {
  readonly token: TokenView;
  readonly nr: number;
  /** Angle of its number on the clock. */
  readonly outer: number;
}

interface Arc {
  readonly place: Slot;
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** Straight spokes where the members come in the same order on both rings; else even places. */
function arcsOf(ring: RingView, members: readonly Member[]): readonly Arc[] {
  return alignedArcs(ring, members) ?? evenArcs(ring, members);
}

function evenArcs(ring: RingView, members: readonly Member[]): readonly Arc[] {
  const places = slotsOf(ring, new Set(), MOST_PLACES);
  const pitch = 360 / places.length;
  const lead = members.find(m => m.token.interest !== undefined) ?? members.at(-1);
  const turn = lead === undefined ? 0 : lead.outer - placeOf(places, lead.nr) * pitch;
  return places.map((place, i) => {
    const at = turn + i * pitch;
    return { place, at, from: at - pitch / 2, to: at + pitch / 2 };
  });
}

/** Degrees of a number's cell where there is room. */
const WIDEST = 34;

function alignedArcs(ring: RingView, members: readonly Member[]): readonly Arc[] | undefined {
  const sorted = [...members].sort((a, b) => a.nr - b.nr);
  const first = sorted[0];
  if (first === undefined) return undefined;
  const turns = sorted.map(m => (m.outer - first.outer + 360) % 360);
  if (turns.some((t, i) => i > 0 && t <= (turns[i - 1] ?? 0))) return undefined;
  const places = slotsOf(ring, new Set(), 0);
  const start = placeOf(places, first.nr);
  const round = [...places.slice(start), ...places.slice(0, start)];
  const arcs: Arc[] = [];
  sorted.forEach((member, i) => {
    const here = placeOf(round, member.nr);
    const next = sorted[i + 1];
    const end = next === undefined ? round.length : placeOf(round, next.nr);
    const gap = (turns[i + 1] ?? 360) - (turns[i] ?? 0);
    arcs.push(...arcsBetween(round.slice(here, end), member.outer, gap));
  });
  return arcs;
}

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

/** Struct pids on the ring that have a number in this namespace too. */
function membersOf(view: WorldView, ring: RingView) {
  return view.tokens.flatMap((token): { token: TokenView; nr: number }[] => {
    const upid = token.upids.find(u => u.ns === ring.ns);
    return upid === undefined || !token.onRing ? [] : [{ token, nr: upid.nr }];
  });
}

/** A small tab on the inner rim. */
function tab(band: Band, angle: number): string {
  const size = (band.outer - band.inner) * 0.26;
  const tip = polar(band.c, band.inner - 1, angle);
  const foot = band.inner - 1 - size * 1.7;
  const wide = (size / foot) * 57;
  return `M${at(tip)}L${at(polar(band.c, foot, angle + wide))}L${at(polar(band.c, foot, angle - wide))}Z`;
}
