// Which numbers of a long table are shown: all while they fit, else those that are or were somebody's
// and the next one, with every run of other numbers folded into one place.

import type { CellView, RingView } from '../../../src/machine/view.ts';

/** A place on the dial: one number, or a run of numbers that nobody has. */
export type Slot =
  | { readonly kind: 'number'; readonly cell: CellView }
  | { readonly kind: 'fold'; readonly from: number; readonly to: number };

/** As many places as a table may have before it is folded. */
export const MOST_SLOTS = 16;

/**
 * The places of a table. `keep` are numbers that will be somebody's in this order: they have their
 * place from the start, so that nothing shifts on the way.
 */
export function slotsOf(
  ring: RingView,
  keep: ReadonlySet<number>,
  most: number = MOST_SLOTS,
): readonly Slot[] {
  const { cells, next } = ring;
  if (cells.length <= most) return cells.map(cell => ({ kind: 'number', cell }));
  const runs: CellView[][] = [];
  for (const cell of cells) {
    const told = isTold(cell, keep, next);
    const run = runs.at(-1);
    const first = run?.[0];
    if (told || run === undefined || first === undefined || isTold(first, keep, next)) {
      runs.push([cell]);
    } else run.push(cell);
  }
  const room = { left: Math.max(0, most - runs.length) };
  const short = [...runs].sort((a, b) => a.length - b.length);
  const open = new Set(short.filter(run => fits(run, room)));
  return runs.flatMap((run): readonly Slot[] => {
    if (open.has(run)) return run.map(cell => ({ kind: 'number', cell }));
    return [{ kind: 'fold', from: run[0]?.nr ?? 0, to: run.at(-1)?.nr ?? 0 }];
  });
}

/** Whether a number has its own place in a folded table. */
export function isTold(
  cell: CellView,
  keep: ReadonlySet<number>,
  next: number | undefined,
): boolean {
  return cell.state !== 'free' || cell.holders > 0 || keep.has(cell.nr) || cell.nr === next;
}

/** Short runs are shown in full while there is room. */
function fits(run: readonly CellView[], room: { left: number }): boolean {
  if (run.length - 1 > room.left) return false;
  room.left -= run.length - 1;
  return true;
}

/** Which place a number has; -1: none. */
export function placeOf(slots: readonly Slot[], nr: number): number {
  return slots.findIndex(s =>
    s.kind === 'number' ? s.cell.nr === nr : s.from <= nr && nr <= s.to,
  );
}

/** A folded run needs less room than a number: it only says that there are more. */
const FOLD_WIDTH = 0.5;

/** How many numbers' room all places take together. */
export const roomOf = (slots: readonly Slot[]): number =>
  slots.reduce((sum, s) => sum + (s.kind === 'fold' ? FOLD_WIDTH : 1), 0);

/** Each place's share of a table, from 0 to 1, in order. */
export function shares(
  slots: readonly Slot[],
): readonly { readonly from: number; readonly to: number }[] {
  const whole = roomOf(slots);
  let at = 0;
  return slots.map(slot => {
    const from = at / whole;
    at += slot.kind === 'fold' ? FOLD_WIDTH : 1;
    return { from, to: at / whole };
  });
}
