// From zombie to gone: the parent is told, the task is collected, its numbers are free. Mirrors
// do_notify_parent, release_task and pidfs_exit.

import { CLD, SIG } from './constants.ts';
import type { Draft } from './draft.ts';
import { supports } from './features.ts';
import type { GroupId, Ino, TaskId } from './id.ts';
import { detachPid } from './pid.ts';
import { parentOf, threadGroupEmpty } from './select.ts';
import { sendChildSignal } from './signal.ts';
import { actionOf } from './sigperm.ts';
import type { Task, ThreadGroup } from './state.ts';

/**
 * Tells the parent of a death; true: nobody will collect it. Mirrors do_notify_parent.
 */
export function notifyParent(draft: Draft, id: GroupId): boolean {
  const group = draft.group(id);
  if (group.autoreap) return true;
  const parent = parentOf(draft, group);
  if (parent === undefined) return false;
  const signal = group.parentExeced ? SIG.SIGCHLD : group.exitSignal;
  const action = signal === SIG.SIGCHLD ? actionOf(parent, SIG.SIGCHLD) : undefined;
  const autoreap = action?.handler === 'ignore' || action?.noCldWait === true;
  const code = ((group.groupExit ?? 0) & 0x7f) === 0 ? CLD.CLD_EXITED : CLD.CLD_KILLED;
  if (action?.handler !== 'ignore') sendChildSignal(draft, signal, code, group);
  return autoreap;
}

/** A zombie goes: its numbers are free unless a group or session holds them. release_task. */
export function releaseTask(draft: Draft, id: TaskId, by: Ino | undefined): void {
  const task = draft.task(id);
  const group = draft.group(task.group);
  const isLeader = group.leader === id;
  storeExit(draft, task, group, isLeader);
  const status = isLeader ? (group.groupExit ?? 0) : (task.exitCode ?? 0);
  draft.emit?.({ kind: 'reap', pid: task.pid, by, status });
  draft.dropTask(id);
  if (isLeader) draft.dropGroup(group.id);
  detachPid(draft, task.pid);
  if (isLeader) {
    tellPinned(draft, task);
    if (group.pgid !== task.pid) detachPid(draft, group.pgid);
    if (group.sid !== task.pid && group.sid !== group.pgid) detachPid(draft, group.sid);
    return;
  }
  const leader = draft.tasks[group.leader];
  if (leader?.state !== 'zombie' || !threadGroupEmpty(draft, leader)) return;
  if (notifyParent(draft, group.id)) releaseTask(draft, leader.id, undefined);
}

function tellPinned(draft: Draft, task: Task): void {
  const pid = draft.pids[task.pid];
  if (pid?.hashed !== true) return;
  const nr = pid.upids[pid.upids.length - 1]?.nr;
  const as = draft.groups.some(g => g?.pgid === task.pid) ? 'pgid' : 'sid';
  if (nr !== undefined) draft.emit?.({ kind: 'pinned', nr, pid: task.pid, as });
}

/**
 * pidfs keeps the exit status. Mirrors pidfs_exit: from 6.17 for every struct pid that ever had a
 * pidfd; in 6.15 and 6.16 only while a pidfd is open.
 */
function storeExit(draft: Draft, task: Task, group: ThreadGroup, isLeader: boolean): void {
  const attr = draft.pid(task.pid).attr;
  if (attr === undefined || !supports(draft, 'pidfdExitInfo')) return;
  const open = (): boolean => draft.files.some(f => f.on.kind === 'pidfd' && f.on.pid === task.pid);
  if (!supports(draft, 'persistentInfo') && !open()) return;
  const exitCode = isLeader ? (group.groupExit ?? 0) : (task.exitCode ?? 0);
  draft.writePid(task.pid).attr = { exitCode, cgroup: group.cgroup };
}
