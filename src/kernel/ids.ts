// Asking for and changing numbers, groups, sessions, credentials and process settings. Mirrors
// kernel/sys.c and kernel/cred.c.
// Simplified: credentials are three user ids and one bit for all capabilities.

import { ensure } from '../base.ts';
import { PR, RLIMIT } from './constants.ts';
import type { Draft } from './draft.ts';
import type { Ino } from './id.ts';
import type { SyscallResult } from './outcome.ts';
import { detachPid } from './pid.ts';
import { done, fail } from './result.ts';
import { findPid, groupMembers, nrIn, nsOf, parentOf, pidTask, tableOf } from './select.ts';
import { validSignal } from './sigperm.ts';
import type { Task, ThreadGroup } from './state.ts';

/** getpid(2), getppid(2), gettid(2): never fail; getppid is 0 when the parent is not seen. */
export function sysGet(
  draft: Draft,
  caller: Task,
  which: 'getpid' | 'getppid' | 'gettid',
): SyscallResult {
  const group = draft.group(caller.group);
  const parent = parentOf(draft, group);
  const ino = { getpid: group.tgid, getppid: parent?.tgid, gettid: caller.pid }[which];
  return done(ino === undefined ? 0 : nrIn(draft.pid(ino), nsOf(draft, caller)));
}

function groupByNr(draft: Draft, caller: Task, nr: number): Task | undefined {
  if (nr === 0) return caller;
  const found = nr > 0 ? findPid(draft, nsOf(draft, caller), nr) : undefined;
  return found === undefined ? undefined : pidTask(draft, found.ino);
}

/**
 * getpgid(2) and getsid(2): the group or session of a process, 0 for the caller.
 * Errors: ESRCH no such process. Kernel: do_getpgid, getsid.
 */
export function sysGetGroup(
  draft: Draft,
  caller: Task,
  nr: number,
  which: 'pgid' | 'sid',
): SyscallResult {
  const task = groupByNr(draft, caller, nr);
  if (task === undefined) return fail('ESRCH');
  return done(nrIn(draft.pid(draft.group(task.group)[which]), nsOf(draft, caller)));
}

/** Another identity as group or session; the old one's number may be free then. change_pid. */
function changeGroup(draft: Draft, group: ThreadGroup, pgid: Ino, sid: Ino): void {
  const { pgid: oldPgid, sid: oldSid } = group;
  const writable = draft.writeGroup(group.id);
  writable.pgid = pgid;
  writable.sid = sid;
  detachPid(draft, oldPgid);
  if (oldSid !== oldPgid) detachPid(draft, oldSid);
}

/**
 * setpgid(2): puts the caller or a child into a group; 0 stands for the caller, and for the
 * process's own number.
 * Errors: EINVAL pgid is negative, or pid is a thread; ESRCH neither the caller nor its child; EPERM
 * the child is in another session, leads a session, or there is no such group in this session; EACCES
 * the child has called execve. Kernel: setpgid.
 */
export function sysSetpgid(draft: Draft, caller: Task, pid: number, pgid: number): SyscallResult {
  const ns = nsOf(draft, caller);
  const me = draft.group(caller.group);
  const own = nrIn(draft.pid(me.tgid), ns);
  const nr = pid === 0 ? own : pid;
  const wanted = pgid === 0 ? nr : pgid;
  if (wanted < 0) return fail('EINVAL');
  const found = nr > 0 ? findPid(draft, ns, nr) : undefined;
  const task = found === undefined ? undefined : pidTask(draft, found.ino);
  if (task === undefined) return fail('ESRCH');
  const group = draft.group(task.group);
  if (group.leader !== task.id) return fail('EINVAL');
  if (parentOf(draft, group)?.id === me.id) {
    if (group.sid !== me.sid) return fail('EPERM');
    if (group.execed) return fail('EACCES');
  } else if (group.id !== me.id) return fail('ESRCH');
  if (group.sid === group.tgid) return fail('EPERM');
  let target: Ino = group.tgid;
  if (wanted !== nr) {
    const named = findPid(draft, ns, wanted);
    const member = named === undefined ? undefined : groupMembers(draft, named.ino)[0];
    if (named === undefined || member === undefined || member.sid !== me.sid) return fail('EPERM');
    target = named.ino;
  }
  if (target !== group.pgid) changeGroup(draft, group, target, group.sid);
  return done(0);
}

/**
 * setsid(2): begins a session and a group, both named by the caller's number.
 * Errors: EPERM the caller leads a session, or its number is in use as a group. Kernel: ksys_setsid.
 */
export function sysSetsid(draft: Draft, caller: Task): SyscallResult {
  const group = draft.group(caller.group);
  if (group.sid === group.tgid || groupMembers(draft, group.tgid).length > 0) return fail('EPERM');
  changeGroup(draft, group, group.tgid, group.tgid);
  return done(nrIn(draft.pid(group.tgid), nsOf(draft, caller)));
}

/**
 * prctl(2): subreaper, parent-death signal, ptrace access, no new privileges.
 * Errors: EINVAL unknown option or value. Kernel: prctl.
 */
export function sysPrctl(draft: Draft, caller: Task, option: number, arg2: number): SyscallResult {
  const group = draft.group(caller.group);
  switch (option) {
    case PR.PR_SET_CHILD_SUBREAPER:
      draft.writeGroup(group.id).subreaper = arg2 !== 0;
      return done(0);
    case PR.PR_GET_CHILD_SUBREAPER:
      return done(group.subreaper ? 1 : 0);
    case PR.PR_SET_PDEATHSIG:
      if (!validSignal(arg2)) return fail('EINVAL');
      draft.writeTask(caller.id).pdeathSignal = arg2;
      return done(0);
    case PR.PR_GET_PDEATHSIG:
      return done(caller.pdeathSignal);
    case PR.PR_SET_DUMPABLE:
      if (arg2 !== 0 && arg2 !== 1) return fail('EINVAL');
      draft.writeGroup(group.id).dumpable = arg2 === 1;
      return done(0);
    case PR.PR_GET_DUMPABLE:
      return done(group.dumpable ? 1 : 0);
    case PR.PR_SET_NO_NEW_PRIVS:
      if (arg2 !== 1) return fail('EINVAL');
      draft.writeTask(caller.id).creds = { ...caller.creds, noNewPrivs: true };
      return done(0);
    case PR.PR_GET_NO_NEW_PRIVS:
      return done(caller.creds.noNewPrivs ? 1 : 0);
    default:
      return fail('EINVAL');
  }
}

/**
 * setresuid(2): changes user ids of the calling thread; -1 leaves one alone. Leaving effective id 0
 * gives up all privilege and, like any change, makes the process undumpable.
 * Errors: EPERM an id that is none of the present three, without privilege. Kernel: __sys_setresuid,
 * commit_creds. Simplified: the C library's change of all threads is several calls here.
 */
export function sysSetresuid(
  draft: Draft,
  caller: Task,
  ids: { readonly ruid: number; readonly euid: number; readonly suid: number },
): SyscallResult {
  const old = caller.creds;
  const mine = [old.ruid, old.euid, old.suid, -1];
  const { ruid, euid, suid } = ids;
  if (!old.privileged && ![ruid, euid, suid].every(id => mine.includes(id))) return fail('EPERM');
  const now = {
    ruid: ruid === -1 ? old.ruid : ruid,
    euid: euid === -1 ? old.euid : euid,
    suid: suid === -1 ? old.suid : suid,
  };
  const raised = now.euid === 0 && old.euid !== 0;
  const privileged = now.euid === 0 ? raised || old.privileged : false;
  draft.writeTask(caller.id).creds = { ...now, privileged, noNewPrivs: old.noNewPrivs };
  if (now.euid !== old.euid || privileged !== old.privileged) {
    draft.writeGroup(caller.group).dumpable = false;
    draft.writeTask(caller.id).pdeathSignal = 0;
  }
  return done(0);
}

/**
 * setrlimit(2): the number of descriptors (those beyond a lowered limit stay open), or of tasks of the
 * caller's user.
 * Errors: EINVAL unknown resource. Kernel: do_prlimit. Simplified: the limit sits in the descriptor
 * table, so sharers of a table share it.
 */
export function sysSetrlimit(
  draft: Draft,
  caller: Task,
  resource: number,
  value: number,
): SyscallResult {
  if (resource === RLIMIT.RLIMIT_NPROC && value >= 0) {
    draft.writeGroup(caller.group).taskLimit = value;
    return done(0);
  }
  if (resource !== RLIMIT.RLIMIT_NOFILE || value < 0) return fail('EINVAL');
  const table = ensure(tableOf(draft, caller), 'descriptor table');
  draft.writeFdTable(table.id).limit = value;
  return done(0);
}
