// Calls that name a process: whom they meant and whom they reach. Seen from outside the world, with
// the identities that no program can see.

import type { Ino, Kernel, Syscall, SyscallResult, Task } from '../kernel/index.ts';
import { fdFile, findPid, nsOf, P, pidGroup, pidTask } from '../kernel/index.ts';
import type { Instr } from '../race/program.ts';
import { evaluateValue } from './eval.ts';
import type { Actor, Hit, Setup } from './machine.ts';

/** What a call names, by its arguments alone. */
export interface Naming {
  readonly via: 'nr' | 'fd';
  readonly key: number;
  readonly deed: Hit['deed'];
  readonly signal: number;
  /** Which of its arguments it is. */
  readonly arg: number;
  /** The process group of that number is meant. */
  readonly group?: true;
}

/** The process that a call names; undefined: none, or a whole set. */
export function namingOf(sys: Syscall): Naming | undefined {
  switch (sys.name) {
    case 'kill':
      if (sys.pid === 0 || sys.pid === -1) return undefined;
      if (sys.pid < 0) return { ...signal('nr', -sys.pid, sys.sig, 0), group: true };
      return signal('nr', sys.pid, sys.sig, 0);
    case 'tkill':
      return signal('nr', sys.tid, sys.sig, 0);
    case 'tgkill':
      return signal('nr', sys.tid, sys.sig, 1);
    case 'rt_sigqueueinfo':
      return signal('nr', sys.tgid, sys.sig, 0);
    case 'pidfd_send_signal':
      return sys.pidfd < 0 ? undefined : signal('fd', sys.pidfd, sys.sig, 0);
    case 'wait4':
      return sys.pid > 0 ? naming('nr', sys.pid, 'wait', 0) : undefined;
    case 'waitid':
      if (sys.idtype === P.P_PID) return naming('nr', sys.id, 'wait', 1);
      return sys.idtype === P.P_PIDFD ? naming('fd', sys.id, 'wait', 1) : undefined;
    case 'pidfd_open':
      return sys.pid > 0 ? naming('nr', sys.pid, 'open', 0) : undefined;
    case 'pidfd_getfd':
    case 'process_madvise':
    case 'process_mrelease':
      return sys.pidfd < 0 ? undefined : naming('fd', sys.pidfd, 'use', 0);
    case 'setns':
      return naming('fd', sys.fd, 'use', 0);
    case 'open':
      return procNaming(sys.path);
    case 'read':
      return naming('fd', sys.fd, 'read', 0);
    default:
      return undefined;
  }
}

/** A path under /proc/NUMBER names whoever has the number. */
function procNaming(path: string): Naming | undefined {
  const nr = /^\/proc\/(\d+)(\/|$)/.exec(path)?.[1];
  return nr === undefined ? undefined : naming('nr', Number(nr), 'read', 0);
}

function signal(via: 'nr' | 'fd', key: number, sig: number, arg: number): Naming {
  return { via, key, deed: sig === 0 ? 'look' : 'signal', signal: sig, arg };
}

function naming(via: 'nr' | 'fd', key: number, deed: Hit['deed'], arg: number): Naming {
  return { via, key, deed, signal: 0, arg };
}

/** What the named argument was meant to name, when the program learnt it. */
export function meantBy(instr: Instr, name: Naming, actor: Actor, setup: Setup): Ino | undefined {
  const arg = instr.kind === 'syscall' ? instr.args[name.arg] : undefined;
  const expr = arg?.kind === 'text' ? arg.values[0] : arg?.kind === 'value' ? arg.expr : undefined;
  return expr === undefined ? undefined : evaluateValue(expr, actor, setup).meant;
}

/** Whom the call reached, from the kernel before it and its result. */
export function hitOf(
  name: Naming,
  call: string,
  meant: Ino | undefined,
  by: Actor,
  before: Kernel,
  result: SyscallResult,
): Hit | undefined {
  const caller = before.tasks[by.task];
  if (caller === undefined) return undefined;
  const found = behind(before, caller, name);
  if (name.via === 'fd' && found === undefined) return undefined;
  const collected = result.ok && result.out.kind === 'wait' ? result.out.info.pid : undefined;
  const reached = name.deed === 'wait' ? collected : present(before, found, name.group);
  const { via, deed, key } = name;
  const outcome = classify(before, name, meant, reached, result);
  return outcome === undefined
    ? undefined
    : { by: by.pid, via, deed, call, signal: name.signal, key, meant, reached, outcome };
}

/** The identity behind the number or the descriptor. */
function behind(kernel: Kernel, caller: Task, name: Naming): Ino | undefined {
  if (name.via === 'nr') return findPid(kernel, nsOf(kernel, caller), name.key)?.ino;
  const on = fdFile(kernel, caller, name.key)?.on;
  const names = on?.kind === 'pidfd' || on?.kind === 'procdir' || on?.kind === 'procfile';
  return names ? on.pid : undefined;
}

/** An identity counts as reached only while some task answers to it; as a group, while it has members. */
function present(kernel: Kernel, pid: Ino | undefined, group = false): Ino | undefined {
  if (pid === undefined) return undefined;
  if (group) return kernel.groups.some(g => g?.pgid === pid) ? pid : undefined;
  if (pidTask(kernel, pid) !== undefined || pidGroup(kernel, pid) !== undefined) return pid;
  return kernel.groups.some(g => g?.pgid === pid) ? pid : undefined;
}

/** Errnos that say: there is no such process. */
const GONE: ReadonlySet<string> = new Set(['ESRCH', 'ECHILD', 'ENOENT']);

function classify(
  before: Kernel,
  name: Naming,
  meant: Ino | undefined,
  reached: Ino | undefined,
  result: SyscallResult,
): Hit['outcome'] | undefined {
  if (!result.ok && !GONE.has(result.errno)) return undefined;
  if (!result.ok || reached === undefined) {
    return result.ok && name.deed === 'wait' ? undefined : 'nobody';
  }
  const wrong = meant !== undefined && meant !== reached;
  const sends = name.deed === 'signal' || name.deed === 'look';
  if (sends && pidTask(before, reached)?.state === 'zombie') return 'zombie';
  return wrong ? 'wrong' : 'right';
}
