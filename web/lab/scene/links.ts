// Connected sockets and pipes on the clock: a dotted line from whoever holds one end to whoever holds the other,
// around the ring between tokens and tiles, so that it covers no number. What lies in a socket rests
// on the line, near the end at which it can be read.

import type { LinkEnd, LinkView, WorldView } from '../../../src/machine/view.ts';
import { MOST_PARCELS, parcelCount, parcelRows } from './parcels.ts';
import { type Dial, round, turnTo } from './ring.ts';
import type { LinkRow, ParcelRow } from './scene.ts';
import { arcPoints, type Box, boxAround, type Point, polar, toPolar } from './spec.ts';

/** Somebody who may hold an end. */
export interface Stand {
  readonly pid: number;
  readonly nr: number;
  readonly at: Point;
  readonly size: number;
}

export interface Links {
  readonly links: readonly LinkRow[];
  readonly parcels: readonly ParcelRow[];
}

type Way = 1 | -1;

/** Where a line leaves its holder, and where it comes on to the circle. */
interface Joint {
  readonly port: Point;
  readonly angle: number;
}

/** `card`: whose card is open; `taken`: boxes on which no message may lie. */
export function linkRows(
  view: WorldView,
  dial: Dial,
  card: number | undefined,
  stands: readonly Stand[],
  taken: readonly Box[],
): Links {
  const lines = new Lines(dial, card, stands);
  const links: LinkRow[] = [];
  const parcels: ParcelRow[] = [];
  for (const link of view.links) {
    const row = lines.draw(link);
    if (row === undefined) continue;
    links.push(row);
    const boxes = [...taken, ...parcels.map(p => p.box)];
    parcels.push(...parcelRows(view, link, row, dial.spec, boxes));
  }
  return { links, parcels };
}

/** Half of what a port at an aside tile or the card lies away from its middle line, in degrees. */
const ASIDE = 4.5;
const CARD = 14;

/** The lines drawn so far: each finds a free place at its holders and around the ring. */
class Lines {
  private readonly used = new Map<string, number>();
  private readonly lanes: { readonly from: number; readonly to: number; readonly lane: number }[] =
    [];
  private readonly dial: Dial;
  private readonly card: number | undefined;
  private readonly stands: readonly Stand[];

  constructor(dial: Dial, card: number | undefined, stands: readonly Stand[]) {
    this.dial = dial;
    this.card = card;
    this.stands = stands;
  }

  draw(link: LinkView): LinkRow | undefined {
    const [a, b] = link.ends;
    const [from, to] = [this.middleOf(a), this.middleOf(b)];
    if (from === undefined && to === undefined) return undefined;
    if (from === undefined || to === undefined) return this.stub(link, from === undefined ? b : a);
    if (a.at === b.at) return this.loop(link);
    const way = this.wayOf(from, to);
    const [start, end] = [this.joint(a, way), this.joint(b, way === 1 ? -1 : 1)];
    if (start === undefined || end === undefined) return undefined;
    const beside = this.besideCard(a, b, start, end);
    if (beside !== undefined) return rowOf(link, beside, [start.port, end.port]);
    const turn = way * round(way * (end.angle - start.angle));
    const around = arcPoints(this.dial.spec.c, this.radius(start.angle, turn), start.angle, turn);
    return rowOf(link, [start.port, ...around, end.port], [start.port, end.port]);
  }

  /** From the card to a tile that has made room for it: straight up or down along the card. */
  private besideCard(a: LinkEnd, b: LinkEnd, start: Joint, end: Joint) {
    const { spec } = this.dial;
    const stand = this.stand(a.at === this.card ? b : a);
    if ((a.at !== this.card && b.at !== this.card) || stand === undefined) return undefined;
    if (Math.abs(toPolar(spec.c, stand.at).r - spec.tileAt) < stand.size * 0.4) return undefined;
    const x = spec.card.x + spec.card.w + 6;
    return [start.port, { x, y: start.port.y }, { x, y: end.port.y }, end.port];
  }

  /** The shorter way round; where both are about as long, the one on which nothing runs yet. */
  private wayOf(from: number, to: number): Way {
    const turn = turnTo(from, to);
    const way = turn >= 0 ? 1 : -1;
    if (Math.abs(turn) < HALF_ROUND) return way;
    const busy = (a: number, b: number) => this.lanes.some(l => meets(l, a, b));
    return way > 0
      ? busy(from, from + turn) && !busy(from + turn - 360, from)
        ? -1
        : 1
      : busy(from + turn, from) && !busy(from, from + turn + 360)
        ? 1
        : -1;
  }

  /** Nobody holds the other end: the line breaks off. */
  private stub(link: LinkView, end: LinkEnd): LinkRow | undefined {
    const start = this.joint(end, 1);
    if (start === undefined) return undefined;
    const { c } = this.dial.spec;
    const turn = 12 + 13 * Math.min(MOST_PARCELS, parcelCount(end));
    const around = arcPoints(c, this.radius(start.angle, turn), start.angle, turn);
    const last = around.at(-1) ?? start.port;
    const points = [start.port, ...around];
    const flipped = link.ends[0] === end;
    return rowOf(
      link,
      flipped ? points : points.reverse(),
      flipped ? [start.port, last] : [last, start.port],
    );
  }

  /** Both ends in one hand. */
  private loop(link: LinkView): LinkRow | undefined {
    const [a, b] = link.ends;
    const [one, other] = [this.joint(a, 1), this.joint(b, -1)];
    if (one === undefined || other === undefined) return undefined;
    const { c } = this.dial.spec;
    const turn = turnTo(one.angle, other.angle);
    const around = arcPoints(c, this.radius(one.angle, turn), one.angle, turn);
    const aside = (p: Point) => ({ x: p.x + 6, y: p.y });
    const between = a.at === this.card ? [aside(one.port), aside(other.port)] : around;
    return rowOf(link, [one.port, ...between, other.port], [one.port, other.port]);
  }

  private stand(end: LinkEnd): Stand | undefined {
    return this.stands.find(s => s.pid === end.at);
  }

  private middleOf(end: LinkEnd): number | undefined {
    if (end.at !== undefined && end.at === this.card) return 270;
    const stand = this.stand(end);
    return stand && toPolar(this.dial.spec.c, stand.at).angle;
  }

  private joint(end: LinkEnd, way: Way): Joint | undefined {
    const { spec } = this.dial;
    const key = `${end.at} ${way}`;
    const rank = this.used.get(key) ?? 0;
    this.used.set(key, rank + 1);
    const r = restRadius(this.dial);
    if (end.at !== undefined && end.at === this.card) {
      const angle = 270 + way * (CARD + rank * 5);
      const y = spec.c.y - way * r * Math.sin(((CARD + rank * 5) * Math.PI) / 180);
      return { port: { x: spec.card.x + spec.card.w, y }, angle };
    }
    const stand = this.stand(end);
    if (stand === undefined) return undefined;
    const { angle, r: distance } = toPolar(spec.c, stand.at);
    const shift = (stand.size * (0.28 + 0.16 * rank) * 180) / (spec.tileAt * Math.PI);
    if (Math.abs(distance - spec.tileAt) < stand.size * 0.4) {
      const at = angle + way * shift;
      return { port: polar(spec.c, distance - stand.size * 0.46, at), angle: at };
    }
    // Apart from the ring: straight out to it.
    const at = angle + way * ASIDE;
    return { port: polar(spec.c, distance - stand.size * 0.5, angle + way * 2), angle: at };
  }

  /** The innermost lane that no other line uses on this stretch. */
  private radius(from: number, turn: number): number {
    const [a, b] = turn >= 0 ? [from, from + turn] : [from + turn, from];
    let lane = 0;
    while (this.lanes.some(x => x.lane === lane && meets(x, a, b))) lane++;
    this.lanes.push({ from: a, to: b, lane });
    const k = this.dial.spec.kind === 'wide' ? 1 : 0.6;
    return restRadius(this.dial) + (LANES[lane % LANES.length] ?? 0) * k;
  }
}

/** Two stretches of the circle have something in common. */
const meets = (x: { readonly from: number; readonly to: number }, a: number, b: number): boolean =>
  [-360, 0, 360].some(t => x.from + t < b - 1 && a < x.to + t - 1);

/** From here on both ways round count as equally long, in degrees. */
const HALF_ROUND = 150;

const LANES = [0, 5.5, -5.5, 11, -11] as const;

/** Between the tokens and the tiles. */
function restRadius({ spec }: Dial): number {
  return (spec.tokenAt + spec.token + spec.tileAt - spec.tile / 2) / 2;
}

function rowOf(link: LinkView, points: readonly Point[], ports: readonly [Point, Point]): LinkRow {
  const [a, b] = link.ends;
  const end = (e: LinkEnd, at: Point) => ({ pid: e.at, at, open: e.at !== undefined });
  return { key: link.key, kind: link.kind, points, ends: [end(a, ports[0]), end(b, ports[1])] };
}

/** Little boxes along the lines: no label may cover them. */
export function lineBoxes(links: readonly LinkRow[]): readonly Box[] {
  return links.flatMap(l => l.points.map(p => boxAround(p, 8)));
}
