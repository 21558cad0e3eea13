// The one door into the kernel: `ready` says whether a call can go on, `call` performs it. Blocking
// is never a result: a call that would block is simply not ready, and why is derived.

import { ensure } from '../base.ts';
import type { Syscall } from './abi.ts';
import { commit } from './commit.ts';
import { HANDLERS } from './dispatch.ts';
import { hasPending } from './disposition.ts';
import { Draft, type View } from './draft.ts';
import { epollReady } from './epoll.ts';
import type { KernelEvent } from './event.ts';
import { runExits } from './exit.ts';
import type { TaskId } from './id.ts';
import type { BlockedReason, Called, Readiness, SyscallResult } from './outcome.ts';
import { pipeReady } from './pipe.ts';
import { pollReady } from './poll.ts';
import { GONE } from './result.ts';
import { receiveReady } from './socket.ts';
import type { Kernel, Task } from './state.ts';
import { wait4Opts, waitidOpts, waitReady } from './wait.ts';

const READY: Readiness = { ready: true };

function blocked(why: BlockedReason): Readiness {
  return { ready: false, why };
}

/** Why a task can do nothing at all now; undefined: it can. */
export function stuck(view: View, caller: TaskId): BlockedReason | undefined {
  const task = view.tasks[caller];
  if (task === undefined || task.state === 'zombie') return { kind: 'exited' };
  if (task.state === 'stopped') return { kind: 'stopped' };
  if (task.vforkChild === undefined) return undefined;
  const child = ensure(view.tasks[task.vforkChild], 'vfork child');
  return { kind: 'vfork', child: child.pid };
}

/** Whether `caller` can perform `sys` now, and if not, what it waits for. Pure. */
export function ready(kernel: View, caller: TaskId, sys: Syscall): Readiness {
  const why = stuck(kernel, caller);
  if (why !== undefined) return blocked(why);
  return canGoOn(kernel, ensure(kernel.tasks[caller], 'caller'), sys);
}

function canGoOn(kernel: View, task: Task, sys: Syscall): Readiness {
  switch (sys.name) {
    case 'wait4':
      return waitReady(kernel, task, wait4Opts(kernel, task, sys.pid, sys.options));
    case 'waitid':
      return waitReady(kernel, task, waitidOpts(kernel, task, sys));
    case 'poll':
      return pollReady(kernel, task, sys);
    case 'epoll_wait':
      return epollReady(kernel, task, sys);
    case 'recvmsg':
    case 'read':
      return pipeReady(kernel, task, sys) ?? receiveReady(kernel, task, sys);
    case 'rt_sigtimedwait':
      return sys.timeout === 0 || hasPending(kernel, task, sys.set)
        ? READY
        : blocked({ kind: 'signal' });
    case 'pause':
      return blocked({ kind: 'signal' });
    default:
      return READY;
  }
}

/**
 * Performs `sys` for `caller`, which must be ready. Events are appended to `events` when given.
 * Every failure is an errno in the result; only a call that was not ready throws (a bug of ours).
 */
export function call(
  kernel: Kernel,
  caller: TaskId,
  sys: Syscall,
  events: KernelEvent[] | undefined,
): Called {
  if (!ready(kernel, caller, sys).ready)
    throw new Error(`bug: task ${caller} is not ready for ${sys.name}`);
  const draft = new Draft(kernel, events);
  const handler = HANDLERS[sys.name] as (d: Draft, t: Task, s: Syscall) => SyscallResult;
  const result = handler(draft, draft.task(caller), sys);
  if (draft.dying !== undefined) runExits(draft);
  const after = draft.tasks[caller];
  const gone = after === undefined || after.state === 'zombie';
  return { kernel: commit(draft), result: gone && result.ok ? GONE : result };
}
