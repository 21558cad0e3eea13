// The end of a task: from exit to zombie to release. Mirrors kernel/exit.c (do_exit, exit_notify,
// forget_original_parent, release_task) and zap_pid_ns_processes.
// Simplified: a process told to exit by a signal has done so when the sender's call returns; pid 1 of
// a namespace does not wait for members whose parents live outside it.

import { SIG } from './constants.ts';
import type { Draft } from './draft.ts';
import { supports } from './features.ts';
import { exitFiles } from './file.ts';
import type { GroupId, TaskId } from './id.ts';
import { hasStoppedJobs, isDead, willBecomeOrphaned } from './job.ts';
import { notifyParent, releaseTask } from './release.ts';
import { groupMembers, nrIn, nsOf, parentOf, threadGroupEmpty, threadsOf } from './select.ts';
import { beginGroupExit, deliverPending, sendSignal, userInfo } from './signal.ts';
import type { ThreadGroup } from './state.ts';

/** Ends every process that a signal told to exit, and whom that drags along. */
export function runExits(draft: Draft): void {
  for (let id = draft.dying?.shift(); id !== undefined; id = draft.dying?.shift())
    exitGroup(draft, id);
}

function exitGroup(draft: Draft, id: GroupId): void {
  const group = draft.groups[id];
  if (group === undefined) return;
  const status = group.groupExit ?? 0;
  const threads = threadsOf(draft, id);
  if (threads.length > 1)
    for (const task of threads) if (task.id !== group.leader) exitTask(draft, task.id, status);
  exitTask(draft, group.leader, status);
}

/** One thread ends. Mirrors do_exit; does nothing to a zombie. */
export function exitTask(draft: Draft, id: TaskId, code: number): void {
  const before = draft.tasks[id];
  if (before === undefined || before.state === 'zombie') return;
  endVfork(draft, id);
  exitFiles(draft, id);
  const group = draft.group(before.group);
  const last = !othersAlive(draft, group.id, id);
  if (last) settleStatus(draft, group, id, code);
  draft.emit?.({ kind: 'exit', pid: before.pid, status: code });
  const space = draft.namespace(nsOf(draft, before));
  if (last && isReaper(draft, group, space.init)) zapNamespace(draft, group);
  const task = draft.writeTask(id);
  task.state = 'zombie';
  task.exitCode = code;
  task.vforkChild = undefined;
  if (!last) passReaper(draft, id);
  forgetOriginalParent(draft, id);
  if (last) killOrphanedGroup(draft, draft.group(group.id), undefined);
  if (group.leader !== id) {
    releaseTask(draft, id, undefined);
    return;
  }
  const autoreap = threadGroupEmpty(draft, draft.task(id)) && notifyParent(draft, group.id);
  if (autoreap) releaseTask(draft, id, undefined);
  else draft.emit?.({ kind: 'zombie', pid: before.pid, parent: parentOf(draft, group)?.tgid });
}

/** Whether another thread of the process is not a zombie. */
function othersAlive(draft: Draft, group: GroupId, id: TaskId): boolean {
  for (const t of draft.tasks)
    if (t !== undefined && t.group === group && t.id !== id && t.state !== 'zombie') return true;
  return false;
}

/** The process's status, known when its last thread ends. Mirrors synchronize_group_exit. */
function settleStatus(draft: Draft, group: ThreadGroup, id: TaskId, code: number): void {
  const writable = draft.writeGroup(group.id);
  writable.jobEvent = { kind: 'none' };
  if (group.groupExit !== undefined) return;
  const leader = draft.task(group.leader);
  const ofLeader = !supports(draft, 'lastThreadStatus') && leader.id !== id;
  writable.groupExit = ofLeader ? (leader.exitCode ?? code) : code;
}

/** The parent waiting in vfork goes on. Mirrors complete_vfork_done. */
export function endVfork(draft: Draft, child: TaskId): void {
  for (const task of draft.tasks) {
    if (task === undefined || task.vforkChild !== child) continue;
    draft.writeTask(task.id).vforkChild = undefined;
    deliverPending(draft, task.id);
  }
}

function isReaper(draft: Draft, group: ThreadGroup, init: TaskId | undefined): boolean {
  return init !== undefined && draft.tasks[init]?.group === group.id;
}

/** A thread of pid 1 ends and others live: one of them is the reaper now. find_child_reaper. */
function passReaper(draft: Draft, id: TaskId): void {
  const task = draft.task(id);
  const ns = nsOf(draft, task);
  if (draft.namespace(ns).init !== id) return;
  const heir = threadsOf(draft, task.group).find(t => t.state !== 'zombie');
  if (heir !== undefined) draft.writeNamespace(ns).init = heir.id;
}

/** pid 1 dies: everybody in its namespace does. Mirrors zap_pid_ns_processes. */
function zapNamespace(draft: Draft, group: ThreadGroup): void {
  const ns = nsOf(draft, draft.task(group.leader));
  draft.writeNamespace(ns).dead = true;
  const ignored = { signal: SIG.SIGCHLD, handler: 'ignore', noCldWait: false } as const;
  const others = group.actions.filter(a => a.signal !== SIG.SIGCHLD);
  draft.writeGroup(group.id).actions = [...others, { ...ignored, noCldStop: false }].sort(
    (a, b) => a.signal - b.signal,
  );
  const info = { signal: SIG.SIGKILL, code: 0, from: undefined, force: true };
  for (const task of draft.tasks) {
    if (task === undefined || task.group === group.id || task.state === 'zombie') continue;
    if (nrIn(draft.pid(task.pid), ns) === 0) continue;
    sendSignal(draft, info, task, 'group');
    // Even where a recording holds signals back.
    beginGroupExit(draft, draft.group(task.group), SIG.SIGKILL);
  }
  runExits(draft);
  for (const child of draft.groups) {
    if (child === undefined || !isDead(draft, child)) continue;
    if (parentOf(draft, child)?.id === group.id) releaseTask(draft, child.leader, undefined);
  }
}

/** The children of an exiting thread get another parent. Mirrors forget_original_parent. */
function forgetOriginalParent(draft: Draft, father: TaskId): void {
  const children: ThreadGroup[] = [];
  for (const g of draft.groups) if (g !== undefined && g.parent === father) children.push(g);
  if (children.length === 0) return;
  children.sort((a, b) => a.sibling - b.sibling);
  const reaper = findNewReaper(draft, father);
  for (const child of children) reparent(draft, child.id, father, reaper);
}

/** Who takes the children: a thread, a subreaper, or pid 1. Mirrors find_new_reaper. */
function findNewReaper(draft: Draft, father: TaskId): TaskId | undefined {
  const task = draft.task(father);
  const own = aliveThread(draft, task.group);
  if (own !== undefined) return own;
  const ns = nsOf(draft, task);
  let ancestor = parentOf(draft, draft.group(task.group));
  while (ancestor !== undefined && nsOf(draft, draft.task(ancestor.leader)) === ns) {
    const thread = ancestor.subreaper ? aliveThread(draft, ancestor.id) : undefined;
    if (thread !== undefined) return thread;
    ancestor = parentOf(draft, ancestor);
  }
  const init = draft.namespace(ns).init;
  return init === father || init === undefined ? undefined : init;
}

/** A thread of the group that is not on its way out. Mirrors find_alive_thread. */
function aliveThread(draft: Draft, id: GroupId): TaskId | undefined {
  const group = draft.group(id);
  const { init } = draft.namespace(nsOf(draft, draft.task(group.leader)));
  if (group.groupExit !== undefined && !isReaper(draft, group, init)) return undefined;
  return threadsOf(draft, id).find(t => t.state !== 'zombie')?.id;
}

/** The place at the end of a parent's list of children. */
export function nextSibling(draft: Draft, parent: TaskId | undefined): number {
  let next = 0;
  for (const group of draft.groups)
    if (group !== undefined && group.parent === parent && group.sibling >= next)
      next = group.sibling + 1;
  return next;
}

function reparent(draft: Draft, id: GroupId, father: TaskId, reaper: TaskId | undefined): void {
  const fatherTask = draft.task(father);
  const child = draft.writeGroup(id);
  child.sibling = nextSibling(draft, reaper);
  child.parent = reaper;
  for (const thread of threadsOf(draft, id)) {
    if (thread.pdeathSignal === 0) continue;
    const info = userInfo(draft, thread.pdeathSignal, 0, fatherTask, thread);
    sendSignal(draft, info, thread, 'group');
  }
  const to = reaper === undefined ? undefined : draft.task(reaper);
  if (to?.group === fatherTask.group) return;
  draft.emit?.({ kind: 'reparent', pid: child.tgid, to: to?.pid });
  if (!child.autoreap) child.exitSignal = SIG.SIGCHLD;
  const leader = draft.task(child.leader);
  const zombie = leader.state === 'zombie' && threadGroupEmpty(draft, leader);
  if (zombie && notifyParent(draft, id)) {
    releaseTask(draft, leader.id, undefined);
    return;
  }
  killOrphanedGroup(draft, child, draft.group(fatherTask.group));
}

/**
 * SIGHUP and SIGCONT for a group with stopped members that lost its last tie to its session.
 * Mirrors kill_orphaned_pgrp: `parent` undefined when the process itself exits.
 */
function killOrphanedGroup(
  draft: Draft,
  child: ThreadGroup,
  parent: ThreadGroup | undefined,
): void {
  const tie = parent ?? parentOf(draft, child);
  if (tie === undefined || tie.pgid === child.pgid || tie.sid !== child.sid) return;
  if (!hasStoppedJobs(draft, child.pgid)) return;
  if (!willBecomeOrphaned(draft, child.pgid, parent === undefined ? child : undefined)) return;
  for (const signal of [SIG.SIGHUP, SIG.SIGCONT]) {
    for (const member of groupMembers(draft, child.pgid)) {
      const info = { signal, code: 0x80, from: undefined, force: true };
      sendSignal(draft, info, draft.task(member.leader), 'group');
    }
  }
}
