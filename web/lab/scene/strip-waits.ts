// On a strip names have no room beside their tiles: who waits for what stands in one line, on that
// side of the pointer where there is more room, or under the rows of inner namespaces.

import { waitWord } from '../../../src/explain/blocked.ts';
import type { WorldView } from '../../../src/machine/view.ts';
import type { WaitLine } from './scene.ts';
import { ROW, STRIP, textWidth } from './spec.ts';
import type { StripRows } from './strip-inner.ts';

export const WAIT_SIZE = 12;

/** The hourglass before the text. */
const MARK = 15;
/** The pointer with its word. */
const POINTER = { before: 16, word: 48 } as const;

export function waitLine(
  view: WorldView,
  owner: number | undefined,
  inner: StripRows,
  pointer: number | undefined,
): WaitLine | undefined {
  const parts = view.waits
    .filter(w => w.pid !== owner)
    .map(w => {
      const name = view.people.find(p => p.pid === w.pid)?.name ?? '';
      return `${name} ${waitWord(w.blocked.why, view)}`;
    });
  if (parts.length === 0) return undefined;
  const [left, right] = [ROW.left, ROW.left + ROW.width];
  if (inner.rows.length > 0 || pointer === undefined) {
    return { text: fitting(parts, right - left), x: left, y: inner.bottom + 15, anchor: 'start' };
  }
  const y = ROW.top + ROW.height + 17;
  // The word "next" stands right of the pointer where there is room for it.
  const word = pointer < 300 ? 1 : -1;
  const before = pointer - left - (word < 0 ? POINTER.word : POINTER.before);
  const after = right - pointer - (word > 0 ? POINTER.word : POINTER.before);
  return before > after
    ? { text: fitting(parts, before), x: left, y, anchor: 'start' }
    : { text: fitting(parts, after), x: right, y, anchor: 'end' };
}

/** As many as fit; the others are counted. */
function fitting(parts: readonly string[], room: number): string {
  for (let n = parts.length; n > 0; n--) {
    const rest = parts.length - n;
    const text = parts.slice(0, n).join(', ') + (rest > 0 ? `, +${rest}` : '');
    if (textWidth(text, WAIT_SIZE) + MARK <= room) return text;
  }
  return `${parts.length} wait`;
}

export const waitLineWidth = (line: WaitLine): number =>
  Math.min(textWidth(line.text, WAIT_SIZE) + MARK, STRIP.width);
