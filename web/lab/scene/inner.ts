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
  const places = slotsOf(ring, new Set(), MOST_PLACES);
  const members = membersOf(view, ring);
  const turn = turnOf(dial, places, members);
  const angle = (nr: number) => turn + (placeOf(places, nr) * 360) / places.length;
  const half = 180 / places.length - 1.6;
  return {
    ns: ring.ns,
    figure: band.figure,
    cells: places.map(place => {
      const facts = cellFacts(place);
      const here = members.find(m => m.nr === facts.nr);
      const a = angle(facts.nr);
      return {
        ...facts,
        tone: here?.token.interest,
        path: sector(band, a - half, a + half),
        label: polar(band.c, (band.inner + band.outer) / 2, a),
      };
    }),
    spokes: members.flatMap(({ token, nr }) => {
      const outer = dial.angleOf(token.nr);
      if (outer === undefined || placeOf(places, nr) < 0) return [];
      const from = polar(band.c, band.outer, angle(nr));
      const to = polar(band.c, dial.spec.inner - 1, outer);
      return [{ pid: token.pid, from, to, tone: token.interest }];
    }),
    next: ring.next === undefined ? undefined : tab(band, angle(ring.next)),
  };
}

/** Struct pids on the ring that have a number in this namespace too. */
function membersOf(view: WorldView, ring: RingView) {
  return view.tokens.flatMap((token): { token: TokenView; nr: number }[] => {
    const upid = token.upids.find(u => u.ns === ring.ns);
    return upid === undefined || !token.onRing ? [] : [{ token, nr: upid.nr }];
  });
}

/** Turned so that the followed process has a straight spoke; else the one that came last. */
function turnOf(
  dial: Dial,
  places: readonly Slot[],
  members: readonly { readonly token: TokenView; readonly nr: number }[],
): number {
  const lead = members.find(m => m.token.interest !== undefined) ?? members.at(-1);
  const outer = lead === undefined ? undefined : dial.angleOf(lead.token.nr);
  if (lead === undefined || outer === undefined) return 0;
  return outer - (placeOf(places, lead.nr) * 360) / places.length;
}

/** A small tab on the inner rim. */
function tab(band: Band, angle: number): string {
  const size = (band.outer - band.inner) * 0.26;
  const tip = polar(band.c, band.inner - 1, angle);
  const foot = band.inner - 1 - size * 1.7;
  const wide = (size / foot) * 57;
  return `M${at(tip)}L${at(polar(band.c, foot, angle + wide))}L${at(polar(band.c, foot, angle - wide))}Z`;
}
