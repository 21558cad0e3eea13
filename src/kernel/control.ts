// Files that steer the kernel: pid_max, ns_last_pid, and a cgroup's cgroup.kill and cgroup.procs.
// Mirrors kernel/pid_namespace.c, kernel/pid_sysctl.h and kernel/cgroup/cgroup.c.
// Simplified: opening, writing and closing are one step; cgroups are flat.

import { PID_MAX_LIMIT, PID_MAX_MIN, SI, SIG } from './constants.ts';
import type { Draft } from './draft.ts';
import { supports } from './features.ts';
import { freeFd } from './file.ts';
import type { Nr, NsId } from './id.ts';
import type { SyscallResult } from './outcome.ts';
import { pidMaxOf } from './pid.ts';
import { done, fail } from './result.ts';
import { findPid, nsOf, pidTask, tableOf } from './select.ts';
import { sendSignal } from './signal.ts';
import type { Task } from './state.ts';

/**
 * Reads (`value` undefined) or writes pid_max or ns_last_pid of the caller's namespace. Lowering
 * pid_max leaves living numbers alone; ns_last_pid moves the cursor, so that the next fork takes the
 * first free number after it.
 * Errors: EMFILE no descriptor to open it with; EACCES pid_max, EPERM ns_last_pid without
 * privilege; EINVAL out of range.
 * Kernel: proc_dointvec_minmax, pid_ns_ctl_handler.
 */
export function sysSysctl(
  draft: Draft,
  caller: Task,
  key: 'ns_last_pid' | 'pid_max',
  value: number | undefined,
): SyscallResult {
  const table = tableOf(draft, caller);
  if (table !== undefined && freeFd(table) === undefined) return fail('EMFILE');
  const own = nsOf(draft, caller);
  const ns = key === 'pid_max' && !supports(draft, 'pidMaxPerNamespace') ? (0 as NsId) : own;
  if (value === undefined)
    return done(key === 'pid_max' ? pidMaxOf(draft, ns) : draft.namespace(ns).cursor - 1);
  if (!caller.creds.privileged) return fail(key === 'pid_max' ? 'EACCES' : 'EPERM');
  if (key === 'pid_max') {
    if (value < PID_MAX_MIN || value > PID_MAX_LIMIT) return fail('EINVAL');
    draft.writeNamespace(ns).pidMax = value;
  } else {
    if (value < 0 || value > pidMaxOf(draft, ns)) return fail('EINVAL');
    draft.writeNamespace(ns).cursor = (value + 1) as Nr;
  }
  return done(0);
}

/**
 * Writes to cgroup.kill: SIGKILL to every process of the cgroup.
 * Errors: ENOENT before 5.14; ERANGE a value other than 1. Kernel: cgroup_kill_write.
 */
export function sysCgroupKill(
  draft: Draft,
  caller: Task,
  cgroup: number,
  value: number,
): SyscallResult {
  if (!supports(draft, 'cgroupKill')) return fail('ENOENT');
  if (value !== 1) return fail('ERANGE');
  const info = { signal: SIG.SIGKILL, code: SI.SI_KERNEL, from: caller.pid, force: true };
  for (const group of draft.groups) {
    if (group === undefined || group.cgroup !== cgroup || group.groupExit !== undefined) continue;
    const target = draft.task(group.leader);
    const to = { from: caller.pid, via: 'kernel', to: target.pid } as const;
    draft.emit?.({ kind: 'send', signal: SIG.SIGKILL, errno: undefined, ...to });
    sendSignal(draft, info, target, 'group');
  }
  return done(0);
}

/** Writes to cgroup.procs: moves a process. Errors: ESRCH. Kernel: cgroup_procs_write. */
export function sysCgroupAttach(
  draft: Draft,
  caller: Task,
  cgroup: number,
  nr: number,
): SyscallResult {
  const found = nr === 0 ? caller.pid : findPid(draft, nsOf(draft, caller), nr)?.ino;
  const task = found === undefined ? undefined : pidTask(draft, found);
  if (task === undefined) return fail('ESRCH');
  draft.writeGroup(task.group).cgroup = cgroup;
  return done(0);
}
