// Descriptor tables and open files. Mirrors fs/file.c and the last fput of fs/file_table.c.
// Simplified: a file closes at its last descriptor at once, not in deferred work; two sockets that
// hold each other in flight are never collected.

import { ensure } from '../base.ts';
import { CLONE, has } from './constants.ts';
import type { Draft, View } from './draft.ts';
import type { Fd, FileId, Ino, TableId, TaskId } from './id.ts';
import type { File, FileKind } from './open.ts';
import type { SyscallResult } from './outcome.ts';
import { putPid } from './pid.ts';
import { newFile } from './record.ts';
import { fail, give } from './result.ts';
import { fdFile, fileOf, filePids, tableOf } from './select.ts';
import { killByKernel } from './signal.ts';
import type { FdTable, Task } from './state.ts';

/** How many files one task may open before ids would collide. */
const FILES_PER_TASK = 4096;

/** The lowest free descriptor from `from` on; undefined: the table is full. */
export function freeFd(table: FdTable, from = 0): Fd | undefined {
  let fd = from;
  while (table.slots[fd] !== undefined) fd++;
  return fd < table.limit ? (fd as Fd) : undefined;
}

/** Makes an open file that no descriptor refers to yet. */
export function makeFile(draft: Draft, opener: TaskId, nonblock: boolean, on: FileKind): File {
  const task = draft.writeTask(opener);
  const id = (opener * FILES_PER_TASK + (task.opened % FILES_PER_TASK)) as FileId;
  task.opened++;
  const file = newFile(id, nonblock, on);
  draft.addFile(file);
  return file;
}

/** Puts a file into a table at a free place. */
export function installFd(draft: Draft, task: Task, fd: Fd, file: FileId, cloexec: boolean): void {
  const table = draft.writeFdTable(ensure(task.files, 'descriptor table'));
  const slots = table.slots.slice();
  while (slots.length < fd) slots.push(undefined);
  slots[fd] = { file, cloexec };
  table.slots = slots;
  const target = fileTarget(ensure(fileOf(draft, file), 'file'));
  draft.emit?.({ kind: 'fdOpen', pid: task.pid, fd, target });
}

/** The process that a descriptor of this file names. */
export function fileTarget(file: File): Ino | undefined {
  const { on } = file;
  return on.kind === 'pidfd' || on.kind === 'procdir' ? on.pid : undefined;
}

/** Opens a new file at the lowest free descriptor. Errors: EMFILE. */
export function openFd(
  draft: Draft,
  caller: TaskId,
  on: FileKind,
  nonblock: boolean,
  cloexec: boolean,
): SyscallResult {
  const task = draft.task(caller);
  const fd = freeFd(ensure(tableOf(draft, task), 'descriptor table'));
  if (fd === undefined) return fail('EMFILE');
  const file = makeFile(draft, caller, nonblock, on);
  installFd(draft, task, fd, file.id, cloexec);
  return give(fd, { kind: 'fd', fd, file: file.id });
}

/** The file behind a descriptor, as most calls want it: O_PATH does not count. Mirrors fdget. */
export function getFile(view: View, task: Task, fd: number): File | undefined {
  const file = fdFile(view, task, fd);
  return file?.on.kind === 'opath' ? undefined : file;
}

export function dropSlot(draft: Draft, task: Task, fd: Fd, why: 'close' | 'exec' | 'exit'): void {
  const table = draft.writeFdTable(ensure(task.files, 'descriptor table'));
  const slot = ensure(table.slots[fd], 'open descriptor');
  const slots = table.slots.slice();
  slots[fd] = undefined;
  while (slots.length > 0 && slots[slots.length - 1] === undefined) slots.pop();
  table.slots = slots;
  const target = fileTarget(ensure(fileOf(draft, slot.file), 'file'));
  draft.emit?.({ kind: 'fdClose', pid: task.pid, fd, target, why });
  putFile(draft, slot.file);
}

/** Whether a descriptor or a message in flight still refers to the file. */
export function fileInUse(view: View, id: FileId): boolean {
  for (const table of view.fdTables) {
    if (table === undefined) continue;
    for (const slot of table.slots) if (slot?.file === id) return true;
  }
  for (const file of view.files) {
    if (file.on.kind !== 'socket') continue;
    for (const message of file.on.queue) if (message.files.includes(id)) return true;
  }
  return false;
}

/** Ends a file that nothing refers to any more. Mirrors __fput. */
export function putFile(draft: Draft, id: FileId): void {
  const file = fileOf(draft, id);
  if (file === undefined || fileInUse(draft, id)) return;
  draft.dropFile(id);
  forgetInEpolls(draft, id);
  const { on } = file;
  if (on.kind === 'socket') {
    const peer = on.peer === undefined ? undefined : fileOf(draft, on.peer);
    if (peer?.on.kind === 'socket') draft.writeFile(peer.id).on = { ...peer.on, peer: undefined };
    for (const message of on.queue) for (const f of message.files) putFile(draft, f);
  }
  if (on.kind === 'pipe') {
    const peer = on.peer === undefined ? undefined : fileOf(draft, on.peer);
    if (peer?.on.kind === 'pipe') draft.writeFile(peer.id).on = { ...peer.on, peer: undefined };
  }
  if (on.kind === 'pidfd' && on.autokill) killByKernel(draft, on.pid);
  for (const ino of filePids(file)) putPid(draft, ino);
}

function forgetInEpolls(draft: Draft, id: FileId): void {
  for (const file of draft.files) {
    if (file.on.kind !== 'epoll' || !file.on.interest.some(i => i.file === id)) continue;
    const interest = file.on.interest.filter(i => i.file !== id);
    draft.writeFile(file.id).on = { kind: 'epoll', interest };
  }
}

/** Gives up a task's table; the last user closes everything in it. Mirrors exit_files. */
export function exitFiles(draft: Draft, id: TaskId): void {
  const task = draft.task(id);
  const tableId = task.files;
  if (tableId === undefined) return;
  if (tableShared(draft, tableId, id)) {
    draft.writeTask(id).files = undefined;
    return;
  }
  const slots = draft.fdTable(tableId).slots;
  for (let fd = 0; fd < slots.length; fd++)
    if (slots[fd] !== undefined) dropSlot(draft, task, fd as Fd, 'exit');
  draft.writeTask(id).files = undefined;
  draft.dropFdTable(tableId);
}

function tableShared(view: View, table: TableId, but: TaskId): boolean {
  for (const t of view.tasks) if (t?.files === table && t.id !== but) return true;
  return false;
}

/** A private copy of a table for a new user. Mirrors dup_fd. */
export function copyTable(draft: Draft, from: TableId): TableId {
  const old = draft.fdTable(from);
  const id = draft.fdTables.length as TableId;
  draft.addFdTable({ id, slots: old.slots, limit: old.limit, fpHi: 0, fpLo: 0 });
  return id;
}

/** A task leaves a shared table for a copy of its own. Mirrors unshare_files. */
export function unshareTable(draft: Draft, id: TaskId): void {
  const table = draft.task(id).files;
  if (table === undefined || !tableShared(draft, table, id)) return;
  draft.writeTask(id).files = copyTable(draft, table);
}

/** Closes what is marked close-on-exec. Mirrors do_close_on_exec. */
export function closeOnExec(draft: Draft, id: TaskId): void {
  const task = draft.task(id);
  const slots = tableOf(draft, task)?.slots ?? [];
  for (let fd = 0; fd < slots.length; fd++)
    if (slots[fd]?.cloexec === true) dropSlot(draft, task, fd as Fd, 'exec');
}

/** The table that a new task gets: shared under CLONE_FILES, else a copy. */
export function tableForChild(draft: Draft, parent: Task, flags: number): TableId {
  const table = ensure(parent.files, 'descriptor table');
  return has(flags, CLONE.CLONE_FILES) ? table : copyTable(draft, table);
}

const CGROUP_ROOT = '/sys/fs/cgroup/';

/** The id of the cgroup whose directory a descriptor is open on: `/sys/fs/cgroup/ID`. */
export function fileOfCgroup(view: View, task: Task, fd: number): number | undefined {
  const on = fdFile(view, task, fd)?.on;
  if (on?.kind !== 'plain' || !on.name.startsWith(CGROUP_ROOT)) return undefined;
  const id = Number(on.name.slice(CGROUP_ROOT.length));
  return Number.isInteger(id) ? id : undefined;
}
