import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../kernel/index.ts';
import { encode } from '../trace/bytes.ts';
import { analyse, Reader } from '../trace/reader.ts';
import type { Rec } from '../trace/record.ts';
import { generateBytes } from '../trace/testing/generate.ts';
import { call, clone, type Event, exit, fail, proc, textOf, wait } from '../trace/testing/lines.ts';
import { Replay } from './replay.ts';
import type { ReplayReport } from './report.ts';
import { replay } from './run.ts';

const folder = new URL('../../public/traces/', import.meta.url);
const names = readdirSync(folder).filter(name => /\.(ndjson|strace)(\.gz)?$/.test(name));

function bytesOf(name: string): Uint8Array {
  const raw = readFileSync(new URL(name, folder));
  return new Uint8Array(name.endsWith('.gz') ? gunzipSync(raw) : raw);
}

function replayed(bytes: Uint8Array, eventsMax = 1e9): ReplayReport {
  const result = analyse(bytes);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return replay(result.value, bytes, { eventsMax });
}

const story = (...events: Event[]): ReplayReport => replayed(encode(`${textOf(events)}\n`));
const lines = (report: ReplayReport): readonly number[] => report.divergences.map(d => d.line);

describe('the model', () => {
  it.each(names)('agrees with all of %s', name => {
    const report = replayed(bytesOf(name));
    expect(report.divergences).toEqual([]);
    expect(report.events).toBe(report.of);
    const past = Object.values(report.unknown).reduce((sum, n) => sum + n, 0);
    expect(past).toBeLessThanOrEqual(1);
    expect(report.agreed).toBeGreaterThan(report.of / 2);
  });

  it('agrees with all that the recordings for benchmarks tell', () => {
    const bytes = generateBytes({ events: 1500, lives: 60, numbers: 20 });
    const report = replayed(bytes);
    expect(report.divergences).toEqual([]);
    expect(report.agreed).toBeGreaterThan(1000);
  });

  it.each(names.filter(name => name.endsWith('json')))(
    'keeps every invariant all the way through %s',
    name => {
      const bytes = bytesOf(name);
      const result = analyse(bytes);
      if (!result.ok) throw new Error(name);
      let model: Replay | undefined;
      const listener = (rec: Rec, event: number) => {
        model?.take(rec, event);
        if (model === undefined) return;
        for (const invariant of INVARIANTS) {
          const broken = invariant.broken(model.kernel);
          if (broken !== undefined) throw new Error(`event ${event}: ${invariant.name}: ${broken}`);
        }
      };
      const reader = new Reader({ listener });
      const { names: words, texts } = reader.tables;
      model = new Replay(result.value, { names: words.strings, texts: texts.strings });
      reader.push(bytes);
      reader.finish();
      expect(model.report().agreed).toBeGreaterThan(10);
    },
  );

  it('says how far it came when there is a limit', () => {
    const report = replayed(bytesOf('wrong-kill.ndjson'), 40);
    expect([report.events, report.of]).toEqual([40, 93]);
  });
});

/** Changes one line of a recording and replays it. */
function doctored(name: string, nth: RegExp, change: (line: Record<string, unknown>) => object) {
  const all = new TextDecoder().decode(bytesOf(name)).trimEnd().split('\n');
  const at = all.findIndex(line => nth.test(line));
  expect(at).toBeGreaterThan(0);
  const line = JSON.parse(all[at] ?? '') as Record<string, unknown>;
  all[at] = JSON.stringify({ ...line, ...change(line) });
  return { at: at + 1, report: replayed(encode(`${all.join('\n')}\n`)) };
}

const ESRCH = { ret: -1, err: 'ESRCH' };
const REVIVED = { ret: 0, err: undefined };

describe('one result changed by hand is the one divergence', () => {
  it.each<[string, string, RegExp, (line: Record<string, unknown>) => object]>([
    ['a kill that found somebody', 'wrong-kill.ndjson', /"name":"kill"/, () => ESRCH],
    ['a kill that found nobody', 'daemon-pidfile.ndjson', /"err":"ESRCH"/, () => REVIVED],
    ['a pidfd of the dead', 'pidfd-esrch.ndjson', /"pidfd_send_signal".*ESRCH/, () => REVIVED],
    ['a pidfd of the living', 'supervisor-pidfds.ndjson', /"pidfd_send_signal"/, () => ESRCH],
    [
      'a status',
      'pidfd-esrch.ndjson',
      /"wait4".*"status":0/,
      line => ({ wait: { ...(line.wait as object), status: 256 } }),
    ],
    ['a wait without children', 'containers.ndjson', /"ECHILD"/, () => REVIVED],
    [
      'a wait for a child',
      'pipeline.ndjson',
      /"wait4".*"wait":/,
      () => ({ ret: -1, err: 'ECHILD', wait: undefined }),
    ],
    [
      'a hang-up too early',
      'supervisor-pidfds.ndjson',
      /"revents":"POLLIN"/,
      line => ({
        fds: (line.fds as Record<string, unknown>[]).map(fd =>
          fd.revents === 'POLLIN' ? { ...fd, revents: 'POLLIN|POLLHUP' } : fd,
        ),
      }),
    ],
    ['a signal', 'supervisor-pidfds.ndjson', /"sig":"SIGCHLD"/, () => ({ sig: 'SIGUSR1' })],
    ['an end', 'pipeline.ndjson', /"ev":"exit"/, () => ({ status: 15 })],
    ['an orphan’s parent', 'wrong-kill.ndjson', /"adopt"/, () => ({ ppid: 2599 })],
  ])('%s in %s', (_, name, nth, change) => {
    const { at, report } = doctored(name, nth, change);
    expect(lines(report)).toEqual([at]);
  });

  it('tells both sides and the reason', () => {
    const { report } = doctored('wrong-kill.ndjson', /"name":"kill"/, () => ESRCH);
    const [found] = report.divergences;
    expect(found?.recorded.errno).toBe('ESRCH');
    expect(found?.model.errno).toBeUndefined();
    expect(found?.why).toMatchObject({ kind: 'held', nr: 303, state: 'alive' });
  });
});

describe('a number', () => {
  it('cannot be given away while a zombie has it', () => {
    const report = story(proc(10), clone(10, 303), exit(303), clone(10, 303));
    expect(lines(report)).toEqual([5]);
    expect(report.divergences[0]?.why).toMatchObject({ kind: 'held', nr: 303, state: 'zombie' });
  });

  it('can once a wait that had begun has collected it, though its line comes later', () => {
    const late = { ...wait(10, 303), t: 9000, d: 6000 };
    const again = { ...clone(304, 303), t: 8000 };
    const report = story(
      proc(10),
      clone(10, 304),
      clone(10, 303),
      { ...exit(303), t: 5000 },
      again,
      late,
    );
    expect(report.divergences).toEqual([]);
  });

  it('is held by a group whose leader is gone', () => {
    const setsid = call(303, 'setsid', [], 303);
    const begin = [proc(10), clone(10, 303), setsid, clone(303, 304), exit(303), wait(10, 303)];
    expect(lines(story(...begin, clone(10, 303)))).toEqual([8]);
    const kill = call(10, 'kill', [-303, 0], 0);
    expect(story(...begin, kill).divergences).toEqual([]);
  });
});

describe('a child', () => {
  const reap = { ev: 'reap', tid: 303, how: 'auto' };
  const act = (handler: string) =>
    call(10, 'rt_sigaction', ['SIGCHLD', null, null], 0, { act: { handler, flags: '0' } });
  const auto = (handler: string) => story(proc(10), act(handler), clone(10, 303), exit(303), reap);

  it('vanishes by itself only where SIGCHLD is ignored', () => {
    expect(auto('SIG_IGN').divergences).toEqual([]);
    expect(lines(auto('SIG_DFL'))).toEqual([6]);
    expect(story(proc(10), clone(10, 303), exit(303), reap).unknown.disposition).toBe(1);
  });

  it('may be collected by a wait that is not in the recording, but only by its parent', () => {
    const by = (tid: number) =>
      story(proc(10), clone(10, 11), clone(10, 303), exit(303), { ...reap, how: 'wait', by: tid });
    expect(by(10).divergences).toEqual([]);
    expect(lines(by(11))).toEqual([6]);
  });
});

describe('what the recording does not show', () => {
  const at = (tid: number, name: string, args: unknown[], ret: number, more: object = {}) =>
    call(tid, name, args, ret, more);

  it('is where a descriptor came from: a directory in /proc serves some calls, not others', () => {
    const target = { target: { tid: 303, nr: 303, id: '7', via: 'pidfd' } };
    const signal = at(10, 'pidfd_send_signal', [2, 0, null, 0], 0, target);
    const setsid = { ...at(10, 'setsid', [], 10), t: 5e6 };
    const waits = at(10, 'waitid', ['P_PIDFD', 2, null, 'WEXITED|WNOHANG'], -1, {
      err: 'EBADF',
      t: 9e6,
    });
    const report = story(proc(10), clone(10, 303, { id: '7' }), signal, setsid, waits);
    expect([report.diverged, report.unknown.descriptor]).toEqual([0, 1]);
  });

  it('is the first number of a namespace, taken and given back for want of a descriptor', () => {
    const unshare = at(10, 'unshare', ['CLONE_NEWPID'], 0);
    const fork = (err: string) => at(10, 'clone', ['CLONE_PIDFD', null], -1, { err });
    expect(story(proc(10), unshare, fork('EMFILE'), fork('ENOMEM')).divergences).toEqual([]);
    expect(lines(story(proc(10), unshare, fork('ENOMEM')))).toEqual([4]);
  });

  it('is which of two came first: an end, or that its parent ignores it', () => {
    const ignore = at(10, 'rt_sigaction', ['SIGCHLD', null, null], 0, {
      act: { handler: 'SIG_IGN', flags: '0' },
    });
    const begin = [proc(10), clone(10, 303), exit(303), ignore];
    expect(story(...begin, wait(10, 303)).divergences).toEqual([]);
    expect(story(...begin, { ev: 'reap', tid: 303, how: 'auto' }).divergences).toEqual([]);
  });
});

describe('what was before the recording', () => {
  it('is unknown, not different', () => {
    const kill = call(10, 'kill', [777, 'SIGTERM'], 0, {
      target: { nr: 777, tid: 777, via: 'nr' },
    });
    const report = story(
      proc(20),
      proc(10),
      kill,
      call(10, 'wait4', [-1, null, 0, null], -1, { err: 'ECHILD' }),
    );
    expect(report.divergences).toEqual([]);
    expect(report.unknown.outside).toBe(1);
  });

  it('makes a log that begins in the middle differ in nothing', () => {
    for (const name of ['wrong-kill.ndjson', 'containers.ndjson', 'supervisor-pidfds.ndjson']) {
      const all = new TextDecoder().decode(bytesOf(name)).trimEnd().split('\n');
      for (let from = 2; from < all.length; from += 3) {
        const cut = [all[0], ...all.slice(from)].join('\n');
        expect({ name, from, found: replayed(encode(`${cut}\n`)).divergences }).toEqual({
          name,
          from,
          found: [],
        });
      }
    }
  });

  it('and what came after lost events proves nothing', () => {
    const report = story(
      proc(10),
      clone(10, 303),
      { ev: 'lost', n: 3 },
      call(10, 'kill', [303, 0], 0, fail),
    );
    expect([report.diverged, report.unknown.gap]).toEqual([0, 1]);
  });
});
