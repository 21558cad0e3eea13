// What every told race must be, for tests: compiled, in the layout of all, as it expects, and playable.

import { expect } from 'vitest';
import { ensure } from '../../base.ts';
import { explore } from '../../explore/explore.ts';
import { canRun } from '../../machine/choice.ts';
import { findActor } from '../../machine/machine.ts';
import { searchModel } from '../../machine/search.ts';
import { init } from '../../machine/setup.ts';
import { step } from '../../machine/step.ts';
import { compile } from '../../race/compile.ts';
import { format } from '../../race/format.ts';
import type { Race } from '../../race/program.ts';
import type { Trace } from '../../trace/trace.ts';
import { retell } from '../retell.ts';

export function told(trace: Trace, use: number): { race: Race; source: string } {
  const result = retell(trace, { kind: 'use', use }, 'a log');
  if (!result.ok) throw new Error(result.error);
  const { source } = result.value;
  return { race: ensure(compile(source).race, source), source };
}

/** Every claim of a variant by a complete search: broken or not. */
export function broken(race: Race, variant: number): readonly boolean[] {
  const report = explore(searchModel(race, variant));
  expect(report.complete).toBe(true);
  return report.claims.map(claim => claim.verdict === 'broken');
}

/** Runs the pinned schedule; every step must be possible. */
export function play(race: Race, variant: number) {
  let machine = init(race, variant);
  for (const ref of race.pinned) {
    const index = findActor(machine, ref);
    const actor = machine.actors[index];
    expect(actor !== undefined && canRun(machine, actor)).toBe(true);
    machine = step(machine, index);
  }
  return machine;
}

/** All that a told race must be. */
export function check(trace: Trace, use: number): void {
  const { race, source } = told(trace, use);
  expect(compile(source).diagnostics).toEqual([]);
  expect(format(source)).toBe(source);
  expect(race.beats.every(b => b.headline.length <= 62 && (b.detail ?? '').length <= 90)).toBe(
    true,
  );
  for (const [variant, name] of race.variants.entries()) {
    const found = broken(race, variant);
    for (const { claim, variant: of, verdict } of race.expectations) {
      if (of === variant) {
        expect({ name, claim, is: found[claim] }).toEqual({
          name,
          claim,
          is: verdict === 'broken',
        });
      }
    }
    play(race, variant);
  }
}
