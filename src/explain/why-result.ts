// Why the last call answered as it did: whom it named and whom it reached, where its descriptor came
// from, which number a fork got, who was collected.

import { ensure } from '../base.ts';
import { fdFile, type Ino, type Nr, type NsId, parentOf, pidTask } from '../kernel/index.ts';
import type { Actor, Hit } from '../machine/machine.ts';
import {
  type Because,
  machineOf,
  name,
  whyDied,
  whyNumber,
  whyProcess,
  whyReaped,
  whyTaken,
} from './because.ts';
import { causeOf } from './errno.ts';
import { lastMoment, type Past } from './history.ts';
import { whyDelivered, whyHanded, whyMessage, whyReady } from './why-outcome.ts';

export function whyResult(past: Past): readonly Because[] {
  const deed = past.deeds.at(-1);
  if (deed === undefined) return [];
  const { hit } = deed.log;
  return hit === undefined ? withoutTarget(past, deed.actor) : withTarget(past, deed.actor, hit);
}

/** A call that named nobody: its failure, or what came of it. */
function withoutTarget(past: Past, actor: Actor): readonly Because[] {
  const { log } = ensure(past.deeds.at(-1), 'the last step');
  if (log.errno === undefined) {
    return [
      ...whyHanded(past),
      ...whyCollected(past),
      ...whyReady(past),
      ...whyMessage(past, actor),
      ...whyDelivered(past),
    ];
  }
  if (log.errno === 'EBADF') {
    const never = neverOpened(past, actor);
    if (never.length > 0) return [...cause(past), ...never];
  }
  if (log.errno === 'ECHILD') return [...cause(past), ...formerChildren(past, actor.pid)];
  if (log.errno === 'EAGAIN') return [...cause(past), ...fullTable(past)];
  if (log.errno === 'EPERM') return [...cause(past), ...credentials(past, actor, found(past))];
  const gone = log.errno === 'ESRCH' ? behindDescriptor(past, actor) : undefined;
  return [...cause(past), ...(gone === undefined ? [] : whyProcess(past, gone))];
}

/** The kernel's own cause of the last errno. */
function cause(past: Past): readonly Because[] {
  const { actor, log } = ensure(past.deeds.at(-1), 'the last step');
  const call = actor.next?.sys?.name ?? '';
  const text = log.errno && causeOf(call, log.errno, machineOf(past).setup.version);
  return text ? [{ text: `${log.errno} from ${call}: ${text}.`, at: past.worlds.at }] : [];
}

function withTarget(past: Past, actor: Actor, hit: Hit): readonly Because[] {
  const { errno } = ensure(past.deeds.at(-1)?.log, 'log');
  const first: Because = { text: asked(past, hit), at: past.worlds.at };
  const opened = hit.via === 'fd' ? whenOpened(past, actor, hit) : [];
  const told = [first, ...denied(past, actor, hit, errno), ...opened];
  const wrong = hit.outcome === 'wrong' || namesAnother(past, hit);
  if (wrong && hit.via === 'nr' && hit.reached !== undefined) {
    return [...told, ...whyTaken(past, Math.abs(hit.key) as Nr, hit.reached)];
  }
  const about = hit.reached ?? hit.meant;
  if (about !== undefined) return [...told, ...whyProcess(past, about)];
  return hit.via === 'nr' ? [...told, ...whyNumber(past, Math.abs(hit.key) as Nr)] : told;
}

const namesAnother = (past: Past, hit: Hit): boolean =>
  hit.via === 'nr' && hit.meant !== undefined && holderNow(past, hit) !== hit.meant;

/** Who has the number now, as the caller sees it from the initial namespace. */
function holderNow(past: Past, hit: Hit): Ino | undefined {
  const space = machineOf(past).kernel.namespaces[0];
  const at = space?.nrs.indexOf(Math.abs(hit.key) as Nr) ?? -1;
  return at < 0 ? undefined : space?.inos[at];
}

function asked(past: Past, hit: Hit): string {
  const by = name(past, hit.by);
  if (hit.via === 'fd') {
    const target = name(past, hit.reached ?? hit.meant);
    return hit.outcome === 'nobody'
      ? `The pidfd of ${by} means ${target}, whoever has its number now, and ${target} is gone.`
      : `The pidfd of ${by} means ${target}.`;
  }
  const group = hit.key < 0;
  const means = hit.reached === undefined ? 'nobody' : name(past, hit.reached);
  const meant = hit.meant === undefined ? undefined : name(past, hit.meant);
  const learnt = meant === undefined ? '' : ` It was ${meant} when ${by} learnt it.`;
  const whom = group ? `the group with number ${-hit.key}` : `whoever has ${hit.key} now`;
  return `The call asks for ${whom}: ${means}.${learnt}`;
}

/** Somebody was found, and still the call failed. */
function denied(past: Past, actor: Actor, hit: Hit, errno: string | undefined): readonly Because[] {
  const { kernel } = machineOf(past);
  if (errno === undefined) return [];
  if (errno === 'ESRCH' || errno === 'ENOENT') {
    const now = hit.via === 'nr' && hit.reached === undefined ? undefined : hit.reached;
    const other = threadOfAnother(past, hit);
    return now === undefined || other === undefined ? [] : [{ text: other, at: undefined }];
  }
  if (errno === 'ECHILD') {
    const target = hit.reached ?? hit.meant;
    const group = target === undefined ? undefined : pidTask(kernel, target)?.group;
    const record = group === undefined ? undefined : kernel.groups[group];
    const parent = record && parentOf(kernel, record);
    const leader = parent && kernel.tasks[parent.leader]?.pid;
    if (target === undefined || leader === undefined || leader === hit.by) return [];
    const text = `${name(past, target)} is no child of ${actor.name}: its parent is ${name(past, leader)}.`;
    return [{ text, at: undefined }];
  }
  const users = errno === 'EPERM' ? credentials(past, actor, hit.reached) : [];
  return [...cause(past), ...users];
}

/** tgkill: the number is a thread's, but not of that process. */
function threadOfAnother(past: Past, hit: Hit): string | undefined {
  if (hit.call !== 'tgkill' || hit.reached === undefined) return undefined;
  return `${name(past, hit.reached)} is no thread of the process that tgkill names: so nothing is sent.`;
}

/** Whom the last step had looked up. */
function found(past: Past): Ino | undefined {
  const events = past.events.at(-1) ?? [];
  for (const event of events) {
    if (event.kind === 'send' && event.to !== undefined) return event.to;
    if (event.kind === 'lookup' && event.found !== undefined) return event.found;
  }
  return undefined;
}

/** EPERM: who is which user. */
function credentials(past: Past, actor: Actor, pid: Ino | undefined): readonly Because[] {
  const { kernel } = machineOf(past);
  const mine = kernel.tasks[actor.task]?.creds;
  const target = pid === undefined ? undefined : pidTask(kernel, pid);
  if (mine === undefined || target === undefined || target.id === actor.task) return [];
  const text = `${actor.name} is user ${mine.euid}, ${name(past, pid)} is user ${target.creds.ruid}.`;
  return [{ text, at: undefined }];
}

/** Where a pidfd came from: by which number, and whose that was. */
function whenOpened(past: Past, actor: Actor, hit: Hit): readonly Because[] {
  for (let at = past.deeds.length - 2; at > 0; at--) {
    const deed = past.deeds[at];
    if (deed?.actor.pid !== actor.pid || deed.log.errno !== undefined) continue;
    const opening = deed.log.hit;
    if (opening?.deed !== 'open' || deed.log.result !== hit.key) continue;
    const then = name(past, opening.reached);
    const not =
      opening.outcome === 'wrong' && opening.meant !== undefined
        ? `, not ${name(past, opening.meant)}'s any more`
        : '';
    const text = `${actor.name} opened it at step ${at} by number ${opening.key}, which was ${then}'s then${not}.`;
    return [{ text, at }];
  }
  return [];
}

/** Whose exit the last wait told of, and how that one had ended. */
function whyCollected(past: Past): readonly Because[] {
  const last = past.events.at(-1) ?? [];
  return last.flatMap((event): readonly Because[] => {
    if (event.kind !== 'reap' || event.by === undefined) return [];
    const who = name(past, event.pid);
    const text = `${name(past, event.by)} asked for any child; ${who} was a zombie child of it.`;
    return [{ text, at: past.worlds.at }, ...whyDied(past, event.pid)];
  });
}

/** The descriptor was never there: the call that should have given it failed. */
function neverOpened(past: Past, actor: Actor): readonly Because[] {
  for (let at = past.deeds.length - 2; at > 0; at--) {
    const deed = past.deeds[at];
    if (deed === undefined || deed.actor.pid !== actor.pid) continue;
    const { errno, hit } = deed.log;
    if (errno === undefined) continue;
    const call = deed.actor.next?.sys?.name ?? 'a call';
    const text = `There is no descriptor, since ${call} had said ${errno} at step ${at}.`;
    const about = hit?.meant;
    return [{ text, at }, ...(about === undefined ? [] : whyProcess(past, about))];
  }
  return [];
}

/** ECHILD: the children it had, and who collected them. */
function formerChildren(past: Past, pid: Ino): readonly Because[] {
  const had = past.events.flatMap((events, at) =>
    events.flatMap(e => (e.kind === 'zombie' && e.parent === pid ? [{ pid: e.pid, at }] : [])),
  );
  const alone = { text: `${name(past, pid)} has no child now.`, at: undefined };
  const others = had.flatMap(child => {
    const reap = lastMoment(past, 'reap', e => e.pid === child.pid);
    const died = whyDied(past, child.pid);
    if (reap === undefined) return died;
    const by = reap.event.by === undefined ? 'the kernel itself' : name(past, reap.event.by);
    const text = `${name(past, child.pid)} was its child; ${by} collected it at step ${reap.at}.`;
    return [{ text, at: reap.at }, ...died];
  });
  return [alone, ...(others.length > 0 ? others : autoreaped(past, pid))];
}

/** Children that never became zombies. */
function autoreaped(past: Past, pid: Ino): readonly Because[] {
  const born = past.events.flatMap((events, at) =>
    events.flatMap(e => (e.kind === 'fork' && e.parent === pid && !e.thread ? [{ e, at }] : [])),
  );
  return born.flatMap(({ e }) => whyReaped(past, e.child));
}

/** EAGAIN from a fork: who has all the numbers. */
function fullTable(past: Past): readonly Because[] {
  const space = machineOf(past).kernel.namespaces[0 as NsId];
  const { numbers } = past.worlds.race;
  const taken = (space?.nrs ?? []).filter(nr => nr >= numbers.first && nr <= numbers.last).length;
  const size = numbers.last - numbers.first + 1;
  if (taken < size) return [];
  const text = `All ${size} numbers from ${numbers.first} to ${numbers.last} are in use.`;
  return [{ text, at: undefined }];
}

/** The process that the call's descriptor means. */
function behindDescriptor(past: Past, actor: Actor): Ino | undefined {
  const before = past.machines.at(-2);
  const sys = actor.next?.sys;
  const task = before?.kernel.tasks[actor.task];
  if (before === undefined || sys === undefined || task === undefined) return undefined;
  const fd = 'fd' in sys ? sys.fd : 'dirfd' in sys ? sys.dirfd : undefined;
  const on = fd === undefined ? undefined : fdFile(before.kernel, task, fd)?.on;
  if (on === undefined || !('pid' in on)) return undefined;
  return on.pid;
}
