import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';
import { programs } from './testing/arbitrary.ts';
import { bruteForce, costOf } from './testing/brute.ts';
import { type Op, type Threads, threadsModel } from './testing/threads.ts';

const set = (shared: number, value: number): Op => ({ kind: 'set', shared, value });
const read = (shared: number): Op => ({ kind: 'read', shared });
const assert = (value: number): Op => ({ kind: 'assert', value });
const add = (shared: number, value: number): Op => ({ kind: 'add', shared, value });
const wait = (shared: number, value: number): Op => ({ kind: 'await', shared, value });

/** So many threads that each take so many private steps. */
const grid = (threads: number, steps: number): Threads => ({
  shared: 1,
  code: new Array(threads).fill(new Array(steps).fill(read(0))),
});

describe('counting orders', () => {
  it('finds the binomial number of interleavings, and (n + 1)^2 states', () => {
    const report = explore(threadsModel(grid(2, 6)));
    expect(report.states).toBe(49);
    expect(report.transitions).toBe(2 * 6 * 7);
    expect(report.orders).toBe(924n);
    expect(report.complete).toBe(true);
  });

  it('stays exact beyond 2^53', () => {
    // 30! / (5!)^6 orders of six threads with five steps.
    const factorial = (n: bigint): bigint => (n < 2n ? 1n : n * factorial(n - 1n));
    const wide = threadsModel(grid(6, 5));
    let word = 0;
    const exact = {
      ...wide,
      fingerprint: (s: typeof wide.init) => {
        word = 0;
        for (const pc of s.pc) word = word * 8 + pc;
        return { fpHi: 1, fpLo: word };
      },
    };
    const report = explore(exact);
    expect(report.states).toBe(6 ** 6);
    expect(report.orders).toBe(factorial(30n) / factorial(5n) ** 6n);
  });

  it('tells the outcomes apart: two unlocked increments lose one in some orders', () => {
    // Both read, then both write what they read plus one; modelled by asserting on a stale read.
    const racy: Threads = {
      shared: 1,
      code: [
        [read(0), set(0, 1)],
        [read(0), set(0, 2)],
      ],
    };
    const report = explore(threadsModel(racy));
    expect(report.orders).toBe(6n);
    expect(report.outcomes.map(({ name, orders }) => [name, orders])).toEqual([
      ['2', 3n],
      ['1', 3n],
    ]);
  });
});

describe('verdicts', () => {
  const stale: Threads = {
    shared: 1,
    code: [
      [add(0, 1), add(0, 1)],
      [read(0), assert(1)],
    ],
  };

  it('shows the shortest way to break a claim', () => {
    const [claim] = explore(threadsModel(stale)).claims;
    expect(claim?.verdict).toBe('broken');
    expect(claim?.witness?.steps.map(step => step.thread)).toEqual([0, 1, 1]);
    expect(claim?.witness).toMatchObject({ shortest: true, switches: 1 });
    expect(claim?.orders).toBe(2n);
  });

  it('counts unharmed orders that were one step from harm', () => {
    const dodge: Threads = { shared: 1, code: [[set(0, 1)], [read(0), assert(0)]] };
    const guessing: Threads = {
      shared: 2,
      code: [
        [{ kind: 'guess', shared: 0 }, read(0)],
        [read(0), assert(1)],
      ],
    };
    expect(explore(threadsModel(dodge)).nearMisses).toMatchObject({ orders: 0n });
    expect(bruteForce(threadsModel(guessing)).nearMisses).toBe(
      Number(explore(threadsModel(guessing)).nearMisses?.orders),
    );
  });

  it('finds a deadlock and the way into it', () => {
    const report = explore(
      threadsModel({
        shared: 2,
        code: [
          [wait(0, 1), set(1, 1)],
          [wait(1, 1), set(0, 1)],
        ],
      }),
    );
    expect(report.deadlocks).toMatchObject({ states: 1, orders: 1n });
    expect(report.deadlocks.witness?.steps).toEqual([]);
    expect(report.claims[1]).toMatchObject({ verdict: 'broken' });
  });

  it('finds an endless order, and says that orders cannot be counted', () => {
    const spin: Threads = {
      shared: 1,
      code: [[read(0), { kind: 'jump', value: 0, to: 0 }, set(0, 3)]],
    };
    const report = explore(threadsModel(spin));
    expect(report.orders).toBeUndefined();
    expect(report.cycles).toMatchObject({ parts: 1, fair: 1 });
    expect(report.cycles?.witness?.round.length).toBe(2);
    expect(report.claims[1]).toMatchObject({ verdict: 'broken' });
    expect(report.claims[1]?.witness?.round.length).toBe(2);
  });

  it('does not blame a claim on a scheduler that never lets somebody run', () => {
    // The first thread spins until the second has set the variable: unfair for ever, fair never.
    const spin: Threads = {
      shared: 1,
      code: [[read(0), { kind: 'jump', value: 0, to: 0 }], [set(0, 3)]],
    };
    const report = explore(threadsModel(spin));
    expect(report.cycles).toMatchObject({ parts: 1, fair: 0 });
    expect(report.claims[1]).toMatchObject({ verdict: 'holds' });
  });
});

describe('limits', () => {
  const holds = threadsModel(grid(3, 6));

  it.each([
    ['states', { states: 50 }],
    ['depth', { depth: 5 }],
    ['transitions', { transitions: 100 }],
    ['memory', { bytes: 100 }],
    ['time', { expired: () => true }],
  ] as const)('%s stops the search, is named, and no claim then holds', (name, limits) => {
    for (const graphStates of [0, 1000]) {
      const report = explore(holds, { limits, graphStates, reduce: false });
      expect(report).toMatchObject({ complete: false, stoppedBy: name, orders: undefined });
      expect(report.claims.map(claim => claim.verdict)).not.toContain('holds');
    }
  });

  it('still says that a claim is broken when it saw it break', () => {
    const report = explore(
      threadsModel({ shared: 1, code: [[read(0), assert(0)], ...grid(3, 6).code] }),
      {
        limits: { states: 40 },
      },
    );
    expect(report).toMatchObject({ complete: false });
    expect(report.claims[0]).toMatchObject({ verdict: 'broken', witness: { shortest: true } });
  });

  it('goes on for the verdict alone when the graph is too large to keep', () => {
    const report = explore(holds, { graphStates: 50, reduce: false });
    expect(report).toMatchObject({ complete: true, states: 343, orders: undefined });
    expect(report.claims[0]?.verdict).toBe('holds');
  });
});

describe('against brute force', () => {
  it('agrees on counts, outcomes, near misses and the best witness of random programs', () => {
    fc.assert(
      fc.property(programs(4), program => {
        const model = threadsModel(program);
        const brute = bruteForce(model);
        const report = explore(model);
        expect(Number(report.orders)).toBe(brute.orders);
        expect(new Map(report.outcomes.map(o => [o.name, Number(o.orders)]))).toEqual(
          brute.byOutcome,
        );
        expect(Number(report.deadlocks.orders)).toBe(brute.stuck);
        expect(Number(report.nearMisses?.orders)).toBe(brute.nearMisses);
        report.claims.forEach((claim, i) => {
          expect(Number(claim.orders)).toBe(brute.breaking[i]);
          const best = brute.best[i];
          expect(claim.verdict).toBe(best === undefined ? 'holds' : 'broken');
          const actors = claim.witness?.steps.map(model.actor);
          expect(actors && { steps: actors.length, ...costOf(actors) }).toEqual(best);
          expect(claim.witness?.switches).toBe(best?.switches);
        });
      }),
      { numRuns: 200 },
    );
  }, 30_000);
});

describe('the depth-first pass', () => {
  it('finds the same verdicts and end states as the breadth-first one', () => {
    fc.assert(
      fc.property(programs(6, true), program => {
        const graph = explore(threadsModel(program));
        const deep = explore(threadsModel(program), { graphStates: 0, reduce: false });
        expect(deep.states).toBe(graph.states);
        expect(deep.transitions).toBe(graph.transitions);
        expect(deep.claims[0]?.verdict).toBe(graph.claims[0]?.verdict);
        expect(new Map(deep.outcomes.map(o => [o.name, o.states]))).toEqual(
          new Map(graph.outcomes.map(o => [o.name, o.states])),
        );
      }),
      { numRuns: 500 },
    );
  });
});
