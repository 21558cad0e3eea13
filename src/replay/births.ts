// Births, programs and ends of a recording on the model. The numbers that a real kernel gives out
// depend on everything that runs there, so they are told to the model's allocator; what is checked is
// that they can be given out, which they cannot while somebody has them.

import {
  bearInto,
  CLONE,
  call,
  findPid,
  moveFd,
  type NsId,
  ready,
  SIG,
  type Syscall,
  type TaskId,
} from '../kernel/index.ts';
import { type Incarnation, isThread } from '../trace/incarnation.ts';
import type { Birth, Exec } from '../trace/record.ts';
import type { Parts } from './parts.ts';
import { unpaused } from './pauses.ts';
import { SAID, type Why } from './report.ts';

/** Flags that matter to the model. */
const KEPT = [
  'CLONE_VM',
  'CLONE_VFORK',
  'CLONE_FILES',
  'CLONE_SIGHAND',
  'CLONE_PIDFD',
  'CLONE_PARENT',
  'CLONE_THREAD',
  'CLONE_NEWPID',
  'CLONE_CLEAR_SIGHAND',
] as const;

/** A recorded clone, by whatever call. */
export function born(parts: Parts, birth: Birth, event: number, t: number): void {
  const { stage, places, ledger, tracers } = parts;
  const { columns } = stage.trace;
  const maker = columns.actor[event] ?? -1;
  const child = columns.object[event] ?? -1;
  const it = stage.life(child);
  if (it === undefined) return;
  const caller = places.ensure(maker);
  tracers.inherit(child, maker);
  if (stage.placed[child] === 1) {
    ledger.agree();
    places.inherit(child, maker);
    return;
  }
  if (caller === undefined || stage.kernel.tasks[caller]?.state === 'zombie') {
    ledger.diverge(event, 'clone', SAID, SAID, {
      kind: 'is',
      life: maker,
      state: stage.state(maker),
    });
    places.ensure(child);
    return;
  }
  unpaused(parts, { life: maker, event, what: 'clone', from: t, t });
  const flags = flagsOf(parts, birth);
  if (deeper(parts, caller, it, maker)) {
    ledger.cannotTell('past');
    places.ensure(child);
    places.inherit(child, maker);
    return;
  }
  const ns = intoNamespace(parts, caller, it, flags);
  const freed = claimNumbers(parts, { caller, ns, it, event, t });
  const sys = cloneCall(birth, flags);
  const made = ready(stage.kernel, caller, sys).ready
    ? call(stage.kernel, caller, sys, undefined)
    : undefined;
  if (made?.result.ok !== true || made.result.out.kind !== 'child') {
    const errno = made?.result.ok === false ? made.result.errno : undefined;
    const blocked = made === undefined;
    ledger.diverge(event, 'clone', SAID, { ...SAID, errno, blocked }, { kind: 'rule' });
    places.ensure(child);
    return;
  }
  stage.kernel = made.kernel;
  const { task, pid, pidfd } = made.result.out;
  stage.bind(child, task, pid);
  if (pidfd !== undefined && birth.pidfd !== undefined)
    stage.kernel = moveFd(stage.kernel, caller, pidfd, birth.pidfd);
  bindInner(parts, task, it);
  if (!isThread(it)) places.inherit(child, maker);
  if (freed) ledger.agree();
}

/** A maker that the log never introduced turns out to live further in than was known. */
function deeper({ stage, places }: Parts, caller: TaskId, it: Incarnation, maker: number): boolean {
  const level = stage.kernel.namespaces[places.home(caller)]?.level ?? 0;
  return stage.life(maker)?.how === 'seen' && it.nr.length > level + 1;
}

/** strace tells of a vfork when it is over. */
function flagsOf({ stage }: Parts, { flags, how }: Birth): number {
  const told = stage.trace.format !== 'strace';
  const has = (name: (typeof KEPT)[number]): boolean =>
    name === 'CLONE_VFORK'
      ? told && (flags.includes(name) || how === 'vfork')
      : flags.includes(name);
  return KEPT.reduce((sum, name) => sum + (has(name) ? CLONE[name] : 0), 0);
}

/** A signal that by default does nothing stands for all but SIGCHLD: handlers are not recorded. */
function exitSignalOf(birth: Birth): number {
  const { exitSignal, flags } = birth;
  if (flags.includes('CLONE_THREAD') || flags.includes('CLONE_PARENT')) return 0;
  if (exitSignal === undefined || exitSignal === 'SIGCHLD' || exitSignal === '17')
    return SIG.SIGCHLD;
  return exitSignal === '0' || exitSignal === '' ? 0 : SIG.SIGWINCH;
}

function cloneCall(birth: Birth, flags: number): Syscall {
  const exitSignal = exitSignalOf(birth);
  if (!birth.flags.includes('CLONE_CLEAR_SIGHAND'))
    return { name: 'clone', flags: flags + exitSignal, parentTid: 'ok' };
  return {
    name: 'clone3',
    flags,
    pidfd: 'ok',
    parentTid: 'ok',
    exitSignal,
    setTid: undefined,
    setTidSize: 0,
    cgroup: -1,
    size: 88,
    tailZero: true,
  };
}

/** Makes the caller's children be born where the recording says. Returns that place, or its parent. */
function intoNamespace(parts: Parts, caller: TaskId, it: Incarnation, flags: number): NsId {
  const { stage, places } = parts;
  const target = stage.kernel.tasks[caller]?.nsForChildren ?? (0 as NsId);
  if (flags % (CLONE.CLONE_NEWPID * 2) >= CLONE.CLONE_NEWPID) return target;
  const index = it.ns[it.ns.length - 1] ?? -1;
  if (index < 0) return target;
  const wanted = places.namespace(index);
  if (wanted === target || (wanted === undefined && !places.isBound(target))) return target;
  // A setns that the recording cannot show: its descriptor came from a file.
  const ns =
    wanted ?? places.ensureNamespace(index, places.home(caller), it.nr[it.nr.length - 1] !== 1);
  stage.kernel = bearInto(stage.kernel, caller, ns);
  return ns;
}

/** Numbers that are given away. */
interface Claim {
  readonly caller: TaskId;
  readonly ns: NsId;
  readonly it: Incarnation;
  readonly event: number;
  readonly t: number;
}

/** Frees the numbers to give and aims the allocator at them. False: one is taken in the model. */
function claimNumbers(parts: Parts, { caller, ns, it, event, t }: Claim): boolean {
  const { stage, places, ledger } = parts;
  let fine = true;
  let at: NsId | undefined = ns;
  while (at !== undefined) {
    const nr: number = it.nr[stage.kernel.namespaces[at]?.level ?? 0] ?? 0;
    if (nr > 0) {
      const taken = whoHolds(parts, at, nr, event, t);
      if (taken !== undefined) {
        if (fine) ledger.taken(event, taken);
        fine = false;
      }
      const free = taken === undefined || stage.evict(at, nr, caller);
      stage.aim(at, free ? nr : places.spare());
    }
    at = stage.kernel.namespaces[at]?.parent;
  }
  return fine;
}

/** Who still has a number that was given away, once whoever may be gone is. */
function whoHolds(parts: Parts, ns: NsId, nr: number, event: number, t: number): Why | undefined {
  const { stage } = parts;
  const holder = findPid(stage.kernel, ns, nr);
  if (holder === undefined) return undefined;
  const life = stage.lifeOf(holder.ino);
  stage.settle(life);
  if (findPid(stage.kernel, ns, nr) !== undefined) stage.collectEarly(life, event, t);
  if (findPid(stage.kernel, ns, nr) === undefined) return undefined;
  const state = stage.state(life);
  return { kind: 'held', nr, life, state: state === 'gone' ? 'group' : state };
}

/** The namespace that a task was the first of is the recording's, from now on. */
function bindInner({ stage, places }: Parts, task: TaskId, it: Incarnation): void {
  const home = places.home(task);
  const index = it.ns[it.ns.length - 1] ?? -1;
  if (index >= 0 && !places.isBound(home) && places.namespace(index) === undefined)
    places.bindNamespace(index, home);
  else if (!places.isBound(home)) places.bindNamespace(-1 - stage.trace.lives.length - home, home);
}

/** A program is started: the other threads go, and the caller has the leader's number. */
export function executed(parts: Parts, exec: Exec, event: number): void {
  const { stage, places, ledger, signals } = parts;
  const life = stage.trace.columns.actor[event] ?? -1;
  places.ensure(life);
  const former = takenOver(parts, life, exec, event);
  const task = former === undefined ? stage.task(life) : places.ensure(former);
  if (task === undefined || stage.kernel.tasks[task]?.state === 'zombie') {
    ledger.diverge(event, 'execve', SAID, SAID, { kind: 'is', life, state: stage.state(life) });
    return;
  }
  const { t } = stage.trace.columns;
  const at = t[event] ?? 0;
  unpaused(parts, { life: former ?? life, event, what: 'execve', from: at, t: at });
  for (const other of [...stage.dying.keys()])
    if (stage.life(other)?.leader === life) stage.dying.delete(other);
  signals.ended.delete(stage.leader(life));
  const done = call(stage.kernel, task, { name: 'execve', path: exec.path }, undefined);
  stage.kernel = done.kernel;
  if (former !== undefined) stage.rebind(life, former, task);
  ledger.agree();
}

/** The thread that takes over its leader's number by this exec. */
function takenOver({ stage }: Parts, life: number, exec: Exec, event: number): number | undefined {
  const strace = stage.trace.format === 'strace';
  if (!strace && exec.former === undefined) return undefined;
  return stage.look.takeovers
    .get(life)
    ?.find(it => it.reap === event || (strace && it.reap === event - 1))?.index;
}
