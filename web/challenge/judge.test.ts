// Judging a level: from the start, on the way, and where no way is left.

import { describe, expect, it } from 'vitest';
import { ensure } from '../../src/base.ts';
import { raceOf } from '../../src/catalogue/index.ts';
import { LEVELS } from '../../src/catalogue/levels.ts';
import { runnable } from '../../src/machine/choice.ts';
import { findActor, type Machine } from '../../src/machine/machine.ts';
import type { ActorRef } from '../../src/machine/schedule.ts';
import { init } from '../../src/machine/setup.ts';
import { step } from '../../src/machine/step.ts';
import { isReached, judge, switchesIn, type Task, taskOf } from './judge.ts';

const tasks = LEVELS.map(level => taskOf(level, raceOf(level.scenario)));

function play({ race, variant }: Task, order: readonly ActorRef[]): Machine {
  return order.reduce((m, ref) => step(m, findActor(m, ref)), init(race, variant));
}

function everyEnd(task: Task): readonly (readonly ActorRef[])[] {
  const ends: ActorRef[][] = [];
  const walk = (machine: Machine, order: ActorRef[]) => {
    const next = runnable(machine);
    if (next.length === 0) ends.push(order);
    for (const index of next) {
      const { process, instance } = ensure(machine.actors[index], 'actor');
      walk(step(machine, index), [...order, { process, instance }]);
    }
  };
  walk(init(task.race, task.variant), []);
  return ends;
}

describe('a level', () => {
  it.each(tasks)('$race.id, $variant: the shown order reaches the goal, and no sooner', task => {
    const found = judge(task, []);
    if (found.kind !== 'way') return expect(found.kind).toBe('none');
    const { order, switches } = found;
    expect(isReached(play(task, order), task.claim)).toBe(true);
    expect(isReached(play(task, order.slice(0, -1)), task.claim)).toBe(false);
    expect(switchesIn(order)).toBe(switches);
  });

  it.each(tasks)('$race.id, $variant: each hint on the way is one step nearer', task => {
    const found = judge(task, []);
    const order = found.kind === 'way' ? found.order : [];
    order.forEach((_, done) => {
      const rest = judge(task, order.slice(0, done));
      expect(rest.kind === 'way' ? rest.order.length : -1).toBe(order.length - done);
    });
  });

  it('that has 78 orders is judged as trying them all one by one would', () => {
    const task = ensure(tasks[2], 'the stale pidfile');
    const ends = everyEnd(task);
    const wrong = ends.filter(order => isReached(play(task, order), task.claim));
    expect([ends.length, wrong.length]).toEqual([78, 15]);
    const spoilt = ends.find(order => !wrong.includes(order));
    expect(judge(task, ensure(spoilt, 'an order that fails')).kind).toBe('none');
    expect(judge(task, ensure(wrong[0], 'an order that works'))).toMatchObject({ order: [] });
  });

  it('without a way says how many orders were looked at', () => {
    const pidfd = LEVELS.findIndex(l => l.scenario === 'stale-pidfile' && l.variant === 'pidfd');
    expect(judge(ensure(tasks[pidfd], 'level'), [])).toEqual({
      kind: 'none',
      orders: 78n,
      states: 51,
    });
  });
});
