// What every command owes: help with examples, complaints on standard error, honest exit statuses.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMANDS } from './commands.ts';
import { wrongNumber } from './testing/capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'wrong-number-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const RACE = `race "Short"
cell pidfile = worker;
process init 1 { wait4(-1); spawn(postgres); }
process worker 303 { exit(0); }
process watchdog 309 via pid { pid = load(pidfile); kill(pid, SIGKILL); }
process watchdog via pidfd { fd = pidfd_open(worker, 0); pidfd_send_signal(fd, SIGKILL, NULL, 0); }
process postgres;
numbers 300..311
cursor 303
claim "postgres lives": never SIGKILL reaches postgres
expect pid: broken in 5; pidfd: broken
schedule watchdog, worker, init, init, watchdog
`;

describe('wrong-number', () => {
  it('tells its commands, and fails without one', async () => {
    const none = await wrongNumber([]);
    expect([none.status, none.out]).toEqual([2, '']);
    const asked = await wrongNumber(['--help']);
    expect([asked.status, asked.err]).toEqual([0, '']);
    expect(asked.out).toBe(none.err);
    for (const { name, summary } of COMMANDS) {
      expect(asked.out).toMatch(new RegExp(`^  ${name} +`, 'm'));
      expect(asked.out).toContain(summary);
    }
  });

  it('tells its version', async () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const { status, out } = await wrongNumber(['--version']);
    expect([status, out]).toEqual([0, `wrong-number ${manifest.version}\n`]);
  });

  it.each(COMMANDS.map(c => c.name))('explains %s with its exit statuses', async name => {
    const asked = await wrongNumber([name, '--help']);
    expect(asked.status).toBe(0);
    expect(asked.out).toContain(`usage: wrong-number ${name}`);
    expect(asked.out).toContain('Status: 0');
    expect(asked).toEqual(await wrongNumber(['help', name]));
    expect(Math.max(...asked.out.split('\n').map(line => line.length))).toBeLessThanOrEqual(110);
  });

  it('guesses what a slip was meant to be', async () => {
    const command = await wrongNumber(['chek']);
    expect([command.status, command.out]).toEqual([2, '']);
    expect(command.err).toContain("did you mean 'check'?");
    const option = await wrongNumber(['check', '--exepct', 'stale-pidfile']);
    expect([option.status, option.out]).toEqual([2, '']);
    expect(option.err).toContain('did you mean --expect?');
    const scenario = await wrongNumber(['run', 'stale-pidfil']);
    expect([scenario.status, scenario.out]).toEqual([2, '']);
    expect(scenario.err).toContain("did you mean the scenario 'stale-pidfile'?");
  });
});

describe('check', () => {
  it('says broken with the shortest order, and that it can be run', async () => {
    const path = file('short.race', RACE);
    const { status, out, err } = await wrongNumber(['check', path, '--variant', 'pid']);
    expect([status, err]).toEqual([1, '']);
    expect(out).toContain('BROKEN   postgres lives (as expected)');
    const schedule = /schedule (1\.\w+)/.exec(out)?.[1] ?? '';
    const again = await wrongNumber(['run', path, '--schedule', schedule, '--variant', 'pid']);
    expect(again.status).toBe(1);
    expect(again.out).toContain('kill(303, SIGKILL) = 0');
    expect(again.out).toContain('broken: postgres lives');
  });

  it('is content with what the file expects only if asked to judge by that', async () => {
    expect((await wrongNumber(['check', 'stale-pidfile'])).status).toBe(1);
    expect((await wrongNumber(['check', '--expect', 'stale-pidfile', 'own-child'])).status).toBe(0);
    expect((await wrongNumber(['check', 'own-child'])).status).toBe(0);
    const wrong = file('wrong.race', RACE.replace('broken in 5', 'broken in 4'));
    const { status, out } = await wrongNumber(['check', '--expect', wrong]);
    expect(status).toBe(1);
    expect(out).toContain('NOT AS EXPECTED: broken in 4');
  });

  it('shows the witness of every variant, also where the schedules are the same', async () => {
    const { out } = await wrongNumber(['check', 'holder-dies']);
    expect(out.match(/schedule 1\.sss$/gm)).toHaveLength(2);
    expect(out).toContain('fork() = 303');
    expect(out).toMatch(/clone3\(.*CLONE_PIDFD.*\) = 303/);
  });

  it('never says holds when a limit stopped it', async () => {
    const args = ['check', 'own-child', '--limit-states', '5'];
    const { status, out } = await wrongNumber(args);
    expect(status).toBe(3);
    expect(out).not.toContain('holds');
    expect(out).toContain('not finished: the limit of states was reached');
  });

  it('names file, line and column of every mistake', async () => {
    const path = file('bad.race', 'race "Bad"\nprocess a 300 { kil(1, 9); }\nprocess b 300 {}\n');
    const { status, out, err } = await wrongNumber(['check', path]);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(`${path}:2:17: error:`);
    expect(err).toContain(`${path}:3:`);
    const json = await wrongNumber(['check', path, '--json']);
    const told = JSON.parse(json.out) as { files: { problems: { line: number }[] }[] };
    expect(told.files[0]?.problems[0]?.line).toBe(2);
    const both = await wrongNumber(['check', path, 'own-child']);
    expect(both.status).toBe(2);
    expect(both.out).toContain('holds');
  });

  it('gives machines the same', async () => {
    const { status, out } = await wrongNumber(['check', 'stale-pidfile', '--json']);
    const told = JSON.parse(out) as {
      status: number;
      files: { variants: { variant: string; orders: string; claims: { verdict: string }[] }[] }[];
    };
    expect([status, told.status]).toEqual([1, 1]);
    const variants = told.files[0]?.variants ?? [];
    expect(variants.map(v => [v.variant, v.claims[0]?.verdict])).toEqual([
      ['pid', 'broken'],
      ['pidfd', 'holds'],
    ]);
    expect(BigInt(variants[0]?.orders ?? '0')).toBeGreaterThan(10n);
  });
});

describe('run', () => {
  it('tells the pinned schedule in the words of the file, in every world', async () => {
    const { status, out } = await wrongNumber(['run', 'stale-pidfile']);
    expect(status).toBe(1);
    expect(out).toContain('watchdog fires. Left: postgres dies. Right: nothing is hit.');
    expect(out).toContain('pid    kill(303, SIGKILL) = 0');
    expect(out).toContain('pidfd  pidfd_send_signal(3, SIGKILL, NULL, 0) = -1 ESRCH');
    expect((await wrongNumber(['run', 'stale-pidfile', '--variant', 'pidfd'])).status).toBe(0);
  });

  it('refuses a step that nobody can take, and says who could', async () => {
    const args = ['run', 'stale-pidfile', '--schedule', 'init'];
    const { status, out, err } = await wrongNumber(args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(/step 1: init cannot take a step in any world; there can: .*watchdog/);
  });

  it('names the place of a mistake in a schedule', async () => {
    const { status, err } = await wrongNumber(['run', 'stale-pidfile', '--schedule', '1.w?']);
    expect(status).toBe(2);
    expect(err).toContain("--schedule, character 4: '?' is no process");
  });
});

describe('fmt', () => {
  it('prints, checks and writes', async () => {
    const path = file('ugly.race', RACE);
    const printed = await wrongNumber(['fmt', path]);
    expect(printed.status).toBe(0);
    expect(printed.out).not.toBe(RACE);
    expect((await wrongNumber(['fmt', '-'], RACE)).out).toBe(printed.out);
    const check = await wrongNumber(['fmt', '--check', path]);
    expect([check.status, check.out]).toEqual([1, `${path}\n`]);
    expect((await wrongNumber(['fmt', '--write', path])).status).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(printed.out);
    expect((await wrongNumber(['fmt', '--check', path])).status).toBe(0);
  });

  it('leaves a file with syntax errors as it is', async () => {
    const path = file('broken.race', 'race "Broken"\nprocess a 300 { kill(1, }\n');
    const { status, out, err } = await wrongNumber(['fmt', '--write', path]);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(`${path}:2:`);
    expect(readFileSync(path, 'utf8')).toContain('kill(1, }');
  });
});
