// The coverage table: every cell of call × target state × outcome with how often it was met, or why
// it cannot be, or that it is missing.

import { ROWS } from './cells-table.ts';
import { type Coverage, cellKey } from './coverage.ts';
import type { TargetState } from './knowledge.ts';

export type Cell = {
  readonly call: string;
  readonly state: TargetState;
  readonly outcome: string;
} & (
  | { readonly kind: 'met'; readonly count: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'cannot'; readonly why: string }
);

const STATES: Readonly<Record<string, TargetState>> = {
  s: 'self',
  c: 'child',
  x: 'stranger',
  z: 'zombie',
  g: 'reaped',
  r: 'recycled',
  n: 'otherNamespace',
  t: 'thread',
  o: 'none',
};

/** Every cell there is. */
export function cells(coverage: Coverage): readonly Cell[] {
  return ROWS.flatMap(({ row, states, outcomes }) =>
    Object.entries(outcomes).flatMap(([outcome, [can, why]]) =>
      [...states].map(letter => {
        const state = STATES[letter] ?? 'none';
        const count = coverage.get(cellKey(row, state, outcome)) ?? 0;
        const cell = { call: row, state, outcome };
        if (count > 0) return { ...cell, kind: 'met', count } as const;
        if (can.includes(letter)) return { ...cell, kind: 'missing' } as const;
        return { ...cell, kind: 'cannot', why } as const;
      }),
    ),
  );
}

/** The table as lines of text: a line for each call and outcome. */
export function cellLines(all: readonly Cell[]): readonly string[] {
  const lines: string[] = [];
  for (const call of new Set(all.map(c => c.call))) {
    const row = all.filter(c => c.call === call);
    for (const outcome of new Set(row.map(c => c.outcome))) {
      const of = row.filter(c => c.outcome === outcome);
      const met = of.map(c =>
        c.kind === 'met'
          ? `${c.state} ${c.count}`
          : c.kind === 'missing'
            ? `${c.state} MISSING`
            : '',
      );
      const not = of.filter(c => c.kind === 'cannot');
      const why = not.map(c => (c.kind === 'cannot' ? c.why : ''))[0] ?? '';
      const rest = not.length === 0 ? '' : `  [not ${not.map(c => c.state).join(' ')}: ${why}]`;
      lines.push(`${call} ${outcome}: ${met.filter(m => m !== '').join(', ')}${rest}`);
    }
  }
  return lines;
}
