// Leaving and joining namespaces: unshare, setns. Mirrors kernel/nsproxy.c and pidns_install.
// Simplified: only PID namespaces are kept; joining any other kind succeeds and changes nothing; no
// user namespaces.

import { wantsNamespace } from './clone-args.ts';
import { CLONE, has } from './constants.ts';
import type { Draft } from './draft.ts';
import type { Errno } from './errno.ts';
import { supports } from './features.ts';
import { getFile, unshareTable } from './file.ts';
import { newPidNamespace } from './fork.ts';
import type { NsId } from './id.ts';
import type { NsType } from './open.ts';
import type { SyscallResult } from './outcome.ts';
import { mayAccess } from './pidfd.ts';
import { done, fail } from './result.ts';
import { nsOf, pidTask, threadGroupEmpty } from './select.ts';
import type { Task } from './state.ts';

const SHARED =
  CLONE.CLONE_THREAD +
  CLONE.CLONE_FS +
  CLONE.CLONE_NEWNS +
  CLONE.CLONE_SIGHAND +
  CLONE.CLONE_VM +
  CLONE.CLONE_FILES +
  CLONE.CLONE_SYSVSEM +
  CLONE.CLONE_NEWUTS +
  CLONE.CLONE_NEWIPC +
  CLONE.CLONE_NEWNET +
  CLONE.CLONE_NEWUSER +
  CLONE.CLONE_NEWPID +
  CLONE.CLONE_NEWCGROUP +
  CLONE.CLONE_NEWTIME;

/** Whether `flags` has a bit that is not in `known`. */
function outside(flags: number, known: number): boolean {
  for (let bit = 1; bit <= flags; bit *= 2) if (has(flags, bit) && !has(known, bit)) return true;
  return flags < 0;
}

/**
 * unshare(2): leaves what is shared. CLONE_NEWPID changes only where future children are born.
 * Errors: EINVAL unknown flags, CLONE_THREAD, CLONE_VM or CLONE_SIGHAND among several threads, or
 * CLONE_NEWPID twice; ENOSPC nested too deep; EPERM. Kernel: ksys_unshare.
 */
export function sysUnshare(draft: Draft, caller: Task, flags: number): SyscallResult {
  if (outside(flags, SHARED)) return fail('EINVAL');
  const single = [CLONE.CLONE_THREAD, CLONE.CLONE_VM, CLONE.CLONE_SIGHAND, CLONE.CLONE_NEWUSER];
  if (single.some(flag => has(flags, flag)) && !threadGroupEmpty(draft, caller))
    return fail('EINVAL');
  if (wantsNamespace(flags) && !caller.creds.privileged) return fail('EPERM');
  if (has(flags, CLONE.CLONE_NEWPID)) {
    const ns = newPidNamespace(draft, caller);
    if (typeof ns === 'string') return fail(ns);
    draft.writeTask(caller.id).nsForChildren = ns;
  }
  if (has(flags, CLONE.CLONE_FILES)) unshareTable(draft, caller.id);
  return done(0);
}

const NS_FLAGS: readonly (readonly [number, NsType])[] = [
  [CLONE.CLONE_NEWNS, 'mnt'],
  [CLONE.CLONE_NEWUTS, 'uts'],
  [CLONE.CLONE_NEWIPC, 'ipc'],
  [CLONE.CLONE_NEWNET, 'net'],
  [CLONE.CLONE_NEWUSER, 'user'],
  [CLONE.CLONE_NEWPID, 'pid'],
  [CLONE.CLONE_NEWCGROUP, 'cgroup'],
  [CLONE.CLONE_NEWTIME, 'time'],
];

/**
 * setns(2): joins the namespaces of the process behind a pidfd, or the one a namespace file is open
 * on. A PID namespace counts for future children only, and must be the caller's own or one below it.
 * Errors: EBADF; EINVAL bad nstype, neither kind of file, a PID namespace above, own user namespace;
 * ESRCH the process has exited; EPERM. Kernel: setns, validate_nsset, pidns_install.
 */
export function sysSetns(draft: Draft, caller: Task, fd: number, nstype: number): SyscallResult {
  const on = getFile(draft, caller, fd)?.on;
  if (on === undefined) return fail('EBADF');
  if (on.kind === 'nsfile') {
    const type = on.type === 'pid_for_children' ? 'pid' : on.type;
    const flag = NS_FLAGS.find(([, t]) => t === type)?.[0] ?? 0;
    if (nstype !== 0 && nstype !== flag) return fail('EINVAL');
    return install(draft, caller, flag, on.ns);
  }
  if (on.kind !== 'pidfd' || !supports(draft, 'setnsPidfd')) return fail('EINVAL');
  const all = NS_FLAGS.reduce((sum, [flag]) => sum + flag, 0);
  if (nstype <= 0 || outside(nstype, all)) return fail('EINVAL');
  const target = pidTask(draft, on.pid);
  if (target === undefined) return fail('ESRCH');
  if (!mayAccess(draft, caller, target, 'real')) return fail('EPERM');
  if (target.state === 'zombie') return fail('ESRCH');
  return install(draft, caller, nstype, nsOf(draft, target));
}

function install(draft: Draft, caller: Task, flags: number, ns: NsId | undefined): SyscallResult {
  const bad = notJoinable(draft, caller, flags, ns);
  if (bad !== undefined) return fail(bad);
  if (has(flags, CLONE.CLONE_NEWPID) && ns !== undefined)
    draft.writeTask(caller.id).nsForChildren = ns;
  return done(0);
}

function notJoinable(
  draft: Draft,
  caller: Task,
  flags: number,
  ns: NsId | undefined,
): Errno | undefined {
  if (has(flags, CLONE.CLONE_NEWUSER)) return 'EINVAL';
  if (!caller.creds.privileged) return 'EPERM';
  if (!has(flags, CLONE.CLONE_NEWPID)) return undefined;
  return ns !== undefined && isBelow(draft, ns, nsOf(draft, caller)) ? undefined : 'EINVAL';
}

/** Whether `ns` is `top` or lies inside it. */
function isBelow(draft: Draft, ns: NsId, top: NsId): boolean {
  for (let at: NsId | undefined = ns; at !== undefined; at = draft.namespace(at).parent)
    if (at === top) return true;
  return false;
}
