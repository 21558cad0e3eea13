// Which cells of call × target state × outcome the plans have met, and how often.

import { type Kernel, nsOf, type Task } from '../kernel/index.ts';
import { numberOf } from './arguments.ts';
import { type Meanings, stateOfFile, stateOfPid, type TargetState } from './knowledge.ts';
import type { Json, JsonObject, Result, Step } from './plan.ts';
import { actorNamed, type World } from './world.ts';

/** How often each cell was met, by `cellKey`. */
export type Coverage = Map<string, number>;

export function cellKey(call: string, state: TargetState, outcome: string): string {
  return `${call} ${state} ${outcome}`;
}

/** Adds the counts of `more` to `into`. */
export function addCoverage(into: Coverage, more: ReadonlyMap<string, number>): void {
  for (const [key, count] of more) into.set(key, (into.get(key) ?? 0) + count);
}

/** The argument that names a call's target: a number, a descriptor, a group, or a path. */
interface Target {
  readonly kind: 'nr' | 'fd' | 'handle' | 'none';
  readonly arg: Json | undefined;
}

const NUMBER_TARGET: Readonly<Record<string, string>> = {
  kill: 'pid',
  tkill: 'tid',
  tgkill: 'tid',
  rt_sigqueueinfo: 'tgid',
  wait4: 'pid',
  getpgid: 'pid',
  getsid: 'pid',
  setpgid: 'pid',
  pidfd_open: 'pid',
};

const FD_TARGET: Readonly<Record<string, string>> = {
  pidfd_send_signal: 'pidfd',
  pidfd_getfd: 'pidfd',
  process_madvise: 'pidfd',
  process_mrelease: 'pidfd',
  ioctl: 'fd',
  setns: 'fd',
  fstat: 'fd',
  name_to_handle_at: 'dirfd',
  read: 'fd',
  openat: 'dirfd',
};

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

function targetOf(step: Step): Target {
  const args = step.args ?? {};
  const nr = NUMBER_TARGET[step.call];
  if (nr !== undefined) {
    const nobody = args[nr] === 0 || args[nr] === -1;
    return { kind: nobody ? 'none' : 'nr', arg: args[nr] };
  }
  const fd = FD_TARGET[step.call];
  if (fd !== undefined) return { kind: 'fd', arg: args[fd] };
  if (step.call === 'waitid') {
    const kind = args.idtype === 'P_PIDFD' ? 'fd' : 'nr';
    return { kind: args.idtype === 'P_ALL' ? 'none' : kind, arg: args.id };
  }
  if (step.call === 'poll' && Array.isArray(args.fds)) {
    return { kind: 'fd', arg: object((args.fds as readonly Json[])[0]).fd };
  }
  if (step.call === 'clone3' && Array.isArray(args.setTid)) {
    return { kind: 'nr', arg: (args.setTid as readonly Json[]).at(-1) };
  }
  if (step.call === 'open') {
    const nrText = /^\/proc\/([^/]+)/.exec(String(args.path))?.[1];
    return nrText === undefined || nrText === 'self'
      ? { kind: 'none', arg: undefined }
      : { kind: 'nr', arg: nrText };
  }
  if (step.call === 'open_by_handle_at') return { kind: 'handle', arg: args.handle };
  return { kind: 'none', arg: undefined };
}

/** The call's row: some calls are several, by what they are asked. */
export function rowOf(step: Step): string {
  const args = step.args ?? {};
  const negative = (arg: Json | undefined) =>
    typeof arg === 'number' ? arg < -1 : String(arg).startsWith('-');
  switch (step.call) {
    case 'kill':
    case 'wait4':
      if (args.pid === 0 || args.pid === -1) return `${step.call}(${args.pid})`;
      return negative(args.pid) ? `${step.call}(-pgid)` : step.call;
    case 'waitid':
      return `waitid(${args.idtype})`;
    case 'ioctl':
      return `ioctl(${object(args.request).kind})`;
    case 'pidfd_send_signal':
      return String(args.flags).endsWith('PROCESS_GROUP')
        ? 'pidfd_send_signal(PROCESS_GROUP)'
        : 'pidfd_send_signal';
    case 'clone3':
      return Array.isArray(args.setTid) ? 'clone3(set_tid)' : 'clone3';
    case 'open':
      return String(args.path).startsWith('/proc/self') ? 'open(fdinfo)' : 'open(/proc/PID)';
    case 'sysctl':
      return `sysctl(${args.key})`;
    default:
      return step.call;
  }
}

/** What a step's target is to its caller, just before the call. */
export function targetState(world: World, meanings: Meanings, step: Step): TargetState {
  const actor = actorNamed(world, step.who);
  const caller = actor === undefined ? undefined : world.kernel.tasks[actor.task];
  if (caller === undefined) return 'none';
  const target = targetOf(step);
  if (target.kind === 'none') return 'none';
  if (target.kind === 'fd') return stateOfFd(world, caller, target.arg);
  if (target.kind === 'handle') return stateOfHandle(world, caller, target.arg);
  return stateOfNumber(world, meanings, caller, target.arg);
}

function stateOfFd(world: World, caller: Task, arg: Json | undefined): TargetState {
  const fd = numberOf(arg, world.learnt);
  if (fd === -10000 || fd === -10001) return 'self';
  if (caller.files === undefined) return 'none';
  const slot = world.kernel.fdTables[caller.files]?.slots[fd];
  const file = world.kernel.files.find(f => f.id === slot?.file);
  return file === undefined ? 'none' : stateOfFile(world.kernel, caller, file);
}

function stateOfHandle(world: World, caller: Task, arg: Json | undefined): TargetState {
  const ino = numberOf(arg, world.learnt);
  return ino <= 0 ? 'none' : stateOfPid(world.kernel, caller, ino as never, false);
}

function stateOfNumber(
  world: World,
  meanings: Meanings,
  caller: Task,
  arg: Json | undefined,
): TargetState {
  const { kernel } = world;
  const nr = Math.abs(numberOf(arg, world.learnt));
  const ns = nsOf(kernel, caller);
  const holder = holderOf(kernel, ns, nr);
  const name = typeof arg === 'string' ? arg.replace(/^-?\$/, '') : '';
  const meant = meanings.numbers.get(name);
  if (meant !== undefined && meant.ns === ns) {
    const stale = holder !== undefined && holder !== meant.ino;
    return stateOfPid(kernel, caller, meant.ino, stale);
  }
  return holder === undefined ? 'none' : stateOfPid(kernel, caller, holder, false);
}

function holderOf(kernel: Kernel, ns: number, nr: number) {
  const space = kernel.namespaces[ns];
  const at = space?.nrs.indexOf(nr as never) ?? -1;
  return at < 0 ? undefined : space?.inos[at];
}

/** The outcome column: the errno, "ok", or "blocked". */
export function outcomeOf(result: Result): string {
  if (typeof result.err === 'string') return result.err;
  if (result.at === 'blocked') return 'blocked';
  return 'ok';
}
