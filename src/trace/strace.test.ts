import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reasonText } from '../explain/trace-verdict.ts';
import { labelOf, nameOf } from './incarnation.ts';
import { analyseParts, areParts } from './parts.ts';
import { analyse } from './reader.ts';
import { lexLine } from './strace-line.ts';
import { splitArgs, splitCall } from './strace-split.ts';
import { read, verdicts } from './testing/lines.ts';
import type { Trace } from './trace.ts';

const bytesOf = (name: string) =>
  new Uint8Array(readFileSync(new URL(`testing/${name}`, import.meta.url)));
const load = (name: string): Trace => {
  const result = analyse(bytesOf(name));
  if (!result.ok) throw new Error(name);
  return result.value;
};

// One program, recorded by strace 6.1 in every shape: it starts a thread and a child, kills the child,
// opens a pidfd, waits, uses both again and dies of SIGSEGV.
const SHAPES = ['f', 'ft', 'ftt', 'fttt', 'fr', 'fyy', 'ftttT', 'fY'];

describe.each(SHAPES)('strace -%s', shape => {
  const trace = load(`shape-${shape}.strace`);

  it('is read to the last line', () => {
    expect(trace.badCount).toBe(0);
  });

  it('shows one process, its thread and its child, each ended in its own way', () => {
    const kinds = trace.lives.map(life => [life.how, life.leader === life.index, life.reapHow]);
    expect(kinds).toEqual([
      ['seen', true, undefined],
      ['clone3', false, 'thread'],
      ['clone', true, 'wait'],
    ]);
    expect(trace.lives.map(life => life.status)).toEqual([11, 0, 15]);
    expect(trace.lives.at(2)?.parent).toBe(0);
  });

  it('judges the five uses alike', () => {
    expect(verdicts(trace)).toEqual(['child', 'child', 'pidfd', 'nobody', 'self']);
  });
});

describe('strace to files', () => {
  it('takes the bare number that -o puts before each line', () => {
    const trace = load('shape-o.strace');
    expect(trace.lives.map(life => life.tid)).toEqual([9256, 9257, 9258]);
    expect(trace.badCount).toBe(0);
  });

  it('merges the files of -ff by time, each task named by its file', () => {
    const names = ['shape-ff.9264', 'shape-ff.9265', 'shape-ff.9266'];
    expect(areParts(names)).toBe(true);
    const { result } = analyseParts(names.map(name => ({ name, bytes: bytesOf(name) })));
    const trace = result.ok ? result.value : undefined;
    expect(trace?.lives.map(life => [life.tid, life.leader, life.parent])).toEqual([
      [9264, 0, -1],
      [9265, 0, -1],
      [9266, 2, 0],
    ]);
    expect(areParts(['a.1', 'b.2'])).toBe(false);
    expect(areParts(['only.1'])).toBe(false);
  });
});

describe('a recycled number in strace’s text', () => {
  const trace = load('jobd.strace');

  it('has two incarnations with their own names and parents', () => {
    const twice = trace.lives.filter(life => life.tid === 2114);
    expect(twice.map(life => `${labelOf(life)} ${nameOf(life)}`)).toEqual([
      '2114·A worker-1',
      '2114·B pg_dump',
    ]);
    expect(twice.map(life => nameOf(trace.lives.at(life.parent) ?? (twice[0] as never)))).toEqual([
      'jobd',
      'bash',
    ]);
  });

  it('has one wrong target, two unprotected signals and one safe pidfd', () => {
    expect(verdicts(trace)).toEqual(['unprotected', 'unprotected', 'wrong', 'pidfd']);
  });
});

describe('a PID namespace in strace’s text', () => {
  it('brings the number a fork returned and the one before the lines together', () => {
    const trace = load('nested.strace');
    expect(trace.lives.map(life => life.nr.length)).toEqual([1, 2, 2, 2]);
    expect(trace.lives.map(labelOf).slice(1)).toEqual(['1·A', '2·A', '3·A']);
    expect(trace.lives.map(life => life.reapHow)).toEqual([undefined, 'wait', 'wait', 'wait']);
  });
});

describe('children made at once in a PID namespace', () => {
  const kinds = (name: string) => load(name).flaws.map(flaw => flaw.kind);
  it('are guessed where strace does not say who is who, and every use there says so', () => {
    expect(kinds('guessed.strace')).toEqual(['guessed']);
    const trace = load('guessed.strace');
    expect(reasonText(trace, 0)).toMatch(/^Unsure: .*--decode-pids=pidns makes it certain\.$/);
  });

  it('are known where it does, and where only one can be meant', () => {
    expect(kinds('decoded.strace')).toEqual([]);
    expect(reasonText(load('decoded.strace'), 0)).toBe('');
    expect(kinds('nested.strace')).toEqual([]);
  });
});

describe('a line of strace', () => {
  it('is taken apart: who, when, what', () => {
    expect(lexLine('[pid  42] 12:00:01.5 kill(7, SIGTERM) = 0')).toMatchObject({
      tid: 42,
      clock: 'day',
      seconds: 43201,
      ns: 500_000_000,
      piece: { kind: 'call', name: 'kill' },
    });
    expect(lexLine('42    1795436926.48 +++ killed by SIGKILL (core dumped) +++')).toMatchObject({
      tid: 42,
      clock: 'epoch',
      piece: { kind: 'killed', sig: 'SIGKILL', core: true },
    });
    expect(lexLine('[pid 42<sleep>] <... wait4 resumed>NULL, 0, NULL) = 7')).toMatchObject({
      tid: 42,
      clock: 'none',
      piece: { kind: 'resumed', name: 'wait4' },
    });
    expect(lexLine('[pid 9] +++ superseded by execve in pid 10 +++')).toMatchObject({
      piece: { kind: 'superseded', by: 10 },
    });
  });

  it('has its result behind the last bracket, whatever the arguments contain', () => {
    expect(splitCall('write(1, ") = 5", 5)   = 5')).toMatchObject({
      args: '1, ") = 5", 5',
      ret: 5,
    });
    expect(splitCall('kill(7, 0) = -1 ESRCH (No such process) <0.000012>')).toEqual({
      args: '7, 0',
      ret: -1,
      err: 'ESRCH',
      outside: undefined,
      took: 12_000,
    });
    expect(splitCall('pidfd_open(9, 0) = 3<pid:9>')).toMatchObject({ ret: 3 });
    expect(splitCall('exit(0) = ?')?.ret).toBeUndefined();
    expect(splitCall('kill(7, SIGTE')).toBeUndefined();
  });

  it('splits arguments at their own commas only', () => {
    expect(splitArgs('1, {a=2, b=[3, 4]}, "x, \\"y"')).toEqual([
      '1',
      '{a=2, b=[3, 4]}',
      '"x, \\"y"',
    ]);
    expect(splitArgs('')).toEqual([]);
  });
});

describe('strace’s text cut short or spoilt', () => {
  it('ends calls that never returned at the end of the recording', () => {
    const trace = read(
      '10 pause( <unfinished ...>\n10 --- SIGTERM {si_signo=SIGTERM, si_pid=3} ---',
    );
    expect([...trace.columns.cut]).toEqual([0, 2]);
  });

  it('goes past midnight', () => {
    const trace = read('10 23:59:59 getpid() = 10\n10 00:00:01 getpid() = 10');
    expect([...trace.columns.t]).toEqual([0, 2e9]);
  });

  it('takes an exec by another thread for the leader going on', () => {
    const trace = read(
      [
        '10 execve("/a", ["a"], 0x7 /* 2 vars */) = 0',
        '10 clone(child_stack=0x7, flags=CLONE_VM|CLONE_THREAD) = 11',
        '11 execve("/bin/b", ["b"], 0x7 /* 2 vars */ <unfinished ...>',
        '10 +++ superseded by execve in pid 11 +++',
        '10 <... execve resumed>) = 0',
        '10 +++ exited with 0 +++',
      ].join('\n'),
    );
    expect(trace.lives.map(life => [life.tid, nameOf(life), life.reapHow])).toEqual([
      [10, 'b', undefined],
      [11, 'a', 'thread'],
    ]);
  });

  it('says which lines it could not read', () => {
    const trace = read('10 getpid() = 10\n10 kill(3, SIGTE\n10 ???garbage\n10 getpid() = 10');
    expect(trace.count).toBe(2);
    expect(trace.bad.map(bad => [bad.line, bad.reason])).toEqual([
      [2, 'the call’s end is missing'],
    ]);
  });
});
