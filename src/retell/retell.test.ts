import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { analyse } from '../trace/reader.ts';
import {
  call,
  clone,
  type Event,
  exit,
  fail,
  proc,
  traceOf,
  wait,
} from '../trace/testing/lines.ts';
import type { Trace } from '../trace/trace.ts';
import { verdictOf } from './choose.ts';
import { retell } from './retell.ts';
import { check, play, told } from './testing/told.ts';

const folder = new URL('../../public/traces/', import.meta.url);
const names = readdirSync(folder).filter(name => /\.(ndjson|strace)(\.gz)?$/.test(name));

function load(name: string): Trace {
  const raw = readFileSync(new URL(name, folder));
  const result = analyse(new Uint8Array(name.endsWith('.gz') ? gunzipSync(raw) : raw));
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** The uses of a recording that are about somebody else, a few of each kind. */
function some(trace: Trace): readonly number[] {
  const kinds = new Map<string, number>();
  return Array.from({ length: trace.uses.count }, (_, use) => use).filter(use => {
    const verdict = verdictOf(trace, use);
    kinds.set(verdict, (kinds.get(verdict) ?? 0) + 1);
    return (kinds.get(verdict) ?? 0) <= 3 && retell(trace, { kind: 'use', use }, '').ok;
  });
}

describe('a use in a shipped recording', () => {
  it.each(names)('of %s becomes a race that is as expected', name => {
    const trace = load(name);
    for (const use of some(trace)) check(trace, use);
  });

  it('tells the wrong kill with the very numbers, order and victim', () => {
    const trace = load('wrong-kill.ndjson');
    const { race } = told(trace, 0);
    const names = race.pinned.map(ref => race.processes[ref.process]?.name);
    expect(names).toEqual(['watchdog', 'worker', 'init', 'cron', 'cron', 'init', 'watchdog']);
    expect([race.watched, play(race, 0).broken, play(race, 1).broken]).toEqual([303, 3, 0]);
  });

  it('tells two threads of one process as two, where one waits and the other kills', () => {
    const { source } = told(load('time-limit.ndjson'), 1);
    expect(source).toMatch(/process watchdog 305 \{\n *wait4\(-1\);\n\}/);
    expect(source).toContain('process timer 306 thread of watchdog via pid {');
  });

  it('has a twin with a pidfd that ends in ESRCH, while the number would have hit', () => {
    const trace = load('pidfd-esrch.ndjson');
    const use = [...trace.uses.verdict].findIndex((_, i) => verdictOf(trace, i) === 'pidfd');
    const { race } = told(trace, use);
    expect([play(race, 0).broken, play(race, 1).broken]).toEqual([3, 0]);
  });
});

const first = (trace: Trace) => retell(trace, { kind: 'events', from: 0, to: 1e9 }, 'a log');
const kill = (by: number, nr: number, more: object = {}): Event =>
  call(by, 'kill', [nr, 'SIGTERM'], 0, more);

describe('a stretch', () => {
  const wrong = [
    proc(10),
    clone(10, 303),
    clone(10, 309),
    exit(303),
    wait(10, 303),
    clone(10, 303),
    kill(309, 303),
  ];

  it('is told by the worst use in it', () => {
    const trace = traceOf(...wrong);
    const result = first(trace);
    expect(result.ok && verdictOf(trace, result.value.use)).toBe('wrong');
    check(trace, 0);
  });

  it('keeps a check before the signal, and what it survived', () => {
    const check0 = call(309, 'kill', [303, 0], 0);
    const trace = traceOf(...wrong.slice(0, 3), check0, kill(309, 303), ...wrong.slice(3));
    const use = trace.uses.count - 1;
    check(trace, use);
    expect(told(trace, use).source).toMatch(/kill\(pid, 0\);\n *kill\(pid, SIGTERM\);/);
    expect(told(trace, use).source).toContain('ignores SIGTERM');
  });

  it('with another thread that waits, a vanishing child, a thread as the target', () => {
    const thread = clone(10, 11, { child_pid: 10, flags: 'CLONE_THREAD|CLONE_VM' });
    const other = { ...call(11, 'wait4', [-1, null, 0, null], 303), pid: 10 };
    check(traceOf(proc(10), thread, clone(10, 303), kill(10, 303), other), 0);
    const act = { act: { handler: 'SIG_IGN', flags: '0' } };
    const ignore = call(10, 'rt_sigaction', ['SIGCHLD', null, null, 8], 0, act);
    check(traceOf(proc(10), ignore, clone(10, 303), kill(10, 303)), 0);
    const tkill = call(309, 'tkill', [11, 'SIGTERM'], 0);
    check(traceOf(proc(10), thread, clone(10, 309), tkill), 0);
  });

  it('with a handler of SIGCHLD that collects, told as another thread', () => {
    const act = call(10, 'rt_sigaction', ['SIGCHLD', null, null], 0, {
      act: { handler: 'function', flags: '0' },
    });
    const arrives = {
      ev: 'signal',
      tid: 10,
      pid: 10,
      sig: 'SIGCHLD',
      code: 'CLD_EXITED',
      from: 304,
    };
    const reaps = call(10, 'wait4', [-1, null, 'WNOHANG', null], 304, {
      wait: { nr: 304, tid: 304, status: 0 },
    });
    const children = [clone(10, 303), clone(10, 304), exit(304)];
    const trace = traceOf(proc(10), act, ...children, arrives, reaps, kill(10, 303));
    check(trace, 0);
    expect(told(trace, 0).source).toMatch(/process handler 30\d thread of p10 \{\n *wait4\(-1\);/);
  });

  it.each<[string, readonly Event[]]>([
    ['nobody uses a number', [proc(10), clone(10, 303)]],
    ['means the caller’s own group', [proc(10), clone(10, 303), call(10, 'kill', [0, 0], 0)]],
    ['there is no such group', [proc(10), clone(10, 303), call(10, 'kill', [-303, 0], 0, fail)]],
    ['prlimit64 is a call', [proc(10), clone(10, 303), call(10, 'prlimit64', [303, 7], 0)]],
    ['means itself', [proc(10), kill(10, 10)]],
    ['does not show whose', [proc(10), kill(10, 303, fail)]],
  ])('says why it cannot be told: %s', (reason, events) => {
    const result = first(traceOf(...events));
    expect(result.ok ? '' : result.error).toContain(reason);
  });

  it('takes odd names, names that are words of the language, and the same name twice', () => {
    const odd = [
      { ...proc(10), comm: 'kill' },
      clone(10, 303, { comm: 'x/y "z"\n' }),
      clone(10, 309, { comm: '9' }),
      exit(303),
      wait(10, 303),
      clone(10, 303, { comm: '9' }),
      kill(309, 303),
    ];
    check(traceOf(...odd), 0);
  });
});
