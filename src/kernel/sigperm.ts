// What a signal does by default, and who may send it. Mirrors check_kill_permission and the sig_kernel_*
// masks of kernel/signal.c.

import { SIG } from './constants.ts';
import type { View } from './draft.ts';
import type { Errno } from './errno.ts';
import { nrIn, pidNs } from './select.ts';
import type { SigAction, Task, ThreadGroup } from './state.ts';

type Effect = 'terminate' | 'stop' | 'continue' | 'ignore';

/** What a signal does by default. */
export function defaultEffect(signal: number): Effect {
  switch (signal) {
    case SIG.SIGCONT:
      return 'continue';
    case SIG.SIGCHLD:
    case SIG.SIGURG:
    case SIG.SIGWINCH:
      return 'ignore';
    case SIG.SIGSTOP:
    case SIG.SIGTSTP:
    case SIG.SIGTTIN:
    case SIG.SIGTTOU:
      return 'stop';
    default:
      return 'terminate';
  }
}

/** What a signal does in a process that takes it. Mirrors get_signal. */
export function effectOn(
  view: View,
  group: ThreadGroup,
  signal: number,
): 'handler' | 'ignored' | 'stop' | 'terminate' {
  const action = actionOf(group, signal);
  if (action?.handler === 'handle') return 'handler';
  const effect = action?.handler === 'ignore' ? 'ignore' : defaultEffect(signal);
  if (effect === 'ignore' || effect === 'continue') return 'ignored';
  return unkillable(view, group) && !kernelOnly(signal) ? 'ignored' : effect;
}

export function validSignal(signal: number): boolean {
  return signal >= 0 && signal <= SIG.SIGRTMAX;
}

export function actionOf(group: ThreadGroup, signal: number): SigAction | undefined {
  for (const action of group.actions) if (action.signal === signal) return action;
  return undefined;
}

/** SIGKILL and SIGSTOP: what pid 1 obeys when it comes from outside. Mirrors sig_kernel_only. */
export function kernelOnly(signal: number): boolean {
  return signal === SIG.SIGKILL || signal === SIG.SIGSTOP;
}

/** pid 1 of its namespace. Mirrors SIGNAL_UNKILLABLE. */
export function unkillable(view: View, group: ThreadGroup): boolean {
  const pid = view.pids[group.tgid];
  return pid !== undefined && nrIn(pid, pidNs(pid)) === 1;
}

/**
 * May `sender` signal `target`? Mirrors check_kill_permission.
 * Errors: EINVAL for a bad number (checked first), EPERM.
 */
export function killPermission(
  view: View,
  sender: Task,
  target: Task,
  signal: number,
): Errno | undefined {
  if (!validSignal(signal)) return 'EINVAL';
  if (sender.group === target.group) return undefined;
  const mine = sender.creds;
  const its = target.creds;
  if (mine.privileged || mine.euid === its.suid || mine.euid === its.ruid) return undefined;
  if (mine.ruid === its.suid || mine.ruid === its.ruid) return undefined;
  const sameSession = view.groups[sender.group]?.sid === view.groups[target.group]?.sid;
  return signal === SIG.SIGCONT && sameSession ? undefined : 'EPERM';
}
