// `wrong-number stage`: performs one plan on the real kernel, and on the model beside it.

import { readFileSync } from 'node:fs';
import { compare, inWords, unmetExpectations } from '../conform/compare.ts';
import { performOnModel } from '../conform/perform.ts';
import type { Performance, Plan } from '../conform/plan.ts';
import type { Command } from './command.ts';
import { readOptions, UsageError } from './options.ts';
import { NoStage, runningVersion, startStage } from './stage-process.ts';

export const stage: Command = {
  name: 'stage',
  usage: 'stage FILE [--json]',
  summary: 'perform a plan on the running kernel and compare with the model',
  help: [
    'FILE is a plan (docs/plan-format.md); `-` is standard input. Every process of the plan is a real',
    'one in a fresh user and PID namespace.',
    '',
    "  --json         the stage's own line instead of text",
    '',
    'Status: 0 as the model says and as the plan expects, 1 a difference, 2 a bad plan, 3 it cannot',
    'be done here.',
  ].join('\n'),
  run,
};

function readPlan(path: string): Plan {
  try {
    const plan = JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8')) as Plan;
    if (!Array.isArray(plan.steps)) throw new Error('it has no steps');
    return plan;
  } catch (error) {
    throw new UsageError(`${path} is no plan: ${error instanceof Error ? error.message : error}`);
  }
}

async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args, [], ['--json']);
  const path = options.rest[0];
  if (path === undefined || options.rest.length > 1) throw new UsageError('one FILE is wanted');
  const plan = readPlan(path);
  try {
    const stage = startStage(0);
    const real = await stage.perform(plan);
    await stage.close();
    return tell(plan, real, options.flags.has('--json'));
  } catch (error) {
    if (!(error instanceof NoStage)) throw error;
    process.stderr.write(`wrong-number stage: not possible here: ${error.message}\n`);
    return 3;
  }
}

function tell(plan: Plan, real: Performance, json: boolean): number {
  const divergence = compare(plan, performOnModel(plan, runningVersion()), real);
  const unmet = unmetExpectations(plan, real);
  if (json) {
    process.stdout.write(`${JSON.stringify({ real, divergence, unmet })}\n`);
  } else {
    for (const [i, step] of plan.steps.entries()) {
      const told = real.steps[i];
      const { late = [], signals = [], states = {} } = told ?? {};
      const more = [
        ...late.map(l => `step ${l.i} returns ${JSON.stringify(l.result)}`),
        ...signals.map(s => `${s.who} handles signal ${s.signo} from ${s.pid}`),
        ...Object.entries(states).map(([who, state]) => `${who} is ${state}`),
      ];
      const call = `${i} ${step.who}: ${step.call} ${JSON.stringify(step.args ?? {})}`;
      process.stdout.write(`${call} -> ${JSON.stringify(told?.result ?? {})}\n`);
      for (const line of more) process.stdout.write(`    ${line}\n`);
    }
    for (const line of unmet) process.stdout.write(`not as expected: ${line}\n`);
    if (divergence !== undefined) process.stdout.write(`${inWords(plan, divergence)}\n`);
    else process.stdout.write('the model says the same\n');
  }
  if (real.problem !== undefined && !json) process.stdout.write(`problem: ${real.problem}\n`);
  return divergence === undefined && unmet.length === 0 ? 0 : 1;
}
