// One plan of a conformance run, from its seed to its verdict.

import { compare, type Divergence } from './compare.ts';
import { addCoverage, type Coverage } from './coverage.ts';
import { generate, type Wishes, type Written } from './generate.ts';
import type { Performance, Plan } from './plan.ts';

/** What a run has found so far. */
export interface Tally {
  plans: number;
  steps: number;
  /** Steps in which somebody other than the caller changed, got a signal or a late result. */
  effects: number;
  readonly coverage: Coverage;
  readonly diverged: { readonly plan: Plan; readonly divergence: Divergence }[];
}

export function emptyTally(): Tally {
  return { plans: 0, steps: 0, effects: 0, coverage: new Map(), diverged: [] };
}

/** Writes the plan; the tally counts it once the real kernel has performed it. */
export function write(wishes: Wishes): Written {
  return generate(wishes);
}

/** Compares a written plan with what the real kernel made of it, and counts. */
export function judge(tally: Tally, written: Written, real: Performance): Divergence | undefined {
  const divergence = compare(written.plan, written.performance, real);
  tally.plans++;
  tally.steps += written.plan.steps.length;
  for (const told of written.performance.steps) {
    if (told.late.length > 0 || told.signals.length > 0 || Object.keys(told.states).length > 0) {
      tally.effects++;
    }
  }
  addCoverage(tally.coverage, written.coverage);
  if (divergence !== undefined) tally.diverged.push({ plan: written.plan, divergence });
  return divergence;
}
