// Another program in the same process. Mirrors fs/exec.c (begin_new_exec, de_thread).
// Simplified: the program always exists, is not setuid, and runs at once.

import { SIG } from './constants.ts';
import type { Draft } from './draft.ts';
import { endVfork, exitTask } from './exit.ts';
import { closeOnExec, unshareTable } from './file.ts';
import type { SyscallResult } from './outcome.ts';
import { releaseTask } from './release.ts';
import { done } from './result.ts';
import { threadsOf } from './select.ts';
import type { Task } from './state.ts';

/**
 * execve(2): runs another program. The number, its pidfds, parent and start time stay. All other
 * threads end; a thread that is not the leader takes over the leader's identity, and its own number
 * is free. Handlers go back to the default, ignored signals stay ignored.
 * Errors: none modelled. Kernel: begin_new_exec, de_thread.
 */
export function sysExecve(draft: Draft, caller: Task, path: string): SyscallResult {
  const formerly = caller.pid;
  deThread(draft, caller);
  unshareTable(draft, caller.id);
  endVfork(draft, caller.id);
  const group = draft.writeGroup(caller.group);
  group.exitSignal = group.autoreap ? group.exitSignal : SIG.SIGCHLD;
  group.actions = group.actions
    .filter(a => a.handler === 'ignore')
    .map(a => ({ ...a, noCldWait: false, noCldStop: false }));
  group.execed = true;
  for (const child of draft.groups)
    if (child?.parent === caller.id) draft.writeGroup(child.id).parentExeced = true;
  const task = draft.writeTask(caller.id);
  const { ruid, euid, noNewPrivs } = task.creds;
  group.dumpable = ruid === euid;
  const privileged = euid === 0;
  if (task.creds.suid !== euid || task.creds.privileged !== privileged)
    task.creds = { ruid, euid, suid: euid, privileged, noNewPrivs };
  task.comm = path.slice(path.lastIndexOf('/') + 1).slice(0, 15);
  draft.emit?.({ kind: 'exec', pid: task.pid, comm: task.comm, formerly });
  closeOnExec(draft, caller.id);
  return done(0);
}

/** The other threads go, and the caller becomes the leader. */
function deThread(draft: Draft, caller: Task): void {
  for (const other of threadsOf(draft, caller.group))
    if (other.id !== caller.id) exitTask(draft, other.id, 0);
  const group = draft.group(caller.group);
  if (group.leader === caller.id) return;
  const leader = draft.writeTask(group.leader);
  const me = draft.writeTask(caller.id);
  const mine = me.pid;
  me.pid = leader.pid;
  leader.pid = mine;
  me.startTime = leader.startTime;
  draft.writeGroup(group.id).leader = caller.id;
  releaseTask(draft, leader.id, undefined);
}
