// What lies in a socket: a number as a small note, a descriptor as a plug with the number of the
// process that it means. The oldest lies nearest to the end at which it will be read.

import type { LinkEnd, LinkView, ParcelView, WorldView } from '../../../src/machine/view.ts';
import type { LinkRow, ParcelRow } from './scene.ts';
import { alongLine, type Box, boxAround, overlap, type Point, type Spec } from './spec.ts';

type Facts = Omit<ParcelRow, 'box'>;

/** As many as are drawn side by side; the others are counted. */
export const MOST_PARCELS = 3;

/** How many marks the messages at an end would need. */
export const parcelCount = ({ waiting }: LinkEnd): number =>
  waiting.reduce((sum, m) => sum + Math.max(1, m.files.length + (m.value === 0 ? 0 : 1)), 0);

/** The messages of both directions, on the line. */
export function parcelRows(
  view: WorldView,
  link: LinkView,
  row: LinkRow,
  spec: Spec,
  taken: readonly Box[],
): readonly ParcelRow[] {
  const placed: ParcelRow[] = [];
  link.ends.forEach((end, i) => {
    const way = i === 0 ? row.points : [...row.points].reverse();
    const all = end.waiting.flatMap(parcel => factsOfOne(view, parcel));
    const boxes = [...taken, ...placed.map(p => p.box)];
    placed.push(...asManyAsFit(all, way, boxes, sizeOf(spec)));
  });
  return placed;
}

interface Size {
  readonly w: number;
  readonly h: number;
}

/** Fewer, with a count of the rest, where the line is short. */
function asManyAsFit(
  all: readonly Facts[],
  way: readonly Point[],
  taken: readonly Box[],
  size: Size,
): readonly ParcelRow[] {
  for (let n = Math.min(MOST_PARCELS, all.length); n > 0; n--) {
    const placed: ParcelRow[] = [];
    for (const facts of counted(all, n)) {
      placed.push({ ...facts, box: freeBox(way, [...taken, ...placed.map(p => p.box)], size) });
    }
    const apart = placed.every((a, i) =>
      placed.slice(i + 1).every(b => overlap(a.box, b.box) === 0),
    );
    if (apart) return placed;
  }
  return [];
}

/** The first of them; the last mark tells how many more there are. */
function counted(all: readonly Facts[], n: number): readonly Facts[] {
  const first = all[0];
  if (all.length <= n || first === undefined) return all;
  if (n === 1) return [{ ...first, text: `${first.text}+${all.length - 1}` }];
  const text = `+${all.length - n + 1}`;
  const more = { key: `${first.key} more`, kind: 'more' as const, text };
  return [...all.slice(0, n - 1), { ...more, target: undefined, tone: undefined }];
}

function factsOfOne(view: WorldView, { key, value, files }: ParcelView): readonly Facts[] {
  const plugs = files.map(({ kind, target }, i): Facts => {
    const token = view.tokens.find(t => t.pid === target);
    const text = token === undefined ? 'fd' : String(token.nr);
    const plug = kind === 'pidfd' || kind === 'procdir' ? ('plug' as const) : ('file' as const);
    return { key: `${key} ${i}`, kind: plug, text, target, tone: token?.interest };
  });
  if (value === 0 && plugs.length > 0) return plugs;
  const note = { key, kind: 'note' as const, text: String(value), target: undefined };
  return [...plugs, { ...note, tone: undefined }];
}

function sizeOf(spec: Spec): Size {
  return spec.kind === 'wide' ? { w: 36, h: 19 } : { w: 25, h: 15 };
}

/** The first place from the line's beginning on where a message covers nothing. */
function freeBox(
  way: readonly Point[],
  taken: readonly Box[],
  size: { w: number; h: number },
): Box {
  const all = alongLine(way, STEP);
  // Not on the ports themselves.
  const edge = Math.ceil(size.w / 2 / STEP) + 2;
  const inner = all.slice(edge, Math.max(edge + 1, all.length - edge));
  const spots = inner.length === 0 ? all : inner;
  const boxes = spots.map(p => boxAround(p, size.w, size.h));
  const cost = (box: Box) => taken.reduce((sum, other) => sum + overlap(box, other), 0);
  const free = boxes.find(box => cost(box) === 0);
  if (free !== undefined) return free;
  const first = boxes[0] ?? boxAround(way[0] ?? { x: 0, y: 0 }, size.w, size.h);
  return boxes.reduce((a, b) => (cost(b) < cost(a) ? b : a), first);
}

const STEP = 5;
