// What clone and clone3 refuse before they begin. Mirrors clone3_args_valid, copy_clone_args_from_user and
// the checks at the head of copy_process in kernel/fork.c.

import type { Clone3Args, Ptr } from './abi.ts';
import { CLONE, has, MAX_PID_NS_LEVEL, SIG } from './constants.ts';
import type { Draft } from './draft.ts';
import type { Errno } from './errno.ts';
import { supports } from './features.ts';
import { nsOf } from './select.ts';
import { unkillable } from './sigperm.ts';
import type { Task } from './state.ts';

/** What all four calls come down to. Mirrors kernel_clone_args. */
export interface CloneArgs {
  readonly flags: number;
  readonly exitSignal: number;
  readonly pidfd: Ptr;
  readonly setTid: readonly number[];
  readonly cgroup: number;
}

export function badStruct(draft: Draft, args: Clone3Args): Errno | undefined {
  if (!supports(draft, 'clone3')) return 'ENOSYS';
  if (args.size > 4096) return 'E2BIG';
  if (args.size < 64) return 'EINVAL';
  if (!args.tailZero) return 'E2BIG';
  const { setTid, setTidSize } = args;
  if (!supports(draft, 'setTid'))
    return setTid !== undefined || setTidSize > 0 ? 'E2BIG' : undefined;
  if (setTidSize > MAX_PID_NS_LEVEL) return 'EINVAL';
  if ((setTid === undefined) !== (setTidSize === 0)) return 'EINVAL';
  if (args.exitSignal < 0 || args.exitSignal > SIG.SIGRTMAX) return 'EINVAL';
  return undefined;
}

const LEGACY_FLAGS = 0x100000000;

export function badClone3(draft: Draft, args: Clone3Args): Errno | undefined {
  const { flags } = args;
  if (flags >= knownFlags(draft)) return 'EINVAL';
  const newer: readonly [number, boolean][] = [
    [CLONE.CLONE_CLEAR_SIGHAND, supports(draft, 'clearSighand')],
    [CLONE.CLONE_INTO_CGROUP, supports(draft, 'intoCgroup')],
  ];
  if (newer.some(([flag, known]) => has(flags, flag) && !known)) return 'EINVAL';
  if (has(flags, CLONE.CLONE_DETACHED) || ((flags % 256) & ~CLONE.CLONE_NEWTIME) !== 0)
    return 'EINVAL';
  if (has(flags, CLONE.CLONE_SIGHAND) && has(flags, CLONE.CLONE_CLEAR_SIGHAND)) return 'EINVAL';
  const family = has(flags, CLONE.CLONE_THREAD) || has(flags, CLONE.CLONE_PARENT);
  if (family && args.exitSignal !== 0) return 'EINVAL';
  const both = has(flags, CLONE.CLONE_PIDFD) && has(flags, CLONE.CLONE_PARENT_SETTID);
  return both && args.parentTid === 'pidfd' ? 'EINVAL' : undefined;
}

/** One past the highest flag that this version knows. */
function knownFlags(draft: Draft): number {
  if (supports(draft, 'autoreap')) return CLONE.CLONE_PIDFD_AUTOKILL * 2;
  if (supports(draft, 'intoCgroup')) return CLONE.CLONE_INTO_CGROUP * 2;
  return supports(draft, 'clearSighand') ? CLONE.CLONE_CLEAR_SIGHAND * 2 : LEGACY_FLAGS;
}

/** Flags that exclude each other. The first part of copy_process. */
export function badFlags(draft: Draft, caller: Task, args: CloneArgs): Errno | undefined {
  const on = (flag: number): boolean => has(args.flags, flag);
  if (on(CLONE.CLONE_NEWNS) && on(CLONE.CLONE_FS)) return 'EINVAL';
  if (on(CLONE.CLONE_NEWUSER) && on(CLONE.CLONE_FS)) return 'EINVAL';
  if (on(CLONE.CLONE_THREAD) && !on(CLONE.CLONE_SIGHAND)) return 'EINVAL';
  if (on(CLONE.CLONE_SIGHAND) && !on(CLONE.CLONE_VM)) return 'EINVAL';
  if (on(CLONE.CLONE_PARENT) && unkillable(draft, draft.group(caller.group))) return 'EINVAL';
  if (on(CLONE.CLONE_THREAD)) {
    if (on(CLONE.CLONE_NEWUSER) || on(CLONE.CLONE_NEWPID)) return 'EINVAL';
    if (nsOf(draft, caller) !== caller.nsForChildren) return 'EINVAL';
  }
  if (on(CLONE.CLONE_PIDFD)) {
    if (on(CLONE.CLONE_DETACHED)) return 'EINVAL';
    if (on(CLONE.CLONE_THREAD) && !supports(draft, 'pidfdThread')) return 'EINVAL';
  }
  return badNewFlags(caller, args, on);
}

/** The flags of 7.1. */
function badNewFlags(
  caller: Task,
  args: CloneArgs,
  on: (flag: number) => boolean,
): Errno | undefined {
  const autoreap = on(CLONE.CLONE_AUTOREAP);
  const thread = on(CLONE.CLONE_THREAD);
  if (autoreap && (args.exitSignal !== 0 || thread || on(CLONE.CLONE_PARENT))) return 'EINVAL';
  if (on(CLONE.CLONE_NNP) && thread) return 'EINVAL';
  if (!on(CLONE.CLONE_PIDFD_AUTOKILL)) return undefined;
  if (!on(CLONE.CLONE_PIDFD) || !autoreap || thread) return 'EINVAL';
  return on(CLONE.CLONE_NNP) || caller.creds.privileged ? undefined : 'EPERM';
}

const NEW_NAMESPACE =
  CLONE.CLONE_NEWNS +
  CLONE.CLONE_NEWCGROUP +
  CLONE.CLONE_NEWUTS +
  CLONE.CLONE_NEWIPC +
  CLONE.CLONE_NEWNET +
  CLONE.CLONE_NEWTIME +
  CLONE.CLONE_NEWPID;

/** Whether the flags ask for a namespace that needs privilege. */
export function wantsNamespace(flags: number): boolean {
  return (flags & NEW_NAMESPACE) !== 0;
}
