// `wrong-number stage` from the race to the recording of what happened, on the running kernel.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { wrongNumber } from './testing/capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'wrong-number-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const recorded = join(folder, 'happened.ndjson');

const first = await wrongNumber(['stage', 'stale-pidfile', '--variant', 'pid', '-o', recorded]);
const none = first.status === 3;
if (none) process.stderr.write(`\nNO RACE IS STAGED ON THE REAL KERNEL: ${first.err}\n`);

describe.skipIf(none)('a staged race', () => {
  it('goes as the model says, and its recording shows the same wrong hit', async () => {
    expect([first.status, first.err]).toEqual([0, '']);
    expect(first.out).toContain('watchdog: kill(303, SIGKILL) = 0   postgres is a zombie');
    expect(first.out).toContain('the kernel did as the model says: Wrong process killed.');
    const read = await wrongNumber(['trace', recorded]);
    expect([read.status, read.err]).toEqual([1, '']);
    expect(read.out).toContain('kill(303) reached postgres. watchdog meant worker.');
  });

  it('performs the order that check has found', async () => {
    const checked = await wrongNumber(['check', 'check-then-act', '--json']);
    const { files } = JSON.parse(checked.out) as {
      files: { variants: { variant: string; claims: { witness?: { schedule: string } }[] }[] }[];
    };
    const broken = files[0]?.variants.find(v => v.claims[0]?.witness !== undefined);
    const schedule = broken?.claims[0]?.witness?.schedule ?? '';
    const args = ['--variant', broken?.variant ?? '', '--schedule', schedule, '--json'];
    const { status, out } = await wrongNumber(['stage', 'check-then-act', ...args]);
    expect(status).toBe(0);
    const told = JSON.parse(out) as { variants: { same: boolean; schedule: string }[] };
    expect(told.variants.map(v => [v.same, v.schedule])).toEqual([[true, schedule]]);
  });

  it('says of another kernel version that the story is not this one', async () => {
    const { status, out } = await wrongNumber(['stage', 'holder-dies', '--variant', 'autokill']);
    if (out.includes('on Linux 7.')) return;
    expect(status).toBe(3);
    expect(out).toContain('this is not the story of the file: supervisor: clone3 gives 303');
  });
});

describe('stage', () => {
  it('takes -o for one variant only, and race options for races only', async () => {
    expect((await wrongNumber(['stage', 'stale-pidfile', '-o', recorded])).status).toBe(2);
    const plan = await wrongNumber(['stage', 'plan.json', '--variant', 'pid']);
    expect(plan.status).toBe(2);
    expect(plan.err).toContain('--variant is for races');
  });
});
