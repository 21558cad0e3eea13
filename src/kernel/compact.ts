// The same kernel without the holes that ended tasks leave in its tables. The tables are indexed by
// ids that are never given again, so a long story makes them long; every call looks through them.
// Ids keep their order, since order matters (who waits first, who is the newest member of a group).

import { ensure } from '../base.ts';
import { emptyKernel } from './boot.ts';
import { commit } from './commit.ts';
import { Draft } from './draft.ts';
import type { FileId, GroupId, Ino, TableId, TaskId } from './id.ts';
import type { File, FileKind } from './open.ts';
import { copyFdTable, copyGroup, copyNamespace, copyPid, copyTask, newFile } from './record.ts';
import type { Kernel, PendingSignal, Table } from './state.ts';

/** How ids changed: the new one, by the old one. */
export interface Renamed {
  readonly kernel: Kernel;
  readonly task: (id: TaskId) => TaskId | undefined;
  readonly pid: (ino: Ino) => Ino | undefined;
}

const FILES_PER_TASK = 4096;

/** New ids for the records that are there, and for those that `also` says must keep a place. */
function renumbered<T>(table: Table<T>, first: number, also: (i: number) => boolean): Int32Array {
  const into = new Int32Array(table.length).fill(-1);
  let next = first;
  for (let i = first; i < table.length; i++)
    if (table[i] !== undefined || also(i)) into[i] = next++;
  return into;
}

const highest = (ids: Int32Array): number => ids.reduce((max, id) => Math.max(max, id), -1);

const never = (): boolean => false;

/** Renumbers every record. The fingerprint changes; behaviour does not. */
export function compact(kernel: Kernel): Renamed {
  const openers = new Set(kernel.files.map(f => Math.floor(f.id / FILES_PER_TASK)));
  // A namespace still names its init when both are gone.
  const inits = new Set<number | undefined>(kernel.namespaces.map(n => n.init));
  const tasks = renumbered(kernel.tasks, 0, i => openers.has(i) || inits.has(i));
  const groups = renumbered(kernel.groups, 0, never);
  const tables = renumbered(kernel.fdTables, 0, never);
  const pids = renumbered(kernel.pids, 1, never);
  const one =
    <T extends number>(map: Int32Array) =>
    (id: T): T =>
      ensure(map[id], 'new id') as T;
  const map: Maps = {
    task: one<TaskId>(tasks),
    group: one<GroupId>(groups),
    table: one<TableId>(tables),
    pid: one<Ino>(pids),
    file: id =>
      (one<TaskId>(tasks)(Math.floor(id / FILES_PER_TASK) as TaskId) * FILES_PER_TASK +
        (id % FILES_PER_TASK)) as FileId,
  };
  const draft = new Draft(
    emptyKernel({ ...kernel, nextIno: (highest(pids) + 1) as Ino }),
    undefined,
  );
  rewrite(kernel, draft, map);
  const last = highest(tasks);
  if (last >= draft.tasks.length) (draft.tasks as unknown[]).length = last + 1;
  const known = <T extends number>(table: Int32Array) => {
    return (id: T): T | undefined => ((table[id] ?? -1) < 0 ? undefined : (table[id] as T));
  };
  return { kernel: commit(draft), task: known<TaskId>(tasks), pid: known<Ino>(pids) };
}

interface Maps {
  readonly task: (id: TaskId) => TaskId;
  readonly group: (id: GroupId) => GroupId;
  readonly table: (id: TableId) => TableId;
  readonly pid: (ino: Ino) => Ino;
  readonly file: (id: FileId) => FileId;
}

const maybe = <T, U>(value: T | undefined, map: (value: T) => U): U | undefined =>
  value === undefined ? undefined : map(value);

function rewrite(kernel: Kernel, draft: Draft, map: Maps): void {
  const stillThere = (ino: Ino | undefined): Ino | undefined =>
    ino === undefined || kernel.pids[ino] === undefined ? undefined : map.pid(ino);
  const queue = (list: readonly PendingSignal[]): readonly PendingSignal[] =>
    list.map(p => ({ ...p, from: stillThere(p.from) }));
  for (const record of kernel.pids) {
    if (record === undefined) continue;
    draft.addPid(Object.assign(copyPid(record), { ino: map.pid(record.ino) }));
  }
  for (const record of kernel.namespaces) {
    const inos = record.inos.map(map.pid);
    draft.addNamespace(
      Object.assign(copyNamespace(record), { inos, init: maybe(record.init, map.task) }),
    );
  }
  for (const record of kernel.tasks) {
    if (record === undefined) continue;
    draft.addTask(
      Object.assign(copyTask(record), {
        id: map.task(record.id),
        pid: map.pid(record.pid),
        group: map.group(record.group),
        files: maybe(record.files, map.table),
        pending: queue(record.pending),
        vforkChild: maybe(record.vforkChild, map.task),
      }),
    );
  }
  for (const record of kernel.groups) {
    if (record === undefined) continue;
    draft.addGroup(
      Object.assign(copyGroup(record), {
        id: map.group(record.id),
        leader: map.task(record.leader),
        tgid: map.pid(record.tgid),
        pgid: map.pid(record.pgid),
        sid: map.pid(record.sid),
        parent: maybe(record.parent, map.task),
        pending: queue(record.pending),
      }),
    );
  }
  for (const record of kernel.fdTables) {
    if (record === undefined) continue;
    const slots = record.slots.map(slot =>
      maybe(slot, s => ({ file: map.file(s.file), cloexec: s.cloexec })),
    );
    draft.addFdTable(Object.assign(copyFdTable(record), { id: map.table(record.id), slots }));
  }
  for (const file of kernel.files) draft.addFile(renamedFile(file, map));
}

function renamedFile(file: File, map: Maps): File {
  return newFile(map.file(file.id), file.nonblock, renamedKind(file.on, map));
}

function renamedKind(on: FileKind, map: Maps): FileKind {
  switch (on.kind) {
    case 'pidfd':
    case 'procdir':
    case 'procfile':
      return { ...on, pid: map.pid(on.pid) };
    case 'opath':
      return { ...on, pid: maybe(on.pid, map.pid) };
    case 'epoll':
      return { ...on, interest: on.interest.map(i => ({ ...i, file: map.file(i.file) })) };
    case 'pipe':
      return { ...on, peer: maybe(on.peer, map.file) };
    case 'socket':
      return {
        ...on,
        peer: maybe(on.peer, map.file),
        owner: map.pid(on.owner),
        peerOwner: maybe(on.peerOwner, map.pid),
        queue: on.queue.map(m => ({
          ...m,
          files: m.files.map(map.file),
          from: map.pid(m.from),
        })),
      };
    default:
      return on;
  }
}
