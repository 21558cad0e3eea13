// Which inner namespaces are drawn, and in what order: by depth, siblings beside each other in the
// order in which their processes lie in the table around them. For the clock and for the strip.

import type { CellView, RingView, TokenView, WorldView } from '../../../src/machine/view.ts';
import { type Slot, slotsOf } from './fold.ts';
import { type CellRow, cellFacts } from './ring.ts';

/** A struct pid with a number in a namespace and one in the namespace around it. */
export interface Member {
  readonly token: TokenView;
  readonly nr: number;
  readonly around: number;
}

export interface Nested {
  readonly ring: RingView;
  readonly members: readonly Member[];
  readonly places: readonly Slot[];
}

export interface Levels {
  /** From the outermost inwards; the namespaces of one depth together. */
  readonly levels: readonly (readonly Nested[])[];
  /** How many namespaces lie deeper than is drawn. */
  readonly deeper: number;
}

const MOST_PLACES = 10;

/** At most `most` depths; `centre` tells where a number of a namespace lies, for the order. */
export function levelsOf(view: WorldView, most: number): Levels {
  const inner = view.rings.slice(1);
  const depth = Math.min(most, Math.max(0, ...inner.map(r => r.level)));
  const levels = Array.from({ length: depth }, (_, i) => {
    const rings = inner.filter(r => r.level === i + 1);
    const places = rings.length === 1 && depth === 1 ? MOST_PLACES : 0;
    return rings.map(ring => ({
      ring,
      members: membersOf(view, ring),
      places: slotsOf(ring, new Set(), places),
    }));
  });
  return { levels, deeper: inner.filter(r => r.level > most).length };
}

function membersOf(view: WorldView, ring: RingView): readonly Member[] {
  return view.tokens.flatMap((token): Member[] => {
    const here = token.upids.find(u => u.ns === ring.ns);
    const outside = token.upids.find(u => u.ns === ring.parent);
    if (here === undefined || outside === undefined || !token.onRing) return [];
    return [{ token, nr: here.nr, around: outside.nr }];
  });
}

/** What a cell of an inner table tells: its number’s state and its process’s colour. */
export function innerFacts(
  place: Slot,
  members: readonly Member[],
): Omit<CellRow, 'path' | 'label'> & { readonly state: CellView['state'] } {
  const facts = cellFacts(place);
  return { ...facts, tone: members.find(m => m.nr === facts.nr)?.token.interest };
}
