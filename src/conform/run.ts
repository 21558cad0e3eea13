// One plan of a conformance run, from its seed to its verdict.

import { compare, type Divergence } from './compare.ts';
import { addCoverage, type Coverage } from './coverage.ts';
import { generate, type Wishes, type Written } from './generate.ts';
import type { Performance, Plan } from './plan.ts';
import type { Real } from './shrink.ts';

/** What a run has found so far. */
export interface Tally {
  plans: number;
  steps: number;
  /** Steps in which somebody other than the caller changed, got a signal or a late result. */
  effects: number;
  readonly coverage: Coverage;
  /** Plans that differed once and not when performed again: the real kernel left them to chance. */
  readonly unsteady: {
    readonly plan: Plan;
    readonly divergence: Divergence;
    readonly real: Performance;
  }[];
  readonly diverged: { readonly plan: Plan; readonly divergence: Divergence }[];
}

export function emptyTally(): Tally {
  return { plans: 0, steps: 0, effects: 0, coverage: new Map(), unsteady: [], diverged: [] };
}

/** Writes the plan; the tally counts it once the real kernel has performed it. */
export function write(wishes: Wishes): Written {
  return generate(wishes);
}

/** How often a plan that differs is performed again before it is called a divergence. */
const REPEATS = 3;

/** Performs a written plan on the real kernel, compares, and counts. */
export async function judge(tally: Tally, written: Written, real: Real): Promise<void> {
  const { plan, performance } = written;
  const first = await real(plan);
  const divergence = compare(plan, performance, first);
  count(tally, written);
  if (divergence === undefined) return;
  for (let i = 0; i < REPEATS; i++) {
    if (compare(plan, performance, await real(plan)) === undefined) {
      tally.unsteady.push({ plan, divergence, real: first });
      return;
    }
  }
  tally.diverged.push({ plan, divergence });
}

function count(tally: Tally, written: Written): void {
  tally.plans++;
  tally.steps += written.plan.steps.length;
  for (const told of written.performance.steps) {
    if (told.late.length > 0 || told.signals.length > 0 || Object.keys(told.states).length > 0) {
      tally.effects++;
    }
  }
  addCoverage(tally.coverage, written.coverage);
}
