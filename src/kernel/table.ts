// The syscall table: names, parameters in man-page order, versions and errors, as data. The race
// language checks calls against it, and the editor completes from it.

import type { SyscallName } from './abi.ts';
import type { ConstantSet } from './constants.ts';
import type { Errno } from './errno.ts';
import { FD_ROWS } from './table-fd.ts';
import { PIDFD_ROWS } from './table-pidfd.ts';
import { PROC_ROWS } from './table-proc.ts';

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

export const TABLE: readonly TableRow[] = [...PROC_ROWS, ...PIDFD_ROWS, ...FD_ROWS];

const BY_NAME: ReadonlyMap<string, TableRow> = new Map(TABLE.map(row => [row.name, row]));

/** The row of a call; undefined: no such call. */
export function tableRow(name: string): TableRow | undefined {
  return BY_NAME.get(name);
}
