// A kernel with a memory, for tests: performs calls one after another, checks every invariant after
// each, and freezes every published state, so that a write to shared records throws.

import { ensure } from '../../base.ts';
import {
  asNr,
  BOOT_DEFAULTS,
  type BootOptions,
  boot,
  CLONE,
  type Clone3Args,
  call,
  findPid,
  INVARIANTS,
  type Ino,
  type Kernel,
  type KernelEvent,
  type NsId,
  type Out,
  pidTask,
  ready,
  SIG,
  type Syscall,
  type SyscallResult,
  type TaskId,
} from '../index.ts';

export interface Proc {
  readonly task: TaskId;
  readonly pid: Ino;
  /** Its number as its maker saw it. */
  readonly nr: number;
}

function deepFreeze(value: unknown, seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  if (Object.isFrozen(value)) return;
  seen.add(value);
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner, seen);
}

export function freeze(kernel: Kernel): Kernel {
  deepFreeze(kernel, new Set());
  return kernel;
}

/** The first broken invariant, with its name. */
export function brokenInvariant(kernel: Kernel): string | undefined {
  for (const { name, broken } of INVARIANTS) {
    const what = broken(kernel);
    if (what !== undefined) return `${name}: ${what}`;
  }
  return undefined;
}

export const CLONE3: Clone3Args = {
  flags: 0,
  pidfd: 'ok',
  parentTid: 'ok',
  exitSignal: SIG.SIGCHLD,
  setTid: undefined,
  setTidSize: 0,
  cgroup: -1,
  size: 88,
  tailZero: true,
};

export const THREAD_FLAGS = CLONE.CLONE_THREAD + CLONE.CLONE_SIGHAND + CLONE.CLONE_VM;

export class World {
  kernel: Kernel;
  readonly events: KernelEvent[] = [];
  readonly init: Proc;
  private readonly booted: readonly Proc[];

  constructor(options: Partial<BootOptions> = {}) {
    const all = { ...BOOT_DEFAULTS, ...options };
    const made = boot(all);
    this.kernel = freeze(made.kernel);
    const nrs = [1, ...all.processes.map(p => p.nr)];
    this.booted = made.tasks.map((t, i) => ({ task: t.task, pid: t.pid, nr: nrs[i] ?? 0 }));
    this.init = ensure(this.booted[0], 'init');
    this.check();
  }

  /** The processes of the boot list, in order. */
  get procs(): readonly Proc[] {
    return this.booted.slice(1);
  }

  private check(): void {
    const broken = brokenInvariant(this.kernel);
    if (broken !== undefined) throw new Error(broken);
  }

  call(by: Proc, sys: Syscall): SyscallResult {
    const { kernel, result } = call(this.kernel, by.task, sys, this.events);
    this.kernel = freeze(kernel);
    this.check();
    return result;
  }

  /** `ready`, or the kind of reason why not. */
  waits(by: Proc, sys: Syscall): string {
    const state = ready(this.kernel, by.task, sys);
    return state.ready ? 'ready' : state.why.kind;
  }

  /** The value of a call that must succeed. */
  value(by: Proc, sys: Syscall): number {
    const result = this.call(by, sys);
    if (!result.ok) throw new Error(`${sys.name}: ${result.errno}`);
    return result.value;
  }

  out<K extends Out['kind']>(by: Proc, sys: Syscall, kind: K): Extract<Out, { kind: K }> {
    const result = this.call(by, sys);
    if (!result.ok) throw new Error(`${sys.name}: ${result.errno}`);
    if (result.out.kind !== kind) throw new Error(`${sys.name} gave ${result.out.kind}`);
    return result.out as Extract<Out, { kind: K }>;
  }

  /** The errno of a call, or its value when it succeeds. */
  says(by: Proc, sys: Syscall): string | number {
    const result = this.call(by, sys);
    return result.ok ? result.value : result.errno;
  }

  private child(out: Extract<Out, { kind: 'child' }>): Proc {
    return { task: out.task, pid: out.pid, nr: out.nr };
  }

  fork(by: Proc): Proc {
    return this.child(this.out(by, { name: 'fork' }, 'child'));
  }

  thread(by: Proc): Proc {
    return this.clone3(by, { flags: THREAD_FLAGS, exitSignal: 0 });
  }

  clone3(by: Proc, args: Partial<Clone3Args>): Proc {
    const size = args.setTid?.length ?? 0;
    const sys = { name: 'clone3', ...CLONE3, setTidSize: size, ...args } as const;
    return this.child(this.out(by, sys, 'child'));
  }

  /** clone3's errno, or the child's number. */
  tryClone3(by: Proc, args: Partial<Clone3Args>): string | number {
    const size = args.setTid?.length ?? 0;
    return this.says(by, { name: 'clone3', ...CLONE3, setTidSize: size, ...args });
  }

  exit(by: Proc, status = 0): void {
    this.call(by, { name: 'exit_group', status });
  }

  kill(by: Proc, pid: number, sig = 0): string | number {
    return this.says(by, { name: 'kill', pid, sig });
  }

  wait(by: Proc, pid = -1, options = 0): string | number {
    return this.says(by, { name: 'wait4', pid, options });
  }

  waitid(by: Proc, idtype: number, id: number, options: number): string | number {
    return this.says(by, { name: 'waitid', idtype, id, options });
  }

  open(by: Proc, pid: number, flags = 0): number {
    return this.value(by, { name: 'pidfd_open', pid, flags });
  }

  tryOpen(by: Proc, pid: number, flags = 0): string | number {
    return this.says(by, { name: 'pidfd_open', pid, flags });
  }

  send(by: Proc, pidfd: number, sig = 0, flags = 0): string | number {
    return this.says(by, { name: 'pidfd_send_signal', pidfd, sig, info: { kind: 'null' }, flags });
  }

  /** revents of one descriptor, asked for everything. */
  poll(by: Proc, fd: number, events = 0xffff): number {
    const sys = { name: 'poll', fds: [{ fd, events }], timeout: 0 } as const;
    return this.out(by, sys, 'revents').revents[0] ?? 0;
  }

  cursor(by: Proc, last: number): string | number {
    return this.says(by, { name: 'sysctl', key: 'ns_last_pid', value: last });
  }

  /** Dies and is collected by its parent. */
  endAndReap(by: Proc, parent: Proc, status = 0): void {
    this.exit(by, status);
    this.wait(parent, by.nr);
  }

  nrOf(proc: Proc): number {
    return this.value(proc, { name: 'getpid' });
  }

  /** Who holds a number in the outermost namespace. */
  holder(nr: number): Ino | undefined {
    return findPid(this.kernel, 0 as NsId, asNr(nr))?.ino;
  }

  /** running, stopped, zombie, or gone. */
  state(proc: Proc): string {
    return pidTask(this.kernel, proc.pid)?.state ?? 'gone';
  }

  /** Signals whose effect on a task was noted, in order: `9 terminate`. */
  delivered(proc: Proc): string[] {
    return this.events.flatMap(e =>
      e.kind === 'deliver' && e.pid === proc.pid ? [`${e.signal} ${e.effect}`] : [],
    );
  }
}
