import { describe, expect, it } from 'vitest';
import { TABLE } from '../kernel/index.ts';
import { knowsCall } from '../machine/args.ts';
import { NAMED, valueOn } from './constants.ts';
import { prototype, SIGNATURES } from './signatures.ts';

describe('the signatures', () => {
  it('name every call that the kernel models, and no other', () => {
    const called = new Set([...SIGNATURES.values()].map(s => s.calls));
    expect([...called].sort()).toEqual(TABLE.map(row => row.name).sort());
  });

  it('are all understood by the machine', () => {
    expect([...SIGNATURES.values()].filter(s => !knowsCall(s.calls))).toEqual([]);
  });

  it('have the parameters of the kernel’s table, in its order', () => {
    const wrong = TABLE.flatMap(row => {
      const mine = SIGNATURES.get(row.name)?.params.map(p => p.name) ?? [];
      const shared = row.params.map(p => p.name).filter(name => mine.includes(name));
      const sorted = mine.filter(name => shared.includes(name));
      return sorted.join() === shared.join() ? [] : [row.name];
    });
    expect(wrong).toEqual([]);
  });

  it('read as the man page does', () => {
    const text = (name: string) => prototype(SIGNATURES.get(name) ?? { name, params: [] });
    expect(text('pidfd_send_signal')).toBe('pidfd_send_signal(pidfd, sig, info, flags)');
    expect(text('wait4')).toBe('wait4(pid, [wstatus], [options], [rusage])');
  });
});

describe('the constants', () => {
  it('have the value of their kernel', () => {
    const group = NAMED.get('PIDFD_SELF_THREAD_GROUP');
    expect(group && valueOn(group, 6015)).toBe(-20000);
    expect(group && valueOn(group, 6017)).toBe(-10001);
  });
});
