// A kernel before the first step: pid 1, and processes put at chosen numbers.

import type { Booted, BootOptions, BootProcess } from './abi.ts';

/** The options of an ordinary story; spread your own over them. */
export const BOOT_DEFAULTS: BootOptions = {
  version: 6018,
  pidMax: 312,
  cursor: 300,
  processes: [] satisfies readonly BootProcess[],
  init: 'init',
  tick: 1,
  outerDepth: 0,
  creds: { ruid: 0, euid: 0, suid: 0, privileged: true, noNewPrivs: false },
  openFiles: 1024,
};

/** pid 1 (task 0 of the answer) and then `options.processes` in order. */
export declare function boot(options: BootOptions): Booted;
