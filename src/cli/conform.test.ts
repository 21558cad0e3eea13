// The model against the running kernel: hand-written plans, and a slice of random ones with a fixed
// seed. Where the kernel gives no user namespaces, all of it is skipped, loudly.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { compare, inWords, unmetExpectations } from '../conform/compare.ts';
import { performOnModel } from '../conform/perform.ts';
import type { Plan } from '../conform/plan.ts';
import { emptyTally, judge, write } from '../conform/run.ts';
import { NoStage, runningVersion, type Stage, startStage } from './stage-process.ts';

const FOLDER = 'src/conform/plans';
const SLICE = { seed: 2026, plans: 700, steps: 36 };

/** A stage that works, or why there is none. */
async function openStage(): Promise<Stage | string> {
  if (process.platform !== 'linux') return 'this is not Linux';
  try {
    execFileSync('make', ['-s', '-C', 'probe'], { stdio: 'ignore' });
    const stage = startStage(0);
    const real = await stage.perform({ steps: [{ who: 'init', call: 'getpid' }] });
    return real.problem ?? stage;
  } catch (error) {
    return error instanceof NoStage ? error.message : 'the probe cannot be built';
  }
}

const stage = await openStage();
const none = typeof stage === 'string';
if (none) process.stderr.write(`\nNOT COMPARED WITH THE REAL KERNEL: ${stage}\n`);
const version = none ? 6018 : runningVersion();
const perform = (plan: Plan) => {
  if (typeof stage === 'string') throw new Error(stage);
  return stage.perform(plan);
};

afterAll(async () => {
  if (typeof stage !== 'string') await stage.close();
});

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
