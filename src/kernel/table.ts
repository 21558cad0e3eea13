// The syscall table: names, parameters in man-page order, versions and errors, as data. The race
// language checks calls against it, and the editor completes from it.

import { FD_ROWS } from './table-fd.ts';
import { PIDFD_ROWS } from './table-pidfd.ts';
import { PROC_ROWS } from './table-proc.ts';
import type { TableRow } from './table-row.ts';

export const TABLE: readonly TableRow[] = [...PROC_ROWS, ...PIDFD_ROWS, ...FD_ROWS];

const BY_NAME: ReadonlyMap<string, TableRow> = new Map(TABLE.map(row => [row.name, row]));

/** The row of a call; undefined: no such call. */
export function tableRow(name: string): TableRow | undefined {
  return BY_NAME.get(name);
}
