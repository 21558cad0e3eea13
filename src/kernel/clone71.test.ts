// Assertions I01 to I06 of the fact base: the clone3 flags of 7.1. Read, not run: no kernel at hand
// has them.

import { describe, expect, it } from 'vitest';
import { CLONE, PR } from './constants.ts';
import { THREAD_FLAGS, World } from './testing/world.ts';

const { CLONE_PIDFD, CLONE_AUTOREAP, CLONE_NNP, CLONE_PIDFD_AUTOKILL, CLONE_PARENT } = CLONE;
const AUTOKILL = CLONE_PIDFD + CLONE_AUTOREAP + CLONE_PIDFD_AUTOKILL;
const world = (): World => new World({ version: 7001 });

describe('CLONE_AUTOREAP', () => {
  it('I01 leaves no zombie; the pidfd is readable and keeps the status', () => {
    const w = world();
    const child = w.clone3(w.init, { flags: CLONE_PIDFD + CLONE_AUTOREAP, exitSignal: 0 });
    w.exit(child, 4);
    expect([w.state(child), w.wait(w.init), w.poll(w.init, 0)]).toEqual(['gone', 'ECHILD', 0x51]);
    const request = { kind: 'PIDFD_GET_INFO', mask: 8, size: 64, arg: 'ok' } as const;
    expect(w.out(w.init, { name: 'ioctl', fd: 0, request }, 'info').info.exitCode).toBe(0x400);
  });
  it('I02 excludes an exit signal, CLONE_PARENT and CLONE_THREAD', () => {
    const w = world();
    const child = w.fork(w.init);
    const says = (flags: number, exitSignal: number) =>
      w.tryClone3(child, { flags: CLONE_AUTOREAP + flags, exitSignal });
    expect([says(0, 17), says(CLONE_PARENT, 0), says(THREAD_FLAGS, 0), says(0, 0)]).toEqual([
      'EINVAL',
      'EINVAL',
      'EINVAL',
      301,
    ]);
  });
  it('I03 survives reparenting, and is not inherited', () => {
    const w = world();
    const reaper = w.fork(w.init);
    w.call(reaper, { name: 'prctl', option: PR.PR_SET_CHILD_SUBREAPER, arg2: 1 });
    const middle = w.fork(reaper);
    const child = w.clone3(middle, { flags: CLONE_AUTOREAP, exitSignal: 0 });
    const below = w.fork(child);
    w.endAndReap(middle, reaper);
    w.exit(child);
    w.exit(below);
    expect([w.state(child), w.state(below)]).toEqual(['gone', 'zombie']);
  });
});

describe('CLONE_PIDFD_AUTOKILL', () => {
  it('I04 kills when the last copy of the clone3 file goes, not for others', () => {
    const w = world();
    const child = w.clone3(w.init, { flags: AUTOKILL, exitSignal: 0 });
    w.open(w.init, child.nr);
    w.call(w.init, { name: 'dup', oldfd: 0 });
    for (const fd of [1, 0]) w.call(w.init, { name: 'close', fd });
    expect(w.state(child)).toBe('running');
    w.call(w.init, { name: 'close', fd: 2 });
    expect(w.state(child)).toBe('gone');
  });
  it('I04 kills when the holder exits', () => {
    const w = world();
    const holder = w.fork(w.init);
    const child = w.clone3(holder, { flags: AUTOKILL, exitSignal: 0 });
    w.exit(holder);
    expect(w.state(child)).toBe('gone');
  });
  it('I05 needs CLONE_PIDFD, CLONE_AUTOREAP, no thread, and NNP or privilege', () => {
    const w = world();
    const says = (flags: number) => w.tryClone3(w.init, { flags, exitSignal: 0 });
    expect(says(CLONE_AUTOREAP + CLONE_PIDFD_AUTOKILL)).toBe('EINVAL');
    expect(says(CLONE_PIDFD + CLONE_PIDFD_AUTOKILL)).toBe('EINVAL');
    expect(says(AUTOKILL + THREAD_FLAGS)).toBe('EINVAL');
    w.call(w.init, { name: 'setresuid', ruid: 1, euid: 1, suid: 1 });
    expect([says(AUTOKILL), says(AUTOKILL + CLONE_NNP)]).toEqual(['EPERM', 300]);
  });
});

describe('CLONE_NNP', () => {
  it('I06 starts the child without new privileges; not for threads', () => {
    const w = world();
    const child = w.clone3(w.init, { flags: CLONE_NNP });
    const sys = { name: 'prctl', option: PR.PR_GET_NO_NEW_PRIVS, arg2: 0 } as const;
    expect([w.value(child, sys), w.value(w.init, sys)]).toEqual([1, 0]);
    const thread = { flags: CLONE_NNP + THREAD_FLAGS, exitSignal: 0 };
    expect(w.tryClone3(w.init, thread)).toBe('EINVAL');
  });
  it('is unknown before 7.1, as are the other two', () => {
    const w = new World({ version: 6019 });
    for (const flags of [CLONE_NNP, CLONE_AUTOREAP, AUTOKILL])
      expect(w.tryClone3(w.init, { flags, exitSignal: 0 })).toBe('EINVAL');
  });
});
