// Lanes with more than one incarnation in them: all holders of a number one after the other, or a
// process tree as the number of its processes over time. That a number changes hands shows at any zoom:
// wide bars alternate, narrow ones are strokes with the holder's letter, and many are a comb.

import { nameIn } from '../../../src/explain/trace.ts';
import { type Incarnation, labelOf, letter } from '../../../src/trace/incarnation.ts';
import { countUpTo } from '../../../src/trace/sorted.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import type { LifeRow } from '../rows.ts';
import { timeOf, xOf } from '../scale.ts';
import { coveredAt } from './clear.ts';
import { backIn, countIn, crowdOf } from './crowd.ts';
import type { ToneInk } from './inks.ts';
import { inkOf, type Paint } from './paint.ts';
import { paintSpan } from './paint-span.ts';
import { type } from './pen.ts';
import { placeBetween } from './place.ts';

/** Narrower bars are drawn as strokes. */
const NARROW = 3;
/** Strokes of a comb keep this far apart, so that it is never taken for a bar. */
const APART = 4;
/** Room for a letter beside a stroke. */
const LETTER_ROOM = 20;

const STROKE_LETTER = type('mono', 11.5, 700);
const LABEL = type('mono', 14.5, 600);
const NAME = type('sans', 14.5, 600);

/** Times of the holders of a number, in turn. */
interface Holders {
  readonly born: Float64Array;
  readonly gone: Float64Array;
}

const HOLDERS = new WeakMap<readonly number[], Holders>();

function holdersIn({ lives, length }: Trace, members: readonly number[]): Holders {
  const known = HOLDERS.get(members);
  if (known !== undefined) return known;
  const { bornAt, reap, reapAt } = lives.columns;
  const gone = Float64Array.from(members, member =>
    (reap[member] as number) < 0 ? length : (reapAt[member] as number),
  );
  // A number has one holder at a time: whoever was heard of late had it from the last one's end.
  const born = Float64Array.from(members, (member, i) =>
    Math.max(bornAt[member] as number, gone[i - 1] ?? 0),
  );
  const holders = { born, gone };
  HOLDERS.set(members, holders);
  return holders;
}

/** The holders of a number. */
export function paintFoldedNumber(paint: Paint, row: LifeRow, ink: ToneInk): void {
  const { pen, frame } = paint;
  const { scale, trace } = frame;
  const { born, gone } = holdersIn(trace, row.members);
  const right = scale.left + scale.width;
  const inside = (t: number): number => Math.min(Math.max(xOf(scale, t), scale.left), right);
  const first = countUpTo(gone, scale.from);
  const end = countUpTo(born, scale.to);
  // Between two holders the number lies free, in view or not.
  const [from, to] = [born[Math.max(0, first - 1)], gone[Math.min(end, gone.length - 1)]];
  if (from === undefined || to === undefined || to < scale.from || from > scale.to) return;
  pen.dots(inside(from), inside(to), row.y + row.h / 2, ink.tone);
  let last = Number.NEGATIVE_INFINITY;
  for (let i = first; i < end; ) {
    const from = inside(born[i] as number);
    const to = inside(gone[i] as number);
    if (to - from >= NARROW) {
      paintHolder(paint, row, ink, i, from, to);
      last = to;
    } else if (from - last >= APART) {
      paintStroke(paint, row, ink, i, from, i + 1 < end ? inside(born[i + 1] as number) : right);
      last = from;
    } else {
      // Of those too near only the next that ends further on matters: a number may have thousands.
      i = Math.max(i + 1, countUpTo(gone, timeOf(scale, last + APART)));
      continue;
    }
    i++;
  }
}

/** A holder too short for a bar: a stroke, with its letter where there is room. */
function paintStroke(
  { pen, frame, hits }: Paint,
  row: LifeRow,
  ink: ToneInk,
  at: number,
  x: number,
  next: number,
): void {
  const { barHeight, trace } = frame;
  const y = row.y + (row.h - barHeight) / 2;
  const { ctx } = pen;
  ctx.fillStyle = ink.tone;
  ctx.fillRect(x - 0.9, y, 1.8, barHeight);
  const member = row.members[at] ?? -1;
  hits.note('life', member, x - 3, y, 6, barHeight);
  const life = next - x < LETTER_ROOM ? undefined : trace.lives.at(member);
  if (life === undefined) return;
  const text = letter(life.holder[life.holder.length - 1] ?? 0);
  const width = text.length * 7 + 4;
  if (next - x < width + 8) return;
  ctx.fillStyle = pen.inks.s1;
  ctx.fillRect(x + 2, y + 1, width, barHeight - 2);
  pen.text(text, x + 4, row.y + row.h / 2 + 4, STROKE_LETTER, ink.tone);
}

function paintHolder(
  paint: Paint,
  row: LifeRow,
  ink: ToneInk,
  at: number,
  from: number,
  to: number,
): void {
  const { pen, frame, hits } = paint;
  const { barHeight, trace, scale } = frame;
  const member = row.members[at] ?? -1;
  const life = trace.lives.at(member);
  if (life === undefined) return;
  const y = row.y + (row.h - barHeight) / 2;
  const dead = life.exit < 0 ? to : Math.min(to, Math.max(from, xOf(scale, life.exitAt)));
  const fill = at % 2 === 1 ? ink.other : ink.fill;
  paintSpan(pen, ink, { from, dead, to, y, height: barHeight, fill });
  pen.ctx.fillStyle = ink.tone;
  pen.ctx.fillRect(to - 1, y - 3, 2, barHeight + 6);
  hits.note('life', member, from, y - 3, to - from, barHeight + 6);
  paintHolderText(paint, life, ink, { from, to: dead, y: row.y + row.h / 2 });
}

/** The letter alone in a narrow bar, number and letter in a wider one, with the name in a wide one. */
function paintHolderText(
  paint: Paint,
  life: Incarnation,
  ink: ToneInk,
  { from, to, y }: { readonly from: number; readonly to: number; readonly y: number },
): void {
  const { pen } = paint;
  const room = to - from;
  if (room <= 16) return;
  const covered = coveredAt(paint, y, false);
  const label = room > 70 ? labelOf(life) : letter(life.holder[life.holder.length - 1] ?? 0);
  const width = pen.monoWidth(label, LABEL);
  const name = nameIn(life);
  const both =
    room > 90 + name.length * 8.2
      ? placeBetween(covered, from + 6, to, width + 10 + name.length * 8.2)
      : undefined;
  const x = both ?? placeBetween(covered, from + 6, to, width);
  if (x === undefined) return;
  pen.text(label, x, y + 5, LABEL, ink.text);
  if (both !== undefined) pen.text(name, x + 10 + width, y + 5, NAME, ink.text);
}

/** Pixels a column of a process tree. */
const STEP = 2;

/**
 * How many processes of a tree there are at a time, as an outline under the root's own bar; where a
 * number came back, the column has that number's colour.
 */
export function paintFoldedTree(paint: Paint, row: LifeRow): void {
  const { pen, frame } = paint;
  const { trace, scale, barHeight } = frame;
  const { ctx } = pen;
  const crowd = crowdOf(trace, row.members);
  const columns = Math.ceil(scale.width / STEP);
  const time = (i: number): number => timeOf(scale, scale.left + i * STEP);
  const counts = new Int32Array(columns);
  let most = 1;
  for (let i = 0; i < columns; i++) {
    const count = countIn(crowd, time(i), time(i + 1));
    counts[i] = count;
    if (count > most) most = count;
  }
  const bottom = row.y + (row.h + barHeight) / 2;
  const high = barHeight * 0.4;
  for (let i = 0; i < columns; i++) {
    const count = counts[i] as number;
    if (count <= 0) continue;
    const h = Math.max(1.5, (high * Math.log2(1 + count)) / Math.log2(1 + most));
    const back = crowd.back.length === 0 ? -1 : backIn(crowd, time(i), time(i + 1));
    ctx.fillStyle = back < 0 ? pen.inks.t3 : inkOf(paint, back).tone;
    ctx.fillRect(scale.left + i * STEP, bottom - h, STEP, h);
  }
}
