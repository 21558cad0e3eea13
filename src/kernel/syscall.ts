// The one door into the kernel: `ready` says whether a call can go on, `call` performs it.

import type { Called, Readiness, Syscall } from './abi.ts';
import type { KernelEvent } from './event.ts';
import type { Kernel, TaskId } from './state.ts';

/** Whether `caller` can perform `sys` now, and if not, what it waits for. Pure. */
export declare function ready(kernel: Kernel, caller: TaskId, sys: Syscall): Readiness;

/**
 * Performs `sys` for `caller`, which must be ready. Events are appended to `events` when given.
 * Every failure is an errno in the result; only a call that was not ready throws (a bug of ours).
 */
export declare function call(
  kernel: Kernel,
  caller: TaskId,
  sys: Syscall,
  events: KernelEvent[] | undefined,
): Called;
