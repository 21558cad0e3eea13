// The kinds of numbers and identities, kept apart by the compiler; and what every record caches.
//
// Two types never mix: `Nr` is a number that is given away again, `Ino` is an identity that is never
// given away again (it stands for the pidfs inode number).

import type { Brand } from '../base.ts';

/** A process, thread, group or session number: recyclable. Mirrors `pid_t`. */
export type Nr = Brand<number, 'Nr'>;

/** The identity of one struct pid: a counter, never reused. Stands for the pidfs inode number. */
export type Ino = Brand<number, 'Ino'>;

/** Which task_struct: a counter, never reused. Survives de_thread, when two tasks swap their pids. */
export type TaskId = Brand<number, 'TaskId'>;

/** Which thread group (signal_struct): a counter, never reused. */
export type GroupId = Brand<number, 'GroupId'>;

/** Which descriptor table (files_struct): a counter, never reused. */
export type TableId = Brand<number, 'TableId'>;

/** Which open file description (struct file): its opener's TaskId * 4096 + a count; never reused. */
export type FileId = Brand<number, 'FileId'>;

/** Which PID namespace: its index in `Kernel.namespaces`. */
export type NsId = Brand<number, 'NsId'>;

/** A descriptor number: an index into one descriptor table. */
export type Fd = Brand<number, 'Fd'>;

export const asNr = (n: number): Nr => n as Nr;

export const asFd = (n: number): Fd => n as Fd;

/**
 * The 64-bit fingerprint of a record, in two 32-bit halves, salted with its place; that of the kernel
 * is the sum over its records. Written when the draft commits, by fingerprint.ts alone.
 */
export interface Cached {
  fpHi: number;
  fpLo: number;
}
