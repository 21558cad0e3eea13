import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOOT_DEFAULTS, boot } from './boot.ts';
import { attachFiles, call, detachFiles, INVARIANTS, type Kernel, type Syscall } from './index.ts';

const first = boot({
  ...BOOT_DEFAULTS,
  pidMax: 308,
  processes: [
    { comm: 'a', nr: 301, parent: 1 },
    { comm: 'b', nr: 302, parent: 301 },
    { comm: 'c', nr: 303, parent: 301 },
  ],
}).kernel;

const nr = fc.integer({ min: 300, max: 305 });
const fd = fc.integer({ min: 0, max: 5 });
const syscall: fc.Arbitrary<Syscall> = fc.oneof(
  nr.map((pid): Syscall => ({ name: 'pidfd_open', pid, flags: 0 })),
  nr.map((pid): Syscall => ({ name: 'pidfd_open', pid, flags: 0 })),
  fc.constant<Syscall>({ name: 'fork' }),
  fd.map((at): Syscall => ({ name: 'close', fd: at })),
  fd.map((oldfd): Syscall => ({ name: 'dup', oldfd })),
  fc.constant<Syscall>({ name: 'exit', status: 0 }),
  fc.constant<Syscall>({ name: 'wait4', pid: -1, options: 1 }),
);

/** Kernels after some calls of some tasks. */
const kernels = fc
  .array(fc.tuple(fc.nat(6), syscall), { maxLength: 25 })
  .map(calls => calls.reduce(taken, first));

function taken(kernel: Kernel, [pick, sys]: readonly [number, Syscall]): Kernel {
  const able = kernel.tasks.flatMap(t => (t?.state === 'running' ? [t.id] : []));
  const task = able[pick % Math.max(1, able.length)];
  return task === undefined || task === 0 ? kernel : call(kernel, task, sys, undefined).kernel;
}

const listed = (held: ReturnType<typeof detachFiles>['held']) =>
  [...held].map(([task, own]) => ({ task, own }));

describe('descriptors taken out of a kernel', () => {
  it('leave a sound kernel, and are put back as they were', () => {
    let moved = 0;
    fc.assert(
      fc.property(kernels, kernel => {
        const apart = detachFiles(kernel);
        const whole = attachFiles(apart.kernel, listed(apart.held));
        for (const { name, broken } of INVARIANTS) {
          expect(broken(apart.kernel), name).toBeUndefined();
          expect(broken(whole), name).toBeUndefined();
        }
        expect(whole.fdTables).toEqual(kernel.fdTables);
        expect(whole.files).toEqual(kernel.files);
        expect(whole.pids.map(p => p && [p.ino, p.hashed])).toEqual(
          kernel.pids.map(p => p && [p.ino, p.hashed]),
        );
        const again = detachFiles(whole);
        expect(again.kernel).toEqual(apart.kernel);
        expect(again.held.size).toBe(apart.held.size);
        moved += kernel.files.length - apart.kernel.files.length;
      }),
      { numRuns: 300 },
    );
    expect(moved).toBeGreaterThan(100);
  });

  it('are not those that another process has too', () => {
    const opened = taken(first, [1, { name: 'pidfd_open', pid: 303, flags: 0 }]);
    expect(detachFiles(opened).kernel.files.length).toBe(opened.files.length - 1);
    const forked = taken(opened, [1, { name: 'fork' }]);
    expect(detachFiles(forked).kernel.files.length).toBe(forked.files.length);
  });
});
