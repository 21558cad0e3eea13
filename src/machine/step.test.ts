import { describe, expect, it } from 'vitest';
import { ensure } from '../base.ts';
import { ERRNO, pidTask } from '../kernel/index.ts';
import { canRun, choices } from './choice.ts';
import { outcomeName, unmetAtEnd } from './claims.ts';
import { machineAfter, play, variable } from './testing/play.ts';
import { raceFrom } from './testing/wide.ts';

describe('a step', () => {
  it('gives -1 and errno for a call that fails', () => {
    const m = machineAfter('race "e" process a 300 { r = kill(308, 0); e = errno; }', 'a');
    expect(variable(m, 'a', 'r')?.n).toBe(-1);
    expect(variable(m, 'a', 'e')?.n).toBe(ERRNO.ESRCH);
  });

  it('does local work with the step before it', () => {
    const m = machineAfter(
      'race "l" process a 300 { x = getpid(); y = x + 1; if (y == 301) z = y * 2; }',
      'a',
    );
    expect(['x', 'y', 'z'].map(v => variable(m, 'a', v)?.n)).toEqual([300, 301, 602]);
    expect(choices(m)[0]?.blocked).toEqual({ kind: 'finished' });
  });

  it('forks a copy that goes on after the call with 0', () => {
    const source =
      'race "f" cursor 305 process a 300 { x = 7; p = fork(); if (p == 0) exit(x); wait4(-1, &s); }';
    const m = machineAfter(source, 'a a#1');
    expect(variable(m, 'a', 'p')).toMatchObject({ n: 305, as: 'nr' });
    expect(m.actors.map(a => [a.name, a.instance])).toEqual([
      ['a', 0],
      ['a', 1],
    ]);
    const reaped = machineAfter(source, 'a a#1 a');
    expect(variable(reaped, 'a', 's')?.n).toBe(7 << 8);
    expect(choices(reaped)[1]?.blocked).toEqual({ kind: 'dead', reaped: true });
  });

  it('runs the named program in what spawn makes', () => {
    const source =
      'race "s" cursor 305 process a 300 { c = spawn(b, { .flags = CLONE_PIDFD, .pidfd = &fd }); } process b { exit(3); }';
    const m = machineAfter(source, 'a b');
    expect(variable(m, 'a', 'c')).toMatchObject({ n: 305, as: 'nr' });
    expect(variable(m, 'a', 'fd')).toMatchObject({ n: 3, as: 'fd' });
    expect(variable(m, 'a', 'fd')?.meant).toBe(variable(m, 'a', 'c')?.meant);
  });

  it('runs another program after exec, under the same identity', () => {
    const source =
      'race "x" process a 300 { execve("/bin/b"); } process b { p = getpid(); exit(p - 300); }';
    const before = machineAfter(source, '');
    const m = machineAfter(source, 'a a');
    const actor = ensure(m.actors[0], 'actor');
    expect(actor.name).toBe('b');
    expect(actor.pid).toBe(before.actors[0]?.pid);
    expect(canRun(m, actor)).toBe(true);
  });

  it('writes what the kernel tells into the named places', () => {
    const source = `race "w" process a 300 {
  spawn(b); waitid(P_ALL, 0, &info, WEXITED); x = info.si_status; y = info.si_pid;
} process b { exit(9); }`;
    const m = machineAfter(source, 'a b a');
    expect(variable(m, 'a', 'x')?.n).toBe(9);
    expect(variable(m, 'a', 'y')).toMatchObject({ n: 301, as: 'nr' });
  });

  it('stops whom a signal kills, and lets nobody else step for it', () => {
    const source = 'race "k" process a 300 { kill(b, SIGKILL); } process b 301 { getpid(); }';
    const m = machineAfter(source, 'a');
    expect(choices(m).find(c => c.name === 'b')?.blocked).toEqual({ kind: 'dead', reaped: false });
    expect(m.actors.filter(a => canRun(m, a))).toEqual([]);
  });

  it('waits for a milestone', () => {
    const source =
      'race "m" process a 300 { getpid(); mark ready; getpid(); } process b 301 { after ready getpid(); }';
    const blocked = (order: string) =>
      choices(machineAfter(source, order)).find(c => c.name === 'b')?.blocked;
    expect(blocked('')).toEqual({ kind: 'after', mark: 'ready' });
    expect(blocked('a')).toBeUndefined();
  });

  it('stands still in a world where the chosen one cannot run', () => {
    const race = raceFrom(`race "d"
process a 300 via one { getpid(); getpid(); }
process a via two { getpid(); }`);
    const worlds = play(race, 'a a');
    expect(worlds.deeds.map(d => d.kind)).toEqual(['ran', 'stood']);
    expect(worlds.deeds[1]).toMatchObject({ blocked: { kind: 'finished' } });
  });
});

describe('what a number means', () => {
  it('goes along with copies, cells and signs, and not with sums', () => {
    const source = `race "p" cell file = b;
process a 300 { x = load(file); y = -x; z = x + 0; store(file, y); q = load(file); }
process b 301 idle;`;
    const m = machineAfter(source, 'a a a');
    const b = m.actors.find(x => x.name === 'b')?.pid;
    const meant = (name: string) => variable(m, 'a', name)?.meant;
    expect([meant('x'), meant('y'), meant('q')]).toEqual([b, b, b]);
    expect(meant('z')).toBeUndefined();
  });

  it('is whom the number was opened for, when a pidfd is opened too late', () => {
    const source = `race "t" cursor 303
process a 300 { p = spawn(w); wait4(p); spawn(n); fd = pidfd_open(p, 0); pidfd_send_signal(fd, SIGTERM, NULL, 0); }
process w { exit(0); } process n idle;`;
    const recycled = source.replace('cursor 303', 'numbers 300..301\ncursor 301');
    const m = machineAfter(recycled, 'a w a a a a');
    expect(outcomeName(m)).toBe('wrong');
    expect(m.hits.map(h => [h.deed, h.outcome])).toEqual([
      ['wait', 'right'],
      ['open', 'wrong'],
      ['signal', 'wrong'],
    ]);
  });
});

describe('claims', () => {
  const killer = (claim: string) =>
    `race "c" claim "c": ${claim}
process a 300 { kill(b, SIGTERM); x = 1; } process b 301 { exit(0); } process init 1 { wait4(-1); }`;
  const broken = (claim: string, order: string) => machineAfter(killer(claim), order).broken;
  const unmet = (claim: string, order: string) => unmetAtEnd(machineAfter(killer(claim), order));

  it('never … reaches: broken when it is delivered, not when it meets a zombie', () => {
    expect(broken('never SIGTERM reaches b', 'a')).toBe(1);
    expect(broken('never SIGTERM reaches b', 'b a')).toBe(0);
    expect(broken('never SIGKILL reaches b', 'a')).toBe(0);
    expect(broken('never signal reaches b', 'a')).toBe(1);
    expect(broken('never SIGTERM reaches a', 'a')).toBe(0);
  });

  it('stay broken', () => {
    expect(broken('never SIGTERM reaches b', 'a init')).toBe(1);
  });

  it('only … is reached by: broken by anybody else', () => {
    expect(broken('only b is reached by SIGTERM', 'a')).toBe(0);
    expect(broken('only a is reached by SIGTERM', 'a')).toBe(1);
  });

  it('never (x) in: asked after every step', () => {
    expect(broken('never (x == 1) in a', '')).toBe(0);
    expect(broken('never (x == 1) in a', 'a')).toBe(1);
  });

  it('eventually: asked at the end', () => {
    expect(unmet('eventually b is reaped', 'b')).toBe(1);
    expect(unmet('eventually b is reaped', 'b init')).toBe(0);
    expect(unmet('eventually b is dead', 'b')).toBe(0);
    expect(unmet('eventually b is zombie', 'b')).toBe(0);
    expect(unmet('eventually b is zombie', 'b init')).toBe(1);
    expect(unmet('eventually (x == 1) in a', 'b')).toBe(1);
    expect(unmet('eventually (x == 1) in a', 'a')).toBe(0);
  });

  it('no stranger is hit: any call by a number that means another one now', () => {
    const source = (call: string) => `race "s" numbers 300..302 cursor 302
claim "s": no stranger is hit
process a 300 { ${call} }
process init 1 { wait4(-1); spawn(n); spawn(n); }
process w 301 { exit(0); } process n idle;`;
    const after = 'a w init init init a';
    const call = 'x = getpid(); p = w;';
    expect(machineAfter(source(`${call} kill(p, SIGTERM);`), after).broken).toBe(1);
    expect(machineAfter(source(`${call} kill(p, 0);`), after).broken).toBe(1);
    expect(machineAfter(source(`${call} kill(x, 0);`), after).broken).toBe(0);
    expect(machineAfter(source(`${call} kill(p, 0);`), 'a w a').broken).toBe(0);
  });
});

it('leaves a killed process a zombie until somebody waits', () => {
  const m = machineAfter('race "z" process a 300 { kill(b, SIGKILL); } process b 301 idle;', 'a');
  const b = ensure(
    m.actors.find(x => x.name === 'b'),
    'b',
  );
  expect(pidTask(m.kernel, b.pid)?.state).toBe('zombie');
});
