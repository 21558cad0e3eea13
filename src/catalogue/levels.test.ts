// The levels are what they are sold as: each is searched completely, and what the explorer finds is
// what the scenario expects of that world.

import { describe, expect, it } from 'vitest';
import { explore } from '../explore/explore.ts';
import { searchModel } from '../machine/search.ts';
import { raceOf } from './index.ts';
import { LEVELS, levelId } from './levels.ts';

const levels = LEVELS.map(level => ({ id: levelId(level), level, race: raceOf(level.scenario) }));

describe('the levels', () => {
  it('have one address each', () => {
    expect(new Set(levels.map(l => l.id)).size).toBe(LEVELS.length);
  });

  it('name a variant and a claim of their scenario', () => {
    for (const { id, level, race } of levels) {
      expect(race.variants, id).toContain(level.variant);
      expect(race.claims[level.claim], id).toBeDefined();
    }
  });

  it.each(levels)('of $id: a complete search finds what is expected', ({ level, race }) => {
    const variant = race.variants.indexOf(level.variant);
    const report = explore(searchModel(race, variant));
    const claim = report.claims[level.claim];
    const stated = race.expectations.find(e => e.claim === level.claim && e.variant === variant);
    expect(report.complete).toBe(true);
    expect(claim?.verdict).toBe(stated?.verdict);
    expect(claim?.witness?.steps.length).toBe(stated?.inSteps);
    // An end that a player can reach, and a search that nobody waits for.
    expect(claim?.witness?.round ?? []).toEqual([]);
    expect(report.states).toBeLessThan(2_000);
    // Some order is wrong: else there is nothing to find.
    const all = report.orders;
    if (claim?.verdict === 'broken') expect(claim.orders).not.toBe(all);
  });

  it('can be broken in most cases, and cannot in at least four', () => {
    const broken = levels.filter(({ level, race }) =>
      race.expectations.some(
        e =>
          e.claim === level.claim &&
          race.variants[e.variant] === level.variant &&
          e.verdict === 'broken',
      ),
    );
    expect(levels.length - broken.length).toBeGreaterThanOrEqual(4);
    expect(broken.length).toBeGreaterThanOrEqual(10);
  });
});
