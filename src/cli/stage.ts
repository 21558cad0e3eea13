// `wrong-number stage`: performs one plan on the real kernel, and on the model beside it.

import { readFileSync } from 'node:fs';
import { compare, inWords, unmetExpectations } from '../conform/compare.ts';
import { performOnModel } from '../conform/perform.ts';
import type { Performance, Plan, Step, StepResult } from '../conform/plan.ts';
import type { Command } from './command.ts';
import { type Options, readOptions, UsageError } from './options.ts';
import { readRace } from './race-file.ts';
import { NoStage, runningVersion, startStage } from './stage-process.ts';
import { stageVariants } from './stage-report.ts';
import type { Terminal } from './terminal.ts';

export const stage: Command = {
  name: 'stage',
  usage: 'stage FILE [--variant V] [--schedule S] [-o TRACE] [--json]',
  summary: 'perform a race or a plan on the running kernel and compare with the model',
  help: [
    'FILE is a race, or the id of a scenario of the catalogue: its schedule is performed in every',
    'variant. Or it is a plan or a list of plans as JSON (docs/plan-format.md). `-` is standard input.',
    'Every process is a real one in a fresh user and PID namespace; every call is made when the',
    'schedule says so; its result, the signals and who is left are compared with the model.',
    '',
    '  --variant V    only this variant',
    '  --schedule S   instead of the pinned one, as `check` and `run` write it',
    '  -o TRACE       record the performance, for `wrong-number trace` and the trace page',
    '  --json         one JSON object instead of text',
    '',
    'Examples:',
    '  wrong-number stage stale-pidfile',
    '  wrong-number stage my.race --variant pid --schedule 1.ccawiia -o happened.ndjson',
    '',
    'What decides by a name or a start time is decided as in the model: the processes of the stage',
    'all run one program. Cgroups, and several users without privilege, cannot be staged.',
    '',
    'Status: 0 as the model says (and as the plan expects), 1 a difference, 2 a bad file, 3 it cannot',
    'be done here.',
  ].join('\n'),
  run,
};

/** The plans of a file: one, or a list of them. */
function readPlans(path: string): readonly Plan[] {
  try {
    const whole = JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8')) as Plan | Plan[];
    const plans = Array.isArray(whole) ? whole : [whole];
    if (plans.some(plan => !Array.isArray(plan.steps))) throw new Error('it has no steps');
    return plans;
  } catch (error) {
    throw new UsageError(`${path} is no plan: ${error instanceof Error ? error.message : error}`);
  }
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readOptions(args, ['--variant', '--schedule', '-o'], ['--json']);
  const path = options.rest[0];
  if (path === undefined || options.rest.length > 1) throw new UsageError('one FILE is wanted');
  if (isRace(path)) return raceFile(path, options, terminal);
  for (const name of ['--variant', '--schedule', '-o']) {
    if (options.values.has(name))
      throw new UsageError(`${name} is for races, and ${path} is a plan`);
  }
  const plans = readPlans(path);
  let status = 0;
  try {
    const stage = startStage(0);
    for (const plan of plans) {
      const told = tell(plan, await stage.perform(plan), options.flags.has('--json'));
      status = Math.max(status, told);
    }
    await stage.close();
  } catch (error) {
    if (!(error instanceof NoStage)) throw error;
    process.stderr.write(`wrong-number stage: not possible here: ${error.message}\n`);
    return 3;
  }
  return status;
}

/** Plans are JSON files; everything else is a race. */
const isRace = (path: string): boolean => path !== '-' && !path.endsWith('.json');

async function raceFile(path: string, options: Options, terminal: Terminal): Promise<number> {
  const race = readRace(path, terminal);
  if (race === undefined) return 2;
  try {
    return await stageVariants(race, options, terminal);
  } catch (error) {
    if (!(error instanceof NoStage)) throw error;
    terminal.err(`wrong-number stage: not possible here: ${error.message}\n`);
    return 3;
  }
}

/** Prints what came of a plan. Returns 0 when it is as the model says and as the plan expects. */
function tell(plan: Plan, real: Performance, json: boolean): number {
  const model = performOnModel(plan, runningVersion());
  const divergence = compare(plan, model, real);
  const unmet = unmetExpectations(plan, real);
  const lines = json
    ? [JSON.stringify({ name: plan.name, real, divergence, unmet })]
    : [
        `${plan.name ?? 'plan'}`,
        ...plan.steps.flatMap((step, i) => stepLines(step, i, real.steps[i])),
        ...unmet.map(line => `not as expected: ${line}`),
        ...(real.problem === undefined ? [] : [`problem: ${real.problem}`]),
        divergence === undefined ? 'the model says the same' : inWords(plan, divergence),
      ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return divergence === undefined && unmet.length === 0 ? 0 : 1;
}

function stepLines(step: Step, i: number, told: StepResult | undefined): readonly string[] {
  const { late = [], signals = [], states = {} } = told ?? {};
  const call = `${i} ${step.who}: ${step.call} ${JSON.stringify(step.args ?? {})}`;
  return [
    `${call} -> ${JSON.stringify(told?.result ?? {})}`,
    ...late.map(l => `    step ${l.i} returns ${JSON.stringify(l.result)}`),
    ...signals.map(s => `    ${s.who} handles signal ${s.signo} from ${s.pid}`),
    ...Object.entries(states).map(([who, state]) => `    ${who} is ${state}`),
  ];
}
