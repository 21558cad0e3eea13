import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explore } from './explore.ts';
import { programs } from './testing/arbitrary.ts';
import { type Threads, threadsModel } from './testing/threads.ts';

/** Three threads with six private steps each. */
const apart: Threads = {
  shared: 1,
  code: new Array(3).fill(new Array(6).fill({ kind: 'read', shared: 0 })),
};

describe('reduction', () => {
  const verdictsOf = (program: Threads, reduce: boolean) => {
    const report = explore(threadsModel(program), { graphStates: 0, reduce });
    expect(report.complete).toBe(true);
    return {
      claims: report.claims.map(claim => claim.verdict),
      outcomes: new Map(report.outcomes.map(o => [o.name, o.states])),
      deadlocks: report.deadlocks.states,
      states: report.states,
    };
  };

  it('keeps verdicts, outcomes and end states over thousands of random programs', () => {
    let full = 0;
    let reduced = 0;
    fc.assert(
      fc.property(programs(5), program => {
        const { states: all, ...expected } = verdictsOf(program, false);
        const { states: some, ...found } = verdictsOf(program, true);
        expect(found).toEqual(expected);
        full += all;
        reduced += some;
      }),
      { numRuns: 4000 },
    );
    expect(reduced).toBeLessThan(full);
  }, 60_000);

  it('keeps them where orders may be endless', () => {
    fc.assert(
      fc.property(programs(5, true), program => {
        const full = verdictsOf(program, false);
        const reduced = verdictsOf(program, true);
        expect(reduced.outcomes).toEqual(full.outcomes);
        expect(reduced.claims[0]).toBe(full.claims[0]);
        expect(reduced.deadlocks).toBe(full.deadlocks);
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  it('leaves one order of steps that cannot disturb one another', () => {
    expect(verdictsOf(apart, true).states).toBe(19);
    expect(verdictsOf(apart, false).states).toBe(343);
  });
});
