// The quick way to read strace's text against the slow one: the same records, or the line is left to it.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, Interner } from './bytes.ts';
import { SLACK } from './cursor.ts';
import { FAIL } from './json-bytes.ts';
import { ListeningTracker } from './listening.ts';
import { makeStraceReader } from './strace.ts';
import { generateStrace } from './testing/generate-strace.ts';

/** What a reader makes of lines: its records with names and texts, and the bad lines. */
function outcome(lines: readonly string[], quickly: boolean) {
  const tables = { names: new Interner(), texts: new Interner() };
  const seen: unknown[] = [];
  let quick = 0;
  const tracker = new ListeningTracker(tables, 64, (rec, event) => {
    const { name, err, sig, args, ...rest } = rec;
    const words = [name, err, sig].map(n => tables.names.strings[n]);
    // Minus zero is zero in every column.
    const numbers = JSON.stringify({ ...rest });
    seen.push([event, ...words, tables.texts.strings[args], numbers]);
  });
  const reader = makeStraceReader(tracker, tables, undefined, (...bad) => seen.push(bad), quickly);
  // What follows the lines is more of the file.
  const bytes = encode(`${lines.join('\n')}\n${'~'.repeat(SLACK)}`);
  reader.enter(bytes);
  let from = 0;
  for (let line = 1; line <= lines.length; line++) {
    const end = bytes.indexOf(0x0a, from);
    const next = from < end ? reader.take(from, line, from) : end + 1;
    if (next === FAIL) {
      reader.line(bytes, from, bytes[end - 1] === 0x0d ? end - 1 : end, line, from);
    } else {
      expect(next).toBe(end + 1);
      quick++;
    }
    from = end + 1;
  }
  reader.finish();
  const { all } = tracker.population;
  const lives = Array.from({ length: all.length }, (_, i) => {
    const { tid, parent, exit, status, reap, reapHow, nr } = tracker.population.get(i);
    return [tid, parent, exit, status, reap, reapHow, nr];
  });
  return { seen, lives, quick };
}

/** Both ways make the same of lines. Returns how many the quick one took. */
function compare(lines: readonly string[]): number {
  const { quick, ...rest } = outcome(lines, true);
  const { quick: none, ...slowly } = outcome(lines, false);
  expect(rest).toEqual(slowly);
  expect(none).toBe(lines.filter(line => line === '').length);
  return quick;
}

const tid = fc.integer({ min: 1, max: 4 });
const prefix = fc.oneof(
  tid.map(n => `${n} `),
  tid.map(n => `[pid     ${n}] `),
  fc
    .tuple(tid, fc.nat(999_999))
    .map(([n, us]) => `${n} 1795837166.${String(us).padStart(6, '0')} `),
  fc.tuple(tid, fc.nat(59)).map(([n, s]) => `[pid ${n}] 23:59:${String(s).padStart(2, '0')} `),
  fc.constantFrom('', '     0.000012 ', '2 0.0000123 ', '12:00:00 ', '1795837167 ', '3<x> '),
  fc.constantFrom(
    '4 23:59:59.000001 ',
    '4 00:00:00.5 ',
    '2 1795837166 ',
    '2 1795837166.0000000001 ',
  ),
  fc.constantFrom('12:00:00.1 ', '1795837167.1 ', '4194304 ', '0012 ', '1795837167.000100  2 '),
);
const LONG = JSON.stringify(Array.from({ length: 40 }, (_, i) => `word-${i}`));
const argument = fc.oneof(
  fc.constantFrom('3', '-1', '0', '0x2', 'NULL', '0x7f5c6bb32fe0', 'SIGTERM', 'WNOHANG', '[]'),
  fc.constantFrom(
    '"a, b"',
    '"\\"("',
    '{sa_handler=SIG_DFL, sa_mask=[]}',
    '3</dev/null>',
    '~[RT_1]',
  ),
  fc.constantFrom(
    ...['P_PID, 3, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=3, si_status=7}, WEXITED'],
    ...['child_stack=NULL, flags=CLONE_VM|CLONE_VFORK|SIGCHLD', 'flags=CLONE_NEWPID', LONG],
    ...[
      '"/bin/ls", ["ls", "a 4"]',
      '"/bin/ls", ["ls", "\\"4\\""], 0x7f /* 9 vars */',
      'F_DUPFD, 3',
    ],
  ),
  fc.constantFrom('[{WIFEXITED(s) && WEXITSTATUS(s) == 3}]', "3 /* 9 in strace's PID NS */", '…'),
);
const args = fc.array(argument, { maxLength: 4 }).map(list => list.join(', '));
const NAMES = ['read', 'mmap', 'close', 'kill', 'wait4', 'rt_sigaction', 'futex', 'prlimit64'];
const MORE = ['clone', 'execve', 'exit_group', 'fcntl', 'tgkill', 'vfork', 'waitid', 'unshare'];
const name = fc.constantFrom(...NAMES, ...MORE);
const tail = fc.constantFrom(
  ...['= 0', '= 3', '= -1 ESRCH (No such process)', '= 0x7f5c6bb32000', '= ?', '= 3</etc/x>'],
  ...['= ? ERESTARTSYS (To be restarted)', '= 0 <0.000012>', '= 1 ([{fd=3, revents=POLLIN}])'],
  ...['= 2', '= 4', '= 1234567890123', '= 12345678901234567', '= 0x7ed\r', '= 0x12345hed'],
  ...['= ?  ', '= ?<x>', '= -1 EPERM (a) = 3', '= 4 </a b> <0.5>', '= 7 <unfinished ...>'],
  ...['= 0 (Timeout) <1.5>', '= 3<socket:[12]> <0.1>', '= 9999999999', '= 1 </x> '],
);
const event = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(name, args, tail).map(([n, a, t]) => `${n}(${a}) ${t}`) },
  { weight: 3, arbitrary: fc.tuple(name, args).map(([n, a]) => `${n}(${a}, <unfinished ...>`) },
  { weight: 3, arbitrary: fc.tuple(name, args).map(([n, a]) => `${n}(${a} <unfinished ...>`) },
  {
    weight: 6,
    arbitrary: fc.tuple(name, args, tail).map(([n, a, t]) => `<... ${n} resumed>${a}) ${t}`),
  },
  fc.constantFrom(
    '+++ exited with 0 +++',
    '+++ killed by SIGKILL +++',
    '--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=3, si_status=0} ---',
    '--- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL} ---',
    '<... ??? resumed>) = ?',
    'strace: Process 4 attached',
    '+++ exited with 00 +++',
    '+++ exited with 1 +++\r',
    'read(3strace: Process 2 attached',
    '--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=2, si_uid=0} ---',
    '<... read resumed>"", 3 <unfinished ...>',
    'exit(3) = ?',
  ),
);
const line = fc.tuple(prefix, event).map(parts => parts.join(''));

describe('the quick path of strace’s text', () => {
  it('makes of any lines what the slow one makes of them', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), lines => {
        compare(lines);
      }),
      { numRuns: 1500 },
    );
  });

  it('does so for lines with bytes changed', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 32, max: 126 }), fc.boolean());
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 4 }),
        fc.array(change, { maxLength: 6 }),
        (lines, changes) => {
          const text = lines.join('\n').split('');
          for (const [at, byte, instead] of changes) {
            text.splice(at % (text.length + 1), Number(instead), String.fromCharCode(byte));
          }
          compare(text.join('').split('\n'));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('does so for real recordings', () => {
    const folder = new URL('testing/', import.meta.url);
    const files = readdirSync(folder).filter(name => /\.strace$|^shape-/.test(name));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      compare(
        decode(readFileSync(new URL(file, folder)))
          .trimEnd()
          .split('\n'),
      );
    }
  });

  it('takes all but a few lines of a large log', () => {
    const text = [...generateStrace(3000, 20)].join('');
    const lines = text.trimEnd().split('\n');
    expect(compare(lines)).toBeGreaterThan(lines.length - 10);
  });
});
