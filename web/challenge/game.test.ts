// One game: a single world, what is said of the way on, and the counts at its end.

import { describe, expect, it } from 'vitest';
import { ensure } from '../../src/base.ts';
import { LEVELS, levelId } from '../../src/catalogue/levels.ts';
import { branchOf, done, now, take } from '../../src/machine/timeline.ts';
import { advanceWorlds } from '../../src/machine/worlds.ts';
import { anew, begun, type Game, hintOf, isOver, resultOf, shown } from './game.ts';
import { judge } from './judge.ts';

const game = (id: string): Game =>
  begun(
    ensure(
      LEVELS.find(level => levelId(level) === id),
      id,
    ),
    1,
  );

/** Takes the hinted step until nothing is hinted. */
function followHints(start: Game): Game {
  let at = start;
  for (let i = 0; i < 20; i++) {
    const word = hintOf(judge(at.task, done(at.timeline)), at);
    if (word.kind !== 'hint') return at;
    at = {
      ...at,
      timeline: ensure(take(at.timeline, word.who, advanceWorlds), 'a hint that fits'),
    };
  }
  return at;
}

describe('a game', () => {
  it('is played in one world, the level’s own', () => {
    const { timeline, task } = game('too-late-pidfd');
    expect(now(timeline).machines.map(m => m.setup.variant)).toEqual([task.variant]);
  });

  it.each(LEVELS.map(level => ({ id: levelId(level) })))(
    '$id: hints lead to the goal, where one can get',
    ({ id }) => {
      const start = game(id);
      const end = followHints(start);
      const found = judge(start.task, []);
      expect(isOver(end)).toBe(found.kind === 'way');
      if (found.kind !== 'way') return;
      expect(resultOf(end)?.steps).toBe(found.order.length);
    },
  );

  it('that is shown the order has it ahead, and one star at most', () => {
    const laid = ensure(shown(game('stale-pidfile-pid')), 'an order');
    const { steps } = branchOf(laid.timeline);
    expect([laid.timeline.at, steps.length]).toEqual([0, 7]);
    const end = { ...laid, timeline: { ...laid.timeline, at: steps.length } };
    expect(resultOf(end)?.stars).toBe(1);
  });

  it('that begins anew has done nothing and was told nothing', () => {
    const again = anew(ensure(shown(game('stale-pidfile-pid')), 'an order'));
    expect([again.told, again.word.kind, again.timeline.at]).toEqual(['nothing', 'none', 0]);
    expect(branchOf(again.timeline).steps).toEqual([]);
  });

  it('in which nothing can be shown says that no first step leads there', () => {
    const start = game('stale-pidfile-pidfd');
    expect(shown(start)).toBeUndefined();
    expect(hintOf(judge(start.task, []), start)).toEqual({ kind: 'noWay', atStart: true });
  });
});
