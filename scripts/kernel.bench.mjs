// How fast the model kernel steps, and what a state costs in memory, beside a floor measured in the
// same run: one small record and one table of sixteen copied per step, the least that copy-on-write
// can do. The kernel is built first, as the site has it: under the test runner every call between
// modules goes through a getter, which costs several times the call. Read the ratio.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { build } from 'vite';

const SAMPLES = 200;
const KEPT_STATES = 50_000;

/** The flagship's calls: a reaper, a worker, a watchdog, two that fork. */
const ACTORS = [
  { task: 0, calls: Array(2).fill({ name: 'wait4', pid: -1, options: 0 }) },
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

async function loadKernel() {
  const outDir = mkdtempSync(join(tmpdir(), 'kernel-bench-'));
  try {
    await build({
      configFile: false,
      logLevel: 'error',
      build: { ssr: 'src/kernel/index.ts', outDir, minify: false },
    });
    return await import(join(outDir, 'index.js'));
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

const { BOOT_DEFAULTS, boot, call, ready } = await loadKernel();
const processes = [303, 309, 304, 305].map(nr => ({ comm: `p${nr}`, nr, parent: 1 }));
const first = boot({ ...BOOT_DEFAULTS, pidMax: 312, cursor: 310, processes }).kernel;

/** Every order of the actors' calls, depth first over distinct states. */
function search() {
  const seen = new Set();
  const stack = [{ kernel: first, pcs: ACTORS.map(() => 0) }];
  let steps = 0;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    let mixed = at.kernel.fpLo;
    for (const pc of at.pcs) mixed = (Math.imul(mixed, 31) + pc) | 0;
    const key = (at.kernel.fpHi >>> 0) * 2 ** 20 + (mixed & (2 ** 20 - 1));
    if (seen.has(key)) continue;
    seen.add(key);
    for (let i = 0; i < ACTORS.length; i++) {
      const { task, calls } = ACTORS[i];
      const sys = calls[at.pcs[i]];
      if (sys === undefined || !ready(at.kernel, task, sys).ready) continue;
      const pcs = at.pcs.slice();
      pcs[i]++;
      stack.push({ kernel: call(at.kernel, task, sys, undefined).kernel, pcs });
      steps++;
    }
  }
  return { steps, states: seen.size };
}

function copies(count) {
  let table = Array.from({ length: 16 }, (_, i) => ({ id: i, pid: i, fpHi: 0 }));
  for (let i = 0; i < count; i++) {
    table = table.slice();
    table[i & 15] = { id: i & 15, pid: i, fpHi: i };
  }
  return table.length;
}

/** Milliseconds of the fastest of many runs, after warming up. */
function fastest(run) {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < SAMPLES; i++) {
    const begin = performance.now();
    run();
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}

function bytesPerState() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const calls = [ACTORS[3].calls[0], ...ACTORS[2].calls];
  const kept = [];
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < KEPT_STATES; i++) {
    const sys = calls[i % 3];
    kept.push(call(first, sys.name === 'fork' ? 3 : 2, sys, undefined).kernel);
  }
  collect();
  return Math.round((process.memoryUsage().heapUsed - before) / kept.length);
}

const { steps, states } = search();
const kernel = fastest(search);
const floor = fastest(() => copies(steps));
const rate = (count, ms) => `${(count / ms / 1000).toFixed(2)} M/s`;
console.log(`kernel: ${states} states, ${steps} steps in every order of the flagship's calls`);
console.log(`  steps ${rate(steps, kernel)}, distinct states ${rate(states, kernel)}`);
console.log(`  floor ${rate(steps, floor)}: the kernel takes ${(kernel / floor).toFixed(1)} times`);
console.log(`  ${bytesPerState()} bytes per state`);
