// Real recordings by strace on this machine, with the options that people use, beside the probe's own of
// the same program: who lived, how each ended and was collected, and what was dangerous must agree.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encode } from '../trace/bytes.ts';
import { ndjsonOf } from '../trace/export-ndjson.ts';
import { analyseParts } from '../trace/parts.ts';
import { analyse } from '../trace/reader.ts';
import { verdicts } from '../trace/testing/lines.ts';
import type { Trace } from '../trace/trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'strace-live-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a recorder; why it could not, if it could not. */
function run(command: readonly string[]): string | undefined {
  const [program = '', ...args] = command;
  const done = spawnSync(program, args, { timeout: 20_000, encoding: 'utf8' });
  if (done.error !== undefined) return `${program}: ${done.error.message}`;
  return /PTRACE|ptrace/.test(done.stderr) ? done.stderr.slice(0, 200) : undefined;
}

const built = spawnSync('make', ['-s', '-C', 'probe']).status === 0;
const why = built ? run(['strace', '-f', '-o', join(folder, 'try'), 'true']) : 'no C compiler';
if (why !== undefined) process.stderr.write(`\nSTRACE IS NOT TRIED: ${why}\n`);

const demo = (name: string, ...args: readonly string[]) => [join('probe/build', name), ...args];
const PROGRAMS = {
  'a time limit in another thread': demo('watchdog'),
  'an exec by a thread': demo('thread-exec'),
  'a wrong kill in a namespace': demo('wrong-number', '--plain'),
} as const;

const SHAPES: readonly (readonly string[])[] = [
  ['-f', '-ttt'],
  ['-f'],
  ['-f', '-r', '-t', '-n', '-i'],
  ['-f', '-tt', '-T', '-yy', '-Y', '-v', '-s', '0'],
  ['-f', '-C', '--decode-pids=pidns', '-a', '0'],
  ['-f', '--absolute-timestamps=unix,s', '-xx', '-z'],
];

function traceOf(result: ReturnType<typeof analyse>): Trace {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** What must agree. Nobody tells strace who collects the command itself. */
const summary = (trace: Trace) => ({
  bad: trace.bad,
  ends: [...trace.lives]
    .map(life => (life.status === undefined ? -1 : life.status & 0xff7f))
    .sort(),
  collected: [...trace.lives]
    .filter(life => life.parent >= 0 || life.leader !== life.index)
    .map(life => String(life.reapHow))
    .sort(),
  uses: verdicts(trace),
});

let files = 0;
function recorded(options: readonly string[], command: readonly string[]): Trace {
  const out = join(folder, `log${files++}`);
  const failed = run(['strace', ...options, '-o', out, ...command]);
  if (failed !== undefined) throw new Error(failed);
  return traceOf(analyse(readFileSync(out)));
}

describe.skipIf(why !== undefined)('strace and the probe agree on', () => {
  // Some of it hangs on 30 ms being enough: a machine that is busy elsewhere may need a second try.
  it.each(Object.entries(PROGRAMS))('%s', { retry: 2 }, (name, command) => {
    const out = join(folder, 'probe.ndjson');
    expect(run(['probe/build/probe', 'record', '-o', out, '--', ...command])).toBeUndefined();
    const expected = summary(traceOf(analyse(readFileSync(out))));
    for (const options of SHAPES) {
      // -z leaves out failures, and tells calls when they end, in which order namespaces cannot be told.
      if (options.includes('-z') && name.includes('namespace')) continue;
      const found = summary(recorded(options, command));
      const uses = options.includes('-z') ? found.uses : expected.uses;
      expect({ ...found, options }).toEqual({ ...expected, uses, options });
    }
    if (name.includes('namespace')) return;
    const stem = join(folder, `parts-${files++}`);
    run(['strace', '-ff', '-ttt', '-o', stem, ...command]);
    const parts = readdirSync(folder)
      .map(file => join(folder, file))
      .filter(file => file.startsWith(`${stem}.`))
      .map(file => ({ name: file, bytes: new Uint8Array(readFileSync(file)) }));
    expect(summary(traceOf(analyseParts(parts).result))).toEqual(expected);
  });

  it('what is written in our own format', () => {
    for (const command of Object.values(PROGRAMS)) {
      const trace = recorded(['-f', '-ttt'], command);
      const copy = traceOf(analyse(encode([...ndjsonOf(trace)].join(''))));
      expect(summary(copy)).toEqual(summary(trace));
      const shape = (t: Trace) => [...t.lives].map(l => [l.tid, l.nr, l.parent]);
      expect(shape(copy).sort()).toEqual(shape(trace).sort());
    }
  });
});
