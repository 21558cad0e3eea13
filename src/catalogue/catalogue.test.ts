// The catalogue keeps its word: every expected verdict is found again by a complete search, and every
// pinned schedule runs and shows its point.

import { describe, expect, it } from 'vitest';
import { ensure } from '../base.ts';
import { explore } from '../explore/explore.ts';
import { canRun } from '../machine/choice.ts';
import { findActor, type Machine } from '../machine/machine.ts';
import { searchModel } from '../machine/search.ts';
import { init } from '../machine/setup.ts';
import { step } from '../machine/step.ts';
import { compile } from '../race/compile.ts';
import { format } from '../race/format.ts';
import type { Race } from '../race/program.ts';
import { IDS, raceOf, sourceOf, titleOf } from './index.ts';

const races = IDS.map(id => ({ id, race: raceOf(id) }));
const worlds = races.flatMap(({ id, race }) =>
  race.variants.map((name, variant) => ({ id, race, name, variant })),
);

/** Runs the pinned schedule in one world. A step that is not possible there is left out. */
function play(race: Race, variant: number) {
  let machine = init(race, variant);
  const taken: boolean[] = [];
  for (const ref of race.pinned) {
    const index = findActor(machine, ref);
    const actor = machine.actors[index];
    const possible = actor !== undefined && canRun(machine, actor);
    taken.push(possible);
    if (possible) machine = step(machine, index);
  }
  return { machine, taken };
}

const isBroken = (machine: Machine, claim: number) => (machine.broken & (1 << claim)) !== 0;

describe('the catalogue', () => {
  it('has 27 scenarios with a source, a schedule, words and a question each', () => {
    expect(IDS).toHaveLength(27);
    for (const { id, race } of races) {
      expect(titleOf(id), id).toBe(race.title);
      expect(race.sources.length, id).toBeGreaterThan(0);
      expect(race.chapters.length, id).toBeGreaterThan(0);
      expect(race.tags.length, id).toBeGreaterThan(1);
      expect(race.level, id).toBeDefined();
      expect(race.pinned.length, id).toBeGreaterThan(1);
      expect(race.questions.length, id).toBeGreaterThan(0);
      // Words for every moment of the schedule, the start included.
      expect(
        race.beats.map(b => b.at),
        id,
      ).toEqual([0, ...race.pinned.map((_, i) => i + 1)]);
    }
  });

  it('has no diagnostics, and the common layout', () => {
    for (const { id } of races) {
      const source = ensure(sourceOf(id), id);
      expect(compile(source, id).diagnostics, id).toEqual([]);
      expect(format(source), id).toBe(source);
    }
  });

  it('keeps its lines short enough for a wall and its questions for a card', () => {
    const long = races.flatMap(({ id, race }) => [
      ...race.beats.filter(b => b.headline.length > 62).map(b => `${id}: ${b.headline}`),
      ...race.beats.filter(b => (b.detail ?? '').length > 90).map(b => `${id}: ${b.detail}`),
      ...race.questions.filter(q => q.text.length > 60).map(q => `${id}: ${q.text}`),
    ]);
    expect(long).toEqual([]);
  });

  it('gives every answer its reason', () => {
    const mute = races.flatMap(({ race }) =>
      race.questions.flatMap(q => q.answers.filter(a => a.why === '').map(a => a.text)),
    );
    expect(mute).toEqual([]);
  });
});

describe('a complete search finds', () => {
  it.each(worlds)('what $id expects of $name', ({ race, variant }) => {
    const report = explore(searchModel(race, variant));
    expect(report.complete).toBe(true);
    expect(report.invariant).toBeUndefined();
    const found = report.claims.map((claim, i) => ({
      claim: i,
      verdict: claim.verdict,
      steps: claim.witness?.steps.length,
    }));
    const stated = race.expectations
      .filter(e => e.variant === variant)
      .map(e => ({ claim: e.claim, verdict: e.verdict, steps: e.inSteps }));
    expect(found).toEqual(stated);
  });
});

describe('the pinned schedule', () => {
  it.each(races)('of $id takes each of its steps in some world', ({ race }) => {
    const each = race.variants.map((_, variant) => play(race, variant).taken);
    const idle = race.pinned.flatMap((_, i) => (each.some(taken => taken[i]) ? [] : [i + 1]));
    expect(idle).toEqual([]);
  });

  /** Claims that a state on the way can break, and a variant in which they are expected to hold. */
  const shown = races.filter(({ race }) =>
    race.claims.some((claim, i) => {
      const never = claim.form.kind !== 'eventually' && claim.form.kind !== 'eventuallyVar';
      return never && race.expectations.some(e => e.claim === i && e.verdict === 'broken');
    }),
  );

  it.each(shown)('of $id breaks the first claim where it is to be broken', ({ race }) => {
    const broken = race.variants.map((_, variant) => isBroken(play(race, variant).machine, 0));
    expect(broken).toContain(true);
    for (const e of race.expectations)
      if (e.claim === 0 && e.verdict === 'holds') expect(broken[e.variant]).toBe(false);
  });

  it('shows harm in all scenarios but three, which have another point', () => {
    const others = IDS.filter(id => !shown.some(s => s.id === id));
    expect(others).toEqual(['own-child', 'dead-yet', 'holder-dies']);
  });
});
