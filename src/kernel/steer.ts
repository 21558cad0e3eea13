// What following a recording needs beyond what calls can do: there the numbers, the moment of a death
// and the descriptors are given, and the past is only partly known. No program can ask for any of it.
// Every function gives another kernel and leaves the given one alone.

import { assert, ensure } from '../base.ts';
import { amend, amended } from './amend.ts';
import { SIG } from './constants.ts';
import type { Draft } from './draft.ts';
import { exitTask, nextSibling, runExits } from './exit.ts';
import { dropSlot, installFd, makeFile } from './file.ts';
import type { Fd, GroupId, Ino, Nr, NsId, TaskId } from './id.ts';
import { allocPid } from './pid.ts';
import { registerPid } from './pidfd.ts';
import { copyGroup, copyTask, type Mut } from './record.ts';
import { releaseTask } from './release.ts';
import { fdFile, tableOf, threadsOf } from './select.ts';
import type { Kernel, Task } from './state.ts';

/** The allocator looks at this number first. */
export function aimNumber(kernel: Kernel, ns: NsId, nr: number): Kernel {
  return amend(kernel, draft => {
    draft.writeNamespace(ns).cursor = nr as Nr;
  });
}

/** A PID namespace below another, with nobody in it yet. */
export function addNamespace(kernel: Kernel, parent: NsId): { kernel: Kernel; ns: NsId } {
  const ns = kernel.namespaces.length as NsId;
  const added = amend(kernel, draft => {
    const above = draft.namespace(parent);
    draft.addNamespace({
      id: ns,
      level: above.level + 1,
      parent,
      pidMax: above.pidMax,
      cursor: 0 as Nr,
      init: undefined,
      dead: false,
      nrs: [],
      inos: [],
      fpHi: 0,
      fpLo: 0,
    });
  });
  return { kernel: added, ns };
}

/** No number is given in a namespace any more: its pid 1 is gone, or never came to be. */
export function closeNamespace(kernel: Kernel, ns: NsId): Kernel {
  return amend(kernel, draft => {
    draft.writeNamespace(ns).dead = true;
  });
}

/** Where this task's next children will be born. */
export function bearInto(kernel: Kernel, task: TaskId, ns: NsId): Kernel {
  return amend(kernel, draft => {
    draft.writeTask(task).nsForChildren = ns;
  });
}

/** Where a task that was there before is placed. */
interface Placed {
  readonly comm: string;
  readonly ns: NsId;
  /** Its numbers, from `ns` outwards; they must be free. */
  readonly nrs: readonly number[];
  /** Whose child it is, as a process. */
  readonly parent: TaskId;
  /** Whose thread it is; undefined: a process. */
  readonly leader: TaskId | undefined;
}

/** A task that was there before. As the first of its namespace it is the namespace's init. */
export function placeTask(kernel: Kernel, at: Placed): { kernel: Kernel; task: TaskId; pid: Ino } {
  const { kernel: placed, gave } = amended(kernel, draft => {
    const pid = allocPid(draft, at.ns, at.nrs, true);
    assert(typeof pid !== 'string', `numbers ${at.nrs.join(', ')} for ${at.comm}: ${pid}`);
    const task = taskLike(draft, at, pid.ino);
    if (at.leader === undefined) makeProcess(draft, at, task);
    draft.addTask(task);
    if (draft.namespace(at.ns).init === undefined) draft.writeNamespace(at.ns).init = task.id;
    return { task: task.id, pid: pid.ino };
  });
  return { kernel: placed, ...gave };
}

function taskLike(draft: Draft, at: Placed, pid: Ino): Mut<Task> {
  const task = copyTask(draft.task(at.leader ?? at.parent));
  task.id = draft.tasks.length as TaskId;
  task.pid = pid;
  task.comm = at.comm;
  task.state = 'running';
  task.nsForChildren = at.ns;
  task.blocked = [];
  task.pending = [];
  task.exitCode = undefined;
  task.vforkChild = undefined;
  task.pdeathSignal = 0;
  task.opened = 0;
  draft.clock++;
  task.startTime = draft.clock;
  return task;
}

/** Gives a task a thread group and descriptors of its own. */
function makeProcess(draft: Draft, at: Placed, task: Mut<Task>): void {
  const like = draft.task(at.parent);
  const group = copyGroup(draft.group(like.group));
  Object.assign(group, {
    id: draft.groups.length as GroupId,
    leader: task.id,
    tgid: task.pid,
    parent: at.parent,
    sibling: nextSibling(draft, at.parent),
    subreaper: false,
    exitSignal: SIG.SIGCHLD,
    actions: [],
    pending: [],
    execed: false,
    groupExit: undefined,
  });
  draft.addGroup(group);
  task.group = group.id;
  const limit = ensure(tableOf(draft, like), 'descriptor table').limit;
  task.files = draft.fdTables.length as typeof task.files;
  draft.addFdTable({ id: ensure(task.files, 'table'), slots: [], limit, fpHi: 0, fpLo: 0 });
}

/** A task ends with this wait status, whatever made it. */
export function endTask(kernel: Kernel, task: TaskId, status: number): Kernel {
  return amend(kernel, draft => {
    exitTask(draft, task, status);
    runExits(draft);
  });
}

/** A task is gone, and a process with all its threads, whatever they were doing. */
export function removeTask(kernel: Kernel, task: TaskId, status: number): Kernel {
  return amend(kernel, draft => {
    const { group } = draft.task(task);
    const ends = draft.group(group).leader === task ? threadsOf(draft, group) : [draft.task(task)];
    for (const one of ends) if (one.id !== task) exitTask(draft, one.id, status);
    exitTask(draft, task, status);
    runExits(draft);
    if (draft.tasks[task] !== undefined) releaseTask(draft, task, undefined);
  });
}

/** A process is another one's child. */
export function giveChild(kernel: Kernel, group: GroupId, parent: TaskId): Kernel {
  return amend(kernel, draft => {
    const record = draft.writeGroup(group);
    record.sibling = nextSibling(draft, parent);
    record.parent = parent;
  });
}

/** A pidfd that came from where nothing was seen, at a descriptor; what was there is closed. */
export function givePidfd(
  kernel: Kernel,
  task: TaskId,
  fd: number,
  to: { readonly pid: Ino; readonly thread: boolean; readonly nonblock: boolean },
): Kernel {
  return amend(kernel, draft => {
    if (fdFile(draft, draft.task(task), fd) !== undefined)
      dropSlot(draft, draft.task(task), fd as Fd, 'close');
    const on = { kind: 'pidfd', pid: to.pid, thread: to.thread, autokill: false } as const;
    const file = makeFile(draft, task, to.nonblock, on);
    registerPid(draft, to.pid);
    installFd(draft, draft.task(task), fd as Fd, file.id, true);
  });
}

/** A descriptor stands at another place; what was there is closed. */
export function moveFd(kernel: Kernel, task: TaskId, from: number, to: number): Kernel {
  if (from === to) return kernel;
  return amend(kernel, draft => {
    const { file } = ensure(tableOf(draft, draft.task(task))?.slots[from], 'open descriptor');
    const cloexec = tableOf(draft, draft.task(task))?.slots[from]?.cloexec === true;
    if (fdFile(draft, draft.task(task), to) !== undefined)
      dropSlot(draft, draft.task(task), to as Fd, 'close');
    installFd(draft, draft.task(task), to as Fd, file, cloexec);
    dropSlot(draft, draft.task(task), from as Fd, 'close');
  });
}
