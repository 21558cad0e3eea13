// Why a process does not go on: the call it stands in, and what would have to happen.

import { unreachable } from '../base.ts';
import { type BlockedReason, fdFile, type Ino, pidTask, taskOf } from '../kernel/index.ts';
import { type Blocked, choices } from '../machine/choice.ts';
import type { Actor } from '../machine/machine.ts';
import { type Because, machineOf, name, whyProcess } from './because.ts';
import { blockedSentence } from './blocked.ts';
import { callText } from './call.ts';
import { lastMoment, type Past } from './history.ts';
import { listOf, signalName } from './words.ts';

export function whyWaits(past: Past, pid: Ino): readonly Because[] {
  const machine = machineOf(past);
  const choice = choices(machine).find(c => c.pid === pid);
  const actor = machine.actors.find(a => a.pid === pid);
  if (choice?.blocked === undefined || actor === undefined) return [];
  const people = past.people.all.map(p => ({ pid: p.pid, nr: p.nr, letter: 0, name: p.name }));
  const text = blockedSentence(choice.name, choice.blocked, { people });
  return [{ text, at: undefined }, ...behind(past, actor, choice.blocked)];
}

function behind(past: Past, actor: Actor, blocked: Blocked): readonly Because[] {
  if (blocked.kind === 'dead') return whyProcess(past, actor.pid);
  return blocked.kind === 'call' ? behindCall(past, actor, blocked.why) : [];
}

function behindCall(past: Past, actor: Actor, why: BlockedReason): readonly Because[] {
  switch (why.kind) {
    case 'child':
      return why.children.slice(0, MOST).map(child => still(past, child));
    case 'poll':
      return why.pids.map(target => still(past, target));
    case 'message':
      return silence(past, actor, why.fd);
    case 'pipe':
      return emptyPipe(past, actor, why.fd);
    case 'stopped':
      return stoppedBy(past, actor.pid);
    case 'vfork':
      return [still(past, why.child)];
    case 'signal':
    case 'members':
    case 'exited':
      return [];
    default:
      return unreachable(why);
  }
}

/** More children than that are not told one by one. */
const MOST = 4;

/** It has not exited yet, and what it will do next. */
function still(past: Past, pid: Ino): Because {
  const machine = machineOf(past);
  const who = name(past, pid);
  const state = pidTask(machine.kernel, pid)?.state;
  if (state === 'zombie') {
    const exit = lastMoment(past, 'exit', e => e.pid === pid);
    return { text: `${who} has exited, but cannot be collected here.`, at: exit?.at };
  }
  return { text: `${who} has not exited. ${plan(past, pid)}`, at: undefined };
}

/** Its next step, or why it has none. */
function plan(past: Past, pid: Ino): string {
  const choice = choices(machineOf(past)).find(c => c.pid === pid);
  if (choice === undefined) return 'It never does anything.';
  if (choice.ready && choice.next) return `Its next step: ${callText(choice.next)}.`;
  return choice.blocked?.kind === 'call' ? 'It waits itself.' : 'It has no further step now.';
}

/** Nobody has sent anything: who could. */
function silence(past: Past, actor: Actor, fd: number): readonly Because[] {
  const others = peerHolders(past, actor, fd).filter(a => a !== actor);
  if (others.length === 0) return [{ text: 'Nobody else holds the other end.', at: undefined }];
  const names = listOf(others.map(a => a.name));
  const text = `The other end is held by ${names}; nothing was sent that is not read yet.`;
  return [{ text, at: undefined }, ...plansOf(past, others)];
}

/** Nobody has written anything: who could, and whose end keeps the reader from end of file. */
function emptyPipe(past: Past, actor: Actor, fd: number): readonly Because[] {
  const holders = peerHolders(past, actor, fd);
  if (holders.length === 0) return [];
  const names = listOf(holders.map(a => (a === actor ? `${a.name} itself` : a.name)));
  const text = `The writing end is held by ${names}: no end of file before they all close it.`;
  return [
    { text, at: undefined },
    ...plansOf(
      past,
      holders.filter(a => a !== actor),
    ),
  ];
}

function plansOf(past: Past, who: readonly Actor[]): readonly Because[] {
  const plans = who.slice(0, MOST).map(a => `${a.name}: ${plan(past, a.pid)}`);
  return plans.map(text => ({ text, at: undefined }));
}

/** Who holds the other end of a socket or a pipe. */
function peerHolders(past: Past, actor: Actor, fd: number): readonly Actor[] {
  const { kernel, actors } = machineOf(past);
  const task = taskOf(kernel, actor.task);
  const on = task && fdFile(kernel, task, fd)?.on;
  const peer = on?.kind === 'socket' || on?.kind === 'pipe' ? on.peer : undefined;
  if (peer === undefined) return [];
  return actors.filter(a => {
    const t = taskOf(kernel, a.task);
    const slots = t?.files === undefined ? [] : (kernel.fdTables[t.files]?.slots ?? []);
    return slots.some(slot => slot?.file === peer);
  });
}

function stoppedBy(past: Past, pid: Ino): readonly Because[] {
  const stop = lastMoment(past, 'deliver', e => e.pid === pid && e.effect === 'stop');
  if (stop === undefined) return [];
  const who = name(past, stop.event.from);
  return [
    { text: `${who} sent ${signalName(stop.event.signal)} at step ${stop.at}.`, at: stop.at },
  ];
}
