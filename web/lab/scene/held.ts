// Small marks at what a process holds: the bell at a pidfd that is waited for, and why the card's
// owner does not go on.

import { blockedWords, waitWord } from '../../../src/explain/blocked.ts';
import type { WorldView } from '../../../src/machine/view.ts';
import type { CardRow } from './card.ts';
import type { BellRow, CableRow } from './scene.ts';
import { type Box, type Spec, textWidth } from './spec.ts';

/** A bell at the slot, or where the cable leaves the tile. */
export function bellRows(
  view: WorldView,
  card: CardRow | undefined,
  cables: readonly CableRow[],
): readonly BellRow[] {
  return view.plugs.flatMap((plug): BellRow[] => {
    if (!plug.watched) return [];
    const slot = plug.holder === card?.pid && card.slots.find(s => s.fd === plug.fd);
    const cable = cables.find(c => c.key === plug.key);
    const at = slot ? { x: slot.box.x + slot.box.w - 2, y: slot.box.y + 1 } : cable?.socket;
    return at === undefined ? [] : [{ key: plug.key, at, rings: plug.revents !== 0 }];
  });
}

/** `read: no message yet`; undefined: it can go on, or has nothing more to do. */
export function waitingText(
  view: WorldView,
  pid: number | undefined,
  kind: Spec['kind'],
): string | undefined {
  const wait = view.waits.find(w => w.pid === pid);
  if (wait === undefined) return undefined;
  return kind === 'wide' ? blockedWords(wait.blocked, view) : waitWord(wait.blocked.why, view);
}

/** The size of its words: smaller where they would not fit the card's width. */
export function pillSize(spec: Spec, text: string): number {
  const size = spec.kind === 'wide' ? 12.6 : 11;
  // Words in bold, and the hourglass before them.
  const need = textWidth(text, size) * BOLD + size * ROOM;
  return size * Math.min(1, (spec.card.w + 8) / need);
}

const BOLD = 1.08;
/** Room beside the words, in parts of their size. */
const ROOM = 2.8;

/** Where that stands: on the card's upper edge, no wider than the card. */
export function waitBox(spec: Spec, text: string): Box {
  const { card } = spec;
  const size = pillSize(spec, text);
  const h = size * 1.75;
  const w = Math.min(card.w + 8, textWidth(text, size) + size * ROOM);
  return { x: card.x + (spec.kind === 'wide' ? 8 : -4), y: card.y - h / 2, w, h };
}
