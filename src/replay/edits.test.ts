// Recordings that no kernel and no recorder gives: real ones changed by hand in one place, and small
// ones made up. Each must be noticed where it is wrong.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { divergenceText } from '../explain/replay.ts';
import { decode, encode } from '../trace/bytes.ts';
import { analyse } from '../trace/reader.ts';
import { call, clone, type Event, exit, proc, textOf } from '../trace/testing/lines.ts';
import type { ReplayReport } from './report.ts';
import { replay } from './run.ts';

const folder = new URL('../../public/traces/', import.meta.url);
const recordings = readdirSync(folder)
  .filter(name => /^(?:[^pw].*|pipeline)\.ndjson$/.test(name))
  .map(name => ({
    name,
    lines: decode(readFileSync(new URL(name, folder)))
      .trimEnd()
      .split('\n'),
  }));

type Seen = ReplayReport & { readonly lines: readonly number[]; readonly says: readonly string[] };

function replayed(text: string): Seen {
  const bytes = encode(`${text}\n`);
  const result = analyse(bytes);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  const report = replay(result.value, bytes);
  const { divergences } = report;
  const says = divergences.map(found => divergenceText(result.value, found));
  return { ...report, lines: divergences.map(found => found.line), says };
}

/** Replays every small recording with each line that matches changed in turn. */
function everywhere(
  which: RegExp,
  change: (lines: string[], at: number) => void,
  found: (report: Seen, line: number) => boolean,
): { tried: number; missed: string[] } {
  const missed: string[] = [];
  let tried = 0;
  for (const { name, lines } of recordings) {
    lines.forEach((line, at) => {
      if (!which.test(line)) return;
      const changed = [...lines];
      change(changed, at);
      tried++;
      if (!found(replayed(changed.join('\n')), at + 1)) missed.push(`${name}:${at + 1} ${line}`);
    });
  }
  return { tried, missed };
}

const twice = (lines: string[], at: number): void => {
  lines.splice(at, 0, lines[at] ?? '');
};
const dropped = (lines: string[], at: number): void => {
  lines.splice(at, 1);
};
const changed =
  (change: (line: Record<string, unknown>) => object) =>
  (lines: string[], at: number): void => {
    const line = JSON.parse(lines[at] ?? '') as Record<string, unknown>;
    lines[at] = JSON.stringify({ ...line, ...change(line) });
  };

describe('in every small recording', { timeout: 30_000 }, () => {
  it.each<[string, RegExp, number]>([
    ['a birth', /"ev":"clone"/, 15],
    ['an end', /"ev":"exit"/, 15],
    ['a number given back', /"ev":"reap"/, 15],
    ['a wait that collected somebody', /"wait":/, 15],
    ['a SIGCHLD', /"sig":"SIGCHLD"/, 15],
  ])('%s told twice is found there', (_, which, least) => {
    const { tried, missed } = everywhere(which, twice, (r, line) => r.lines.includes(line + 1));
    expect(missed).toEqual([]);
    expect(tried).toBeGreaterThan(least);
  });

  it('a wait that is missing is found at the number that it gave back', () => {
    const { tried, missed } = everywhere(/"wait":\{"nr":/, dropped, (report, line) =>
      report.lines.includes(line),
    );
    expect(missed).toEqual([]);
    expect(tried).toBeGreaterThan(15);
  });

  it('a number that does not go back is found at the wait', () => {
    const { tried, missed } = everywhere(
      /"ev":"reap".*"by":.*"how":"wait"/,
      dropped,
      (report, line) => report.lines.includes(line - 1),
    );
    // The command of each is collected by the recorder itself.
    expect(tried - missed.length).toBeGreaterThan(15);
    expect(missed.length).toBe(recordings.length);
  });

  it.each<[string, RegExp, (line: Record<string, unknown>) => object]>([
    [
      'a wait status',
      /"wait":\{.*"status":/,
      line => ({ wait: { ...(line.wait as object), status: 0x137f } }),
    ],
    ['how a task ends', /"ev":"exit"/, () => ({ status: 10 })],
    ['the signal that arrives', /"ev":"signal"/, () => ({ sig: 'SIGUSR2' })],
    ['who collected a child', /"how":"wait"/, line => ({ by: line.tid })],
  ])('%s is found when it is another', (_, which, change) => {
    const { tried, missed } = everywhere(which, changed(change), report => report.diverged > 0);
    expect(tried).toBeGreaterThan(15);
    // The recorder collects the commands, and orphans may be collected outside.
    expect(missed.filter(line => !/"how":"wait"/.test(line))).toEqual([]);
    expect(missed.length).toBeLessThan(tried / 4);
  });
});

const story = (...events: Event[]): Seen => replayed(textOf(events, false));
const thread = (by: number, child: number): Event =>
  clone(by, child, { flags: 'CLONE_VM|CLONE_SIGHAND|CLONE_THREAD', exit_signal: 0, child_pid: by });
const gone = (tid: number): Event => ({ ev: 'reap', tid, how: 'thread' });
const ends = (tid: number, pid: number, status: number): Event => ({ ...exit(tid, status), pid });
const collects = (nr: number, status: number, more: object = {}): Event =>
  call(10, 'wait4', [nr, null, 0, null], nr, { wait: { nr, tid: nr, status }, ...more });

describe('a process whose leader ends first', () => {
  const begin = [proc(10), clone(10, 20), thread(20, 21), ends(20, 20, 0)];

  it('has the status with which another thread ends it', () => {
    const end = [...begin, ends(21, 20, 0x300), gone(21)];
    expect(story(...end, collects(20, 0x300)).divergences).toEqual([]);
    expect(story(...end, collects(20, 0x500)).lines).toEqual([8]);
  });

  it('ends by one signal', () => {
    const hit = { ev: 'signal', tid: 21, pid: 20, sig: 'SIGTERM', code: 'SI_KERNEL' };
    expect(story(...begin, hit, ends(21, 20, 15)).divergences).toEqual([]);
    expect(story(...begin, ends(21, 20, 15)).says).toEqual([
      'p21 (21·A) is killed by SIGTERM in the recording; in the model nobody has sent it SIGTERM.',
    ]);
  });
});

describe('a task', () => {
  it('does nothing after its end', () => {
    const late = call(20, 'setpgid', [0, 0], 0);
    expect(story(proc(10), clone(10, 20), exit(20), late).says).toEqual([
      'The recording has it call setpgid; in the model p20 (20·A) had ended before.',
    ]);
  });

  it('makes one call at a time', () => {
    const two = [
      call(20, 'setpgid', [0, 0], 0, { t: 9000, d: 1000 }),
      call(20, 'setpgid', [0, 0], 0, { t: 9500, d: 3000 }),
    ];
    expect(story(proc(10), clone(10, 20), ...two).says).toEqual([
      'The recording has it call setpgid; in the model p20 (20·A) was still in another call.',
    ]);
  });

  it('does not go on for long after a SIGSTOP', () => {
    const stop = call(10, 'kill', [20, 'SIGSTOP'], 0, { target: { nr: 20, tid: 20, via: 'nr' } });
    const other = { ev: 'signal', tid: 10, pid: 10, sig: 'SIGCONT', code: 'SI_KERNEL' };
    const works = call(20, 'setpgid', [0, 0], 0, { t: 90e6 });
    expect(story(proc(10), clone(10, 20), stop, other, works).says).toEqual([
      'The recording has it call setpgid; in the model SIGSTOP was to stop p20 (20·A).',
    ]);
  });
});

describe('a tracer', () => {
  it('is told of stops that nobody else sees', () => {
    const traces = call(10, 'ptrace', ['PTRACE_SEIZE', 20, null, null], 0);
    const stop = collects(20, 0x80137f);
    const left = call(10, 'waitid', ['P_PID', 30, null, 'WEXITED|WNOHANG'], 0);
    const report = story(proc(10), proc(30), clone(10, 20), traces, stop, left);
    expect([report.diverged, report.unknown.traced]).toEqual([0, 2]);
  });
});

describe('a poll', () => {
  it('returns for as many descriptors as it says', () => {
    const fds = [{ fd: 3, events: 'POLLIN', revents: '', id: '20' }];
    const polls = (ret: number, timeout: number) =>
      call(10, 'poll', [null, 1, timeout], ret, { fds });
    const begin = [proc(10), clone(10, 20, { id: '20', pidfd: 3, flags: 'CLONE_PIDFD' })];
    expect(story(...begin, polls(0, 10)).divergences).toEqual([]);
    expect(story(...begin, polls(1, 10)).lines).toEqual([4]);
    expect(story(...begin, polls(0, -1)).says).toEqual([
      'poll(): the kernel said 3: nothing; the model says would still wait, because so say the rules of the call.',
    ]);
  });
});
