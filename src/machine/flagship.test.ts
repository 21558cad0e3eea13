import { describe, expect, it } from 'vitest';
import { raceOf } from '../catalogue/index.ts';
import { choices, runnable } from './choice.ts';
import { outcomeName } from './claims.ts';
import { fingerprint } from './fingerprint.ts';
import { look } from './look.ts';
import type { Machine } from './machine.ts';
import type { ActorRef } from './schedule.ts';
import { init } from './setup.ts';
import { step } from './step.ts';
import { branchOf } from './timeline.ts';
import { type Worlds, worldsTimeline } from './worlds.ts';

const race = raceOf('stale-pidfile');
const script: readonly ActorRef[] = race.pinned;
const states: readonly Worlds[] = branchOf(worldsTimeline(race, script).timeline).states;
const at = (i: number): Worlds => states[i] as Worlds;
const views = (i: number) => [look(at(i), 0), look(at(i), 1)] as const;
const cell = (i: number, world: number, nr: number) =>
  look(at(i), world).rings[0]?.cells.find(c => c.nr === nr);

describe('the stale pidfile, as pinned', () => {
  it('fits both worlds in seven steps', () => {
    expect(states.length).toBe(8);
    for (const worlds of states.slice(1)) {
      expect(worlds.deeds.map(d => d.kind)).toEqual(['ran', 'ran']);
    }
  });

  it('begins with the numbers of the story, the same in both worlds', () => {
    for (const view of views(0)) {
      const taken = view.rings[0]?.cells.filter(c => c.state === 'live').map(c => c.nr);
      expect(taken).toEqual([300, 301, 303, 305, 307, 309]);
      expect(view.rings[0]).toMatchObject({ cursor: 311, next: 311, lap: 1 });
      expect(view.rings[0]?.low.map(l => l.nr)).toEqual([1]);
      expect(view.verdict).toMatchObject({ kind: 'fine', nr: 303, who: 'worker', looked: false });
    }
  });

  it('gives the left a note and the right a plug', () => {
    const [left, right] = views(1);
    expect(left.notes.map(n => [n.variable, n.nr, n.state])).toEqual([['pid', 303, 'fresh']]);
    expect(left.plugs).toEqual([]);
    expect(right.notes).toEqual([]);
    expect(right.plugs.map(p => p.revents)).toEqual([0]);
    expect(left.holder).toMatchObject({ name: 'watchdog', by: 'number', has: true });
    expect(right.holder).toMatchObject({ name: 'watchdog', by: 'reference', has: true });
  });

  it('shows a zombie that holds its number', () => {
    expect(cell(2, 0, 303)).toMatchObject({ state: 'zombie', letter: 0, interest: 0 });
    expect(look(at(2), 0).verdict).toMatchObject({ kind: 'fine', zombie: true });
  });

  it('frees the number at the wait; only the frame knows that the note is stale', () => {
    expect(cell(3, 0, 303)).toMatchObject({ state: 'free', holders: 1 });
    const [left, right] = views(3);
    expect(left.verdict).toMatchObject({ kind: 'staleNote', nr: 303, who: 'worker' });
    expect(right.verdict).toMatchObject({ kind: 'referenceValid', who: 'worker' });
    expect(left.notes[0]).toMatchObject({ nr: 303, state: 'stale', means: undefined });
    expect(left.tiles.find(t => t.name === 'worker')?.state).toBe('reaped');
    expect(right.tokens.find(t => t.name === 'worker')).toMatchObject({
      onRing: false,
      holders: 1,
    });
    expect(left.tokens.some(t => t.name === 'worker')).toBe(false);
  });

  it('gives tar 311, curl 302 after the wrap, and postgres 303', () => {
    expect([4, 5, 6].map(i => look(at(i), 0).last?.result)).toEqual([311, 302, 303]);
    expect(look(at(4), 0).rings[0]?.lap).toBe(1);
    expect(look(at(5), 0).rings[0]?.lap).toBe(2);
    const passed = look(at(5), 0).last?.events.flatMap(e => (e.kind === 'skip' ? [e.nr] : []));
    expect(passed).toEqual([300, 301]);
    expect(cell(6, 0, 303)).toMatchObject({ state: 'live', letter: 1, holders: 2 });
    expect(look(at(6), 0).tiles.find(t => t.name === 'postgres')?.mark).toBe('newTenant');
    expect(look(at(6), 0).notes[0]?.state).toBe('wrong');
  });

  it('ends with postgres killed on the left and ESRCH on the right', () => {
    const [left, right] = views(7);
    expect(left.verdict).toMatchObject({ kind: 'wrongTarget', who: 'postgres', meant: 'worker' });
    expect(left.tiles.find(t => t.name === 'postgres')?.mark).toBe('killedWrongly');
    expect(left.last).toMatchObject({ what: 'kill', result: 0 });
    expect(right.verdict).toEqual({ kind: 'noHarm', meant: 'worker', errno: 'ESRCH', via: 'fd' });
    expect(right.last).toMatchObject({ what: 'pidfd_send_signal', result: -1, errno: 'ESRCH' });
    expect(right.tiles.find(t => t.name === 'postgres')?.mark).toBe('spared');
    expect(at(7).machines.map(m => m.broken)).toEqual([1, 0]);
    expect(at(7).machines.map(outcomeName)).toEqual(['wrong', 'nobody']);
  });

  it('marks the lines of the card', () => {
    const card = look(at(1), 0).cards.find(c => c.leading);
    expect(card?.name).toBe('watchdog');
    expect(card?.lines.filter(l => l.at !== 'none').map(l => [l.text.trim(), l.at])).toEqual([
      ['pid = load(pidfile);', 'last'],
      ['kill(pid, SIGKILL);', 'next'],
    ]);
  });
});

/** Every state that any order reaches, each once. */
function explore(first: Machine) {
  const key = (m: Machine) => {
    const { fpHi, fpLo } = fingerprint(m);
    return `${fpHi}:${fpLo}`;
  };
  const depth = new Map([[key(first), 0]]);
  const ends: Machine[] = [];
  let orders = new Map([[key(first), 1]]);
  let layer = [first];
  let finished = 0;
  let shortest: number | undefined;
  for (let d = 1; layer.length > 0; d++) {
    const next = new Map<string, Machine>();
    const counts = new Map<string, number>();
    for (const machine of layer) {
      const ways = orders.get(key(machine)) ?? 0;
      const able = runnable(machine);
      if (able.length === 0) {
        ends.push(machine);
        finished += ways;
      }
      for (const i of able) {
        const after = step(machine, i);
        const k = key(after);
        counts.set(k, (counts.get(k) ?? 0) + ways);
        next.set(k, after);
        if (!depth.has(k)) depth.set(k, d);
        if (after.broken !== 0) shortest ??= d;
      }
    }
    layer = [...next.values()];
    orders = counts;
  }
  return { states: depth.size, ends, orders: finished, shortest };
}

describe('the stale pidfile, in every order', () => {
  const pid = explore(init(race, 0));
  const pidfd = explore(init(race, 1));

  it('breaks the claim with a number, in seven steps at the soonest', () => {
    expect(pid.shortest).toBe(7);
    expect(pid.ends.some(m => outcomeName(m) === 'wrong')).toBe(true);
  });

  it('never hits postgres with a pidfd', () => {
    expect(pidfd.shortest).toBeUndefined();
    expect(pidfd.ends.every(m => m.broken === 0 && outcomeName(m) !== 'wrong')).toBe(true);
  });

  it('has the same orders in both worlds', () => {
    expect(pid.orders).toBe(pidfd.orders);
    expect(pid.orders).toBeGreaterThan(1);
  });
});

it('says who can run at the start, and why init cannot', () => {
  const list = choices(init(race, 0));
  expect(list.map(c => [c.name, c.ready])).toEqual([
    ['init', false],
    ['worker', false],
    ['cron', true],
    ['watchdog', true],
  ]);
  expect(list[0]?.blocked).toMatchObject({ kind: 'call', why: { kind: 'child' } });
  expect(list[1]?.blocked).toEqual({ kind: 'after', mark: 'noted' });
  expect(list[2]?.next).toMatchObject({ op: 'spawn', what: 'tar', gives: 311 });
});
