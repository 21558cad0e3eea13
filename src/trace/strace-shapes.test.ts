// Lines of strace 6.1 as it prints them with one option after another: excerpts of real recordings.

import { describe, expect, it } from 'vitest';
import { encode } from './bytes.ts';
import { nameOf } from './incarnation.ts';
import { analyseParts } from './parts.ts';
import { analyse } from './reader.ts';
import { read, verdicts } from './testing/lines.ts';
import { lineOf } from './trace.ts';

const INFO = '{si_signo=SIGTERM, si_code=SI_TKILL, si_pid=16656, si_uid=0}';

/** A program that kills itself: what stands before each of its lines, and how its numbers are printed. */
const PREFIXES: [string, (line: number) => string, string?][] = [
  ['-f -o', () => '16656 '],
  ['-f -Y', () => '16656<a>b> ', '16656<subject>'],
  ['-f -i', () => '16656 [00007f812bdfeeec] '],
  ['-f -n', n => `16656 [${['  59', ' 234', ' 234', ' 234'][n]}] `],
  ['-f -i -n -ttt', n => `16656 1795837166.44525${n} [  59] [????????????????] `],
  ['-f -r', n => `16656      0.00002${n} `],
  ['-f -r -t', n => `16656 03:39:25 (+     0.00002${n}) `],
  ['-f -r -ttt', n => `16656 1795837166.01733${n} (+     0.000025) `],
  ['-f --absolute-timestamps=unix,s', () => '16656 1795837167 '],
  ['-f --absolute-timestamps=ns', n => `16656 03:39:27.61613882${n} `],
  ['-f -Y -ttt', n => `[pid 16656<subject>] 1795837167.07917${n} `, '16656<subject>'],
  ['-f -X raw', () => '16656 ', '0x4110'],
  ['to the terminal', n => (n === 0 ? '' : '[pid 16656] ')],
];

describe('a line of strace’s', () => {
  it.each(PREFIXES)(
    'with %s has its task, its time and its call',
    (_, prefix, number = '16656') => {
      const lines = [
        'execve("./subject", ["./subject", "raise"], 0x7ffc9f1cefc8 /* 35 vars */) = 0',
        `tgkill(${number}, ${number}, SIGTERM)     = 0`,
        `--- SIGTERM ${INFO} ---`,
        '+++ killed by SIGTERM +++',
      ];
      const trace = read(lines.map((line, n) => `${prefix(n)}${line}`).join('\n'));
      expect(trace.badCount).toBe(0);
      expect([...trace.lives].map(life => [life.tid, nameOf(life), life.status])).toEqual([
        [16656, 'subject', 15],
      ]);
      expect(verdicts(trace)).toEqual(['self']);
      expect([...trace.columns.t].every((t, i, all) => i === 0 || t > (all[i - 1] ?? 0))).toBe(
        true,
      );
    },
  );

  it('that is none of an event is no bad line: stacks, dumps, tables, pictures, remarks', () => {
    const trace = read(
      [
        'strace: [ Process PID=7 runs in 32 bit mode. ]',
        '7 getpid() = 7',
        ' > /usr/lib/x86_64-linux-gnu/libc.so.6(gsignal+0x12) [0x3bfb2]',
        ' | 00000  20 20 20 20 31 20 69 6e  69 74 20 20 20 20 20 20      1 init       |',
        '7 --- stopped by SIGSTOP ---',
        '7 +++ exited with 0 +++',
        '% time     seconds  usecs/call     calls    errors syscall',
        '------ ----------- ----------- --------- --------- ----------------',
        '  0.00    0.000000           0         1           read',
        '------ ----------- ----------- --------- --------- ----------------',
        '100.00    0.000000           0        32         1 total',
        '  ______________________________________________         ____',
        ' | It is possible to specify -r and -t options  |      |-. .-.|',
      ].join('\n'),
    );
    expect([trace.count, trace.badCount]).toEqual([2, 0]);
  });

  it('of strace -c alone is refused by name', () => {
    const table =
      '% time     seconds  usecs/call     calls    errors syscall\n' +
      '------ ----------- ----------- --------- --------- ----------------\n' +
      '  0.00    0.000000           0         1           read\n';
    expect(analyse(encode(table))).toMatchObject({ ok: false, error: { kind: 'other' } });
    expect(JSON.stringify(analyse(encode(table)))).toContain('strace -c');
  });

  it('names numbers of two namespaces, with --decode-pids=pidns', () => {
    const trace = read(
      [
        '58 close(3) = 0',
        "58 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD) = 303 /* 70 in strace's PID NS */",
        "58 kill(303 /* 70 in strace's PID NS */, SIGKILL) = 0",
        '70 +++ killed by SIGKILL +++',
        "58 wait4(303 /* 70 in strace's PID NS */, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], 0, NULL) = 303 /* 70 in strace's PID NS */",
      ].join('\n'),
    );
    expect([...trace.lives].map(life => [life.tid, life.nr.at(-1), life.reapHow])).toEqual([
      [58, 0, undefined],
      [70, 303, 'wait'],
    ]);
    expect(verdicts(trace)).toEqual(['child']);
  });

  it('may be the rest of the one above without a name, as strace -z writes it', () => {
    const trace = read(
      '86 clone(child_stack=NULL, flags=SIGCHLD) = 93\n93 +++ exited with 0 +++\n' +
        '86 wait4(93,  <unfinished ...>\nNULL, 0, NULL)                          = 93\n',
    );
    expect([trace.badCount, trace.lives.at(1)?.reapHow]).toEqual([0, 'wait']);
  });

  it('of an interrupted call has an errno, and the call is not cut', () => {
    const trace = read(
      '5 wait4(-1, 0x7ff, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)',
    );
    const { err, cut, ret } = trace.columns;
    expect([trace.names[err[0] ?? 0], cut[0], ret[0]]).toEqual(['ERESTARTSYS', 0, -1]);
  });

  it('shows a number learnt from a socket’s peer', () => {
    const trace = read(
      '5 clone(flags=SIGCHLD) = 6\n7 getsockopt(3, SOL_SOCKET, SO_PEERCRED, {pid=6, uid=0, gid=0}, [12]) = 0\n7 kill(6, SIGTERM) = 0\n',
    );
    expect(verdicts(trace)).toEqual(['unprotected']);
  });
});

describe('who a task is', () => {
  it('is known of the first one by what it is told of itself', () => {
    const trace = read(
      'set_tid_address(0x7f015d6eca10)         = 10812\nclone(child_stack=NULL, flags=SIGCHLDstrace: Process 10814 attached\n, child_tidptr=0x7f015d6eca10) = 10814\n[pid 10814] +++ exited with 0 +++\nwait4(10814, NULL, 0, NULL) = 10814\n+++ exited with 3 +++\n',
    );
    expect([...trace.lives].map(life => [life.tid, life.parent, life.status])).toEqual([
      [10812, -1, 0x300],
      [10814, 0, 0],
    ]);
  });

  it('is known without announcements (-q), whichever of the two speaks first', () => {
    const child = '[pid 9] close(3) = 0\n[pid 8] <... clone resumed>) = 9\n';
    const trace = read(
      `clone(flags=SIGCHLD <unfinished ...>\n${child}[pid 8] kill(9, SIGKILL) = 0\n`,
    );
    expect([...trace.lives].map(life => [life.tid, life.parent])).toEqual([
      [9, 1],
      [8, -1],
    ]);
    expect(verdicts(trace)).toEqual(['child']);
  });

  it('is found for a number of an inner namespace once the task speaks', () => {
    const trace = read(
      [
        '102 unshare(CLONE_NEWPID) = 0',
        '102 clone(flags=SIGCHLD) = 105',
        '105 clone(flags=SIGCHLD) = 2',
        '105 clone(flags=SIGCHLD) = 3',
        '107 +++ exited with 1 +++',
        '108 +++ exited with 2 +++',
        '105 wait4(-1, NULL, 0, NULL) = 3',
        '105 kill(2, SIGTERM) = 0',
      ].join('\n'),
    );
    expect([...trace.lives].map(life => [life.tid, life.nr.at(-1), life.status])).toEqual([
      [102, 102, undefined],
      [105, 1, undefined],
      [107, 2, 0x100],
      [108, 3, 0x200],
    ]);
    expect(verdicts(trace)).toEqual(['child']);
  });

  it('changes with an exec by a thread, also where no line says so', () => {
    const trace = read(
      [
        '10 clone(flags=CLONE_VM|CLONE_THREAD) = 11',
        '11 execve("/bin/b", ["b"], 0x7 /* 2 vars */ <pid changed to 10 ...>',
        '10 <... execve resumed>) = 0',
        '10 +++ exited with 0 +++',
      ].join('\n'),
    );
    expect(trace.badCount).toBe(0);
    expect([...trace.lives].map(life => [life.tid, nameOf(life), life.reapHow])).toEqual([
      [10, 'b', undefined],
      [11, '', 'thread'],
    ]);
  });

  it('ends with its exit where strace was told to say nothing of ends (-qq)', () => {
    const trace = read(
      '1 clone(flags=SIGCHLD) = 2\n2 exit_group(5) = ?\n1 wait4(-1, NULL, 0, NULL) = 2\n1 exit_group(0) = ?\n',
    );
    expect([...trace.lives].map(life => [life.status, life.reapHow])).toEqual([
      [0, undefined],
      [0x500, 'wait'],
    ]);
  });
});

describe('the clock of a log', () => {
  const times = (...stamps: readonly string[]) => [
    ...read(stamps.map(stamp => `7 ${stamp} getpid() = 7`).join('\n')).columns.t,
  ];

  it('keeps the order of lines that are told in the same second', () => {
    expect(times('12:00:00', '12:00:00', '12:00:01')).toEqual([0, 1, 1e9]);
  });

  it('that is set back goes on: an hour is not told twice', () => {
    const later = Array.from({ length: 70 }, (_, i) => `02:00:${String(i % 60).padStart(2, '0')}`);
    const found = times(
      '02:59:58',
      '02:59:59',
      ...later.map((_, i) => `02:0${i < 60 ? 0 : 1}:${String(i % 60).padStart(2, '0')}`),
    );
    expect(found.every((t, i) => i === 0 || t > (found[i - 1] ?? 0))).toBe(true);
    expect(found.at(-1)).toBeLessThan(30e9);
  });

  it('is exact to the nanosecond', () => {
    expect(times('1795837167.079173123', '1795837167.079173125')).toEqual([0, 2]);
  });
});

describe('whole seconds as differences', () => {
  it('are told from the number of a syscall by what follows them', () => {
    const { lives, columns, count } = read(
      [
        '10      0 clone(flags=SIGCHLD) = 11',
        '10      2 kill(11, SIGTERM) = 0',
        '10      0 +++ exited with 0 +++',
      ].join('\n'),
    );
    expect([lives.length, count, Math.floor((columns.t[1] ?? 0) / 1e9)]).toEqual([2, 3, 2]);
  });
});

describe('the files of strace -ff', () => {
  const merged = (files: Readonly<Record<string, string>>) => {
    const parts = Object.entries(files).map(([name, text]) => ({ name, bytes: encode(text) }));
    const { result, text } = analyseParts(parts);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return { trace: result.value, lines: new TextDecoder().decode(text).trimEnd().split('\n') };
  };
  const parent = (stamp: (n: number) => string) =>
    `${stamp(1)}clone(flags=SIGCHLD) = 20\n${stamp(2)}wait4(-1, NULL, 0, NULL) = 20\n${stamp(9)}kill(20, SIGTERM) = -1 ESRCH (No such process)\n`;
  const child = (stamp: (n: number) => string) =>
    `${stamp(5)}close(3) = 0\n${stamp(6)}+++ exited with 0 +++\n`;

  it('put a wait, which has the time at which it began, behind the end that it tells of', () => {
    const stamp = (n: number) => `100.00000${n} `;
    const { trace, lines } = merged({ 'a.20': child(stamp), 'a.10': parent(stamp) });
    expect(lines.map(line => line.slice(0, 2))).toEqual(['10', '20', '20', '10', '10']);
    expect(verdicts(trace)).toEqual(['nobody']);
  });

  it('may have stacks in them, and keep the places of their lines', () => {
    const stack = ' > /lib/libc.so.6(kill+0x7) [0x3f0]\n';
    const files = {
      'a.10': `\n${parent(() => '').replaceAll('\n', `\n${stack}`)}`,
      'a.20': child(() => ''),
    };
    const parts = Object.entries(files).map(([name, text]) => ({ name, bytes: encode(text) }));
    const { result, place } = analyseParts(parts);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    const { bad, uses } = result.value;
    expect(bad).toEqual([]);
    expect(place(lineOf(result.value, uses.event[0] ?? 0))).toEqual({ file: 'a.10', line: 6 });
  });

  it('without times keep births and waits in order, and it is said', () => {
    const { trace, lines } = merged({ 'a.10': parent(() => ''), 'a.20': child(() => '') });
    expect(lines.map(line => line.slice(0, 2))).toEqual(['10', '20', '20', '10', '10']);
    expect(trace.flaws.map(flaw => flaw.kind)).toContain('no-order');
  });

  it('with differences have none in common', () => {
    const { trace } = merged({
      'a.10': parent(() => '     0.000012 '),
      'a.20': child(() => '     0.000012 '),
    });
    expect(trace.flaws.map(flaw => flaw.kind)).toEqual(['no-times', 'no-order']);
  });
});
