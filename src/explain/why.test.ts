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
      "watchdog opened it at step 1 by number 303, which was worker's then.",
      '303 became free at step 3: init collected worker.',
      'worker exited at step 2.',
    ]);
  });

  it('an errno without a target: the kernel’s own cause', () => {
    const none = raceFrom('race "n" process a 303 { wait4(-1); }');
    expect(texts(play(none, 'a'), 0, { kind: 'result' })).toEqual([
      'ECHILD from wait4: no such child.',
      'a has no child now.',
    ]);
  });
});

describe('why did the call answer so, without a target', () => {
  const flat = (source: string, order: string, world = 0) =>
    texts(play(raceFrom(`race "f" ${source}`), order), world, { kind: 'result' });

  it('a fork: what was passed over, and why the number was free', () => {
    expect(texts(done(6), 0, { kind: 'result' })).toEqual([
      'postgres has had 303 since step 6: init made it, and 303 was next.',
      'The clock had wrapped at step 5.',
      '303 became free at step 3: init collected worker.',
      'worker exited at step 2.',
    ]);
    expect(texts(done(5), 0, { kind: 'result' })[0]).toBe('300 and 301 were passed over: in use.');
  });

  it('a wait: whom it collected, and how that one had ended', () => {
    expect(texts(done(3), 0, { kind: 'result' })).toEqual([
      'init asked for any child; worker was a zombie child of it.',
      'worker exited at step 2.',
    ]);
  });

  it('ECHILD: who has collected the child before', () => {
    const stolen = play(raceOf('stolen-child'), 'plugin helper player plugin');
    expect(stolen.at).toBeGreaterThan(2);
    const source = `process init 1 idle; process a 303 { spawn(b); wait4(-1); wait4(-1); } process b { exit(0); }`;
    expect(flat(source, 'a b a a')).toEqual([
      'ECHILD from wait4: no such child.',
      'a has no child now.',
      'b was its child; a collected it at step 3.',
      'b exited at step 2.',
    ]);
  });

  it('EBADF: the call that should have opened the descriptor', () => {
    const source = `process init 1 { wait4(-1); } process w 303 { exit(0); }
process a 309 { fd = pidfd_open(w, 0); close(fd); }`;
    expect(flat(source, 'w init a a').slice(0, 3)).toEqual([
      'EBADF from close: no such descriptor.',
      'There is no descriptor, since pidfd_open had said ESRCH at step 3.',
      '303 became free at step 2: init collected w.',
    ]);
  });

  it('EPERM: who is which user', () => {
    const source = `process init 1 idle; process w 303 uid 5 idle; process a 309 uid 7 { kill(w, SIGTERM); }`;
    expect(flat(source, 'a')).toEqual([
      'EPERM from kill: the caller may not signal the target.',
      'a is user 7, w is user 5.',
    ]);
  });

  it('EAGAIN: every number is in use', () => {
    const many = Array.from({ length: 12 }, (_, i) => `process p${i} ${300 + i} idle;`);
    const source = `cursor 301 ${many.slice(1).join(' ')} process a 300 { spawn(b); } process b;`;
    expect(flat(source, 'a').at(-1)).toBe('All 12 numbers from 300 to 311 are in use.');
  });

  it('a broadcast: whom it reached', () => {
    const source = `process init 1 idle; process w 303 group w idle; process v 304 group w idle;
process a 309 { kill(-303, SIGTERM); }`;
    const told = flat(source, 'a');
    expect(told.join(' ')).toContain('w');
    expect(told.length).toBeGreaterThan(0);
  });

  it('a message: who sent it, and when', () => {
    const source = `socket s between a, b; process init 1 idle;
process a 303 { write(s, 1); write(s, 2); } process b 305 { read(s, &x); read(s, &x); }`;
    expect(flat(source, 'a a b')).toEqual(['a had sent it at step 1.']);
    expect(flat(source, 'a a b b')).toEqual(['a had sent it at step 2.']);
  });

  it('a value from a pipe: who wrote it; end of file: who gave up the last writing end', () => {
    const source = `process init 1 idle;
process a 303 { pipe({&r, &w}); spawn(b); close(w); read(r, &x); read(r, &x); }
process b { write(w, 7); exit(0); }`;
    expect(flat(source.replaceAll('write(w', 'write(4'), 'a a a b a')).toEqual([
      'b had written it at step 4.',
    ]);
    expect(flat(source.replaceAll('write(w', 'write(4'), 'a a a b b a a')).toEqual([
      'End of file: nobody holds the writing end.',
      'b gave up the last one at step 5.',
    ]);
  });

  it('poll: whose exit it saw', () => {
    const source = `process init 1 idle; process w 303 { exit(0); }
process a 309 { fd = pidfd_open(w, 0); poll({ .fd = fd, .events = POLLIN }, 1, -1); }`;
    expect(flat(source, 'a w a')).toEqual([
      'Descriptor 3 means w, which has exited.',
      'w exited at step 2.',
    ]);
  });
});

describe('why does it not go on', () => {
  const waits = (source: string, order: string, who: string) => {
    const worlds = play(raceFrom(`race "w" ${source}`), order);
    const pid = ensure(worlds.machines[0]?.actors.find(a => a.name === who)?.pid, who);
    return texts(worlds, 0, { kind: 'waits', pid });
  };

  it('waits for a child, and what that one does next', () => {
    const source = 'process a 303 { spawn(b); wait4(-1); } process b { exit(0); }';
    expect(waits(source, 'a', 'a')).toEqual([
      'a cannot go on: wait: nothing to reap.',
      'b has not exited. Its next step: exit(0).',
    ]);
  });

  it('waits for a message: who holds the other end, and what that one is at', () => {
    const source = `socket s between a, b;
process a 303 { work("thinks"); write(s, 1); } process b 305 { read(s, &x); }`;
    expect(waits(source, '', 'b')).toEqual([
      'b cannot go on: read: no message yet.',
      'The other end is held by a; nothing was sent that is not read yet.',
      'a: Its next step: thinks.',
    ]);
  });

  it('waits for a pipe: who holds the writing end, the reader itself included', () => {
    const source =
      'process a 303 { pipe({&r, &w}); spawn(b); read(r, &x); } process b { exit(0); }';
    expect(waits(source, 'a a', 'a')).toEqual([
      'a cannot go on: read: the pipe is empty.',
      'The writing end is held by a itself and b: no end of file before they all close it.',
      'b: Its next step: exit(0).',
    ]);
  });

  it('polls a pidfd', () => {
    const source = `process w 303 { exit(0); }
process a 309 { fd = pidfd_open(w, 0); poll({ .fd = fd, .events = POLLIN }, 1, -1); }`;
    expect(waits(source, 'a', 'a')).toEqual([
      'a cannot go on: poll: w still runs.',
      'w has not exited. Its next step: exit(0).',
    ]);
  });

  it('was stopped: by whose signal', () => {
    const source = 'process w 303 { exit(0); } process a 309 { kill(w, SIGSTOP); }';
    expect(waits(source, 'a', 'w')).toEqual([
      'w cannot go on: stopped by a signal.',
      'a sent SIGSTOP at step 1.',
    ]);
  });

  it('stands in vfork until its child has gone on', () => {
    const source =
      'process a 303 { p = vfork(); if (p == 0) { work("child"); exit(0); } wait4(p); }';
    const told = waits(source, 'a', 'a');
    expect(told[0]).toMatch(/^a cannot go on: vfork: waits for /);
    expect(told[1]).toMatch(/has not exited\. Its next step: child\.$/);
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
