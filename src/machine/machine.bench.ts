// How fast machines step, and how many distinct states a plain depth-first walk sees in a second.

import { bench, describe } from 'vitest';
import { raceOf } from '../catalogue/index.ts';
import { runnable } from './choice.ts';
import { fingerprint } from './fingerprint.ts';
import type { Machine } from './machine.ts';
import { init } from './setup.ts';
import { step } from './step.ts';
import { WIDE } from './testing/wide.ts';

const STEPS = 20_000;
const STATES = 20_000;

/** Random walks from the start, again and again. */
function walk(first: Machine, steps: number): number {
  let machine = first;
  let seed = 1;
  for (let i = 0; i < steps; i++) {
    const able = runnable(machine);
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    const choice = able[(seed >>> 8) % Math.max(1, able.length)];
    machine = choice === undefined ? first : step(machine, choice);
  }
  return machine.kernel.clock;
}

/** Depth first over distinct states, until `limit` of them. */
export function distinct(first: Machine, limit: number): number {
  const seen = new Map<number, Set<number>>();
  const stack = [first];
  let count = 0;
  for (let machine = stack.pop(); machine !== undefined && count < limit; machine = stack.pop()) {
    const { fpHi, fpLo } = fingerprint(machine);
    const bucket = seen.get(fpHi);
    if (bucket?.has(fpLo)) continue;
    if (bucket) bucket.add(fpLo);
    else seen.set(fpHi, new Set([fpLo]));
    count++;
    for (const i of runnable(machine)) stack.push(step(machine, i));
  }
  return count;
}

for (const race of [raceOf('stale-pidfile'), WIDE]) {
  race.variants.forEach((variant, i) => {
    const first = init(race, i);
    describe(`${race.title}, ${variant}`, () => {
      bench(`${STEPS} steps`, () => {
        walk(first, STEPS);
      });
      bench(`${Math.min(STATES, distinct(first, STATES))} distinct states`, () => {
        distinct(first, STATES);
      });
    });
  });
}
