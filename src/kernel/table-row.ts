// Short constructors for the rows of the syscall table.

import type { SyscallName } from './abi.ts';
import type { ConstantSet } from './constants.ts';
import type { Errno } from './errno.ts';
import type { ErrorCause, Param, ParamKind, TableRow } from './table.ts';

export function param(
  name: string,
  kind: ParamKind,
  set?: ConstantSet,
  fields: readonly Param[] = [],
): Param {
  return { name, kind, set, fields };
}

/** `since`: from this version on. `until`: before this version. 0: no bound. */
export function fails(errno: Errno, cause: string, since = 0, until = 0): ErrorCause {
  return { errno, cause, since, until };
}

export function row(
  name: SyscallName,
  purpose: string,
  params: readonly Param[],
  returns: TableRow['returns'],
  errors: readonly ErrorCause[] = [],
  more: { since?: number; blocks?: boolean } = {},
): TableRow {
  const { since = 0, blocks = false } = more;
  return { name, params, returns, blocks, since, purpose, errors };
}
