// `wrong-number conform`: random plans on the model and on the real kernel, compared call by call.

import { availableParallelism } from 'node:os';
import { type Cell, cellLines, cells } from '../conform/cells.ts';
import { type Divergence, inWords } from '../conform/compare.ts';
import type { Plan } from '../conform/plan.ts';
import { emptyTally, judge, type Tally, write } from '../conform/run.ts';
import { kindOf, shrink } from '../conform/shrink.ts';
import type { Command } from './command.ts';
import { readOptions, wholeNumber } from './options.ts';
import { NoStage, runningVersion, type Stage, startStage } from './stage-process.ts';

interface Run {
  readonly runs: number;
  readonly seed: number;
  readonly steps: number;
  readonly from: number;
  readonly jobs: number;
  readonly json: boolean;
  readonly keep: number;
}

export const conform: Command = {
  name: 'conform',
  usage: 'conform [--runs N] [--seed S] [--steps K] [--json]',
  summary: 'compare the model with the running kernel on random plans',
  help: [
    'Writes N random plans (default 1000) of K steps (36) from seed S (1), performs each on the',
    'model and on this kernel, and compares every result, signal and state. A difference is made',
    'small and printed as a plan that `wrong-number stage FILE` runs.',
    '',
    '  --from P       begin with plan P of the seed (0)',
    '  --jobs J       plans performed at a time (one for each processor)',
    '  --keep D       stop after D differences (3); those of one kind are printed once',
    '  --coverage     list how often each call met each target state and result',
    '  --json         one JSON object instead of text',
    '',
    'Needs Linux with user namespaces; no root. Status: 0 no difference, 1 a difference, 3 it cannot',
    'be done here.',
  ].join('\n'),
  run,
};

async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(
    args,
    ['--runs', '--seed', '--steps', '--from', '--jobs', '--keep'],
    ['--json', '--coverage'],
  );
  const wanted: Run = {
    runs: wholeNumber(options, '--runs', 1000, 1),
    seed: wholeNumber(options, '--seed', 1),
    steps: wholeNumber(options, '--steps', 36, 1, 400),
    from: wholeNumber(options, '--from', 0),
    jobs: wholeNumber(options, '--jobs', Math.min(4, availableParallelism()), 1, 64),
    keep: wholeNumber(options, '--keep', 3, 1, 1000),
    json: options.flags.has('--json'),
  };
  const tally = emptyTally();
  const begun = Date.now();
  try {
    await performAll(wanted, tally);
    const small = await shrinkAll(tally);
    report(wanted, tally, small, (Date.now() - begun) / 1000, options.flags.has('--coverage'));
  } catch (error) {
    if (!(error instanceof NoStage)) throw error;
    process.stderr.write(`wrong-number conform: not possible here: ${error.message}\n`);
    return 3;
  }
  return tally.diverged.length > 0 ? 1 : 0;
}

/** How many user ids the stage can give: several where we may map them. */
async function idsToBeHad(stage: Stage): Promise<number> {
  const many = 4096;
  const real = await stage.perform({
    setup: { ids: many },
    steps: [{ who: 'init', call: 'getpid' }],
  });
  return real.problem === undefined ? many : 1;
}

/** Performs the plans, several at a time; every job has a stage of its own. */
async function performAll(wanted: Run, tally: Tally): Promise<void> {
  let next = wanted.from;
  const end = wanted.from + wanted.runs;
  const version = runningVersion();
  // Ctrl-C ends the run early; what was found so far is reported.
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const job = async (cpu: number): Promise<void> => {
    const stage = startStage(cpu);
    try {
      const ids = await idsToBeHad(stage);
      while (!stopped && next < end && tally.diverged.length < wanted.keep) {
        const place = next++;
        const written = write({ seed: wanted.seed, place, steps: wanted.steps, version, ids });
        await judge(tally, written, stage.perform);
        if (!wanted.json) progress(tally, wanted.runs);
      }
    } finally {
      await stage.close();
    }
  };
  await Promise.all(Array.from({ length: wanted.jobs }, (_, cpu) => job(cpu)));
  if (!wanted.json && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}

function progress(tally: Tally, runs: number): void {
  if (!process.stderr.isTTY || tally.plans % 50 !== 0) return;
  process.stderr.write(`\r${tally.plans} of ${runs} plans, ${tally.diverged.length} differences`);
}

interface Small {
  readonly plan: Plan;
  readonly divergence: Divergence;
}

async function shrinkAll(tally: Tally): Promise<readonly Small[]> {
  if (tally.diverged.length === 0) return [];
  const stage = startStage(0);
  const small: Small[] = [];
  const kinds = new Set<string>();
  for (const { plan, divergence } of tally.diverged) {
    const kind = kindOf(plan, divergence);
    if (kinds.has(kind)) continue;
    kinds.add(kind);
    small.push(await shrink(plan, divergence, runningVersion(), stage.perform));
  }
  await stage.close();
  return small;
}

function report(
  wanted: Run,
  tally: Tally,
  small: readonly Small[],
  seconds: number,
  withCoverage: boolean,
): void {
  const { plans, steps, effects, coverage, unsteady } = tally;
  const table = cells(coverage);
  const number = (kind: Cell['kind']) => table.filter(c => c.kind === kind).length;
  if (wanted.json) {
    const differences = small.map(({ plan, divergence }) => ({ plan, divergence }));
    const { seed } = wanted;
    const whole = { seed, plans, steps, effects, seconds, differences, unsteady, cells: table };
    process.stdout.write(`${JSON.stringify(whole)}\n`);
    return;
  }
  for (const { plan, divergence } of small) {
    process.stdout.write(`${inWords(plan, divergence)}\n${JSON.stringify(plan)}\n\n`);
  }
  for (const { plan, divergence } of unsteady) {
    process.stdout.write(`not repeatable, ${plan.name}: ${inWords(plan, divergence)}\n\n`);
  }
  if (withCoverage) for (const line of cellLines(table)) process.stdout.write(`${line}\n`);
  process.stdout.write(
    `seed ${wanted.seed}: ${plans} plans, ${steps} calls (${effects} with effects on others), ` +
      `cells: ${number('met')} met, ${number('missing')} missing, ` +
      `${number('cannot')} cannot be; ${seconds.toFixed(1)} s: ` +
      `${tally.diverged.length} differences, ${tally.unsteady.length} not repeatable\n`,
  );
}
