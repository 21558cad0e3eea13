// The writable kernel inside one step. Reading goes to the shared records; the first write to a
// record makes a private copy of it, and of the table it sits in. `commit` publishes the result and
// hashes what was touched; the draft must not be used after that.

import type { KernelEvent } from './event.ts';
import type { FileId, GroupId, Ino, NsId, TableId, TaskId } from './id.ts';
import type { File } from './open.ts';
import {
  copyFdTable,
  copyFile,
  copyGroup,
  copyNamespace,
  copyPid,
  copyTask,
  type Mut,
} from './record.ts';
import type { FdTable, Kernel, PidNamespace, StructPid, Task, ThreadGroup } from './state.ts';

/** What both a kernel and a draft let you read. */
export type View = Omit<Kernel, 'fpHi' | 'fpLo'>;

export class Draft implements View {
  readonly base: Kernel;
  /** Records what happened; absent when nobody listens, and then no event is even built. */
  readonly emit: ((event: KernelEvent) => void) | undefined;
  readonly version: number;
  readonly tick: number;
  readonly outerDepth: number;
  nextIno: Ino;
  clock: number;
  namespaces: readonly PidNamespace[];
  pids: readonly (StructPid | undefined)[];
  tasks: readonly (Task | undefined)[];
  groups: readonly (ThreadGroup | undefined)[];
  fdTables: readonly (FdTable | undefined)[];
  files: readonly File[];
  /** Processes told to exit by a fatal signal; exit.ts ends them before the call returns. */
  dying: GroupId[] | undefined = undefined;

  constructor(base: Kernel, events: KernelEvent[] | undefined) {
    this.base = base;
    this.emit = events === undefined ? undefined : event => void events.push(event);
    this.version = base.version;
    this.tick = base.tick;
    this.outerDepth = base.outerDepth;
    this.nextIno = base.nextIno;
    this.clock = base.clock;
    this.namespaces = base.namespaces;
    this.pids = base.pids;
    this.tasks = base.tasks;
    this.groups = base.groups;
    this.fdTables = base.fdTables;
    this.files = base.files;
  }

  pid(ino: Ino): StructPid {
    return this.pids[ino] ?? missing('struct pid', ino);
  }
  namespace(id: NsId): PidNamespace {
    return this.namespaces[id] ?? missing('namespace', id);
  }
  task(id: TaskId): Task {
    return this.tasks[id] ?? missing('task', id);
  }
  group(id: GroupId): ThreadGroup {
    return this.groups[id] ?? missing('process', id);
  }
  fdTable(id: TableId): FdTable {
    return this.fdTables[id] ?? missing('descriptor table', id);
  }

  private ownPids(): (StructPid | undefined)[] {
    if (this.pids === this.base.pids) this.pids = this.base.pids.slice();
    return this.pids as (StructPid | undefined)[];
  }
  private ownNamespaces(): PidNamespace[] {
    if (this.namespaces === this.base.namespaces) this.namespaces = this.base.namespaces.slice();
    return this.namespaces as PidNamespace[];
  }
  private ownTasks(): (Task | undefined)[] {
    if (this.tasks === this.base.tasks) this.tasks = this.base.tasks.slice();
    return this.tasks as (Task | undefined)[];
  }
  private ownGroups(): (ThreadGroup | undefined)[] {
    if (this.groups === this.base.groups) this.groups = this.base.groups.slice();
    return this.groups as (ThreadGroup | undefined)[];
  }
  private ownFdTables(): (FdTable | undefined)[] {
    if (this.fdTables === this.base.fdTables) this.fdTables = this.base.fdTables.slice();
    return this.fdTables as (FdTable | undefined)[];
  }
  private ownFiles(): File[] {
    if (this.files === this.base.files) this.files = this.base.files.slice();
    return this.files as File[];
  }

  writePid(ino: Ino): Mut<StructPid> {
    const now = this.pid(ino);
    if (now !== this.base.pids[ino]) return now as Mut<StructPid>;
    const copy = copyPid(now);
    this.ownPids()[ino] = copy;
    return copy;
  }
  writeNamespace(id: NsId): Mut<PidNamespace> {
    const now = this.namespace(id);
    if (now !== this.base.namespaces[id]) return now as Mut<PidNamespace>;
    const copy = copyNamespace(now);
    this.ownNamespaces()[id] = copy;
    return copy;
  }
  writeTask(id: TaskId): Mut<Task> {
    const now = this.task(id);
    if (now !== this.base.tasks[id]) return now as Mut<Task>;
    const copy = copyTask(now);
    this.ownTasks()[id] = copy;
    return copy;
  }
  writeGroup(id: GroupId): Mut<ThreadGroup> {
    const now = this.group(id);
    if (now !== this.base.groups[id]) return now as Mut<ThreadGroup>;
    const copy = copyGroup(now);
    this.ownGroups()[id] = copy;
    return copy;
  }
  writeFdTable(id: TableId): Mut<FdTable> {
    const now = this.fdTable(id);
    if (now !== this.base.fdTables[id]) return now as Mut<FdTable>;
    const copy = copyFdTable(now);
    this.ownFdTables()[id] = copy;
    return copy;
  }
  writeFile(id: FileId): Mut<File> {
    const at = fileIndex(this.files, id);
    const now = this.files[at] ?? missing('file', id);
    const old = this.base.files[fileIndex(this.base.files, id)];
    if (now !== old) return now as Mut<File>;
    const copy = copyFile(now);
    this.ownFiles()[at] = copy;
    return copy;
  }

  addPid(pid: StructPid): void {
    this.ownPids()[pid.ino] = pid;
  }
  addNamespace(ns: PidNamespace): void {
    this.ownNamespaces()[ns.id] = ns;
  }
  addTask(task: Task): void {
    this.ownTasks()[task.id] = task;
  }
  addGroup(group: ThreadGroup): void {
    this.ownGroups()[group.id] = group;
  }
  addFdTable(table: FdTable): void {
    this.ownFdTables()[table.id] = table;
  }
  addFile(file: File): void {
    const files = this.ownFiles();
    files.push(file);
    for (let at = files.length - 1; at > 0; at--) {
      const before = files[at - 1] as File;
      if (before.id <= file.id) return;
      files[at - 1] = file;
      files[at] = before;
    }
  }
  dropPid(ino: Ino): void {
    this.ownPids()[ino] = undefined;
  }
  dropTask(id: TaskId): void {
    this.ownTasks()[id] = undefined;
  }
  dropGroup(id: GroupId): void {
    this.ownGroups()[id] = undefined;
  }
  dropFdTable(id: TableId): void {
    this.ownFdTables()[id] = undefined;
  }
  dropFile(id: FileId): void {
    const files = this.ownFiles();
    for (let at = fileIndex(files, id) + 1; at < files.length; at++)
      files[at - 1] = files[at] as File;
    files.pop();
  }
}

/** A record that must be there is not. The text is built only then. */
function missing(what: string, id: number): never {
  throw new Error(`bug: missing ${what} ${id}`);
}

/** Where a file is in the ascending list; -1: nowhere. */
export function fileIndex(files: readonly File[], id: FileId): number {
  for (let i = files.length - 1; i >= 0; i--) if (files[i]?.id === id) return i;
  return -1;
}
