// Staging a race: its schedule becomes a plan, the real kernel performs it, and what comes of it is
// held against the model, call by call and process by process.

import { compare, type Divergence, unmetExpectations } from '../conform/compare.ts';
import { performOnModel } from '../conform/perform.ts';
import type { ActorState, Performance, Plan } from '../conform/plan.ts';
import type { Schedule } from '../machine/schedule.ts';
import type { Race } from '../race/program.ts';
import { kernelText } from './race-file.ts';
import { planOf, type StagedPlan } from './stage-plan.ts';

/** What staging one variant gave. */
export interface Staged {
  readonly staged: StagedPlan;
  readonly real: Performance;
  /** Where plan and model first differ from the kernel; undefined: nowhere. */
  readonly divergence: Divergence | undefined;
  /** What is not as the race's own machine has it, in words. */
  readonly unmet: readonly string[];
  /** Where this kernel's version makes another story of it than the race's own; undefined: nowhere. */
  readonly otherwise: string | undefined;
}

/** Performs a schedule in one variant. Throws NotStageable where that cannot be. */
export async function stageRace(
  race: Race,
  variant: number,
  version: number,
  schedule: Schedule,
  perform: (plan: Plan) => Promise<Performance>,
): Promise<Staged> {
  const staged = planOf(race, variant, version, schedule);
  const { plan } = staged;
  const model = performOnModel(plan, version);
  const real = await perform(plan);
  const unmet = [
    ...startProblems(staged, real),
    ...unmetExpectations(plan, real),
    ...(real.problem === undefined ? endProblems(staged, real) : []),
  ];
  const otherwise = versionsDiffer(race, variant, schedule, staged);
  return { staged, real, divergence: compare(plan, model, real), unmet, otherwise };
}

/** The first call that goes otherwise on the version that the race tells of. */
function versionsDiffer(
  race: Race,
  variant: number,
  schedule: Schedule,
  here: StagedPlan,
): string | undefined {
  const { version } = here.end.setup;
  if (race.version === version) return undefined;
  const own = planOf(race, variant, race.version, schedule);
  const words = (plan: StagedPlan, i: number): string => {
    const { ret, err } = plan.plan.steps[i]?.expect ?? {};
    return String(err ?? ret ?? 'something else');
  };
  const count = Math.max(own.plan.steps.length, here.plan.steps.length);
  for (let i = 0; i < count; i++) {
    const there = own.plan.steps[i];
    if (JSON.stringify(there) === JSON.stringify(here.plan.steps[i])) continue;
    const { who, call } = there ?? here.plan.steps[i] ?? {};
    return (
      `${who}: ${call} gives ${words(own, i)} on Linux ${kernelText(race.version)}, ` +
      `${words(here, i)} on ${kernelText(version)}`
    );
  }
  return undefined;
}

/** The steps that set the stage must all succeed. */
function startProblems({ plan, before }: StagedPlan, real: Performance): readonly string[] {
  return real.steps.slice(0, before).flatMap(({ i, result }) => {
    const failed = result.ret === -1 || result.skipped !== undefined || result.hung !== undefined;
    const step = plan.steps[i];
    return failed
      ? [`setting the stage: ${step?.who}: ${step?.call}: ${JSON.stringify(result)}`]
      : [];
  });
}

/** Everybody's last known state on the real kernel, by name. */
export function lastStates(real: Performance): ReadonlyMap<string, ActorState> {
  const states = new Map<string, ActorState>();
  for (const { states: changed } of real.steps) {
    for (const [name, state] of Object.entries(changed)) states.set(name, state);
  }
  return states;
}

/** Who is at the end somewhere else than the machine says. */
function endProblems(staged: StagedPlan, real: Performance): readonly string[] {
  const states = lastStates(real);
  return Object.entries(staged.states).flatMap(([name, wanted]) => {
    const state = states.get(name) ?? 'idle';
    const found = state === 'idle' || state === 'blocked' || state === 'dying' ? 'there' : state;
    return found === wanted ? [] : [`at the end ${name} is ${state}, not ${wanted}`];
  });
}
