// Steps whose outcome the model leaves out by its own word; the generator takes them back.

import { type File, fdFile, type Kernel } from '../kernel/index.ts';
import { numberOf } from './arguments.ts';
import type { Num, Step } from './plan.ts';
import { processOf, type World } from './world.ts';

/**
 * What the model says that it leaves out: vfork among threads, inode numbers of other files than
 * pidfds, who takes a signal for which a thread sleeps, limits on files in flight.
 */
export function omitted(before: World, after: World, step: Step): boolean {
  const group = processOf(before, step.who);
  const threads = before.kernel.tasks.filter(t => t?.group === group);
  const inVfork = after.kernel.tasks.some(t => t?.group === group && t?.vforkChild !== undefined);
  if (inVfork && threads.length > 1) return true;
  if (splitLimit(before, step)) return true;
  const kind = fileOf(before, step)?.on;
  if (step.call === 'fstat' && kind?.kind !== 'pidfd') return true;
  if (step.call === 'setns' && kind?.kind === 'nsfile' && kind.type !== 'pid') return true;
  if (step.call === 'poll' && pollsSets(before, step)) return true;
  if (sleepsForSignals(before, after, step)) return true;
  return step.call === 'sendmsg' && crowds(after.kernel);
}

/** The model keeps RLIMIT_NOFILE with the descriptors, the kernel with the process. */
function splitLimit(before: World, step: Step): boolean {
  if (step.call !== 'setrlimit') return false;
  const group = processOf(before, step.who);
  const { tasks } = before.kernel;
  const tables = new Set(tasks.filter(t => t?.group === group).map(t => t?.files));
  return (
    tables.size > 1 || tasks.some(t => t !== undefined && t.group !== group && tables.has(t.files))
  );
}

/** The file behind a step's descriptor. */
function fileOf(before: World, step: Step): File | undefined {
  const actor = before.actors.findLast(a => a.name === step.who && a.state !== 'gone');
  const task = actor === undefined ? undefined : before.kernel.tasks[actor.task];
  const fd = numberOf(step.args?.fd, before.learnt);
  return task === undefined ? undefined : fdFile(before.kernel, task, fd);
}

/** A thread asleep in rt_sigtimedwait takes signals that its process would else handle. */
function sleepsForSignals(before: World, after: World, step: Step): boolean {
  const actor = after.actors.findLast(a => a.name === step.who && a.state !== 'gone');
  if (step.call !== 'rt_sigtimedwait' || actor?.pending === undefined) return false;
  const { sys } = actor.pending;
  const task = before.kernel.tasks[actor.task];
  if (task === undefined || sys.name !== 'rt_sigtimedwait') return false;
  const alone = before.kernel.tasks.every(t => t === task || t?.group !== task.group);
  return !alone || !sys.set.every(signal => task.blocked.includes(signal));
}

/** poll of an epoll set: edges that epoll_wait has taken are not modelled there. */
function pollsSets(before: World, step: Step): boolean {
  const fds = (step.args?.fds ?? []) as readonly { readonly fd: Num }[];
  return fds.some(({ fd }) => fileOf(before, { ...step, args: { fd } })?.on.kind === 'epoll');
}

/** Sockets inside sockets, or many files in flight: a limit per user that is not modelled. */
function crowds(kernel: Kernel): boolean {
  const inFlight = kernel.files.flatMap(f =>
    f.on.kind === 'socket' ? f.on.queue.flatMap(m => m.files) : [],
  );
  const sockets = kernel.files.filter(f => f.on.kind === 'socket' && inFlight.includes(f.id));
  return sockets.length > 0 || inFlight.length > 3;
}
