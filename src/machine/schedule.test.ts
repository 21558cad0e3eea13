import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSchedule, lettersFor, parseSchedule } from './schedule.ts';

const NAMES = ['watchdog', 'worker', 'init', 'cron', 'sshd'];
const letters = lettersFor(NAMES.map(name => ({ name, acts: name !== 'sshd' })));
const parse = (text: string) => parseSchedule(text, letters, NAMES);
const ref = (process: number, instance = 0) => ({ process, instance });

describe('letters of a schedule', () => {
  it('are taken from the names, each once', () => {
    expect(letters).toEqual(['w', 'o', 'i', 'c', 's']);
  });

  it('go to acting processes first', () => {
    const idleFirst = [
      { name: 'cat', acts: false },
      { name: 'cron', acts: true },
    ];
    expect(lettersFor(idleFirst)).toEqual(['a', 'c']);
  });

  it('are different for 52 processes of one name', () => {
    const many = lettersFor(Array.from({ length: 52 }, () => ({ name: 'x', acts: true })));
    expect(new Set(many).size).toBe(52);
    expect(many).not.toContain('?');
  });
});

describe('a printed schedule', () => {
  it('has a letter for each step', () => {
    const steps = [ref(0), ref(1), ref(2), ref(3), ref(3), ref(2), ref(0)];
    expect(formatSchedule(steps, letters)).toBe('1.woicciw');
  });

  it('tells instances apart and folds long runs', () => {
    const steps = [ref(3, 1), ...Array.from({ length: 12 }, () => ref(3)), ref(3, 11)];
    expect(formatSchedule(steps, letters)).toBe('1.c1c*12c11');
  });

  it('comes back as it was', () => {
    const step = fc.record({
      process: fc.nat(4),
      instance: fc.oneof(fc.constant(0), fc.nat(9999)),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        expect(parse(formatSchedule(steps, letters))).toEqual({ ok: true, value: steps });
      }),
    );
  });

  it('needs no escape in an address', () => {
    const step = fc.record({ process: fc.nat(4), instance: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(step), steps => {
        expect(formatSchedule(steps, letters)).toMatch(/^[A-Za-z0-9.*]*$/);
      }),
    );
  });

  it('may be given by names', () => {
    const value = [ref(0), ref(3, 1), ref(2)];
    expect(parse('watchdog cron#1, init')).toEqual({ ok: true, value });
  });

  it('may be empty', () => {
    expect(parse('1.')).toEqual({ ok: true, value: [] });
  });
});

describe('a schedule that cannot be read', () => {
  it('names the place of an unknown letter', () => {
    const known = [...letters];
    const reason = { kind: 'unknownProcess', known };
    expect(parse('1.wox')).toEqual({ ok: false, error: { at: 4, found: 'x', reason } });
  });

  it('names the place of an unknown name', () => {
    expect(parse('watchdog corn')).toMatchObject({ ok: false, error: { at: 9, found: 'corn' } });
  });

  it('says which version it knows', () => {
    const reason = { kind: 'version', supported: '1.' };
    expect(parse('7.abc')).toEqual({ ok: false, error: { at: 0, found: '7.', reason } });
  });

  it('refuses a run of none and a run without a number', () => {
    expect(parse('1.w*0')).toMatchObject({
      ok: false,
      error: { at: 2, reason: { kind: 'number' } },
    });
    expect(parse('1.w*')).toMatchObject({ ok: false, error: { reason: { kind: 'number' } } });
  });

  it('refuses more steps than anybody can take, before it makes them', () => {
    expect(parse('1.w*999999999')).toMatchObject({
      ok: false,
      error: { reason: { kind: 'tooLong' } },
    });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map(s => `1.${s}`),
        ),
        text => {
          expect(typeof parse(text).ok).toBe('boolean');
        },
      ),
    );
  });
});
