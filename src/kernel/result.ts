// The two outcomes of a call, ready-made.

import type { Errno } from './errno.ts';
import type { Out, SyscallResult } from './outcome.ts';

const NONE: Out = { kind: 'none' };

/** Success with a bare value. */
export function done(value: number): SyscallResult {
  return { ok: true, value, out: NONE };
}

export function give(value: number, out: Out): SyscallResult {
  return { ok: true, value, out };
}

/** The caller does not come back from this call. */
export const GONE: SyscallResult = { ok: true, value: 0, out: { kind: 'gone' } };

export function fail(errno: Errno): SyscallResult {
  return { ok: false, errno };
}
