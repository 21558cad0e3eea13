// Where everything stands on the PID clock: cells by number, tokens on their outer edge, tiles
// around them. The picture is turned so that the card's owner sits at nine o'clock, beside its card.

import type { CellView, RingView, WorldView } from '../../../src/machine/view.ts';
import { placeOf, roomOf, type Slot, shares, slotsOf } from './fold.ts';
import { at, boxAround, n2, overlap, type Point, polar, type Spec } from './spec.ts';

/** How the ring's numbers lie around the clock. */
export interface Dial {
  readonly spec: Spec;
  readonly places: readonly Slot[];
  /** Angle of each number's middle, in degrees clockwise from twelve o'clock. */
  readonly angleOf: (nr: number) => number | undefined;
  /** Angle of the gap beside a number, on its clockwise side (1) or the other (-1). */
  readonly gapOf: (nr: number, side: 1 | -1) => number | undefined;
  /** The gap nearest to an angle. */
  readonly gapNear: (angle: number) => number;
  /** The number at nine o'clock has the card: nothing else may stand there. */
  readonly cardNr: number | undefined;
}

const NONE: ReadonlySet<number> = new Set();

/** From 0 up to 360. */
export const round = (angle: number): number => ((angle % 360) + 360) % 360;

/** How far one angle lies from another, from -180 to 180, clockwise positive. */
export const turnTo = (from: number, to: number): number => round(to - from + 180) - 180;

export function dialOf(
  spec: Spec,
  ring: RingView,
  cardNr: number | undefined,
  keep: ReadonlySet<number> = NONE,
): Dial {
  return dialWith(spec, slotsOf(ring, keep), cardNr);
}

/** A dial with these places, from twelve o'clock on unless somebody's card has to be at nine. */
export function dialWith(spec: Spec, places: readonly Slot[], cardNr: number | undefined): Dial {
  const arcs = shares(places);
  const middle = (i: number) => (((arcs[i]?.from ?? 0) + (arcs[i]?.to ?? 0)) / 2) * 360;
  const owner = cardNr === undefined ? -1 : placeOf(places, cardNr);
  const turn = owner < 0 ? -middle(0) : 270 - middle(owner);
  const angleOf = (nr: number) => {
    const i = placeOf(places, nr);
    return i < 0 ? undefined : round(turn + middle(i));
  };
  const gapOf = (nr: number, side: 1 | -1) => {
    const arc = arcs[placeOf(places, nr)];
    return arc && round(turn + (side > 0 ? arc.to : arc.from) * 360);
  };
  const gaps = arcs.map(arc => round(turn + arc.from * 360));
  const gapNear = (angle: number) =>
    gaps.reduce(
      (a, b) => (Math.abs(turnTo(b, angle)) < Math.abs(turnTo(a, angle)) ? b : a),
      gaps[0] ?? angle,
    );
  return {
    spec: crowded(spec, roomOf(places)),
    places,
    angleOf,
    gapOf,
    gapNear,
    cardNr: owner < 0 ? undefined : cardNr,
  };
}

/** More places than usual: everything on the ring is drawn smaller. */
function crowded(spec: Spec, room: number): Spec {
  if (room <= MOST_AT_FULL_SIZE || spec.kind === 'strip') return spec;
  const k = Math.max(0.6, MOST_AT_FULL_SIZE / room);
  return { ...spec, figure: spec.figure * k, token: spec.token * k, tile: spec.tile * k };
}

const MOST_AT_FULL_SIZE = 14;

export interface CellRow {
  readonly nr: number;
  /** The last number of a folded run; its own number otherwise. */
  readonly to: number;
  readonly state: CellView['state'];
  /** On the clock; undefined on a strip. */
  readonly angle?: number;
  /** Its right edge, on a strip. */
  readonly right?: number;
  readonly path: string;
  readonly label: Point;
  readonly tone: number | undefined;
  /** Was somebody's before, and is of interest: drawn in its colour although free. */
  readonly vacated: boolean;
}

export function cellRows(dial: Dial): readonly CellRow[] {
  const { spec, places } = dial;
  return places.map(place => {
    const facts = cellFacts(place);
    const angle = dial.angleOf(facts.nr) ?? 0;
    const half = turnTo(angle, dial.gapOf(facts.nr, 1) ?? angle) - 0.85;
    return {
      ...facts,
      angle,
      path: sector(spec, angle - half, angle + half),
      label: polar(spec.c, (spec.inner + spec.outer) / 2, angle),
    };
  });
}

/** What a place tells, wherever it is drawn. */
export function cellFacts(place: Slot): Omit<CellRow, 'path' | 'label'> {
  if (place.kind === 'fold') {
    return { nr: place.from, to: place.to, state: 'free', tone: undefined, vacated: false };
  }
  const { cell } = place;
  return {
    nr: cell.nr,
    to: cell.nr,
    state: cell.state,
    tone: cell.interest,
    vacated: cell.state === 'free' && cell.interest !== undefined,
  };
}

/** One annular cell. Its sides are parallel to the cell's own middle line, so that gaps are even. */
export function sector(
  { c, inner, outer }: Pick<Spec, 'c' | 'inner' | 'outer'>,
  from: number,
  to: number,
): string {
  const [a, b] = [polar(c, outer, from), polar(c, outer, to)];
  // The gap is as wide inside as outside: the inner corners are pulled in.
  const pull = 0.9;
  const [d, e] = [polar(c, inner, to - pull), polar(c, inner, from + pull)];
  const large = to - from > 180 ? 1 : 0;
  const arc = (r: number, sweep: 0 | 1, p: Point) =>
    `A${n2(r)} ${n2(r)} 0 ${large} ${sweep} ${at(p)}`;
  return `M${at(a)}${arc(outer, 1, b)}L${at(d)}${arc(inner, 0, e)}Z`;
}

/** Where the token of a number sits. */
export function tokenPoint(dial: Dial, nr: number): Point | undefined {
  const angle = dial.angleOf(nr);
  return angle === undefined ? undefined : polar(dial.spec.c, dial.spec.tokenAt, angle);
}

/** Where the tile of a number stands: around the ring, but never behind the card. */
export function tilePoint(dial: Dial, nr: number): Point | undefined {
  const { spec } = dial;
  const angle = dial.angleOf(nr);
  if (angle === undefined) return undefined;
  const plain = polar(spec.c, spec.tileAt, angle);
  if (dial.cardNr === undefined || overlap(boxAround(plain, spec.tile + 8), spec.card) === 0) {
    return inside(spec, plain);
  }
  return angle > 270 ? spec.asideTop : spec.asideBottom;
}

/** Keeps a tile within the picture: twelve and six o'clock stand close to its edge. */
function inside(spec: Spec, p: Point): Point {
  const margin = spec.tile / 2 + 6;
  return {
    x: Math.min(spec.width - margin, Math.max(margin, p.x)),
    y: Math.min(spec.height - margin, Math.max(margin, p.y)),
  };
}

export interface CursorRow {
  readonly nr: number;
  readonly angle: number;
  /** The tab, drawn at twelve o'clock; the group around it is turned by `angle`. */
  readonly tab: string;
  /** The fading trail behind it, as arcs from faint to strong. */
  readonly trail: readonly { readonly d: string; readonly opacity: number }[];
  readonly word: Point;
}

const TRAIL_ARCS = 9;
const TRAIL_DEGREES = 90;

/**
 * The tab on the inner rim that points at the number which will be handed out next; `tight`: it
 * shares the middle with inner rings.
 */
export function cursorRow(
  dial: Pick<Dial, 'spec' | 'angleOf'>,
  nr: number,
  tight = false,
): CursorRow | undefined {
  const { spec } = dial;
  const angle = dial.angleOf(nr);
  if (angle === undefined) return undefined;
  const { c, inner } = spec;
  const size = spec.kind === 'wide' ? 1 : 0.62;
  // Where inner rings lie close to the rim it is smaller.
  const k = tight ? size * 0.72 : size;
  const tip = c.y - inner + (tight ? 4 : 9) * size;
  const tab = `M${n2(c.x)} ${n2(tip)}l${n2(9 * k)} ${n2(16 * k)}h${n2(-18 * k)}z`;
  const r = inner - 5.5 * size;
  const arcs = Array.from({ length: TRAIL_ARCS }, (_, i) => {
    const from = -TRAIL_DEGREES - 4 + (i * TRAIL_DEGREES) / TRAIL_ARCS;
    const to = from + TRAIL_DEGREES / TRAIL_ARCS + 0.4;
    const d = `M${at(polar(c, r, from))}A${r} ${r} 0 0 1 ${at(polar(c, r, to))}`;
    return { d, opacity: n2(((i + 1) / TRAIL_ARCS) ** 1.6 * 0.72) };
  });
  const word = polar(c, inner - 43 * size, angle);
  // At three and nine o'clock it makes room for what stands in the middle.
  const y = Math.abs(word.y - c.y) < 18 ? c.y - 26 : word.y;
  return { nr, angle, tab, trail: arcs, word: { x: word.x, y } };
}

/** The card that is drawn open in this world: the leading one. */
export const leadingCard = (view: WorldView) =>
  view.cards.find(card => card.leading) ?? view.cards.find(card => card.alive);

/** Number colours repeat after five. */
export const toneOf = (interest: number | undefined): string | undefined =>
  interest === undefined ? undefined : String(interest % 5);
