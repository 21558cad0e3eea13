// What a call has sent in the model: who has it in the queue now, and who had it already.

import {
  type KernelEvent,
  kernelOnly,
  nrIn,
  nsOf,
  SIG,
  takeSignal,
  unkillable,
} from '../kernel/index.ts';
import type { Call } from './call.ts';

type Send = Extract<KernelEvent, { kind: 'send' }>;

export function sent(c: Call, events: readonly KernelEvent[]): void {
  for (const event of events)
    if (event.kind === 'send' && event.errno === undefined && event.signal > 0) one(c, event);
}

function one(c: Call, { to, signal }: Send): void {
  const { stage, signals } = c.parts;
  const receiver = to === undefined ? -1 : stage.leader(stage.lifeOf(to));
  if (receiver < 0) return;
  if (signals.early.has(`${c.event}:${receiver}`) || dropped(c, receiver, signal)) {
    unqueue(c, receiver, signal);
    return;
  }
  if (signal === SIG.SIGSTOP) signals.halts.set(receiver, c.rec.t);
  if (signal === SIG.SIGCONT) signals.halts.delete(receiver);
  signals.credit(stage.leader(c.actor), receiver, signal);
  if (signal === SIG.SIGKILL)
    signals.doom(receiver, { signal, t: c.rec.t, thread: -1, event: c.event });
}

/** pid 1 of a namespace gets no SIGKILL and no SIGSTOP from its own; but a tracer makes SIGSTOP work. */
function dropped(c: Call, receiver: number, signal: number): boolean {
  const { kernel } = c;
  const task = kernel.tasks[c.parts.stage.task(receiver) ?? -1];
  const group = task === undefined ? undefined : kernel.groups[task.group];
  if (task === undefined || group === undefined) return false;
  const traced = c.parts.stage.trace.header?.system !== true;
  if (signal === SIG.SIGSTOP && traced) return false;
  if (!kernelOnly(signal) || !unkillable(kernel, group)) return false;
  const sender = kernel.pids[kernel.tasks[c.caller]?.pid ?? -1];
  return sender !== undefined && nrIn(sender, nsOf(kernel, task)) > 0;
}

function unqueue(c: Call, receiver: number, signal: number): void {
  const task = c.parts.stage.task(receiver);
  const from = c.kernel.tasks[c.caller]?.pid;
  if (task === undefined) return;
  const found = takeSignal(c.kernel, task, signal, item => item.from === from);
  if (found !== undefined) c.kernel = found.kernel;
}
