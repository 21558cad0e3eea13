// The program as a shell starts it: what it leaves behind when its streams are not what it hoped for.

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';

const PROGRAM = ['scripts/cli.mjs', 'trace'];
const HAZARD = 'public/traces/wrong-kill.ndjson';
const LONG = 'public/traces/build.ndjson.gz';

/** Runs it with what a shell gives it; the status, and what it said of trouble. */
function shell(command: string) {
  const program = [process.execPath, ...PROGRAM].map(word => `'${word}'`).join(' ');
  const script = command.replaceAll('TRACE', program);
  const { stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  return stderr.trim().split('\n');
}

describe('the program', () => {
  beforeAll(() => {
    // Builds it.
    expect(spawnSync(process.execPath, ['scripts/cli.mjs', '--version']).status).toBe(0);
  }, 60_000);

  it('tells what it found also when its reader has gone away', () => {
    expect(shell(`TRACE ${HAZARD} | true; echo \${PIPESTATUS[0]} >&2`)).toEqual(['1']);
    expect(shell(`TRACE ${LONG} --csv | head -1 >/dev/null; echo \${PIPESTATUS[0]} >&2`)).toEqual([
      '0',
    ]);
  });

  it.skipIf(!existsSync('/dev/full'))('does not take a full disk for a result', () => {
    const [said, status] = shell(`TRACE ${HAZARD} >/dev/full; echo $? >&2`);
    expect(said).toContain('cannot write the output');
    expect(status).toBe('2');
  });

  it('says what is wrong with standard input', () => {
    const folder = openSync('src', 'r');
    const { status, stderr } = spawnSync(process.execPath, [...PROGRAM, '-'], {
      encoding: 'utf8',
      stdio: [folder, 'pipe', 'pipe'],
    });
    closeSync(folder);
    expect([status, stderr]).toEqual([
      2,
      'wrong-number trace: cannot read standard input: it is a folder\n',
    ]);
  });
});
