// The quick way to read strace's text against the slow one: the same records, or the line is left to it.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, Interner } from './bytes.ts';
import { ListeningTracker } from './listening.ts';
import { makeStraceReader } from './strace.ts';

/** What a reader makes of lines: its records with names and texts, and the bad lines. */
function outcome(lines: readonly string[], quickly: boolean) {
  const tables = { names: new Interner(), texts: new Interner() };
  const seen: unknown[] = [];
  const tracker = new ListeningTracker(tables, 64, (rec, event) => {
    const { name, err, sig, args, ...rest } = rec;
    const words = [name, err, sig].map(n => tables.names.strings[n]);
    // Minus zero is zero in every column.
    const numbers = JSON.stringify({ ...rest });
    seen.push([event, ...words, tables.texts.strings[args], numbers]);
  });
  const reader = makeStraceReader(tracker, tables, undefined, (...bad) => seen.push(bad), quickly);
  lines.forEach((line, i) => {
    const bytes = encode(`${line}\n`);
    if (line !== '') reader.line(bytes, 0, bytes.length - 1, i + 1, i);
  });
  reader.finish();
  const { all } = tracker.population;
  const lives = Array.from({ length: all.length }, (_, i) => {
    const { tid, parent, exit, status, reap, reapHow, nr } = tracker.population.get(i);
    return [tid, parent, exit, status, reap, reapHow, nr];
  });
  return { seen, lives };
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
);
const argument = fc.oneof(
  fc.constantFrom('3', '-1', '0', '0x2', 'NULL', '0x7f5c6bb32fe0', 'SIGTERM', 'WNOHANG', '[]'),
  fc.constantFrom(
    '"a, b"',
    '"\\"("',
    '{sa_handler=SIG_DFL, sa_mask=[]}',
    '3</dev/null>',
    '~[RT_1]',
  ),
  fc.constantFrom('[{WIFEXITED(s) && WEXITSTATUS(s) == 3}]', "3 /* 9 in strace's PID NS */", '…'),
);
const args = fc.array(argument, { maxLength: 4 }).map(list => list.join(', '));
const NAMES = ['read', 'mmap', 'close', 'kill', 'wait4', 'rt_sigaction', 'futex', 'prlimit64'];
const name = fc.constantFrom(...NAMES, 'clone', 'execve', 'exit_group', 'fcntl', 'tgkill');
const tail = fc.constantFrom(
  ...['= 0', '= 3', '= -1 ESRCH (No such process)', '= 0x7f5c6bb32000', '= ?', '= 3</etc/x>'],
  ...['= ? ERESTARTSYS (To be restarted)', '= 0 <0.000012>', '= 1 ([{fd=3, revents=POLLIN}])'],
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
  ),
);
const line = fc.tuple(prefix, event).map(parts => parts.join(''));

describe('the quick path of strace’s text', () => {
  it('makes of any lines what the slow one makes of them', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), lines => {
        expect(outcome(lines, true)).toEqual(outcome(lines, false));
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
          const changed = text.join('').split('\n');
          expect(outcome(changed, true)).toEqual(outcome(changed, false));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('does so for real recordings', () => {
    for (const file of ['jobd.strace', 'shape-f.strace', 'shape-ftttT.strace', 'nested.strace']) {
      const text = decode(readFileSync(new URL(`testing/${file}`, import.meta.url)));
      const lines = text.trimEnd().split('\n');
      expect(outcome(lines, true)).toEqual(outcome(lines, false));
    }
  });
});
