// `wrong-number trace` on the shipped recordings and on what is none.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { wrongNumber } from './testing/capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'wrong-number-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
const recording = (name: string) => join('public/traces', name);

describe('trace', () => {
  it('finds the wrong kill, with its evidence and what would be safe', async () => {
    const { status, out, err } = await wrongNumber(['trace', recording('wrong-kill.ndjson')]);
    expect([status, err]).toEqual([1, '']);
    expect(out).toContain(
      'WRONG TARGET, CERTAIN: kill(303) reached postgres. watchdog meant worker.',
    );
    expect(out).toMatch(/line \d+ {2}worker is collected by init {2}wait4\(303/);
    expect(out).toContain('+ pidfd_send_signal(fd, SIGKILL, NULL, 0);');
    expect(out).toMatch(/303·B +postgres +from .*is killed by SIGKILL/);
  });

  it.each(['pipeline.ndjson', 'supervisor-pidfds.ndjson', 'build.ndjson.gz'])(
    'finds %s clean',
    async name => {
      const { status, out } = await wrongNumber(['trace', recording(name)]);
      expect(status).toBe(0);
      expect(out).toContain('No wrong target');
    },
  );

  it('fails on the class that is asked for', async () => {
    const path = recording('daemon-pidfile.ndjson');
    const status = async (...more: string[]) =>
      (await wrongNumber(['trace', path, ...more])).status;
    expect(await status()).toBe(1);
    expect(await status('--fail-on', 'nobody')).toBe(1);
    expect(await status('--fail-on', 'wrong')).toBe(0);
    expect(await status('--fail-on', 'never')).toBe(0);
    expect(await status('--fail-on', 'safe')).toBe(2);
  });

  it.each([
    ['--json', '--sarif'],
    ['--json', '--chrome', '-'],
    ['--chrome', '-', '--ndjson', '-'],
    ['--replay', '--csv'],
    ['--replay', '--fail-on', 'wrong'],
    ['--race', '--json'],
    ['--hazard', '1'],
    ['-o', 'out.race'],
  ])('takes no options of which one would be forgotten: %s %s', async (...options) => {
    const { status, out, err } = await wrongNumber([
      'trace',
      recording('pipeline.ndjson'),
      ...options,
    ]);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(/exclude each other|is for --race/);
  });

  it('reads strace, standard input, gzip, and the files of strace -ff', async () => {
    const path = 'src/trace/testing/jobd.strace';
    const plain = await wrongNumber(['trace', path]);
    expect(plain.status).toBe(1);
    const bytes = gzipSync(readFileSync(path));
    expect(await wrongNumber(['trace', '-'], bytes)).toEqual({ ...plain, out: plain.out });
    const parts = readdirSync('src/trace/testing').filter(name => name.startsWith('shape-ff.'));
    const many = await wrongNumber([
      'trace',
      ...parts.map(name => join('src/trace/testing', name)),
    ]);
    expect(many.status).toBe(1);
    expect(many.out).toContain('after its holder was gone');
  });

  it('keeps what a cut file holds, and says that it is cut', async () => {
    const whole = gzipSync(readFileSync(recording('wrong-kill.ndjson')));
    const cut = whole.subarray(0, whole.length >> 1);
    const { status, out, err } = await wrongNumber(['trace', '-', '--fail-on', 'never'], cut);
    expect(status).toBe(0);
    expect(out).toMatch(/^No wrong target|events/);
    expect(err).toContain('the gzip data is not whole');
  });

  it('reads gzip members in a row, and says of damaged data that it is', async () => {
    const log = readFileSync('src/trace/testing/shape-o.strace');
    const once = gzipSync(log);
    const lives = async (bytes: Uint8Array) => {
      const { out } = await wrongNumber(['trace', '-', '--json'], bytes);
      return (JSON.parse(out) as { events: number }).events;
    };
    expect(await lives(Buffer.concat([once, once]))).toBe(2 * (await lives(once)));
    const twice = await wrongNumber(['trace', '-'], gzipSync(once));
    expect(twice.err).toContain('compressed twice');
    const damaged = Buffer.concat([once.subarray(0, 40), Buffer.alloc(60, 7)]);
    expect((await wrongNumber(['trace', '-'], damaged)).err).toContain('damaged gzip data');
  });

  it('says why a file is no recording, with the line of what cannot be read', async () => {
    const none = await wrongNumber(['trace', 'package.json']);
    expect([none.status, none.out]).toEqual([2, '']);
    expect(none.err).toContain('package.json: This looks like');
    expect((await wrongNumber(['trace', '-'], '')).status).toBe(2);
    expect((await wrongNumber(['trace', '/no/such/file'])).err).toContain('there is no such file');
    const path = join(folder, 'spoilt.ndjson');
    const lines = readFileSync(recording('pipeline.ndjson'), 'utf8').split('\n');
    writeFileSync(path, lines.with(4, '{"t":12,').join('\n'));
    const lenient = await wrongNumber(['trace', path]);
    expect(lenient.err).toContain(`${path}:5: warning: not valid JSON`);
    expect(lenient.status).toBe(0);
    const strict = await wrongNumber(['trace', path, '--strict']);
    expect(strict.status).toBe(2);
    expect(strict.err).toContain(`${path}:5: error: not valid JSON`);
  });

  it('writes SARIF with lines and related locations', async () => {
    const { status, out } = await wrongNumber(['trace', recording('wrong-kill.ndjson'), '--sarif']);
    expect(status).toBe(1);
    const log = JSON.parse(out) as {
      version: string;
      runs: {
        tool: { driver: { rules: { id: string }[] } };
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          message: { text: string };
          locations: { physicalLocation: { region: { startLine: number } } }[];
          relatedLocations: unknown[];
        }[];
      }[];
    };
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    const [result] = run?.results ?? [];
    expect(result?.level).toBe('error');
    expect(run?.tool.driver.rules[result?.ruleIndex ?? -1]?.id).toBe(result?.ruleId);
    expect(result?.relatedLocations).toHaveLength(4);
    const at = result?.locations[0]?.physicalLocation.region.startLine ?? 0;
    const line = readFileSync(recording('wrong-kill.ndjson'), 'utf8').split('\n')[at - 1];
    expect(line).toContain('"name":"kill"');
  });

  it('writes Chrome events with a track for each incarnation', async () => {
    const path = join(folder, 'chrome.json');
    await wrongNumber(['trace', recording('wrong-kill.ndjson'), '--chrome', path]);
    const { traceEvents } = JSON.parse(readFileSync(path, 'utf8')) as {
      traceEvents: { ph: string; name: string; tid: number; args?: { name?: string } }[];
    };
    const tracks = traceEvents.filter(e => e.name === 'thread_name');
    const of303 = tracks.filter(e => e.args?.name?.includes('303·'));
    expect(of303.map(e => e.args?.name)).toEqual(['worker 303·A', 'postgres 303·B']);
    expect(new Set(tracks.map(e => e.tid)).size).toBe(tracks.length);
    const kill = traceEvents.find(e => e.ph === 'X' && e.name === 'kill');
    const arrow = traceEvents.find(e => e.ph === 'f');
    expect(kill).toBeDefined();
    expect(arrow?.tid).toBe(of303[1]?.tid);
  });

  it('writes a line of CSV for each event', async () => {
    const { out } = await wrongNumber(['trace', recording('wrong-kill.ndjson'), '--csv']);
    const rows = out.trimEnd().split('\r\n');
    const json = await wrongNumber(['trace', recording('wrong-kill.ndjson'), '--json']);
    const { events } = JSON.parse(json.out) as { events: number };
    expect(rows).toHaveLength(events + 1);
    expect(rows.find(row => row.includes(',kill,'))).toMatch(/"303,.*SIGKILL.*",0,,303·B$/);
  });
});

describe('trace --replay', () => {
  const replayed = (name: string, ...more: string[]) =>
    wrongNumber(['trace', recording(name), '--replay', ...more]);

  it('says that the model agrees, and what was not compared', async () => {
    const { status, out, err } = await replayed('wrong-kill.ndjson');
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^The model agrees with \d+ results\.\nNot compared: 10 events \(prctl 10\)\.\n$/,
    );
  });

  it('tells a difference with its line, both sides and the reason', async () => {
    const path = join(folder, 'doctored.ndjson');
    const text = readFileSync(recording('wrong-kill.ndjson'), 'utf8');
    const kill = /("name":"kill".*?)"ret":0/;
    writeFileSync(path, text.replace(kill, '$1"ret":-1,"err":"ESRCH"'));
    const { status, out } = await wrongNumber(['trace', path, '--replay']);
    expect(status).toBe(1);
    expect(out).toContain(
      `${path}:54: kill(): the kernel said ESRCH; the model says 0, and reaches postgres (303·B), because 303 is postgres (303·B), which is alive.`,
    );
    const json = await wrongNumber(['trace', path, '--replay', '--json']);
    const { diverged, divergences } = JSON.parse(json.out);
    expect([json.status, diverged, divergences[0].line]).toEqual([1, 1, 54]);
  });

  it('reads gzip and standard input a second time', async () => {
    const bytes = gzipSync(readFileSync(recording('pipeline.ndjson')));
    const piped = await wrongNumber(['trace', '-', '--replay'], bytes);
    expect(piped).toEqual(await replayed('pipeline.ndjson'));
  });
});

describe('trace --race', () => {
  const raced = (...more: string[]) =>
    wrongNumber(['trace', recording('jobd.strace'), '--race', ...more]);

  it('writes the worst hazard as a race that breaks with a number and holds with a pidfd', async () => {
    const path = join(folder, 'told.race');
    const { status, out } = await raced('-o', path);
    expect([status, out]).toEqual([0, '']);
    const checked = await wrongNumber(['check', path]);
    expect(checked.status).toBe(1);
    expect(checked.out).toMatch(
      /BROKEN +no stranger is hit \(as expected\)\n +shortest: \d+ steps/,
    );
    expect(checked.out).not.toContain('NOT AS EXPECTED');
  });

  it('takes a hazard by its place in the list, or lines', async () => {
    const second = await raced('--hazard', '2');
    expect(second.out).toContain('kill(pid, SIGWINCH);');
    expect(await raced('--from', '24', '--to', '26')).toEqual(second);
  });

  it('says what is wrong with the wish', async () => {
    expect((await raced('--from', '1', '--to', '3')).err).toContain('nobody uses a number');
    expect((await raced('--from', '9', '--to', '3')).status).toBe(2);
    expect((await raced('--hazard', '99')).status).toBe(2);
    expect((await raced('--hazard', '1', '--from', '1')).err).toContain('exclude each other');
    const clean = await wrongNumber(['trace', recording('pipeline.ndjson'), '--race']);
    expect(clean.err).toContain('no hazard was found');
  });
});
