import { describe, expect, it } from 'vitest';
import { Breadth } from '../../src/explore/breadth.ts';
import { defaultLimits } from '../../src/explore/limits.ts';
import { type Threads, threadsModel } from '../../src/explore/testing/threads.ts';
import { DEED_DONE, fold } from './fold.ts';
import { layout } from './layout.ts';

/** One thread raises a variable twice; another reads it and fails if it saw 1. */
const race: Threads = {
  shared: 1,
  code: [
    [
      { kind: 'add', shared: 0, value: 1 },
      { kind: 'add', shared: 0, value: 1 },
    ],
    [
      { kind: 'read', shared: 0 },
      { kind: 'assert', value: 1 },
    ],
  ],
};

function graphOf(program: Threads) {
  const model = threadsModel(program);
  const labelled = {
    ...model,
    outcome: (s: typeof model.init) => (s.broken ? 'broken' : 'fine'),
    label: (s: typeof model.init) => (s.shared[0] ?? 0) + ((s.pc[1] ?? 0) === 2 ? DEED_DONE : 0),
  };
  const pass = new Breadth(labelled, defaultLimits);
  while (!pass.advance(1000));
  return pass.graph();
}

const box = { width: 700, height: 600, left: 120, right: 100 };

describe('fold', () => {
  it('draws no state after the deed, and leads every order into an outcome', () => {
    const graph = graphOf(race);
    const { shown, into, edges } = fold(graph);
    for (const state of shown) expect((graph.label[state] ?? 0) & DEED_DONE).toBe(0);
    expect(shown.length + into.filter(end => end >= 0).length).toBe(graph.states);
    const outcomes = new Set(edges.filter(e => e.to < 0).map(e => graph.outcomes[-1 - e.to]));
    expect(outcomes).toEqual(new Set(['broken', 'fine']));
  });
});

describe('layout', () => {
  const graph = graphOf(race);
  const placed = layout(graph, box, [0, 1, 2], [0, 1]);

  it('puts each drawn state once, inside its band and its column', () => {
    expect(placed.states.map(p => p.state).sort((a, b) => a - b)).toEqual(placed.folded.shown);
    for (const { state, band, depth, x, y } of placed.states) {
      expect(band).toBe((graph.label[state] ?? 0) & 7);
      const { top = 0, height = 0 } = placed.bands.find(b => b.band === band) ?? {};
      expect(y).toBeGreaterThan(top);
      expect(y).toBeLessThan(top + height);
      expect(x).toBe(placed.columns[depth]?.x);
    }
  });

  it('fills the height and stays within the width', () => {
    const last = placed.bands.at(-1);
    expect((last?.top ?? 0) + (last?.height ?? 0)).toBeCloseTo(box.height);
    for (const { x } of placed.states) expect(x).toBeLessThan(box.width - box.right);
  });

  it('draws densities in place of very many states, but keeps the witness', () => {
    const wide: Threads = {
      shared: 1,
      code: new Array(3).fill(new Array(7).fill({ kind: 'read', shared: 0 })),
    };
    const big = graphOf(wide);
    const sparse = layout(big, box, [0, 1, 2, 3], [0], new Set([0, 1]));
    expect(sparse.folded.shown.length).toBeGreaterThan(400);
    expect(sparse.states.map(p => p.state)).toEqual([0, 1]);
    const drawn = sparse.densities.reduce((sum, d) => sum + d.states, 0);
    expect(drawn).toBe(sparse.folded.shown.length);
  });
});
