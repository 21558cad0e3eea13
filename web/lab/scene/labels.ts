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
  /** Of interest: it is placed before the others, and never left out. */
  readonly told: boolean;
  /** Its second line tells what has just happened: it stays. */
  readonly marked: boolean;
  /** From the middle of what it names to its edge. */
  readonly half: number;
}

export interface PlacedLabel {
  readonly row: LabelRow;
  readonly box: Box;
  /** The second line, where it found room. */
  readonly word: string | undefined;
}

/** Which side of its tile, and how far along that side. */
interface Spot {
  readonly side: 'right' | 'left' | 'below' | 'above';
  readonly along: -1 | 0 | 1;
}

type Side = Spot['side'];

/**
 * Places all labels; `obstacles` are the boxes that no label may cover. Where a label finds no free
 * place its second line is left out, then the label of whoever is of no interest.
 */
export function placeLabels(
  spec: Spec,
  wishes: readonly LabelWish[],
  obstacles: readonly Box[],
): readonly (PlacedLabel | undefined)[] {
  const taken: Box[] = [...obstacles];
  const placed: (PlacedLabel | undefined)[] = wishes.map(() => undefined);
  const order = wishes.map((_, i) => i).sort((a, b) => rankOf(wishes[a]) - rankOf(wishes[b]));
  for (const i of order) {
    const wish = wishes[i];
    if (wish === undefined) continue;
    const whole = best(spec, wish, taken);
    const short = wish.word === undefined || wish.marked ? undefined : { ...wish, word: undefined };
    const brief = whole.cost > FREE && short !== undefined ? best(spec, short, taken) : undefined;
    const chosen = brief !== undefined && brief.cost < whole.cost - FREE ? brief : whole;
    // The name of somebody of no interest gives way; the inspector tells it.
    if (chosen.cost > FREE && !wish.told) continue;
    taken.push(chosen.box);
    const word = chosen === brief ? undefined : wish.word;
    placed[i] = { row: chosen.row, box: chosen.box, word };
  }
  return placed;
}

/** So little covered that nobody sees it. */
const FREE = 0.5;

const rankOf = (wish: LabelWish | undefined): number => (wish?.told === true ? 0 : 1);

function best(spec: Spec, wish: LabelWish, taken: readonly Box[]) {
  const options = spots(wish.angle).map(spot => option(spec, wish, spot));
  const rated = options.map(o => ({
    ...o,
    cost: outside(spec, o.box) * 4 + taken.reduce((sum, other) => sum + overlap(o.box, other), 0),
  }));
  return rated.reduce((a, b) => (b.cost < a.cost - FREE ? b : a));
}

/** The usual places first, then those a little aside. */
function spots(angle: number): readonly Spot[] {
  const plain = sides(angle);
  const rest = SIDES.filter(side => !plain.includes(side));
  const all = [...plain, ...rest];
  return [
    ...plain.map((side): Spot => ({ side, along: 0 })),
    ...all.flatMap((side): Spot[] => [
      { side, along: -1 },
      { side, along: 1 },
    ]),
    ...rest.map((side): Spot => ({ side, along: 0 })),
  ];
}

const SIDES: readonly Side[] = ['right', 'left', 'below', 'above'];

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

function option(spec: Spec, wish: LabelWish, { side, along }: Spot): Option {
  const { tile, name, word, angle, half } = wish;
  const gap = spec.kind === 'wide' ? 7 : 4;
  const lines = word === undefined ? 1 : 2;
  const w = Math.max(textWidth(name, spec.name), word ? textWidth(word, spec.word) : 0);
  const h = spec.name + (lines === 2 ? spec.word * 1.3 : 0);
  // Beside a tile of the upper half the name sits a little high, clear of the token.
  const lift = angle < 60 || angle > 300 ? spec.name * 0.45 : 0;
  const beside = lines === 2 ? tile.y - 2 : tile.y + spec.name * 0.34 - lift;
  const y = beside + along * half * 0.85;
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
      const aside = tile.x + along * Math.max(8, (w - half) / 2);
      const x = Math.min(spec.width - 6 - w / 2, Math.max(6 + w / 2, aside));
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
  const frame = { x: 1, y: 1, w: spec.width - 2, h: spec.height - 2 };
  return box.w * box.h - overlap(box, frame);
}
