// Calls that tell of other tasks rather than aim at them: waits, which free numbers; dispositions of
// SIGCHLD; new names; socket peers; polls.

import { type Following, holder, type Reference } from './following.ts';
import { type Incarnation, namespaceOf } from './incarnation.ts';
import { identity } from './json-bytes.ts';
import { EARLIER, Source } from './memory.ts';
import { unseenBirth } from './newcomers.ts';
import { unquoted } from './quoted.ts';
import { type Extra, NONE, type Rec } from './record.ts';

export function waited(tracker: Following, call: Reference): void {
  const { rec, actor, event } = call;
  const { population, memories } = tracker;
  if (isAny(tracker, rec)) {
    memories.waits(actor.leader, actor.index);
    if ((tracker.texts.strings[rec.args] ?? '').includes('WNOHANG')) tracker.sightings.polls(actor);
  }
  const nr = rec.waitNr;
  if (nr === NONE || nr <= 0) return;
  const gone =
    rec.waitTid !== NONE ? population.at(rec.waitTid) : population.holding(namespaceOf(actor), nr);
  const collected =
    gone >= 0 && !reusedEarly(tracker, gone, actor) ? gone : lastEnded(tracker, call);
  tracker.concerns(call, collected);
  if (collected < 0 || staysZombie(tracker, rec)) return;
  // strace may have been told to say nothing of ends.
  const { status } = population.all.columns;
  if (status[collected] === NONE) status[collected] = rec.status;
  tracker.end(population.get(collected), event, rec.t, 'wait', actor.index);
}

/** A stopped or continued child, or WNOWAIT: the number stays taken. */
const staysZombie = (tracker: Following, { status, args }: Rec): boolean =>
  (status !== NONE && ((status & 0xff) === 0x7f || status === 0xffff)) ||
  (tracker.texts.strings[args] ?? '').includes('WNOWAIT');

/** wait4(-1) and wait4(0), waitid(P_ALL): any child will do. */
function isAny(tracker: Following, rec: Rec): boolean {
  if (tracker.names.strings[rec.name] === 'wait4') return rec.a0 === -1 || rec.a0 === 0;
  return (tracker.texts.strings[rec.args] ?? '').includes('P_ALL');
}

/** The number may have been handed on before the line that tells of the wait was written. */
const reusedEarly = (tracker: Following, gone: number, actor: Incarnation): boolean =>
  tracker.population.get(gone).exit < 0 && tracker.population.get(gone).guardian !== actor.leader;

/** The caller's child that had the number and whose reap was only inferred. */
function lastEnded(tracker: Following, { rec, actor }: Reference): number {
  const { population } = tracker;
  const ns = namespaceOf(actor);
  for (let at = population.lastOf(ns, rec.waitNr); at >= 0; at = population.before(at)) {
    const life = population.holder(at);
    if (life.guardian === actor.leader && life.exit >= 0) {
      if (life.reapHow === 'inferred' || life.reapHow === 'auto') {
        population.all.reaped(life.index, life.reap, life.reapAt, 'wait', actor.index);
      }
      return life.index;
    }
  }
  return -1;
}

/** SIGCHLD ignored, or SA_NOCLDWAIT: children are reaped by the kernel at once. */
export function ignoresChildren(tracker: Following, { rec, actor, event }: Reference): void {
  if (rec.extra?.kind === 'act' && rec.err === 0) {
    const { handler, flags } = rec.extra;
    const ignored = handler === 'SIG_IGN' || flags.includes('SA_NOCLDWAIT');
    tracker.memories.setAutoreap(actor.leader, ignored);
    tracker.sightings.catches(actor.leader, handler === 'function', event);
    return;
  }
  if (rec.err !== 0) return;
  const action = tracker.sightings.dispositions.of(rec.args, tracker.texts.strings);
  if (action === undefined) return;
  tracker.memories.setAutoreap(actor.leader, action.ignores);
  tracker.sightings.catches(actor.leader, action.catches, event);
}

/** prctl(PR_SET_NAME): the task calls itself something else. */
export function renamed(tracker: Following, { rec, event, actor }: Reference): void {
  const args = tracker.texts.strings[rec.args] ?? '';
  const option = /^"?PR_SET_NAME"?,\s*/.exec(args)?.[0];
  const name = option === undefined ? undefined : unquoted(args.slice(option.length));
  if (name === undefined || name === '' || name.length > 64 || rec.err !== 0) return;
  tracker.population.all.rename(actor.index, event, name, '');
}

/** getsockopt(SO_PEERCRED) tells a number, SO_PEERPIDFD gives a pidfd. */
export function metPeer(tracker: Following, call: Reference): void {
  const { rec, event, actor } = call;
  if (rec.extra?.kind !== 'peer' || rec.err !== 0) return;
  const { nr, pidfd } = rec.extra;
  if (nr !== undefined && nr > 0) {
    const life = holder(tracker, call, nr);
    if (life >= 0) tracker.memories.learn(actor.leader, nr, life, event, Source.peer);
  }
  if (pidfd !== undefined) {
    const life = tracker.population.withId(rec.targetId);
    tracker.memories.pidfds.add(actor.leader, pidfd, life, 'peer', event, -1);
  }
}

/** How much later than its file's time stamp a number may have been written: the kernel's file clock ticks. */
const FILE_CLOCK = 20e6;

/** A pidfile or a directory in /proc was opened: a number is learnt. */
export function opened(tracker: Following, call: Reference): void {
  const { rec, event, actor } = call;
  if (rec.extra?.kind !== 'learnt' || rec.err !== 0) return;
  const { nr, written, from } = rec.extra;
  const { memories, population, sightings } = tracker;
  const parent = population.get(actor.leader).guardian;
  if (from === 'proc') sightings.looks(actor.leader, parent);
  if (nr === undefined || nr <= 0) {
    if (from === 'proc') sightings.lists(actor.leader, event, rec.t);
    return;
  }
  const found = holder(tracker, call, nr);
  const now = found < 0 ? stranger(tracker, call, rec.extra) : found;
  const life = written === undefined ? now : meantBy(tracker, call, now, nr, written);
  tracker.concerns(call, life >= 0 ? life : now);
  if (life < 0 && life !== EARLIER) return;
  const source = from === 'file' ? Source.file : Source.proc;
  memories.learn(actor.leader, nr, life, event, source);
  // `kill $(cat pidfile)`: what a child reads from a file, its parent is likely to use.
  if (source === Source.file && parent >= 0 && memories.recall(parent, nr) === undefined) {
    memories.learn(parent, nr, life, event, source);
  }
}

/** Somebody outside the recording whose number is in a file: known by name and start time from now on. */
function stranger(
  { population, boot }: Following,
  { rec, actor }: Reference,
  { start, comm }: Extract<Extra, { kind: 'learnt' }>,
): number {
  if (start === undefined || rec.targetTid === NONE || actor.depth > 1) return -1;
  const birth = unseenBirth(rec.targetTid, rec.targetTid);
  const began = boot === undefined ? 0 : Math.max(0, start * TICK - boot);
  return population.add({ ...birth, comm, start, idNumber: rec.targetId }, -1, -1, began).index;
}

/** A tick of the start times in /proc: USER_HZ is 100 everywhere. */
const TICK = 10e6;

/** Whether a task surely began later than a moment before the recording. */
function beganAfter(life: Incarnation, moment: number, boot: number | undefined): boolean {
  if (life.born >= 0) return true;
  if (life.start === undefined || boot === undefined) return false;
  return life.start * TICK - boot > moment + FILE_CLOCK;
}

/** A number in a file means whoever held it when it was written, not who holds it now; -1: unknown. */
function meantBy(
  { population, boot }: Following,
  { actor }: Reference,
  now: number,
  nr: number,
  written: number,
): number {
  if (now >= 0 && written < 0 && beganAfter(population.get(now), written, boot)) return EARLIER;
  const from = Math.max(0, written);
  if (now >= 0 && population.get(now).bornAt <= from + FILE_CLOCK) return now;
  const ns = namespaceOf(actor);
  const after = population.holderAt(ns, nr, from + FILE_CLOCK);
  return after >= 0 && after !== now ? after : population.holderAt(ns, nr, from);
}

export function polled(tracker: Following, call: Reference): void {
  if (call.rec.extra?.kind !== 'polled') return;
  const ready = call.rec.extra.fds.find(fd => fd.revents !== '') ?? call.rec.extra.fds[0];
  if (ready?.id !== undefined)
    tracker.concerns(call, tracker.population.withId(identity(ready.id, tracker.texts)));
}
