// What following a recording needs beyond what calls can do: there the numbers, the moment of a death
// and the descriptors are given, and the past is only partly known. No program can ask for any of it.
// Every function gives another kernel and leaves the given one alone.

import { assert, ensure } from '../base.ts';
import { commit } from './commit.ts';
import { SIG } from './constants.ts';
import { Draft } from './draft.ts';
import { exitTask, nextSibling, runExits } from './exit.ts';
import { dropSlot, installFd, makeFile } from './file.ts';
import type { Fd, GroupId, Ino, Nr, NsId, TaskId } from './id.ts';
import { allocPid } from './pid.ts';
import { registerPid } from './pidfd.ts';
import { copyGroup, copyTask } from './record.ts';
import { releaseTask } from './release.ts';
import { fdFile, tableOf } from './select.ts';
import type { Kernel } from './state.ts';

/** The allocator looks at this number first. */
export function aimNumber(kernel: Kernel, ns: NsId, nr: number): Kernel {
  const draft = new Draft(kernel, undefined);
  draft.writeNamespace(ns).cursor = nr as Nr;
  return commit(draft);
}

/** A PID namespace below another, with nobody in it yet. */
export function addNamespace(kernel: Kernel, parent: NsId): { kernel: Kernel; ns: NsId } {
  const draft = new Draft(kernel, undefined);
  const above = draft.namespace(parent);
  const ns = draft.namespaces.length as NsId;
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
  return { kernel: commit(draft), ns };
}

/** No number is given in a namespace any more: its pid 1 is gone, or never came to be. */
export function closeNamespace(kernel: Kernel, ns: NsId): Kernel {
  const draft = new Draft(kernel, undefined);
  draft.writeNamespace(ns).dead = true;
  return commit(draft);
}

/** Where this task's next children will be born. */
export function bearInto(kernel: Kernel, task: TaskId, ns: NsId): Kernel {
  const draft = new Draft(kernel, undefined);
  draft.writeTask(task).nsForChildren = ns;
  return commit(draft);
}

/**
 * A task that was there before: at chosen numbers, from `ns` outwards; a process, or with `leader` a
 * thread. As the first of its namespace it is the namespace's init. The numbers must be free.
 */
export function placeTask(
  kernel: Kernel,
  at: {
    readonly comm: string;
    readonly ns: NsId;
    readonly nrs: readonly number[];
    /** Whose child it is, as a process. */
    readonly parent: TaskId;
    /** Whose thread it is. */
    readonly leader: TaskId | undefined;
  },
): { kernel: Kernel; task: TaskId; pid: Ino } {
  const draft = new Draft(kernel, undefined);
  const pid = allocPid(draft, at.ns, at.nrs, true);
  assert(typeof pid !== 'string', `numbers ${at.nrs.join(', ')} for ${at.comm}: ${pid}`);
  const like = draft.task(at.leader ?? at.parent);
  const task = copyTask(like);
  task.id = draft.tasks.length as TaskId;
  task.pid = pid.ino;
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
  if (at.leader === undefined) {
    const group = copyGroup(draft.group(like.group));
    Object.assign(group, {
      id: draft.groups.length as GroupId,
      leader: task.id,
      tgid: pid.ino,
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
  draft.addTask(task);
  if (draft.namespace(at.ns).init === undefined) draft.writeNamespace(at.ns).init = task.id;
  return { kernel: commit(draft), task: task.id, pid: pid.ino };
}

/** A task ends with this wait status, whatever made it. */
export function endTask(kernel: Kernel, task: TaskId, status: number): Kernel {
  const draft = new Draft(kernel, undefined);
  exitTask(draft, task, status);
  runExits(draft);
  return commit(draft);
}

/** A zombie is collected by somebody who is not in the story. */
export function collectTask(kernel: Kernel, task: TaskId): Kernel {
  const draft = new Draft(kernel, undefined);
  releaseTask(draft, task, undefined);
  return commit(draft);
}

/** A process is another one's child. */
export function giveChild(kernel: Kernel, group: GroupId, parent: TaskId): Kernel {
  const draft = new Draft(kernel, undefined);
  const record = draft.writeGroup(group);
  record.sibling = nextSibling(draft, parent);
  record.parent = parent;
  return commit(draft);
}

/** The signal that a process sends its parent at its end. */
export function setExitSignal(kernel: Kernel, group: GroupId, signal: number): Kernel {
  const draft = new Draft(kernel, undefined);
  draft.writeGroup(group).exitSignal = signal;
  return commit(draft);
}

/** A pidfd that came from where nothing was seen, at a descriptor; what was there is closed. */
export function givePidfd(
  kernel: Kernel,
  task: TaskId,
  fd: number,
  to: { readonly pid: Ino; readonly thread: boolean; readonly nonblock: boolean },
): Kernel {
  const draft = new Draft(kernel, undefined);
  if (fdFile(draft, draft.task(task), fd) !== undefined)
    dropSlot(draft, draft.task(task), fd as Fd, 'close');
  const on = { kind: 'pidfd', pid: to.pid, thread: to.thread, autokill: false } as const;
  const file = makeFile(draft, task, to.nonblock, on);
  registerPid(draft, to.pid);
  installFd(draft, draft.task(task), fd as Fd, file.id, true);
  return commit(draft);
}

/** A descriptor stands at another place; what was there is closed. */
export function moveFd(kernel: Kernel, task: TaskId, from: number, to: number): Kernel {
  if (from === to) return kernel;
  const draft = new Draft(kernel, undefined);
  const { file } = ensure(tableOf(draft, draft.task(task))?.slots[from], 'open descriptor');
  const cloexec = tableOf(draft, draft.task(task))?.slots[from]?.cloexec === true;
  if (fdFile(draft, draft.task(task), to) !== undefined)
    dropSlot(draft, draft.task(task), to as Fd, 'close');
  installFd(draft, draft.task(task), to as Fd, file, cloexec);
  dropSlot(draft, draft.task(task), from as Fd, 'close');
  return commit(draft);
}
