// Where a picture's words and lines are: for tests that nothing covers what is to be read.

import { sample } from '../cable.ts';
import { waitBox } from '../held.ts';
import type { InnerRow, Scene, TileRow } from '../scene.ts';
import {
  alongLine,
  type Box,
  boxAround,
  overlap,
  type Point,
  type Spec,
  textWidth,
} from '../spec.ts';
import { WAIT_SIZE, waitLineWidth } from '../strip-waits.ts';

export interface Words {
  readonly what: string;
  readonly box: Box;
}

/** Mono figures are about that wide. */
const MONO = 0.6;

export function numberBoxes({ cells, spec }: Scene): readonly Words[] {
  return cells
    .filter(c => c.nr === c.to)
    .map(c => {
      const long = String(c.nr).length * spec.figure * MONO;
      const high = spec.figure * 0.76;
      const box =
        spec.turned === true ? boxAround(c.label, high, long) : boxAround(c.label, long, high);
      return { what: `number ${c.nr}`, box };
    });
}

export function innerBoxes(rows: readonly InnerRow[]): readonly Words[] {
  return rows.flatMap(row =>
    row.cells
      .filter(c => c.nr === c.to)
      .map(c => {
        const w = String(c.nr).length * row.figure * MONO;
        return { what: `inner ${row.ns}:${c.nr}`, box: boxAround(c.label, w, row.figure * 0.76) };
      }),
  );
}

/** Names with their words, messages, letters in tokens, the reason of the card's owner. */
export function labelBoxes(scene: Scene): readonly Words[] {
  const { spec, tiles, low, tokens, parcels, card } = scene;
  return [
    ...tiles.flatMap(t => (t.box === undefined ? [] : [{ what: `name ${t.name}`, box: t.box }])),
    ...low.flatMap(t => lowName(t, spec)),
    ...tokens
      .filter(t => !t.floating)
      .map(t => ({ what: `token ${t.name}`, box: boxAround(t.at, t.r * 1.5) })),
    ...tokens
      .filter(t => t.floating)
      .map(t => ({ what: `floating ${t.name}`, box: boxAround(t.at, t.r * 1.4) })),
    ...parcels.map(p => ({ what: `message ${p.text}`, box: p.box })),
    ...(scene.signal?.via === 'nr' ? [{ what: 'letter', box: scene.signal.letter }] : []),
    ...(card === undefined || spec.kind === 'strip' ? [] : [{ what: 'card', box: card.box }]),
    ...(card === undefined || scene.waiting === undefined || spec.kind === 'strip'
      ? []
      : [{ what: 'reason', box: above(waitBox(spec, scene.waiting), card.box) }]),
    ...waitWords(scene),
  ];
}

/** The part of the pill that stands over the card. */
const above = (pill: Box, card: Box): Box => ({ ...pill, h: card.y - pill.y });

function waitWords({ waits }: Scene): readonly Words[] {
  if (waits === undefined) return [];
  const w = waitLineWidth(waits);
  const x = waits.anchor === 'start' ? waits.x : waits.x - w;
  return [{ what: 'waits', box: { x, y: waits.y - WAIT_SIZE * 0.8, w, h: WAIT_SIZE } }];
}

function lowName(t: TileRow, spec: Spec): readonly Words[] {
  if (t.label === undefined) return [];
  const w = Math.max(textWidth(`${t.name} ${t.nr}`, spec.name), textWidth(t.word ?? '', spec.word));
  const h = spec.name + (t.word === undefined ? 0 : spec.word * 1.3);
  const { x, y, anchor } = t.label;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - w : x - w / 2;
  return [{ what: `name ${t.name}`, box: { x: left, y: y - spec.name * 0.8, w, h } }];
}

export function tileBoxes({ tiles, low }: Scene): readonly Words[] {
  return [...tiles, ...low].map(t => ({ what: `tile ${t.name}`, box: boxAround(t.at, t.size) }));
}

/** Lines that must not cross what is to be read. */
export function lines(
  scene: Scene,
): readonly { readonly what: string; readonly points: readonly Point[] }[] {
  const { cables, links, signal } = scene;
  return [
    ...cables.map(c => ({ what: `cable ${c.key}`, points: sample(c.curve, 20) })),
    ...links.map(l => ({ what: l.key, points: alongLine(l.points, 3) })),
    ...(signal?.via === 'nr'
      ? [
          {
            what: 'letter',
            points: [...sample(signal.toLetter, 16), ...alongLine(signal.toCell, 3)],
          },
        ]
      : []),
  ];
}

/** Every two that cover each other by more than a hair. */
export function collisions(all: readonly Words[]): readonly string[] {
  return all.flatMap((a, i) =>
    all.slice(i + 1).flatMap(b => {
      const covered = overlap(shrunk(a.box), shrunk(b.box));
      return covered > 0 ? [`${a.what} × ${b.what} (${Math.round(covered)})`] : [];
    }),
  );
}

const shrunk = ({ x, y, w, h }: Box): Box => ({ x: x + 1, y: y + 1, w: w - 2, h: h - 2 });

/** Which words a line runs over. */
export function crossings(scene: Scene, words: readonly Words[]): readonly string[] {
  return lines(scene).flatMap(line =>
    words
      .filter(({ box }) => line.points.some(p => inside(p, shrunk(box))))
      .map(({ what }) => `${line.what} over ${what}`),
  );
}

const inside = (p: Point, { x, y, w, h }: Box): boolean =>
  p.x > x && p.x < x + w && p.y > y && p.y < y + h;
