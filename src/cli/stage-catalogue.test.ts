// Every scenario of the catalogue on the running kernel: the pinned schedule, in each variant, gives
// the results and leaves the processes that the model says. What cannot be staged says why, loudly.

import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { ensure } from '../base.ts';
import { catalogue, raceOf } from '../catalogue/index.ts';
import { inWords } from '../conform/compare.ts';
import type { Plan } from '../conform/plan.ts';
import { compile } from '../race/compile.ts';
import { NoStage, runningVersion, type Stage, startStage } from './stage-process.ts';
import { stageRace } from './stage-race.ts';
import { NotStageable } from './stage-start.ts';

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
if (none) process.stderr.write(`\nTHE CATALOGUE IS NOT STAGED ON THE REAL KERNEL: ${stage}\n`);
const version = none ? 6018 : runningVersion();
const perform = (plan: Plan) => {
  if (typeof stage === 'string') throw new Error(stage);
  return stage.perform(plan);
};

afterAll(async () => {
  if (typeof stage !== 'string') await stage.close();
});

describe.skipIf(none)('staging', () => {
  it('notices when the kernel does otherwise than the model', async () => {
    const race = raceOf('stale-pidfile');
    const shifted: typeof perform = plan =>
      perform({ ...plan, setup: { ...plan.setup, last_pid: 304 } });
    const { divergence, unmet } = await stageRace(race, 0, version, race.pinned, shifted);
    expect(divergence?.what).toBe('result');
    expect(unmet.length).toBeGreaterThan(0);
  });

  it('notices who is left at the end', async () => {
    const race = raceOf('stale-pidfile');
    const merciful: typeof perform = plan =>
      perform({
        ...plan,
        steps: plan.steps.map(s => (s.call === 'kill' ? { ...s, args: { pid: 303, sig: 0 } } : s)),
      });
    const { unmet } = await stageRace(race, 0, version, race.pinned, merciful);
    expect(unmet).toEqual(['at the end postgres is idle, not zombie']);
  });

  it('says what it cannot do', async () => {
    const source = `race "Knobs"
      process init 1 { wait4(-1); }
      process admin 309 { cgroup_kill(7, 1); }
      schedule admin`;
    const race = ensure(compile(source).race, 'a race');
    await expect(stageRace(race, 0, version, race.pinned, perform)).rejects.toThrow(/cgroup/);
  });
});

const worlds = catalogue().flatMap(race =>
  race.variants.map((name, variant) => ({ id: race.id, race, name, variant })),
);

describe.skipIf(none)('on the running kernel the pinned schedule of', () => {
  it.each(worlds)('$id, $name, goes as the model says', async ({ race, variant, id }) => {
    try {
      const done = await stageRace(race, variant, version, race.pinned, perform);
      const { divergence, staged, unmet } = done;
      expect(divergence === undefined ? '' : inWords(staged.plan, divergence), id).toBe('');
      expect(unmet, id).toEqual([]);
      expect(staged.steps.length).toBeGreaterThan(0);
      if (done.otherwise === undefined) return;
      process.stderr.write(`\nNOT THE STORY OF THE FILE HERE, ${id}: ${done.otherwise}\n`);
    } catch (error) {
      if (!(error instanceof NotStageable)) throw error;
      process.stderr.write(`\nNOT STAGED, ${id}: ${error.message}\n`);
    }
  });
});
