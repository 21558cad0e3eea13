// Runs SPIN: writes the model, generates and compiles the verifier, runs it, and reads what it says.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PanRun {
  /** Lines that the model printed at its ends, without repetitions. */
  readonly ends: ReadonlySet<string>;
  readonly states: number;
  readonly transitions: number;
  /** Seconds for code generation, for compilation, and for the search. */
  readonly seconds: { readonly spin: number; readonly cc: number; readonly pan: number };
  /** Processor seconds of the search: on a busy machine a fairer measure than the clock. */
  readonly cpu: number;
  /** Megabytes that the verifier says it used. */
  readonly megabytes: number;
  readonly complete: boolean;
}

export interface PanOptions {
  readonly optimise: '-O0' | '-O1' | '-O2';
  /** Partial-order reduction. */
  readonly reduce: boolean;
  /** Log2 of the hash table's slots. */
  readonly slots: number;
  readonly megabytes: number;
}

export const panDefaults: PanOptions = {
  optimise: '-O2',
  reduce: false,
  slots: 24,
  megabytes: 8000,
};

export function runPan(promela: string, options: PanOptions = panDefaults): PanRun {
  const folder = mkdtempSync(join(tmpdir(), 'wrong-number-spin-'));
  try {
    writeFileSync(join(folder, 'race.pml'), promela);
    const spin = timed(() => exec('spin', ['-a', 'race.pml'], folder));
    const flags = [
      '-DSAFETY',
      '-DNOFAIR',
      `-DMEMLIM=${options.megabytes}`,
      '-DVECTORSZ=4096',
      '-w',
    ];
    if (!options.reduce) flags.push('-DNOREDUCE');
    const cc = timed(() => exec('gcc', [options.optimise, ...flags, '-o', 'pan', 'pan.c'], folder));
    const search = `TIMEFORMAT='CPU %U %S'; time ./pan -E -n -m100000 -w${options.slots} 2>&1`;
    const pan = timed(() => exec('bash', ['-c', `{ ${search}; } 2>&1`], folder));
    const text = pan.value;
    const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 'NaN');
    const [, user = 'NaN', system = 'NaN'] = /^CPU ([\d.]+) ([\d.]+)$/m.exec(text) ?? [];
    return {
      cpu: Number(user) + Number(system),
      ends: new Set(text.split('\n').filter(line => line.startsWith('END '))),
      states: number(/(\d+) states, stored/),
      transitions: number(/(\d+) transitions/),
      seconds: { spin: spin.seconds, cc: cc.seconds, pan: pan.seconds },
      megabytes: number(/([\d.]+)\s+total actual memory usage/),
      complete: !/Search not completed|max search depth too small/.test(text),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function exec(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
}

function timed<T>(work: () => T): { readonly value: T; readonly seconds: number } {
  const begun = performance.now();
  const value = work();
  return { value, seconds: (performance.now() - begun) / 1000 };
}
