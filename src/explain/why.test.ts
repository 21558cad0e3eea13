import { describe, expect, it } from 'vitest';
import { ensure } from '../base.ts';
import { raceOf } from '../catalogue/index.ts';
import type { Ino } from '../kernel/index.ts';
import { play } from '../machine/testing/play.ts';
import { raceFrom } from '../machine/testing/wide.ts';
import type { Worlds } from '../machine/worlds.ts';
import { type Question, why } from './why.ts';

const race = raceOf('stale-pidfile');
const ORDER = ['watchdog', 'worker', 'init', 'cron', 'cron', 'init', 'watchdog'];
const done = (steps: number) => play(race, ORDER.slice(0, steps).join(' '));
const texts = (worlds: Worlds, world: number, question: Question) =>
  why(worlds, world, question).map(b => b.text);
const number = (nr: number): Question => ({ kind: 'number', nr });

describe('why is this number', () => {
  it('taken from the start', () => {
    expect(texts(done(0), 0, number(303))).toEqual(['worker has had 303 from the start.']);
  });

  it('never given out yet', () => {
    expect(texts(done(0), 0, number(304))).toEqual([
      'Nobody has had 304 yet. The kernel looks from 311 on.',
    ]);
  });

  it('held by a zombie: who should collect it, and what that one is at', () => {
    expect(texts(done(2), 0, number(303))).toEqual([
      'worker exited at step 2.',
      'It stays a zombie until its parent, init, waits for it.',
      'init has not done so yet. Its next step: wait4(-1).',
    ]);
  });

  it('free: the step that freed it, and the death before', () => {
    expect(why(done(3), 1, number(303))).toEqual([
      { text: '303 became free at step 3: init collected worker.', at: 3 },
      { text: 'worker exited at step 2.', at: 2 },
      { text: 'Nobody has taken 303 since.', at: undefined },
    ]);
  });

  it('somebody else’s: back to the first holder’s death', () => {
    expect(why(done(6), 0, number(303)).map(b => b.at)).toEqual([6, 5, 3, 2]);
  });

  it('pinned by a group that outlives its leader', () => {
    const pinned = raceFrom(`race "p"
process init 1 { wait4(-1); }
process job 303 group job { exit(0); }
process member 304 group job idle;`);
    expect(texts(play(pinned, 'job init'), 0, number(303))).toEqual([
      '303 is still the group or session of member, so it is not given out.',
      'job itself was collected at step 2.',
      'job exited at step 1.',
    ]);
  });

  it('free at once when the parent ignores SIGCHLD', () => {
    const ignoring = raceFrom(`race "i" numbers 300..311 cursor 305
process a 303 ignores SIGCHLD { spawn(b); } process b { exit(0); }`);
    expect(texts(play(ignoring, 'a b'), 0, number(305))[0]).toBe(
      '305 became free at step 2: the kernel collected b by itself, since its parent ignores SIGCHLD.',
    );
  });
});

describe('why did the call answer so', () => {
  it('the wrong process: whose the number is now, and how that came about', () => {
    expect(texts(done(7), 0, { kind: 'result' })).toEqual([
      'The call asks for whoever has 303 now: postgres. It was worker when watchdog learnt it.',
      'postgres has had 303 since step 6: init made it, and 303 was next.',
      'The clock had wrapped at step 5.',
      '303 became free at step 3: init collected worker.',
      'worker exited at step 2.',
    ]);
  });

  it('ESRCH from a pidfd: what it means, and where that one went', () => {
    expect(texts(done(7), 1, { kind: 'result' })).toEqual([
      'The pidfd of watchdog means worker, whoever has its number now, and worker is gone.',
      '303 became free at step 3: init collected worker.',
      'worker exited at step 2.',
    ]);
  });

  it('an errno without a target: the kernel’s own cause', () => {
    const none = raceFrom('race "n" process a 303 { wait4(-1); }');
    expect(texts(play(none, 'a'), 0, { kind: 'result' })).toEqual([
      'ECHILD from wait4: no such child.',
    ]);
  });
});

it('says who killed a process that is still there as a zombie', () => {
  const worlds = done(7);
  const machine = ensure(worlds.machines[0], 'machine');
  const pid: Ino = ensure(
    machine.actors.find(a => a.name === 'postgres'),
    'postgres',
  ).pid;
  expect(texts(worlds, 0, { kind: 'process', pid })).toEqual([
    'postgres died at step 7: watchdog sent SIGKILL.',
    'It stays a zombie until its parent, init, waits for it.',
    'init has nothing more to do.',
  ]);
});
