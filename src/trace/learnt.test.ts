import { describe, expect, it } from 'vitest';
import { fixOf } from '../explain/trace-fix.ts';
import { evidence, tagOf, verdictText } from '../explain/trace-verdict.ts';
import { SOURCE_NAMES } from './memory.ts';
import { call, clone, exit, proc, read, textOf, traceOf, verdicts, wait } from './testing/lines.ts';
import { indexTrace } from './trace.ts';

const MS = 1e6;

/** Process `by` opens a file that holds 303, written at `written`. */
const opensFile = (by: number, written: number, more: object = {}) =>
  call(by, 'openat', ['AT_FDCWD', '/run/d.pid', 'O_RDONLY'], 3, {
    learnt: { from: 'file', nr: 303, written },
    target: { nr: 303, tid: 303, via: 'nr' },
    ...more,
  });
const opensProc = (by: number) =>
  call(by, 'openat', ['AT_FDCWD', '/proc/303/stat', 'O_RDONLY'], 3, {
    learnt: { from: 'proc', nr: 303 },
    target: { nr: 303, tid: 303, via: 'nr' },
  });
const kills = (by: number, more: object = {}) =>
  call(by, 'kill', [303, 'SIGTERM'], 0, { target: { nr: 303, tid: 303, via: 'nr' }, ...more });

const sourceOf = (trace: ReturnType<typeof traceOf>, use: number) =>
  SOURCE_NAMES[(trace.uses.source[use] ?? 0) - 1];

describe('a number learnt from a pidfile', () => {
  it('is unprotected when it is right: its holder is nobody’s child here', () => {
    const trace = traceOf(proc(10), proc(20), clone(20, 303), opensFile(10, 0), kills(10));
    expect(verdicts(trace)).toEqual(['unprotected']);
    expect(sourceOf(trace, 0)).toBe('file');
    expect(trace.uses.learnt[0]).toBe(3);
    expect(fixOf(trace, 0)?.lines[0]?.code).toContain('fscanf');
  });

  it('means who held it when the file was written, not who holds it at the open', () => {
    const trace = traceOf(
      proc(10),
      proc(20),
      clone(20, 303, { t: 1 * MS }),
      { ...exit(303), t: 50 * MS },
      { ...wait(20, 303), t: 51 * MS },
      clone(20, 303, { t: 60 * MS, comm: 'stranger' }),
      opensFile(10, 2 * MS, { t: 70 * MS }),
      kills(10, { t: 80 * MS }),
    );
    expect(verdicts(trace)).toEqual(['wrong']);
    expect(verdictText(trace, 0)).toBe('kill(303) reached stranger. p10 meant p303.');
    expect(evidence(trace, indexTrace(trace), 0)[0]?.title).toBe(
      'p10 opens a file that holds the number of p303',
    );
  });

  it('is a matter of the file’s clock: a stamp just before the birth is still the newborn’s', () => {
    const trace = traceOf(
      proc(10),
      proc(20),
      clone(20, 303, { t: 60 * MS }),
      opensFile(10, 55 * MS, { t: 70 * MS }),
      kills(10, { t: 80 * MS }),
    );
    expect(verdicts(trace)).toEqual(['unprotected']);
  });

  it('in a file that is older than its holder means somebody who is gone', () => {
    const trace = traceOf(
      proc(10),
      proc(20),
      clone(20, 303, { t: 60 * MS }),
      opensFile(10, -5000 * MS, { t: 70 * MS }),
      kills(10, { t: 80 * MS }),
    );
    expect(verdicts(trace)).toEqual(['wrong']);
    expect(verdictText(trace, 0)).toBe(
      'kill(303) reached p303, which is younger than the file that p10 has the number from.',
    );
    expect(evidence(trace, indexTrace(trace), 0).map(e => e.title)).toEqual([
      'p10 opens a file with the number, written before the recording',
      'p10 calls',
    ]);
  });

  it('is told stale by start times, for a holder that was there before the recording', () => {
    // The recording began 50 s after boot; the file was written 5 s before that.
    const with_ = (start: number, boot: number | undefined) => {
      const events = [proc(10), { ...proc(303), start }, opensFile(10, -5000 * MS), kills(10)];
      return verdicts(read(textOf(events).replace('"hz":100', `"hz":100,"boot":${boot}`)));
    };
    expect(with_(4000, 50_000 * MS)).toEqual(['unprotected']);
    expect(with_(4700, 50_000 * MS)).toEqual(['wrong']);
    expect(with_(4501, 50_000 * MS)).toEqual(['unprotected']);
    expect(with_(4700, undefined)).toEqual(['unprotected']);
  });

  it('is told stale even when its holder is outside the recording', () => {
    const outside = (start: number, id: string) => {
      const target = { target: { nr: 303, tid: 303, id, via: 'nr' } };
      const learnt = { from: 'file', nr: 303, written: -5000 * MS, comm: 'nginx', start };
      const events = [proc(10), opensFile(10, 0, { ...target, learnt }), kills(10, target)];
      return read(textOf(events).replace('"hz":100', `"hz":100,"boot":${50_000 * MS}`));
    };
    expect(verdicts(outside(4000, '7'))).toEqual(['unprotected']);
    expect(verdictText(outside(4700, '7'), 0)).toMatch(
      /^kill\(303\) reached nginx, which is young/,
    );
  });

  it('is used by the parent of who read it, as in kill $(cat pidfile)', () => {
    const trace = traceOf(
      proc(10),
      proc(20),
      clone(20, 303),
      clone(10, 11, { comm: 'cat' }),
      opensFile(11, 0),
      exit(11),
      wait(10, 11),
      kills(10),
    );
    expect(verdicts(trace)).toEqual(['unprotected']);
    expect(evidence(trace, indexTrace(trace), 0)[0]?.title).toMatch(/^cat opens a file/);
  });

  it('does not take the place of what the parent knows better', () => {
    const trace = traceOf(proc(10), clone(10, 303), clone(10, 11), opensFile(11, 0), kills(10));
    expect(sourceOf(trace, 0)).toBe('fork');
  });
});

describe('a number looked at in /proc', () => {
  it('means who was looked at', () => {
    const trace = traceOf(
      proc(10),
      proc(20),
      clone(20, 303),
      opensProc(10),
      exit(303),
      wait(20, 303),
      clone(20, 303),
      kills(10),
    );
    expect(verdicts(trace)).toEqual(['wrong']);
    expect(sourceOf(trace, 0)).toBe('proc');
    expect(fixOf(trace, 0)?.why).toMatch(/\/proc/);
  });

  it('may come from a list of all, its own or a child’s, if it was there then', () => {
    const all = (by: number) =>
      call(by, 'openat', ['AT_FDCWD', '/proc', 'O_DIRECTORY'], 3, {
        learnt: { from: 'proc' },
      });
    const own = traceOf(proc(10), proc(303), all(10), kills(10));
    expect(verdicts(own)).toEqual(['unprotected']);
    expect(sourceOf(own, 0)).toBe('listing');
    const late = [all(10), clone(20, 303), kills(10)];
    expect(verdicts(traceOf(proc(10), proc(20), ...late))).toEqual(['unknown']);
    const runs = (by: number, argv: string[]) => ({
      ev: 'exec',
      tid: by,
      pid: by,
      path: argv[0],
      argv,
      comm: argv[0],
    });
    // kill $(ps | grep …), with the number given away between.
    const stale = traceOf(
      proc(10),
      proc(20),
      clone(20, 303),
      clone(10, 11),
      runs(11, ['ps']),
      all(11),
      exit(11),
      wait(10, 11),
      exit(303),
      wait(20, 303),
      clone(20, 303, { comm: 'stranger' }),
      clone(10, 12),
      runs(12, ['kill', '303']),
      kills(12),
    );
    expect(verdicts(stale)).toEqual(['wrong']);
    expect(tagOf(stale, 0)).toBe('Wrong target, likely');
    expect(evidence(stale, indexTrace(stale), 0)[0]?.title).toBe(
      'ps reads the list of processes in /proc, p303 among them',
    );
    expect(fixOf(stale, 0)?.lines[0]?.code).toContain('pidfd_open');
  });
});
