// The running kernel against the model, the other way round: programs are recorded here and now, and
// the model must agree with every result. Where nothing can be recorded, says so.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { replay } from '../replay/run.ts';
import { analyse } from '../trace/reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'wrong-number-live-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Records a command. Returns the bytes, or why there are none. */
function record(...command: readonly string[]): Uint8Array | string {
  const out = join(folder, 'live.ndjson');
  const args = ['record', '-q', '-o', out, '--', ...command];
  const done = spawnSync('probe/build/probe', args, { encoding: 'utf8', timeout: 30_000 });
  if (done.error !== undefined) return done.error.message;
  return done.stderr.includes('ptrace') ? done.stderr : readFileSync(out);
}

const built = spawnSync('make', ['-s', '-C', 'probe']).status === 0;
const first = built ? record('true') : 'the probe cannot be built';
const none = typeof first === 'string';
if (none) process.stderr.write(`\nNO LIVE RECORDING: ${first}\n`);

/** Whether namespaces may be made here; without, what makes them ends early, and that is recorded. */
const unshares = spawnSync('unshare', ['-Urpf', 'true']).status === 0;

const shell = (script: string) => ['sh', '-c', script];

describe.skipIf(none)('the model agrees with what the running kernel does for', () => {
  it.each<[string, readonly string[], number]>([
    ['a wrong kill by number', ['probe/build/wrong-number', '--plain'], 60],
    ['the same with a pidfd', ['probe/build/wrong-number', '--pidfd'], 60],
    ['a supervisor that polls pidfds', ['probe/build/supervisor'], 40],
    ['an exec by a thread', ['probe/build/thread-exec'], 12],
    ['a daemon', ['probe/build/daemon'], 12],
    ['a time limit in another thread', ['probe/build/watchdog'], 12],
    ['a pipeline', shell('ls / | sort | head -n 2; (exit 3); false || true'), 20],
    ['a pidfile', shell('sleep 9 & p=$!; kill $p; wait $p; kill $p 2>&1 | cat'), 12],
    ['stops and continues', shell('sleep 9 & kill -STOP $!; kill -CONT $!; kill $!; wait'), 8],
    [
      'sessions and orphans',
      shell('setsid sh -c "sleep 0.02 &" ; (sleep 0.01 &) ; sleep 0.03'),
      20,
    ],
    [
      'namespaces that fall',
      ['unshare', '-Urpf', 'sh', '-c', 'sleep 9 & (sleep 9 &) ; sleep 0.02; kill -9 -1'],
      12,
    ],
  ])('%s', (_, command, least) => {
    const bytes = record(...command);
    if (typeof bytes === 'string') throw new Error(bytes);
    const trace = analyse(bytes);
    if (!trace.ok) throw new Error(JSON.stringify(trace.error));
    const report = replay(trace.value, bytes);
    expect(report.divergences).toEqual([]);
    expect(report.agreed).toBeGreaterThanOrEqual(unshares ? least : 2);
  });
});
