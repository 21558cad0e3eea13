import { describe, expect, it } from 'vitest';
import { ensure } from '../base.ts';
import { IDS, raceOf } from '../catalogue/index.ts';
import { explore } from '../explore/explore.ts';
import type { Model } from '../explore/model.ts';
import { bruteForce } from '../explore/testing/brute.ts';
import { compile } from '../race/compile.ts';
import { modelOf } from './model.ts';
import type { Effect, Packed } from './parts.ts';
import { formatSchedule } from './schedule.ts';
import { DEED_DONE, ENDS, scheduleOf, searchModel } from './search.ts';
import { lettersOf } from './setup.ts';

const race = raceOf('stale-pidfile');
const models = race.variants.map((_, variant) => searchModel(race, variant));
const reports = models.map(model => explore(model));

describe('a pipe', () => {
  it('keeps its outcomes, claims and deadlocks where orders are left out', () => {
    const source = `race "p" process init 1 { wait4(-1); wait4(-1); }
process a 303 { pipe({&r, &w}); spawn(b); spawn(c); close(w); read(r, &x); if (x == 1) exit(1);
read(r, &x); kill(x, SIGTERM); read(r, &x); exit(0); }
process b { write(4, 304); exit(0); } process c { work("thinks"); write(4, 1); pause(); }
claim "first": never SIGTERM reaches b`;
    const model = searchModel(ensure(compile(source).race, 'race'), 0);
    const found = [true, false].map(reduce => {
      const report = explore(model, { graphStates: 0, reduce });
      return [
        report.claims.map(c => c.verdict),
        report.outcomes.map(o => o.name).sort(),
        report.deadlocks.states,
      ];
    });
    expect(found[0]).toEqual(found[1]);
    expect(found[0]?.[2]).toBeGreaterThan(0);
  });
});

describe('the stale pidfile', () => {
  it('has the shape that the explorer asks for', () => {
    const asModel: readonly Model<Packed, Effect>[] = models;
    expect(asModel.length).toBe(2);
  });

  it('breaks in seven steps with a number, and holds with a pidfd', () => {
    const [number, pidfd] = reports.map(report => report.claims[0]);
    expect(number).toMatchObject({ verdict: 'broken', witness: { shortest: true, switches: 4 } });
    expect(number?.witness?.steps.length).toBe(7);
    expect(pidfd).toMatchObject({ verdict: 'holds', witness: undefined, orders: 0n });
  });

  it('counts every order, as walking them one by one does', () => {
    for (const [i, model] of models.entries()) {
      const brute = bruteForce(model);
      const report = reports[i];
      expect(report?.complete).toBe(true);
      expect(report?.orders).toBe(BigInt(brute.orders));
      const counted = report?.outcomes.map(o => [o.name, Number(o.orders)] as const);
      expect(new Map(counted)).toEqual(brute.byOutcome);
      expect(report?.claims.map(claim => Number(claim.orders))).toEqual(brute.breaking);
    }
  });

  it('has these figures', () => {
    const figures = reports.map(({ states, transitions, orders, outcomes }) => ({
      states,
      transitions,
      orders,
      ends: ENDS.flatMap(end => outcomes.find(o => o.name === end)?.orders ?? []),
    }));
    expect(figures).toEqual([
      { states: 54, transitions: 72, orders: 78n, ends: [15n, 15n, 21n, 27n] },
      { states: 51, transitions: 72, orders: 78n, ends: [15n, 21n, 42n] },
    ]);
  });

  it('names its witness by a schedule that leads to the harm', () => {
    const [model] = models;
    const steps = reports[0]?.claims[0]?.witness?.steps ?? [];
    if (model === undefined) throw new Error('no model');
    const schedule = scheduleOf(model.start, steps.map(model.actor));
    expect(formatSchedule(schedule, lettersOf(race))).toMatch(/^1\.[a-z]+$/);
    const end = steps.reduce(model.step, model.init);
    expect(model.broken(end)).toBe(1);
    expect(model.label(end)).toBe(3 + DEED_DONE);
  });
});

describe('remembered steps', () => {
  it.each(IDS)('lead to the states that real steps lead to: %s', id => {
    const any = raceOf(id);
    for (const variant of any.variants.keys()) {
      const real = explore(modelOf(any, variant));
      const remembered = explore(searchModel(any, variant));
      expect(remembered.states).toBe(real.states);
      expect(remembered.transitions).toBe(real.transitions);
      expect(remembered.orders).toBe(real.orders);
      expect(remembered.claims.map(c => [c.verdict, c.orders])).toEqual(
        real.claims.map(c => [c.verdict, c.orders]),
      );
    }
  });
});
