// `wrong-number stage` of a race: which variants, what came of each, in words or as JSON.

import { inWords } from '../conform/compare.ts';
import type { Performance, Plan } from '../conform/plan.ts';
import { verdictWords } from '../explain/verdict.ts';
import { look } from '../machine/look.ts';
import { formatSchedule, type Schedule } from '../machine/schedule.ts';
import { lettersOf } from '../machine/setup.ts';
import { startWorlds, stepWorlds } from '../machine/worlds.ts';
import type { Race } from '../race/program.ts';
import { InputError, type Options } from './options.ts';
import { chosenSchedule, chosenVariants, kernelText } from './race-file.ts';
import { runningVersion, startStage } from './stage-process.ts';
import { type Staged, stageRace } from './stage-race.ts';
import { NotStageable } from './stage-start.ts';
import { recordPlan } from './stage-trace.ts';
import type { Terminal } from './terminal.ts';

/** Stages every chosen variant. Returns the exit status: 0 as the model says, 1 not, 3 impossible. */
export async function stageVariants(
  race: Race,
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const schedule = chosenSchedule(race, options);
  if (schedule.length === 0) throw new InputError('the file pins no schedule: give one');
  const variants = chosenVariants(race, options);
  const output = options.values.get('-o');
  if (output !== undefined && variants.length > 1) {
    throw new InputError('-o takes one variant: add --variant');
  }
  const asJson = options.flags.has('--json');
  const version = runningVersion();
  const stage = startStage(0);
  const perform = async (plan: Plan): Promise<Performance> =>
    output === undefined ? stage.perform(plan) : recordPlan(plan, output);
  const told: unknown[] = [];
  let status = 0;
  if (!asJson) terminal.out(heading(race, version));
  for (const variant of variants) {
    const name = race.variants[variant] ?? '';
    try {
      const done = await stageRace(race, variant, version, schedule, perform);
      status = worse(status, statusOf(done));
      if (asJson) told.push(jsonOf(race, name, schedule, done));
      else terminal.out(text(race, name, schedule, done));
    } catch (error) {
      if (!(error instanceof NotStageable)) throw error;
      status = worse(status, 3);
      told.push({ variant: name, notPossible: error.message });
      terminal.err(`wrong-number stage: ${name} cannot be staged: ${error.message}\n`);
    }
  }
  await stage.close();
  if (asJson) {
    const kernel = kernelText(version);
    terminal.out(`${JSON.stringify({ title: race.title, kernel, variants: told })}\n`);
  }
  return status;
}

/** A difference tells more than what could not be tried. */
const worse = (a: number, b: number): number => (a === 1 || b === 1 ? 1 : Math.max(a, b));

function heading(race: Race, version: number): string {
  const own = race.version === version ? '' : `, told of ${kernelText(race.version)}`;
  return `${race.title}, on Linux ${kernelText(version)}${own}\n`;
}

/** 3 also where the kernel is of a version on which the story is another one. */
function statusOf({ real, divergence, unmet, otherwise }: Staged): number {
  if (real.problem !== undefined) return 3;
  if (divergence !== undefined || unmet.length > 0) return 1;
  return otherwise === undefined ? 0 : 3;
}

/** The verdict that the model reaches with these steps, on this kernel's version. */
function verdictOf(race: Race, name: string, schedule: Schedule): string {
  const index = race.variants.indexOf(name);
  let worlds = startWorlds(race, runningVersion());
  for (const who of schedule) worlds = stepWorlds(worlds, who) ?? worlds;
  const { lead, rest } = verdictWords(look(worlds, index).verdict);
  return `${lead} ${rest}`.trim();
}

function text(race: Race, name: string, schedule: Schedule, done: Staged): string {
  const { staged, real, divergence, unmet, otherwise } = done;
  const lines = [`${name}: ${staged.before} calls set the stage`];
  schedule.forEach((_, at) => {
    lines.push(stepText(at, done));
  });
  if (real.problem !== undefined) {
    lines.push(`  not possible here: ${real.problem}`);
    return `${lines.join('\n')}\n`;
  }
  if (divergence !== undefined) lines.push(inWords(staged.plan, divergence));
  for (const line of unmet) lines.push(`  not as the model says: ${line}`);
  if (divergence === undefined && unmet.length === 0) {
    lines.push(`  the kernel did as the model says: ${verdictOf(race, name, schedule)}`);
  }
  if (otherwise !== undefined) lines.push(`  but this is not the story of the file: ${otherwise}`);
  return `${lines.join('\n')}\n`;
}

/** One step of the schedule: the call as the model makes it, and what the kernel gave. */
function stepText(at: number, { staged, real }: Staged): string {
  const number = String(at + 1).padStart(3);
  const left = staged.leftOut.find(l => l.at === at);
  if (left !== undefined) return `${number}  (${left.why})`;
  const place = staged.before + staged.steps.indexOf(at);
  const { who, call, args } = staged.plan.steps[place] ?? { who: '', call: '', args: {} };
  const { result = {}, states = {} } = real.steps[place] ?? {};
  const { ret, err } = result;
  const given = ret === undefined ? '?' : `${ret}${err === undefined ? '' : ` ${err}`}`;
  const shown = staged.calls[staged.steps.indexOf(at)] ?? `${call}(${JSON.stringify(args)})`;
  const effects = Object.entries(states).map(([name, state]) => `${name} is ${STATES[state]}`);
  return `${number}  ${who}: ${shown} = ${given}${effects.length === 0 ? '' : `   ${effects.join(', ')}`}`;
}

const STATES = {
  idle: 'there',
  blocked: 'blocked',
  stopped: 'stopped',
  zombie: 'a zombie',
  gone: 'gone',
  dying: 'about to end',
} as const;

function jsonOf(race: Race, name: string, schedule: Schedule, done: Staged) {
  const { staged, real, divergence, unmet, otherwise } = done;
  return {
    variant: name,
    schedule: formatSchedule(schedule, lettersOf(race)),
    same: real.problem === undefined && divergence === undefined && unmet.length === 0,
    otherwise,
    verdict: verdictOf(race, name, schedule),
    plan: staged.plan,
    settingTheStage: staged.before,
    leftOut: staged.leftOut,
    real,
    divergence,
    unmet,
  };
}
