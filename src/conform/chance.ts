// Which steps the real kernel leaves to chance: two processes that die of one signal die in no fixed
// order, two sleepers that wake at once wake in no fixed order. A plan with such a step could differ
// from the model without either being wrong, so the generator takes the step back.

import {
  fdFile,
  findPid,
  type GroupId,
  type Ino,
  type Kernel,
  type KernelEvent,
  nsOf,
  P,
  type Task,
  tableOf,
} from '../kernel/index.ts';
import { omitted } from './omitted.ts';
import type { Step, StepResult } from './plan.ts';
import { type Actor, processOf, type World } from './world.ts';

/** Calls of which one sleeper takes what another then lacks. */
const TAKING = new Set(['wait4', 'waitid', 'recvmsg', 'read', 'rt_sigtimedwait']);

/** Those that take what sleepers of other processes lack as well. */
const SHARED = new Set(['recvmsg', 'read']);

/** Whether the outcome of this step, or of what follows from it, depends on who runs first. */
export function leftToChance(
  before: World,
  after: World,
  told: StepResult,
  events: readonly KernelEvent[],
  step: Step,
): boolean {
  return (
    endsTheWorld(after) ||
    rivals(before, told, step) ||
    shifts(before, after) ||
    hopeless(told, step) ||
    lingers(after.kernel) ||
    entangled(after.kernel) ||
    omitted(before, after, step) ||
    coalesces(events, [before.kernel, after.kernel]) ||
    stopsInHandler(told) ||
    resets(before.kernel, after.kernel) ||
    fleeting(before, told) ||
    deathsInDisorder(before.kernel, after.kernel, told)
  );
}

/** pid 1 of the plan must live: without it nothing can be asked any more. */
function endsTheWorld(after: World): boolean {
  const init = after.actors[0];
  return init === undefined || init.state === 'gone' || init.state === 'zombie';
}

/** A second thread of a process that would sleep for the same thing; two of them woken at once. */
function rivals(before: World, told: StepResult, step: Step): boolean {
  if (told.result.at === 'blocked' && TAKING.has(step.call)) {
    const mine = processOf(before, step.who);
    const others = before.actors.filter(
      a =>
        a.pending !== undefined &&
        TAKING.has(a.pending.sys.name) &&
        (before.kernel.tasks[a.task]?.group === mine || SHARED.has(step.call)),
    );
    if (others.length > 0) return true;
  }
  return told.late.length > 1;
}

/**
 * What a blocked call waits for was settled when it began; the model looks its arguments up anew
 * each time. No plan may change what they mean meanwhile.
 */
function shifts(before: World, after: World): boolean {
  return before.actors.some(
    actor =>
      actor.pending !== undefined &&
      before.kernel.tasks[actor.task] !== undefined &&
      after.kernel.tasks[actor.task] !== undefined &&
      meaning(before.kernel, actor) !== meaning(after.kernel, actor),
  );
}

/** The identities and files that a blocked call's arguments stand for. */
function meaning(kernel: Kernel, actor: Actor): string {
  const task = kernel.tasks[actor.task];
  const sys = actor.pending?.sys;
  if (task === undefined || sys === undefined) return '';
  const _slots = tableOf(kernel, task)?.slots;
  const file = (fd: number) => {
    const open = fdFile(kernel, task, fd);
    return open === undefined ? '' : `${open.id}${open.nonblock ? ' nonblocking' : ''}`;
  };
  const group = kernel.groups[task.group]?.pgid ?? -1;
  const holder = (nr: number) => findPid(kernel, nsOf(kernel, task), nr)?.ino ?? -1;
  switch (sys.name) {
    case 'wait4':
      return String(sys.pid === 0 ? group : holder(Math.abs(sys.pid)));
    case 'waitid':
      if (sys.idtype === P.P_PIDFD) return String(file(sys.id));
      return String(sys.idtype === P.P_PGID && sys.id === 0 ? group : holder(sys.id));
    case 'poll':
      return sys.fds.map(f => file(f.fd)).join();
    case 'epoll_wait':
      return String(file(sys.epfd));
    case 'recvmsg':
    case 'read':
      return String(file(sys.fd));
    default:
      return '';
  }
}

/** A wait whose last possible child leaves its group sleeps on; nobody wakes it to see that. */
function hopeless(told: StepResult, step: Step): boolean {
  const moves = ['setpgid', 'setsid', 'execve'].includes(step.call);
  return moves && told.late.some(late => late.result.err === 'ECHILD');
}

/** pid 1 of a namespace is dead while a parent outside holds a zombie member: it waits for that. */
function lingers(kernel: Kernel): boolean {
  return kernel.namespaces.some(ns => ns.dead && ns.inos.length > 1);
}

/**
 * A process is in a group or session named by somebody of a namespace below its own, or is pid 1 and in one
 * named by somebody of its own. When it falls, the inner pid 1 waits until that number is free, and who
 * holds it waits for the inner pid 1, or is it: the kernel never ends them.
 */
function entangled(kernel: Kernel): boolean {
  const upids = (ino: Ino) => kernel.pids[ino]?.upids ?? [];
  return kernel.groups.some(g => {
    if (g === undefined) return false;
    const own = upids(g.tgid);
    const deepest = own.length - Number(own.at(-1)?.nr === 1);
    return [g.pgid, g.sid].some(ino => ino !== g.tgid && upids(ino).length > deepest);
  });
}

/** One handler run or two: a second signal of the same number may find the first one pending. */
function coalesces(events: readonly KernelEvent[], kernels: readonly Kernel[]): boolean {
  const seen = new Set<string>();
  const tasks = kernels.flatMap(k => k.tasks);
  for (const e of events) {
    if (e.kind !== 'deliver' || (e.effect !== 'handler' && e.effect !== 'pending')) continue;
    const key = `${tasks.find(t => t?.pid === e.pid)?.group}:${e.signal}`;
    if (seen.has(key)) return true;
    seen.add(key);
  }
  return false;
}

/** Stopped and told of a child at once: whether the handler runs before or after is not fixed. */
function stopsInHandler(told: StepResult): boolean {
  return told.signals.some(s => told.states[s.who] === 'stopped');
}

/** Dead and released in one go: a sleeper in poll may see the first moment (POLLIN) or the second. */
function fleeting(before: World, told: StepResult): boolean {
  const pollers = before.actors.filter(
    a => a.pending?.sys.name === 'poll' || a.pending?.sys.name === 'epoll_wait',
  );
  const woken = told.late.some(late => pollers.some(p => p.pending?.i === late.i));
  const alive = (name: string) =>
    before.actors.some(a => a.name === name && a.state !== 'zombie' && a.state !== 'gone');
  return woken && Object.entries(told.states).some(([who, s]) => s === 'gone' && alive(who));
}

/** A socket is closed with messages unread in it: the other end gets ECONNRESET, not modelled. */
function resets(before: Kernel, after: Kernel): boolean {
  const left = new Set(after.files.map(f => f.id));
  return before.files.some(f => f.on.kind === 'socket' && f.on.queue.length > 0 && !left.has(f.id));
}

function livingThreads(kernel: Kernel, group: GroupId): Task[] {
  return kernel.tasks.filter(
    (t): t is Task => t !== undefined && t.group === group && t.state !== 'zombie',
  );
}

/** More than one process dies in the step, and something depends on which of them goes first. */
function deathsInDisorder(before: Kernel, after: Kernel, told: StepResult): boolean {
  const dead = before.groups.filter(
    g =>
      g !== undefined &&
      livingThreads(before, g.id).length > 0 &&
      livingThreads(after, g.id).length === 0,
  );
  if (dead.length < 2) return false;
  if (told.late.length > 0 || told.signals.length > 0) return true;
  const ids = new Set(dead.map(g => g?.id));
  const parents = dead.map(g =>
    g?.parent === undefined ? undefined : before.tasks[g.parent]?.group,
  );
  if (parents.some(p => ids.has(p))) return true;
  // Orphans of two parents would reach their reaper in either order.
  const bereaved = new Set(
    before.groups
      .filter(g => g?.parent !== undefined && !ids.has(g.id))
      .map(g => (g?.parent === undefined ? undefined : before.tasks[g.parent]?.group))
      .filter(p => ids.has(p)),
  );
  return bereaved.size > 1;
}
