// A process's own descriptors taken out of a kernel, and put back: for those who keep very many kernels
// that differ in little else. Only a pidfd that a single descriptor of a single task refers to can be
// taken out: no other process's call can see it, so that others' steps are the same with and without.
//
// What pidfs stores about a struct pid (`attr`) and how many files a task has opened are taken out with
// them: the first is seen by PIDFD_GET_INFO alone, the second only names files.

import { ensure } from '../base.ts';
import { commit } from './commit.ts';
import { Draft } from './draft.ts';
import type { FileId, TaskId } from './id.ts';
import type { File } from './open.ts';
import { copyPid } from './record.ts';
import { fileOf, filePids } from './select.ts';
import type { FdSlot, FdTable, Kernel, StructPid } from './state.ts';

/** What was taken from one task. */
export interface Detached {
  /** Ascending by descriptor. */
  readonly fds: readonly DetachedFd[];
  /** How many files it has opened. */
  readonly opened: number;
}

export interface DetachedFd {
  readonly fd: number;
  readonly slot: FdSlot;
  readonly file: File;
  /** The identity that it refers to, as it is once its number is free. */
  readonly pid: StructPid;
}

/** The kernel without the own descriptors of all tasks, and what was taken from each. */
export function detachFiles(kernel: Kernel): {
  readonly kernel: Kernel;
  readonly held: ReadonlyMap<TaskId, Detached>;
} {
  const held = new Map<TaskId, Detached>();
  const draft = new Draft(kernel, undefined);
  const uses = kernel.files.some(file => file.on.kind === 'pidfd') ? usesOf(kernel) : undefined;
  for (const task of kernel.tasks) {
    if (task === undefined) continue;
    const table = task.files === undefined ? undefined : draft.fdTable(task.files);
    const fds = table === undefined || uses === undefined ? [] : take(draft, table, uses);
    if (table !== undefined && (task.opened > 0 || fds.length > 0))
      held.set(task.id, { fds, opened: task.opened });
    if (task.opened > 0) draft.writeTask(task.id).opened = 0;
  }
  for (const pid of kernel.pids) {
    if (pid === undefined) continue;
    if (pid.attr !== undefined) draft.writePid(pid.ino).attr = undefined;
    if (!pid.hashed && !draft.files.some(file => filePids(file).includes(pid.ino)))
      draft.dropPid(pid.ino);
  }
  return { kernel: commit(draft), held };
}

/** The kernel with these descriptors back in place. */
export function attachFiles(
  kernel: Kernel,
  held: readonly { readonly task: TaskId; readonly own: Detached }[],
): Kernel {
  if (held.length === 0) return kernel;
  const draft = new Draft(kernel, undefined);
  for (const { task, own } of held) {
    const writable = draft.writeTask(task);
    writable.opened = own.opened;
    if (own.fds.length === 0) continue;
    const table = draft.writeFdTable(ensure(writable.files, 'descriptor table'));
    const slots = table.slots.slice();
    for (const { fd, slot, file, pid } of own.fds) {
      while (slots.length < fd) slots.push(undefined);
      slots[fd] = slot;
      draft.addFile(file);
      if (draft.pids[pid.ino] === undefined) draft.addPid(pid);
    }
    table.slots = slots;
  }
  return commit(draft);
}

/** What two parts of one task's descriptors are together. */
export function joinDetached(a: Detached, b: Detached): Detached {
  const fds = [...a.fds, ...b.fds].sort((x, y) => x.fd - y.fd);
  return { fds, opened: a.opened + b.opened };
}

/** How many descriptors refer to each file; twice those of a table that tasks share. */
function usesOf(kernel: Kernel): ReadonlyMap<FileId, number> {
  const uses = new Map<FileId, number>();
  for (const task of kernel.tasks) {
    const table = task?.files === undefined ? undefined : kernel.fdTables[task.files];
    for (const slot of table?.slots ?? [])
      if (slot !== undefined) uses.set(slot.file, (uses.get(slot.file) ?? 0) + 1);
  }
  return uses;
}

function take(draft: Draft, table: FdTable, uses: ReadonlyMap<FileId, number>): DetachedFd[] {
  const fds = table.slots.flatMap((slot, fd): DetachedFd[] => {
    const file = slot === undefined ? undefined : fileOf(draft, slot.file);
    if (slot === undefined || file?.on.kind !== 'pidfd') return [];
    if (file.on.autokill || uses.get(file.id) !== 1) return [];
    const pid = copyPid(draft.pid(file.on.pid));
    pid.hashed = false;
    pid.attr = undefined;
    return [{ fd, slot, file, pid }];
  });
  if (fds.length === 0) return fds;
  const writable = draft.writeFdTable(table.id);
  const slots = table.slots.slice();
  for (const { fd, file } of fds) {
    slots[fd] = undefined;
    draft.dropFile(file.id);
  }
  while (slots.length > 0 && slots[slots.length - 1] === undefined) slots.pop();
  writable.slots = slots;
  return fds;
}
