import { describe, expect, it } from 'vitest';
import { reasonText, shortCall, verdictText } from '../explain/trace-verdict.ts';
import {
  call,
  clone,
  type Event,
  exit,
  fail,
  proc,
  traceOf,
  verdicts,
  wait,
} from './testing/lines.ts';

/** kill(-303, SIGTERM) by process 10, as the probe tells it. */
const killGroup = (more: object = {}): Event =>
  call(10, 'kill', [-303, 'SIGTERM'], 0, { target: { nr: 303, via: 'group' }, ...more });
const founded = [proc(10), proc(20), clone(10, 303), clone(303, 304)];
const collected = [...founded, exit(303), wait(10, 303)];
const said = (...events: Event[]) => {
  const trace = traceOf(...events);
  const use = trace.uses.count - 1;
  return [verdicts(trace)[use], verdictText(trace, use), reasonText(trace, use)];
};

describe('a signal to a process group', () => {
  it('is safe while its founder is a child not yet collected', () => {
    expect(said(...founded, killGroup())[0]).toBe('child');
    expect(said(...founded, exit(303), killGroup())[0]).toBe('child');
  });

  it('is unprotected once the founder is collected: only the members keep the number', () => {
    const [verdict, , reason] = said(...collected, killGroup());
    expect(verdict).toBe('unprotected');
    expect(reason).toMatch(/^p303 is collected. Only the others in its group keep the number/);
  });

  it('was aimed at nobody when the group is gone with its founder', () => {
    const [verdict, text] = said(...collected, exit(304), wait(1, 304), killGroup(fail));
    expect(verdict).toBe('nobody');
    expect(text).toBe('No group had the number 303 any more. It could have been anybody’s.');
  });

  it('is wrong when another founder has the number: the old group was empty by then', () => {
    const again = [...collected, exit(304), clone(20, 303, { comm: 'stranger' })];
    const [verdict, text] = said(...again, killGroup());
    expect(verdict).toBe('wrong');
    expect(text).toBe('kill(-303) reached the group of stranger. p10 meant that of p303.');
    expect(said(...again, killGroup(fail))[0]).toBe('nobody');
    // The stranger may be gone as well, and its group have members.
    expect(said(...again, exit(303), wait(20, 303), killGroup())[0]).toBe('wrong');
  });

  it('is safe when the child never led a group', () => {
    const [verdict, text] = said(...founded, killGroup(fail));
    expect(verdict).toBe('child');
    expect(text).toBe('Safe: p303 has the number, and founded no group. Nobody was reached.');
  });

  it('is not judged where the log does not show whose number it is', () => {
    expect(said(proc(10), proc(303), killGroup())[0]).toBe('unknown');
    const trace = traceOf(proc(10), proc(303), killGroup());
    expect(shortCall(trace, 0)).toBe('kill(-303)');
  });
});

describe('an ESRCH', () => {
  it('proves that whoever ended was collected, though no line says so', () => {
    const kill = call(10, 'kill', [303, 0], 0);
    const trace = traceOf(proc(10), proc(303), kill, exit(303), { ...kill, ...fail });
    expect(verdicts(trace)).toEqual(['unknown', 'nobody']);
  });
});
