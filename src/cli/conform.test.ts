// The model against the running kernel: hand-written plans, and a slice of random ones with a fixed
// seed. Where the kernel gives no user namespaces, all of it is skipped, loudly.

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { compare, inWords, unmetExpectations } from '../conform/compare.ts';
import { performOnModel } from '../conform/perform.ts';
import type { Plan } from '../conform/plan.ts';
import { emptyTally, judge, write } from '../conform/run.ts';
import { realKernel } from './testing/real-kernel.ts';

const FOLDER = 'src/conform/plans';
const SLICE = { seed: 2026, plans: 700, steps: 36 };

const { none, version, perform, close } = await realKernel('NOT COMPARED WITH THE REAL KERNEL');
afterAll(close);

describe.skipIf(none)('the running kernel and the model agree', () => {
  const files = readdirSync(FOLDER).filter(name => name.endsWith('.json'));
  const plans = files.flatMap(
    name => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Plan[],
  );

  it.each(plans.map(plan => [plan.name ?? '', plan] as const))(
    '%s',
    async (_, plan) => {
      const real = await perform(plan);
      expect(unmetExpectations(plan, real)).toEqual([]);
      const found = compare(plan, performOnModel(plan, version), real);
      expect(found === undefined ? '' : inWords(plan, found)).toBe('');
    },
    60_000,
  );

  it(`on ${SLICE.plans} random plans of seed ${SLICE.seed}`, async () => {
    const ids = 4096;
    const many = await perform({ setup: { ids }, steps: [{ who: 'init', call: 'getpid' }] });
    const tally = emptyTally();
    for (let place = 0; place < SLICE.plans; place++) {
      const { seed, steps } = SLICE;
      const wishes = { seed, place, steps, version, ids: many.problem === undefined ? ids : 1 };
      await judge(tally, write(wishes), perform);
    }
    expect(tally.diverged.map(d => inWords(d.plan, d.divergence))).toEqual([]);
    expect(tally.steps).toBeGreaterThan(SLICE.plans * 30);
    expect(tally.effects).toBeGreaterThan(tally.steps / 10);
  }, 240_000);
});
