// Makes a diverging plan small: cuts it after the divergence, then takes out runs of steps, single
// steps and settings for as long as the same call still diverges in the same way.

import { leftToChance } from './chance.ts';
import { compare, type Divergence } from './compare.ts';
import { opening, performOnModel, performStep } from './perform.ts';
import type { Performance, Plan, Setup, Step } from './plan.ts';

/** Performs a plan on the real kernel. */
export type Real = (plan: Plan) => Promise<Performance>;

export interface Shrunk {
  readonly plan: Plan;
  readonly divergence: Divergence;
  /** Plans performed on the way. */
  readonly tried: number;
}

/** The smallest plan found that diverges as `plan` does. */
export async function shrink(
  plan: Plan,
  divergence: Divergence,
  version: number,
  real: Real,
): Promise<Shrunk> {
  const wanted = kindOf(plan, divergence);
  let best: Shrunk = { plan, divergence, tried: 0 };
  const attempt = async (steps: readonly Step[], setup: Setup | undefined): Promise<boolean> => {
    const candidate: Plan = { ...plan, steps, ...(setup === undefined ? {} : { setup }) };
    best = { ...best, tried: best.tried + 1 };
    if (!isCertain(candidate, version)) return false;
    const found = compare(candidate, performOnModel(candidate, version), await real(candidate));
    if (found === undefined || kindOf(candidate, found) !== wanted) return false;
    best = { plan: candidate, divergence: found, tried: best.tried };
    return true;
  };
  await attempt(plan.steps.slice(0, divergence.step + 1), plan.setup);
  let changed = true;
  while (changed) {
    changed = false;
    for (let size = Math.ceil(best.plan.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let at = best.plan.steps.length - size; at >= 0; at -= size) {
        const { steps } = best.plan;
        const fewer = [...steps.slice(0, at), ...steps.slice(at + size)];
        if (fewer.length > 0 && (await attempt(fewer, best.plan.setup))) changed = true;
        at = Math.min(at, best.plan.steps.length);
      }
    }
  }
  const { nofile: _, ...rest } = best.plan.setup ?? {};
  await attempt(best.plan.steps, rest);
  await attempt(best.plan.steps, {});
  return best;
}

/** What must stay the same for it to be the same divergence. */
export function kindOf(plan: Plan, found: Divergence): string {
  const err = (side: unknown) =>
    typeof side === 'object' && side !== null && 'err' in side ? String(side.err) : '';
  const call = plan.steps[found.step]?.call;
  return [call, found.what, err(found.model), err(found.real)].join(' ');
}

/** No step of the plan is left to chance, and every name in it can be read. */
function isCertain(plan: Plan, version: number): boolean {
  let world = opening(plan.setup ?? {}, version);
  for (const [i, step] of plan.steps.entries()) {
    const done = performStep(world, step, i);
    if (leftToChance(world, done.world, done.told, done.events, step)) return false;
    world = done.world;
  }
  return true;
}
