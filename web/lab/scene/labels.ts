// Names beside tiles: each gets the first place where it covers nothing, in a fixed order of
// preference, so that it is the same in both worlds and from step to step unless it must move.

import { type Box, overlap, type Point, type Spec, textWidth } from './spec.ts';

export interface LabelRow {
  readonly x: number;
  /** Baseline of the first line. */
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

export interface LabelWish {
  readonly tile: Point;
  readonly angle: number;
  readonly name: string;
  /** A second line under the name: zombie, killed, ... */
  readonly word: string | undefined;
  /** From the middle of what it names to its edge. */
  readonly half: number;
}

type Side = 'right' | 'left' | 'below' | 'above';

/** Places all labels; `obstacles` are the boxes that no label may cover. */
export function placeLabels(
  spec: Spec,
  wishes: readonly LabelWish[],
  obstacles: readonly Box[],
): readonly LabelRow[] {
  const taken: Box[] = [...obstacles];
  return wishes.map(wish => {
    const options = sides(wish.angle).map(side => option(spec, wish, side));
    const cost = ({ box }: Option) =>
      outside(spec, box) * 4 + taken.reduce((sum, other) => sum + overlap(box, other), 0);
    const best = options.reduce((a, b) => (cost(b) < cost(a) - 0.5 ? b : a));
    taken.push(best.box);
    return best.row;
  });
}

function sides(angle: number): readonly Side[] {
  if (angle > 75 && angle < 105) return ['below', 'above', 'right'];
  if (angle > 255) return ['left', 'above', 'right', 'below'];
  if (angle > 180) return ['right', 'left', 'below', 'above'];
  return ['right', 'below', 'above', 'left'];
}

interface Option {
  readonly row: LabelRow;
  readonly box: Box;
}

function option(spec: Spec, wish: LabelWish, side: Side): Option {
  const { tile, name, word, angle, half } = wish;
  const gap = spec.kind === 'wide' ? 7 : 4;
  const lines = word === undefined ? 1 : 2;
  const w = Math.max(textWidth(name, spec.name), word ? textWidth(word, spec.word) : 0);
  const h = spec.name + (lines === 2 ? spec.word * 1.3 : 0);
  // Beside a tile of the upper half the name sits a little high, clear of the token.
  const lift = angle < 60 || angle > 300 ? spec.name * 0.45 : 0;
  const y = lines === 2 ? tile.y - 2 : tile.y + spec.name * 0.34 - lift;
  const top = (baseline: number) => baseline - spec.name * 0.8;
  switch (side) {
    case 'right': {
      const x = tile.x + half + gap;
      return { row: { x, y, anchor: 'start' }, box: { x, y: top(y), w, h } };
    }
    case 'left': {
      const x = tile.x - half - gap;
      return { row: { x, y, anchor: 'end' }, box: { x: x - w, y: top(y), w, h } };
    }
    case 'below':
    case 'above': {
      const x = Math.min(spec.width - 6 - w / 2, Math.max(6 + w / 2, tile.x));
      const base =
        side === 'below'
          ? tile.y + half + spec.name * 0.92 + 2
          : tile.y - half - gap - (lines === 2 ? spec.word * 1.3 : 0);
      return { row: { x, y: base, anchor: 'middle' }, box: { x: x - w / 2, y: top(base), w, h } };
    }
  }
}

/** How much of a box is outside the picture. */
function outside(spec: Spec, box: Box): number {
  const frame = { x: 3, y: 3, w: spec.width - 6, h: spec.height - 6 };
  return box.w * box.h - overlap(box, frame);
}
