// What a row of the syscall table says, and short constructors for rows.

import type { SyscallName } from './abi.ts';
import type { ConstantSet } from './constants.ts';
import type { Errno } from './errno.ts';

/** What a parameter means to the reader of a program. */
export type ParamKind =
  /** A process, thread, group or session number. */
  | 'nr'
  | 'fd'
  | 'signal'
  /** A set of named bits, or one of a list of named values. */
  | 'flags'
  | 'int'
  | 'text'
  /** A place that the kernel writes: `&x`. */
  | 'out'
  /** Always NULL in the model, or NULL-able. */
  | 'pointer'
  | 'struct'
  | 'list';

export interface Param {
  readonly name: string;
  readonly kind: ParamKind;
  /** Which named constants fit; undefined: any number. */
  readonly set: ConstantSet | undefined;
  /** Fields of a structure, in the header's order. */
  readonly fields: readonly Param[];
}

/** One way to fail; version range: from `since` on, before `until` (0: always). */
export interface ErrorCause {
  readonly errno: Errno;
  readonly cause: string;
  readonly since: number;
  readonly until: number;
}

export interface TableRow {
  readonly name: SyscallName;
  readonly params: readonly Param[];
  /** What the return value is. */
  readonly returns: 'nothing' | 'zero' | 'nr' | 'fd' | 'count' | 'flags' | 'value';
  /** Can it block? */
  readonly blocks: boolean;
  /** The Linux version that brought it, major * 1000 + minor; 0: before 5.0. */
  readonly since: number;
  readonly purpose: string;
  readonly errors: readonly ErrorCause[];
}

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
