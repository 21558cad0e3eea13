// What came of a call that succeeded: the number that a fork was given, the event that a poll saw, the
// message that was read, those whom a broadcast signal reached.

import { type FileId, fdFile, type Nr } from '../kernel/index.ts';
import type { Actor } from '../machine/machine.ts';
import { type Because, name, whyDied, whyTaken } from './because.ts';
import type { Past } from './history.ts';
import { listOf, signalName } from './words.ts';

/** A fork: what was passed over, and how the number had come free. */
export function whyHanded(past: Past): readonly Because[] {
  const last = past.events.at(-1) ?? [];
  const born = last.find(e => e.kind === 'alloc' && e.ns === 0);
  if (born?.kind !== 'alloc') return [];
  const skipped = last.flatMap(e => (e.kind === 'skip' && e.ns === 0 ? [e.nr as number] : []));
  const over =
    skipped.length === 0
      ? []
      : [
          {
            text: `${listOf(skipped)} ${skipped.length > 1 ? 'were' : 'was'} passed over: in use.`,
            at: past.worlds.at,
          },
        ];
  return [...over, ...whyTaken(past, born.nr as Nr, born.pid)];
}

/** poll, epoll_wait: whose end made the descriptor readable. */
export function whyReady(past: Past): readonly Because[] {
  return (past.events.at(-1) ?? []).flatMap((event): readonly Because[] => {
    if (event.kind !== 'poll') return [];
    const who = name(past, event.target);
    if (event.revents === 0) return [{ text: `${who} still runs: no event.`, at: past.worlds.at }];
    const text = `Descriptor ${event.fd} means ${who}, which has exited.`;
    return [{ text, at: past.worlds.at }, ...whyDied(past, event.target)];
  });
}

/** A message: who sent it, and when. */
export function whyMessage(past: Past, actor: Actor): readonly Because[] {
  const sys = actor.next?.sys;
  if (sys?.name !== 'recvmsg' && sys?.name !== 'read') return [];
  const before = past.machines.at(-2);
  const task = before?.kernel.tasks[actor.task];
  const file = before && task && fdFile(before.kernel, task, sys.fd);
  if (file?.on.kind !== 'socket' && file?.on.kind !== 'pipe') return [];
  const { on: read } = file;
  if (read.queue.length === 0) return read.kind === 'pipe' ? endOfFile(past, file.id) : [];
  const sends = past.deeds.flatMap((deed, at) => {
    const by = deed?.actor.next?.sys;
    const sender = past.machines[at - 1]?.kernel;
    const from = deed && sender?.tasks[deed.actor.task];
    if (by?.name !== 'sendmsg' && by?.name !== 'write') return [];
    const on = from && sender && fdFile(sender, from, by.fd)?.on;
    const carried = on?.kind === read.kind && on.peer === file.id;
    return carried && deed?.log.errno === undefined ? [at] : [];
  });
  const at = sends.at(-read.queue.length);
  const wrote = at === undefined ? undefined : past.deeds[at]?.actor.pid;
  const who = name(past, read.kind === 'socket' ? read.queue[0]?.from : wrote);
  const verb = read.kind === 'socket' ? 'sent' : 'written';
  const when = at === undefined ? '' : ` at step ${at}`;
  return [{ text: `${who} had ${verb} it${when}.`, at }];
}

/** Nothing lies in the pipe and nothing will: when the last writing end was closed. */
function endOfFile(past: Past, reader: FileId): readonly Because[] {
  const open = past.machines.findLastIndex(m =>
    m.kernel.files.some(f => f.on.kind === 'pipe' && f.on.peer === reader),
  );
  const at = open < 0 ? undefined : open + 1;
  const text = 'End of file: nobody holds the writing end.';
  const by = at === undefined ? undefined : past.deeds[at]?.actor.name;
  if (by === undefined) return [{ text, at: undefined }];
  return [
    { text, at: undefined },
    { text: `${by} gave up the last one at step ${at}.`, at },
  ];
}

/** A signal to a whole group, or to everybody: whom it reached, with what effect. */
export function whyDelivered(past: Past): readonly Because[] {
  return (past.events.at(-1) ?? []).flatMap((event): readonly Because[] => {
    if (event.kind !== 'deliver' || event.from === undefined) return [];
    const effect = EFFECTS[event.effect];
    const text = `${name(past, event.pid)} got ${signalName(event.signal)}${effect}.`;
    return [{ text, at: past.worlds.at }];
  });
}

const EFFECTS = {
  terminate: ' and died',
  stop: ' and stopped',
  continue: ' and goes on',
  handler: ' and handles it',
  ignored: ' and ignores it',
  pending: ', which waits until it is unblocked',
  none: '',
} as const;
