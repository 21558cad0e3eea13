// A slice of the comparison with SPIN, and of reduced with full searches; `node scripts/spin.mjs agree` does more.

import { describe, expect, it } from 'vitest';
import { which } from '../setup.mjs';
import { endsIn, endsOf, mustCompile, plainEndsOf } from './agree.ts';
import { panDefaults, runPan } from './pan.ts';
import { promelaOf } from './promela.ts';
import { randomRace } from './random.ts';

const races = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => mustCompile(randomRace(from + i)));

describe('random races', () => {
  it('end in the same ways with and without reduction', () => {
    for (const race of races(1, 150)) {
      expect(endsOf(race, 0, true), race.title).toEqual(endsOf(race, 0, false));
    }
    // A race in which a child gets its number by two histories: once taken for the same child.
    const [twice] = races(12451, 1);
    if (twice !== undefined) expect(endsOf(twice, 0, true)).toEqual(endsOf(twice, 0, false));
  }, 120_000);

  it('end in the same ways whether steps are remembered or not', () => {
    for (const race of races(200, 60)) {
      expect(endsOf(race, 0, false), race.title).toEqual(plainEndsOf(race, 0));
    }
  }, 120_000);

  const missing = ['spin', 'gcc'].filter(name => which(name) === undefined);
  const needs = missing.length === 0 ? '' : ` (needs ${missing.join(' and ')})`;

  it.skipIf(missing.length > 0)(
    `end in the ways that SPIN finds${needs}`,
    () => {
      const some = races(1, 10);
      const promela = promelaOf(some.map(race => ({ race, variant: 0 })));
      const run = runPan(promela, { ...panDefaults, optimise: '-O0', slots: 18 });
      expect(run.complete).toBe(true);
      for (const [i, race] of some.entries()) {
        expect(endsIn(run.ends, i, race), race.title).toEqual(endsOf(race, 0, false));
      }
    },
    180_000,
  );
});
