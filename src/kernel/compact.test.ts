// The kernel without its holes behaves as it did with them.

import { describe, expect, it } from 'vitest';
import { compact } from './compact.ts';
import { CLONE } from './constants.ts';
import { World } from './testing/world.ts';

describe('compact', () => {
  it('closes the holes that ended tasks leave', () => {
    const w = new World({ pidMax: 32768, cursor: 400 });
    for (let i = 0; i < 10; i++) w.endAndReap(w.fork(w.init), w.init);
    const last = w.fork(w.init);
    const { kernel, task } = compact(w.kernel);
    expect(kernel.tasks.length).toBeLessThan(w.kernel.tasks.length);
    const moved = task(last.task);
    expect(moved === undefined ? undefined : kernel.tasks[moved]?.id).toBe(moved);
  });

  it('keeps a namespace whose init has been collected dead', () => {
    const w = new World({ pidMax: 32768, cursor: 400 });
    w.call(w.init, { name: 'unshare', flags: CLONE.CLONE_NEWPID });
    w.endAndReap(w.fork(w.init), w.init);
    w.kernel = compact(w.kernel).kernel;
    expect(w.says(w.init, { name: 'fork' })).toBe('ENOMEM');
  });
});
