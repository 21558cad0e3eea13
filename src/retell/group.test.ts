import { describe, expect, it } from 'vitest';
import { call, clone, type Event, exit, proc, traceOf, wait } from '../trace/testing/lines.ts';
import { retell } from './retell.ts';
import { check, told } from './testing/told.ts';

const killGroup = (sig: string): Event => call(10, 'kill', [-303, sig], 0);
const joins = (by: number, nr: number, group: number): Event => call(by, 'setpgid', [nr, group], 0);
/** A pipeline of 303 and 304, both children of 10, as a shell with job control makes it. */
const pipeline = [proc(10), clone(10, 303), joins(10, 303, 0), clone(10, 304), joins(304, 0, 303)];

describe('a signal to a group', () => {
  it('is told with a member that keeps the number when the founder is collected', () => {
    const trace = traceOf(...pipeline, exit(303), wait(10, 303), killGroup('SIGTERM'));
    check(trace, 0);
    const { source } = told(trace, 0);
    expect(source).toContain('process p303 303 parent p10 group p303 {');
    expect(source).toContain('process p304 304 parent p10 group p303 {');
    expect(source).toContain('p10 collects p303. Its group keeps the number.');
  });

  it('can hit another group of the number where the members are nobody’s to keep', () => {
    const other = [proc(10), clone(10, 303), joins(10, 303, 0), clone(303, 304)];
    const trace = traceOf(...other, exit(303), wait(10, 303), killGroup('SIGTERM'));
    check(trace, 0);
    expect(told(trace, 0).source).toContain('expect pid: broken; pidfd: holds');
    expect(told(trace, 0).source).toContain('NULL, PIDFD_SIGNAL_PROCESS_GROUP);');
  });

  it('is told as it hit another group, whose leader has founded it by then', () => {
    const gone = [exit(303), wait(10, 303), exit(304), wait(10, 304)];
    const again = [clone(10, 303), joins(303, 0, 0)];
    const trace = traceOf(
      ...pipeline,
      ...gone,
      proc(20),
      clone(20, 303),
      joins(303, 0, 0),
      killGroup('SIGKILL'),
    );
    check(trace, 0);
    expect(told(trace, 0).race.pinned.length).toBe(6);
    check(traceOf(...pipeline, ...gone, ...again, killGroup('SIGKILL')), 0);
  });

  it('is no race for one of the group’s own, which keeps the number', () => {
    const trace = traceOf(
      proc(9),
      clone(9, 10),
      clone(10, 303),
      joins(10, 303, 0),
      joins(10, 0, 303),
      killGroup('SIGTERM'),
    );
    const result = retell(trace, { kind: 'use', use: 0 }, 'a log');
    expect(result.ok ? '' : result.error).toContain('the caller is in the group itself');
  });

  it('does not keep a stretch from being told: what is left out is named in the caveat', () => {
    const limit = call(10, 'prlimit64', [303, 7], 0);
    const result = retell(
      traceOf(...pipeline, limit, killGroup('SIGTERM')),
      { kind: 'events', from: 0, to: 99 },
      'a log',
    );
    expect(result.ok && result.value.source).toContain(
      'Left out: prlimit64 in line 7, as prlimit64 is a call that the race language does not have.',
    );
  });
});
