// How fast the kernel steps, beside a floor measured in the same run: a copy of one small record and
// of an array of sixteen, which is the least that a copy-on-write step can do. Read the ratio.

import { bench, describe } from 'vitest';
import {
  BOOT_DEFAULTS,
  boot,
  call,
  type Kernel,
  ready,
  type Syscall,
  type TaskId,
} from './index.ts';

interface Actor {
  readonly task: number;
  readonly calls: readonly Syscall[];
}

/** A process that forks, a parent that collects, one that opens and signals: the flagship's mix. */
const ACTORS: readonly Actor[] = [
  {
    task: 0,
    calls: [
      { name: 'wait4', pid: -1, options: 1 },
      { name: 'wait4', pid: -1, options: 1 },
    ],
  },
  { task: 1, calls: [{ name: 'exit_group', status: 0 }] },
  {
    task: 2,
    calls: [
      { name: 'pidfd_open', pid: 303, flags: 0 },
      { name: 'kill', pid: 303, sig: 0 },
      { name: 'pidfd_send_signal', pidfd: 0, sig: 9, info: { kind: 'null' }, flags: 0 },
      { name: 'close', fd: 0 },
    ],
  },
  { task: 3, calls: [{ name: 'fork' }, { name: 'fork' }] },
  { task: 4, calls: [{ name: 'fork' }, { name: 'kill', pid: 305, sig: 15 }] },
];

function start(): Kernel {
  const process = (nr: number) => ({ comm: `p${nr}`, nr, parent: 1 });
  const processes = [303, 309, 304, 305].map(process);
  return boot({ ...BOOT_DEFAULTS, pidMax: 312, cursor: 310, processes }).kernel;
}

interface Walked {
  readonly steps: number;
  readonly states: number;
}

/** Every order of the actors' calls, depth first, until `limit` distinct states. */
function search(limit: number): Walked {
  const seen = new Map<number, Set<number>>();
  const pcs = ACTORS.map(() => 0);
  const stack: { kernel: Kernel; pcs: readonly number[] }[] = [{ kernel: start(), pcs }];
  let steps = 0;
  let states = 0;
  for (let at = stack.pop(); at !== undefined && states < limit; at = stack.pop()) {
    const mixed = at.pcs.reduce((h, pc) => Math.imul(h, 31) + pc, at.kernel.fpLo);
    const bucket = seen.get(at.kernel.fpHi);
    if (bucket?.has(mixed)) continue;
    if (bucket === undefined) seen.set(at.kernel.fpHi, new Set([mixed]));
    else bucket.add(mixed);
    states++;
    const here = at;
    ACTORS.forEach(({ task, calls }, i) => {
      const pc = here.pcs[i] ?? 0;
      const sys = calls[pc];
      if (sys === undefined || !ready(here.kernel, task as TaskId, sys).ready) return;
      const { kernel } = call(here.kernel, task as TaskId, sys, undefined);
      steps++;
      stack.push({ kernel, pcs: here.pcs.with(i, pc + 1) });
    });
  }
  return { steps, states };
}

/** The floor: so many copies of a task record and of a table of sixteen. */
function copies(count: number): number {
  let table: readonly object[] = Array.from({ length: 16 }, (_, i) => ({ id: i, pid: i, fpHi: 0 }));
  for (let i = 0; i < count; i++) {
    const next = table.slice();
    next[i & 15] = { id: i & 15, pid: i, fpHi: i };
    table = next;
  }
  return table.length;
}

const { steps, states } = search(100_000);

describe(`flagship's calls in every order: ${states} states, ${steps} steps`, () => {
  bench('kernel', () => {
    search(100_000);
  });
  bench('floor: one record and one table copied per step', () => {
    copies(steps);
  });
});

describe('one call', () => {
  const kernel = start();
  const one = (name: string, task: number, sys: Syscall): void => {
    bench(name, () => {
      for (let i = 0; i < 1000; i++) call(kernel, task as TaskId, sys, undefined);
    });
  };
  one('1000 getpid', 2, { name: 'getpid' });
  one('1000 fork', 3, { name: 'fork' });
  one('1000 exit_group', 1, { name: 'exit_group', status: 0 });
  one('1000 pidfd_open', 2, { name: 'pidfd_open', pid: 303, flags: 0 });
  one('1000 kill', 2, { name: 'kill', pid: 303, sig: 9 });
});
