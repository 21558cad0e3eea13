// The card of the process that is drawn open: its program with the current line, and below it what
// it holds: paper notes with numbers, or its descriptor table with the sockets of pidfds.

import type { CardView, NoteView, WorldView } from '../../../src/machine/view.ts';
import { type CodeRow, codeRows } from './code.ts';
import type { Box, Point, Spec } from './spec.ts';

/** What this world's program keeps: decides what is drawn before it holds anything. */
export type HoldingKind = 'number' | 'reference' | 'both';

export interface NoteRow {
  readonly key: string;
  readonly variable: string;
  /** Undefined: an empty place where the number will be. */
  readonly nr: number | undefined;
  readonly at: Point;
  readonly scale: number;
  readonly state: 'fresh' | 'stale' | 'wrong' | 'empty';
}

export interface SlotRow {
  readonly fd: number;
  readonly box: Box;
  readonly socket: Point;
  readonly kind: 'none' | 'pidfd' | 'procdir' | 'socket' | 'pipe' | 'epoll' | 'other';
}

export interface CardRow {
  readonly pid: number;
  readonly name: string;
  readonly glyph: string;
  readonly nr: number;
  readonly alive: boolean;
  readonly box: Box;
  readonly code: readonly (CodeRow & { readonly y: number })[];
  /** Line under the code; undefined in the compact card, which has no code. */
  readonly rule: number | undefined;
  readonly heading: { readonly text: string; readonly at: Point } | undefined;
  readonly notes: readonly NoteRow[];
  readonly slots: readonly SlotRow[];
  readonly caption:
    | { readonly text: string; readonly at: Point; readonly plugged: boolean }
    | undefined;
}

export const CODE = { columns: 24, rows: 6, first: 153, pitch: 21.4 } as const;

export function cardRow(
  view: WorldView,
  card: CardView,
  spec: Spec,
  holding: HoldingKind,
): CardRow {
  const wide = spec.kind === 'wide';
  const code = wide
    ? codeRows(card.lines, CODE.columns, CODE.rows).map((row, i) => ({
        ...row,
        y: CODE.first + i * CODE.pitch,
      }))
    : [];
  const rule = wide ? CODE.first + code.length * CODE.pitch - 5 : undefined;
  const below = rule === undefined ? spec.card.y + 52 : rule + 44;
  const table = holding !== 'number' || view.plugs.some(p => p.holder === card.pid);
  const slots = table ? slotRows(card, spec, below) : [];
  return {
    pid: card.pid,
    name: card.name,
    glyph: card.glyph,
    nr: card.nr,
    alive: card.alive,
    box: spec.card,
    code,
    rule,
    heading:
      rule === undefined
        ? undefined
        : { text: table ? 'its fd table' : 'its memory', at: { x: 34, y: rule + 26 } },
    notes: noteRows(view, card, spec, below, table),
    slots,
    caption: wide && table ? captionOf(view, card, slots, below) : undefined,
  };
}

/** What stands under the slots: the set of watched ones, the pidfd, or where the next one goes. */
function captionOf(view: WorldView, card: CardView, slots: readonly SlotRow[], below: number) {
  const at = { x: 34, y: below + 74 };
  const set = view.sets.find(s => s.holder === card.pid);
  if (set !== undefined) {
    const ready = set.watches.filter(w => w.ready).length;
    const text = `fd ${set.fd} watches ${set.watches.length}, ${ready} ready`;
    return { text, at, plugged: true };
  }
  const fd = slots.find(s => s.kind === 'pidfd');
  if (fd !== undefined) return { text: `fd ${fd.fd} is a pidfd`, at, plugged: true };
  const free = slots.find(s => s.kind === 'none' && s.fd >= 3)?.fd;
  return free === undefined ? undefined : { text: `fd ${free} is free`, at, plugged: false };
}

function kindOf(card: CardView, fd: number): SlotRow['kind'] {
  const kind = card.fds.find(f => f.fd === fd)?.kind;
  switch (kind) {
    case undefined:
      return 'none';
    case 'pidfd':
    case 'procdir':
    case 'socket':
    case 'pipe':
    case 'epoll':
      return kind;
    default:
      return 'other';
  }
}

function slotRows(card: CardView, spec: Spec, top: number): readonly SlotRow[] {
  if (spec.kind === 'compact') {
    const fd = card.fds.find(f => f.kind === 'pidfd')?.fd ?? 3;
    const box = { x: spec.card.x + 17, y: top + 14, w: 53, h: 53 };
    const socket = { x: box.x + 26.5, y: box.y + 36 };
    return [{ fd, box, socket, kind: kindOf(card, fd) }];
  }
  const fds = shownFds(card);
  const pitch = Math.min(46.2, 186 / fds.length);
  return fds.map((fd, i) => {
    const box = { x: spec.card.x + 15 + i * pitch, y: top, w: pitch - 6.2, h: 54 };
    return { fd, box, socket: { x: box.x + box.w / 2, y: box.y + 36 }, kind: kindOf(card, fd) };
  });
}

const FEWEST_SLOTS = 4;
const MOST_SLOTS = 6;

/** Those with something of interest, and as many others as there is room for. */
function shownFds(card: CardView): readonly number[] {
  const told = card.fds.map(f => f.fd as number).filter(fd => kindOf(card, fd) !== 'other');
  const last = Math.max(FEWEST_SLOTS - 1, ...card.fds.map(f => f.fd));
  const shown = new Set(told.slice(-MOST_SLOTS));
  for (let fd = last; fd >= 0 && shown.size < FEWEST_SLOTS; fd--) shown.add(fd);
  return [...shown].sort((a, b) => a - b);
}

/** Its notes; a number that its program names outright is one while it is used. */
export function heldNotes(
  view: WorldView,
  card: CardView,
): readonly Pick<NoteView, 'key' | 'variable' | 'nr' | 'state'>[] {
  const held = view.notes.filter(n => n.holder === card.pid);
  const hit = view.last?.hit;
  if (held.length > 0 || hit?.by !== card.pid || hit.via !== 'nr') return held;
  const state = hit.outcome === 'wrong' ? 'wrong' : hit.outcome === 'nobody' ? 'stale' : 'fresh';
  return [{ key: 'named', variable: '', nr: hit.key as NoteView['nr'], state }];
}

/** The variable that will be a note; undefined: whatever it has is no number of a process. */
export function emptyName(card: CardView): string | undefined {
  const variable = card.vars.find(v => v.as === 'nr') ?? card.vars[0];
  if (variable === undefined) return 'pid';
  return (variable.value ?? 0) === 0 ? variable.name : undefined;
}

function noteRows(
  view: WorldView,
  card: CardView,
  spec: Spec,
  below: number,
  table: boolean,
): readonly NoteRow[] {
  const held = heldNotes(view, card);
  const wide = spec.kind === 'wide';
  if (table) {
    // Beside a descriptor table a number is a small note in the corner.
    if (!wide) return [];
    return held.slice(0, 1).map(n => ({
      key: n.key,
      variable: n.variable,
      nr: n.nr,
      at: { x: spec.card.x + 182, y: below + 77 },
      scale: 0.44,
      state: n.state,
    }));
  }
  const x = wide ? spec.card.x + 108 : spec.card.x + 44;
  const y = wide ? below + 39 : spec.card.y + 98;
  const scale = wide ? 1 : 0.72;
  if (held.length === 0) {
    const variable = emptyName(card);
    if (variable === undefined) return [];
    return [{ key: 'empty', variable, nr: undefined, at: { x, y }, scale, state: 'empty' }];
  }
  const shrink = held.length > 1 ? 0.78 : 1;
  return held.slice(0, 2).map((n, i) => ({
    key: n.key,
    variable: n.variable,
    nr: n.nr,
    at: { x: x + (i - (Math.min(2, held.length) - 1) / 2) * 88 * scale, y },
    scale: scale * shrink,
    state: n.state,
  }));
}
