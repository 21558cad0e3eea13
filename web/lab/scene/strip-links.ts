// Connected sockets and pipes on a strip: dotted lines above the tiles, from port to port.

import type { LinkEnd, LinkView, WorldView } from '../../../src/machine/view.ts';
import type { CardRow } from './card.ts';
import type { Links, Stand } from './links.ts';
import { MOST_PARCELS, parcelCount, parcelRows } from './parcels.ts';
import type { LinkRow, ParcelRow } from './scene.ts';
import { type Box, type Point, ROW, STRIP } from './spec.ts';

/** The lowest line's height, and how much higher each further one runs. */
const LEVEL = { low: 77, step: 5.5, most: 2 } as const;

/** Between ports at one holder, and the length of a line that breaks off. */
const PORT_PITCH = 9;
const STUB = 20;

export function stripLinks(
  view: WorldView,
  card: CardRow | undefined,
  stands: readonly Stand[],
  taken: readonly Box[],
): Links {
  const used = new Map<number, number>();
  const lines: { readonly from: number; readonly to: number; readonly lane: number }[] = [];
  const links: LinkRow[] = [];
  const parcels: ParcelRow[] = [];
  const obstacles = card === undefined ? taken : [...taken, card.box];
  for (const link of view.links) {
    const ports = link.ends.map(end => portOf(end, card, stands, used));
    const [a, b] = ends(link, ports);
    if (a === undefined || b === undefined) continue;
    const [from, to] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
    let lane = 0;
    while (lines.some(l => l.lane === lane && l.from < to + 4 && from < l.to + 4)) lane++;
    lines.push({ from, to, lane });
    const y = LEVEL.low - Math.min(lane, LEVEL.most) * LEVEL.step;
    const points = [a, { x: a.x, y }, { x: b.x, y }, b];
    const [one, other] = link.ends;
    const row: LinkRow = {
      key: link.key,
      kind: link.kind,
      points,
      ends: [
        { pid: one.at, at: a, open: one.at !== undefined },
        { pid: other.at, at: b, open: other.at !== undefined },
      ],
    };
    links.push(row);
    parcels.push(...parcelRows(view, link, row, STRIP, [...obstacles, ...parcels.map(p => p.box)]));
  }
  return { links, parcels };
}

/** Where an end that nobody holds breaks off beside the other one. */
function ends(
  link: LinkView,
  [a, b]: readonly (Point | undefined)[],
): readonly [Point | undefined, Point | undefined] {
  const parcels = link.ends.reduce((sum, end) => sum + parcelCount(end), 0);
  const length = STUB + 26 * Math.min(MOST_PARCELS, parcels);
  const off = (p: Point | undefined) =>
    p && { x: p.x + (p.x > STRIP.width / 2 ? -length : length), y: LEVEL.low };
  if (link.ends[0].at === undefined) return [off(b), b];
  if (link.ends[1].at === undefined) return [a, off(a)];
  return [a, b];
}

/** On top of the tile; at the lower edge of the card. */
function portOf(
  end: LinkEnd,
  card: CardRow | undefined,
  stands: readonly Stand[],
  used: Map<number, number>,
): Point | undefined {
  if (end.at === undefined) return undefined;
  const rank = used.get(end.at) ?? 0;
  used.set(end.at, rank + 1);
  if (card !== undefined && end.at === card.pid) {
    return { x: card.box.x + 62 + rank * 12, y: card.box.y + card.box.h };
  }
  const stand = stands.find(s => s.pid === end.at);
  if (stand === undefined) return undefined;
  const aside =
    (rank % 2 === 0 ? 1 : -1) * Math.min(PORT_PITCH, stand.size * 0.3) * (rank < 2 ? 0.6 : 1);
  const above = stand.at.y > ROW.tileY - 20;
  const edge = (stand.size / 2) * (above ? -1 : 1);
  return { x: stand.at.x + aside, y: stand.at.y + edge };
}
