// Causes of facts about numbers and processes: who had, has and freed a number; how a process died;
// what keeps a zombie. The nearest cause is first.

import { ensure } from '../base.ts';
import {
  groupOf,
  type Ino,
  type Nr,
  type NsId,
  pidTask,
  taskOf,
  threadsOf,
} from '../kernel/index.ts';
import { choices } from '../machine/choice.ts';
import type { Machine } from '../machine/machine.ts';
import { blockedSentence } from './blocked.ts';
import { callText } from './call.ts';
import { holdersOfNumber, lastMoment, type Past } from './history.ts';
import { listOf, signalName } from './words.ts';

export interface Because {
  readonly text: string;
  /** The step responsible, counted from 1; undefined: no single step. */
  readonly at: number | undefined;
}

export function machineOf(past: Past): Machine {
  return ensure(past.worlds.machines[past.world], 'world');
}

export function name(past: Past, pid: Ino | undefined): string {
  return past.people.name(pid) ?? 'somebody';
}

export function whyNumber(past: Past, nr: Nr): readonly Because[] {
  const { kernel } = machineOf(past);
  const space = kernel.namespaces[0];
  const at = space?.nrs.indexOf(nr) ?? -1;
  const holder = at < 0 ? undefined : space?.inos[at];
  if (holder === undefined) return whyFree(past, nr);
  const task = pidTask(kernel, holder);
  if (task === undefined) return whyPinned(past, holder, nr);
  if (task.state === 'zombie') return whyProcess(past, holder);
  return whyTaken(past, nr, holder);
}

function whyFree(past: Past, nr: Nr): readonly Because[] {
  const last = holdersOfNumber(past, nr).at(-1);
  if (last === undefined) {
    const next = machineOf(past).kernel.namespaces[0]?.cursor;
    const text = `Nobody has had ${nr} yet. The kernel looks from ${next} on.`;
    return [{ text, at: undefined }];
  }
  return [...whyFreed(past, last, nr), { text: `Nobody has taken ${nr} since.`, at: undefined }];
}

/** How a number came free: who collected its holder, and how that one had died. */
export function whyFreed(past: Past, holder: Ino, nr: Nr): readonly Because[] {
  const freed = lastMoment(past, 'free', e => e.pid === holder);
  if (freed === undefined) return [];
  const reap = lastMoment(past, 'reap', e => e.pid === holder);
  const who = name(past, holder);
  const how =
    reap?.event.by === undefined
      ? `the kernel collected ${who} by itself, since its parent ignores SIGCHLD`
      : `${name(past, reap.event.by)} collected ${who}`;
  const text = `${nr} became free at step ${freed.at}: ${how}.`;
  const collected = reap?.at === freed.at ? [] : whyReaped(past, holder);
  return [{ text, at: freed.at }, ...collected, ...whyDied(past, holder)];
}

export function whyReaped(past: Past, pid: Ino): readonly Because[] {
  const reap = lastMoment(past, 'reap', e => e.pid === pid);
  if (reap === undefined) return [];
  const text = `${name(past, pid)} was collected at step ${reap.at}; its number was still in use.`;
  return [{ text, at: reap.at }];
}

/** By its own exit, or by whose signal. */
export function whyDied(past: Past, pid: Ino): readonly Because[] {
  const exit = lastMoment(past, 'exit', e => e.pid === pid);
  if (exit === undefined) return [];
  const who = name(past, pid);
  const blow = lastMoment(past, 'deliver', e => e.pid === pid && e.effect === 'terminate');
  const text =
    blow?.at === exit.at
      ? `${who} died at step ${exit.at}: ${name(past, blow.event.from)} sent ${signalName(blow.event.signal)}.`
      : `${who} exited at step ${exit.at}.`;
  return [{ text, at: exit.at }];
}

export function whyTaken(past: Past, nr: Nr, holder: Ino): readonly Because[] {
  const got = lastMoment(past, 'alloc', e => e.pid === holder);
  const who = name(past, holder);
  if (got === undefined) return [{ text: `${who} has had ${nr} from the start.`, at: undefined }];
  const text = `${who} has had ${nr} since step ${got.at}: ${got.actor} made it, and ${nr} was next.`;
  const holders = holdersOfNumber(past, nr);
  const former = holders[holders.indexOf(holder) - 1];
  const free = former === undefined ? [] : whyFreed(past, former, nr);
  const wrap = lastMoment(past, 'wrap', e => e.ns === (0 as NsId));
  const round =
    former !== undefined && wrap !== undefined && wrap.at <= got.at
      ? [{ text: `The clock had wrapped at step ${wrap.at}.`, at: wrap.at }]
      : [];
  return [{ text, at: got.at }, ...round, ...free];
}

function whyPinned(past: Past, pid: Ino, nr: Nr): readonly Because[] {
  const { kernel } = machineOf(past);
  const members = past.people.all.filter(p => {
    const task = pidTask(kernel, p.pid);
    const group = task && groupOf(kernel, task.group);
    return group?.pgid === pid || group?.sid === pid;
  });
  const who = name(past, pid);
  const list = members.map(m => m.name).join(', ');
  const text = `${nr} is still the group or session of ${list}, so it is not given out.`;
  const gone = lastMoment(past, 'reap', e => e.pid === pid);
  const reaped = gone && [{ text: `${who} itself was collected at step ${gone.at}.`, at: gone.at }];
  return [{ text, at: undefined }, ...(reaped ?? []), ...whyDied(past, pid)];
}

export function whyProcess(past: Past, pid: Ino): readonly Because[] {
  const { kernel } = machineOf(past);
  const task = pidTask(kernel, pid);
  const nr = past.people.of(pid)?.nr;
  if (nr === undefined) return [];
  if (task === undefined) {
    const freed = whyFreed(past, pid, nr);
    return freed.length > 0 ? freed : [...whyReaped(past, pid), ...whyDied(past, pid)];
  }
  if (task.state !== 'zombie') return whyTaken(past, nr, pid);
  return [...whyDied(past, pid), ...whyNotCollected(past, pid)];
}

/** What its parent is at: the zombie stays until that one waits. */
function whyNotCollected(past: Past, pid: Ino): readonly Because[] {
  const machine = machineOf(past);
  const task = ensure(pidTask(machine.kernel, pid), 'zombie');
  const parent = groupOf(machine.kernel, task.group)?.parent;
  const parentPid = parent === undefined ? undefined : taskOf(machine.kernel, parent)?.pid;
  const who = name(past, parentPid);
  const others = threadsOf(machine.kernel, task.group).filter(t => t.state !== 'zombie');
  if (others.length > 0) {
    const names = listOf(others.map(t => name(past, t.pid)));
    const text = `It led a process whose other threads still run: ${names}. Until then nobody can collect it.`;
    return [{ text, at: undefined }];
  }
  const text = `It stays a zombie until its parent, ${who}, waits for it.`;
  const choice = choices(machine).find(c => c.pid === parentPid);
  const people = past.people.all.map(p => ({ pid: p.pid, nr: p.nr, letter: 0, name: p.name }));
  const plan =
    choice?.next !== undefined && choice.ready
      ? `${who} has not done so yet. Its next step: ${callText(choice.next)}.`
      : choice?.blocked === undefined
        ? `${who} never waits.`
        : blockedSentence(who, choice.blocked, { people });
  return [
    { text, at: undefined },
    { text: plan, at: undefined },
  ];
}
