// What differs between two moments of a world: for highlights, and for those who see no motion.

import type { Changes, WorldView } from './view.ts';

/** Keys of everything that is new, gone or different in `now`. */
export function changesBetween(before: WorldView, now: WorldView): Changes {
  return {
    cells: now.rings.flatMap((ring, r) =>
      ring.cells
        .filter((cell, i) => !same(cell, before.rings[r]?.cells[i]))
        .map(cell => ({ ns: ring.ns, nr: cell.nr })),
    ),
    tokens: differing(before.tokens, now.tokens, t => t.pid),
    tiles: differing(before.tiles, now.tiles, t => t.pid),
    cards: differing(before.cards, now.cards, c => c.pid),
    notes: differing(before.notes, now.notes, n => n.key),
    plugs: differing(before.plugs, now.plugs, p => p.key),
    cursor: now.rings.some((ring, r) => ring.cursor !== before.rings[r]?.cursor),
    verdict: !same(before.verdict, now.verdict),
  };
}

function differing<T, K>(before: readonly T[], now: readonly T[], key: (item: T) => K): K[] {
  const old = new Map(before.map(item => [key(item), item]));
  const changed = now.filter(item => !same(item, old.get(key(item)))).map(key);
  const present = new Set(now.map(key));
  return [...changed, ...before.map(key).filter(k => !present.has(k))];
}

/** Deep equality of plain facts. */
function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
