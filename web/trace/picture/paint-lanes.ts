// One lane per incarnation: badge and name, the bar with its zombie tail and reap cap, the dotted
// elbow to the number's next holder.

import { letterOf, nameIn } from '../../../src/explain/trace.ts';
import {
  holderOf,
  type Incarnation,
  labelOf,
  namespaceOf,
  numberOf,
} from '../../../src/trace/incarnation.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { nearView } from '../arrow-list.ts';
import { tickMarks } from '../marks.ts';
import { type LifeRow, laneOf } from '../rows.ts';
import { xOf } from '../scale.ts';
import { coveredAt } from './clear.ts';
import { countIn, crowdOf } from './crowd.ts';
import type { ToneInk } from './inks.ts';
import { inkOf, type Paint, textWidth } from './paint.ts';
import { paintFoldedNumber, paintFoldedTree } from './paint-folded.ts';
import { paintSpan } from './paint-span.ts';
import { type Pen, type } from './pen.ts';
import { placeBetween } from './place.ts';
import { fitted, isFound, rowName } from './row-words.ts';

const NUMBER = type('mono', 14.5, 700);
const LETTER = type('mono', 12, 700);
const NAME = type('sans', 15, 600);
const NAME_AWAY = type('sans', 15, 500);
const LABEL = type('mono', 14.5, 600);
const BAR_NAME = type('sans', 14.5, 600);

export function paintLane(paint: Paint, row: LifeRow): void {
  const { frame } = paint;
  const life = frame.trace.lives.at(row.life);
  if (life === undefined) return;
  const ink = inkOf(paint, row.life);
  if (isChosen(paint, row)) paintChosen(paint, row);
  paintBadge(paint, row, life, ink);
  if (row.members.length > 1 && frame.byNumber) {
    paintFoldedNumber(paint, row, ink);
    return;
  }
  if (row.members.length > 1) paintFoldedTree(paint, row);
  paintBar(paint, row, life, ink);
}

function isChosen({ frame }: Paint, row: LifeRow): boolean {
  const { life, rows } = frame;
  if (life === row.life) return true;
  const { place } = rows.lanes;
  return life >= 0 && row.members.length > 1 && place[life] === place[row.life];
}

function paintChosen({ pen, frame, hits }: Paint, row: LifeRow): void {
  const width = frame.scale.left + frame.scale.width + 8;
  pen.box(4, row.y + 1, width, row.h - 2, 9);
  pen.fill(pen.inks.chosen);
  pen.stroke(pen.inks.focus, 1.5);
  hits.note('life', row.life, 4, row.y + 1, width, row.h - 2);
}

function paintBadge(paint: Paint, row: LifeRow, life: Incarnation, ink: ToneInk): void {
  const { pen, frame, hits } = paint;
  const { inks } = pen;
  const middle = row.y + row.h / 2;
  const nr = String(numberOf(life));
  const many = row.fold === 'closed' && frame.byNumber;
  const more = many ? String(row.members.length).length : 0;
  const width = 26 + nr.length * 8.6 + more * 7;
  const x = 18 + Math.min(row.depth, 6) * (frame.named ? 12 : 4);
  pen.box(x, middle - 14, width, 28, 8);
  pen.fill(ink.soft);
  const found = isFound(frame, row);
  pen.stroke(found ? inks.focus : ink.tone, found ? 3 : ink.outline === undefined ? 1.8 : 1.3);
  pen.text(nr, x + 8, middle + 5, NUMBER, inks.t1);
  const after = x + 12 + pen.monoWidth(nr, NUMBER);
  pen.text(many ? `×${row.members.length}` : letterOf(life), after, middle + 5, LETTER, inks.t1);
  const end = frame.named ? frame.scale.left - 8 : x + width;
  hits.note('life', row.life, x - 2, row.y, end - x + 2, row.h);
  if (frame.named) {
    const name = fitted(rowName(frame, row, life), frame.scale.left - x - width - 16);
    const there = isThere(frame.trace, paint.cursor, paint.t, row);
    pen.text(name, x + width + 11, middle + 5, there ? NAME : NAME_AWAY, there ? inks.t1 : inks.t3);
  }
  if (row.fold !== 'none') paintFold(pen, x, middle, row.fold === 'open');
  if (row.fold !== 'none') hits.note('fold', row.life, x - 18, row.y, 18, row.h);
}

function paintFold(pen: Pen, x: number, middle: number, open: boolean): void {
  const { ctx } = pen;
  ctx.beginPath();
  if (open) {
    ctx.moveTo(x - 13, middle - 2);
    ctx.lineTo(x - 9, middle + 2.5);
    ctx.lineTo(x - 5, middle - 2);
  } else {
    ctx.moveTo(x - 11, middle - 4.5);
    ctx.lineTo(x - 6.5, middle);
    ctx.lineTo(x - 11, middle + 4.5);
  }
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  pen.stroke(pen.inks.t2, 2);
  ctx.lineCap = 'butt';
  ctx.lineJoin = 'miter';
}

/** Whether anyone of a lane is there once an event has happened, which is at time `t`. */
export function isThere(trace: Trace, event: number, t: number, row: LifeRow): boolean {
  if (row.members.length > 1) return countIn(crowdOf(trace, row.members), t, t) > 0;
  const life = trace.lives.at(row.life);
  return life !== undefined && life.born <= event && (life.reap < 0 || life.reap > event);
}

function paintBar(paint: Paint, row: LifeRow, life: Incarnation, ink: ToneInk): void {
  const { pen, frame, hits } = paint;
  const { scale, barHeight, trace } = frame;
  const { left, width } = scale;
  const rawFrom = xOf(scale, life.bornAt);
  const rawTo = xOf(scale, life.reap >= 0 ? life.reapAt : trace.length);
  if (rawTo < left || rawFrom > left + width) {
    const x = rawTo < left ? left + 6 : left + width - 6;
    paintElsewhere(pen, x, row.y + row.h / 2, rawTo < left, ink);
    hits.note('life', row.life, x - 9, row.y, 18, row.h);
    return;
  }
  const from = Math.max(left, rawFrom);
  const to = Math.max(from + 2, Math.min(left + width, rawTo));
  const dead = life.exit >= 0 ? Math.min(to, Math.max(from, xOf(scale, life.exitAt))) : to;
  const height = row.members.length > 1 ? Math.round(barHeight * 0.55) : barHeight;
  const y = row.y + (row.h - barHeight) / 2;
  paintSpan(pen, ink, { from, dead, to, y, height, fill: ink.fill });
  if (life.reap >= 0 && rawTo <= left + width) {
    pen.box(to - 1.5, y - 3, 3, height + 6, 1);
    pen.fill(ink.tone);
  }
  paintTicks(paint, life, y + height, ink);
  paintBarText(paint, life, { from, to: dead, y: y + height / 2 + 5 }, ink);
  paintElbow(paint, life, rawTo, row.y + row.h / 2, ink);
  hits.note('life', row.life, from - 3, y - 3, to - from + 6, height + 6);
}

/** A small arrow towards a bar that lies before or after the stretch of time in view. */
function paintElsewhere(pen: Pen, x: number, y: number, before: boolean, ink: ToneInk): void {
  const { ctx } = pen;
  const by = before ? -5 : 5;
  ctx.beginPath();
  ctx.moveTo(x + by, y);
  ctx.lineTo(x - by / 2, y - 5);
  ctx.lineTo(x - by / 2, y + 5);
  ctx.closePath();
  pen.fill(ink.tone);
}

/** The number and the name, or the number alone, where no arrow covers them. */
function paintBarText(
  paint: Paint,
  life: Incarnation,
  { from, to, y }: { readonly from: number; readonly to: number; readonly y: number },
  ink: ToneInk,
): void {
  const { pen } = paint;
  const label = labelOf(life);
  const width = textWidth(label);
  const [start, end] = [from + 9, to - 7];
  if (end - start < width) return;
  const name = nameIn(life);
  const covered = coveredAt(paint, y - 5, false);
  const both = placeBetween(covered, start, end, width + 12 + textWidth(name));
  const x = both ?? placeBetween(covered, start, end, width);
  if (x === undefined) return;
  pen.text(label, x, y, LABEL, ink.text);
  if (both !== undefined)
    pen.text(name, x + 12 + pen.monoWidth(label, LABEL), y, BAR_NAME, ink.text);
}

/** At a bar's lower edge; in a low bar they leave the words their room. */
function paintTicks({ pen, frame }: Paint, life: Incarnation, end: number, ink: ToneInk): void {
  const marks = tickMarks(frame.trace, frame.index, life.index, frame.scale, frame.kept);
  if (marks.length === 0) return;
  const { ctx } = pen;
  ctx.globalAlpha = ink.outline === undefined ? 0.55 : 0.8;
  ctx.fillStyle = ink.ticks;
  const [up, high] = frame.barHeight < 24 ? [4, 3] : [6, 4];
  for (const x of marks) ctx.fillRect(x - 0.6, end - up, 1.2, high);
  ctx.globalAlpha = 1;
}

/** From a reaped holder to the next: the number lies free, and is given away again. */
function paintElbow(paint: Paint, life: Incarnation, x: number, y: number, ink: ToneInk): void {
  const { pen, frame, view } = paint;
  if (life.reap < 0) return;
  const holders = frame.index.holders.of(namespaceOf(life), numberOf(life));
  const rank = holderOf(life);
  const at = holders[rank] === life.index ? rank : holders.indexOf(life.index);
  const next = frame.trace.lives.at(holders[at + 1] ?? -1);
  const lane = next === undefined ? undefined : laneOf(frame.rows, next.index);
  if (next === undefined || lane === undefined) return;
  const target = nearView(lane, view);
  const to = Math.min(xOf(frame.scale, next.bornAt), frame.scale.left + frame.scale.width + 30);
  const r = Math.min(22, Math.abs(target - y) / 2, Math.max(2, to - x));
  const { ctx } = pen;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x, target - (target > y ? r : -r));
  ctx.quadraticCurveTo(x, target, x + r, target);
  pen.dash(ink.tone, 1.8, [2, 4.5], 'round');
  pen.dots(x + r + 2, to, target, ink.tone);
}
