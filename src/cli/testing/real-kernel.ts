// The running kernel for tests: one stage for a test file, or why there is none, said loudly.

import { execFileSync } from 'node:child_process';
import type { Plan } from '../../conform/plan.ts';
import { NoStage, runningVersion, type Stage, startStage } from '../stage-process.ts';

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

/** Opens a stage; where there is none, writes `undone` with the reason. The caller closes it. */
export async function realKernel(undone: string) {
  const stage = await openStage();
  const none = typeof stage === 'string';
  if (none) process.stderr.write(`\n${undone}: ${stage}\n`);
  return {
    none,
    version: none ? 6018 : runningVersion(),
    perform: (plan: Plan) => {
      if (typeof stage === 'string') throw new Error(stage);
      return stage.perform(plan);
    },
    close: async () => {
      if (typeof stage !== 'string') await stage.close();
    },
  };
}
