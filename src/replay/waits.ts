// Waits: whom a wait collects and with which status.

import {
  actionOf,
  childrenOf,
  giveChild,
  P,
  type Syscall,
  type SyscallResult,
  setAction,
  stopBy,
} from '../kernel/index.ts';
import { isThread } from '../trace/incarnation.ts';
import { Kind, NONE } from '../trace/record.ts';
import { constant } from './arguments.ts';
import { type Call, plainly, whole } from './call.ts';
import { LATE } from './overlap.ts';
import { continued } from './pauses.ts';
import { SAID, type Said, type Unknown, type Why } from './report.ts';

/** How many events further on the signal that interrupted a call is looked for. */
const NEAR = 1000;

export const INTERRUPTED = /^(?:EINTR|ERESTART\w*)$/;

/** A call ends so only when a signal is there for its thread: the next that is told of it is that signal. */
export function interrupted(c: Call): void {
  const { columns, count } = c.parts.stage.trace;
  for (let i = c.event + 1; i < Math.min(count, c.event + NEAR); i++) {
    if (columns.actor[i] !== c.actor) continue;
    if (columns.kind[i] === Kind.signal) c.parts.ledger.agree();
    else c.cannotTell('interrupted');
    return;
  }
  c.cannotTell('interrupted');
}

export function waits(c: Call): void {
  if (INTERRUPTED.test(c.errno)) {
    interrupted(c);
    return;
  }
  const wanted = waitCall(c);
  if (wanted === undefined) {
    c.skip();
    return;
  }
  const { rec } = c;
  const someone = !c.failed && rec.waitNr !== NONE && rec.waitNr > 0;
  // A tracer has seen the end of a thread, or of a process that its parent has yet to collect.
  if (someone ? ofThread(c) : rec.ret > 0) {
    c.skip();
    return;
  }
  if (someone && c.object < 0) {
    c.cannotTell('outside');
    return;
  }
  const job = someone && isJob(rec.status);
  if (someone && !job && !keepsZombie(c)) c.parts.reaps.collected.set(c.object, c.actor);
  if (job && toTracer(c)) {
    c.cannotTell('traced');
    return;
  }
  if (someone && !job && unseenEnd(c)) {
    c.cannotTell('past');
    take(c, c.object);
    return;
  }
  if (someone && c.parts.stage.wasEarly(c.object)) {
    c.parts.ledger.agree(true);
    return;
  }
  if (job) stopsNow(c);
  if (someone) {
    c.parts.places.ensure(c.object);
    c.parts.stage.settle(c.object);
    adoptsEarly(c);
  }
  const { ledger } = c.parts;
  const before = ledger.diverged;
  const untold = rec.status === NONE || rec.status === STOPPED || ledger.disputed.has(c.object);
  const status = untold ? undefined : rec.status;
  c.compare(wanted, {
    said: c.said({ life: someone ? c.object : -1, status: someone ? status : undefined }),
    read: result => collected(c, result),
    about: someone ? [c.object, c.parts.stage.parent(c.object)].filter(life => life >= 0) : [],
    gone: [],
    why: () => children(c),
    excuse: model =>
      c.refusal() ??
      noPidfd(c) ??
      (job ? unseenJob(c) : tooSoon(c, model)) ??
      (c.parts.tracers.isTracer(c.actor) ? 'traced' : pastOf(c, model)),
  });
  if (ledger.diverged > before) ledger.disputed.add(c.actor);
  if (someone && !job && !keepsZombie(c)) {
    take(c, c.object);
    freed(c);
  }
}

/** Whoever has been collected gives its number back, which our recorder says in the next line. */
function freed({ parts, event, object }: Call): void {
  const { trace, look } = parts.stage;
  const { kind, object: whom } = trace.columns;
  if (!look.complete || event + 1 >= trace.count) return;
  if (kind[event + 1] === Kind.reap && whom[event + 1] === object) return;
  parts.ledger.diverge(event, 'reap', SAID, SAID, { kind: 'freed', life: object });
}

/** A stop that a tracer alone is told of. */
function toTracer({ parts, rec, actor, object }: Call): boolean {
  if (rec.status !== CONTINUED && (rec.status > 0xffff || rec.status >> 8 > 64))
    parts.tracers.add(actor, object);
  return parts.tracers.isTracer(actor);
}

/** Somebody else's child was adopted before, by an end that is told a little later. */
function adoptsEarly(c: Call): void {
  const { stage } = c.parts;
  const father = stage.life(stage.parent(c.object));
  const adopter = stage.task(stage.leader(c.actor));
  const group = stage.group(c.object);
  if (father === undefined || adopter === undefined || group === undefined) return;
  if (father.leader === stage.leader(c.actor) || father.exit < c.event) return;
  if (father.exitAt <= c.rec.t + LATE) c.kernel = giveChild(c.kernel, group, adopter);
}

/** A stop shows what the stopped one does about its signal; a continue may be told of later. */
function stopsNow(c: Call): void {
  const { stage, signals } = c.parts;
  const { object, event, rec } = c;
  const leader = stage.leader(object);
  const task = stage.task(leader);
  if (task === undefined) return;
  const state = c.kernel.tasks[task]?.state;
  if (rec.status === CONTINUED) {
    if (state === 'stopped') continued(c.parts, leader, event);
    return;
  }
  const signal = rec.status >> 8;
  if (state !== 'running' || !signals.hasTaken(leader, signal)) return;
  const group = c.kernel.groups[stage.group(leader) ?? -1];
  if (group === undefined || group.jobEvent.kind === 'stopped') return;
  if (signals.stopped.has(leader) && actionOf(group, signal) === undefined) return;
  c.kernel = setAction(c.kernel, group.id, signal, 'default');
  c.kernel = stopBy(c.kernel, task, signal);
  signals.stopped.set(leader, { t: rec.t, thread: leader });
}

/** A directory in /proc is no pidfd for waitid. */
function noPidfd(c: Call): Unknown | undefined {
  const fd = whole(c.args[1]);
  const odd = c.errno === 'EBADF' && c.args[0] === 'P_PIDFD' && fd >= 0 && c.isAssumed(fd);
  return odd ? 'descriptor' : undefined;
}

/** A stop or a continue that no signal of the recording explains, where it may lack that signal. */
function unseenJob(c: Call): Unknown | undefined {
  const { stage, signals, places } = c.parts;
  const leader = stage.leader(c.object);
  const group = c.kernel.groups[stage.group(leader) ?? -1];
  if (signals.stopped.has(leader) && group?.jobEvent.kind !== 'none') return undefined;
  const sure = stage.look.complete && places.isWhole(leader);
  if (!sure || signals.stopped.has(leader)) return 'past';
  return c.rec.status !== CONTINUED && signals.hasTaken(leader, c.rec.status >> 8)
    ? 'past'
    : undefined;
}

/** All threads of a process must have stopped before its parent is told. */
function tooSoon(c: Call, model: Said): Unknown | undefined {
  if (model.status === undefined || !isJob(model.status) || model.life === undefined)
    return undefined;
  const stop = c.parts.signals.stopped.get(model.life);
  return stop !== undefined && c.rec.t < stop.t + LATE ? 'past' : undefined;
}

/** strace may print a wait before the end of the child that it collects, or never print that. */
function unseenEnd({ parts, object, event }: Call): boolean {
  const it = parts.stage.life(object);
  return (
    parts.stage.trace.format === 'strace' && (it === undefined || it.exit < 0 || it.exit > event)
  );
}

function ofThread({ parts, object }: Call): boolean {
  const life = parts.stage.life(object);
  return life !== undefined && isThread(life);
}

const CONTINUED = 0xffff;
/** strace's log does not tell by which signal. */
const STOPPED = 0x7f;

const isJob = (status: number): boolean =>
  status !== NONE && ((status & 0xff) === 0x7f || status === CONTINUED);

function waitCall(c: Call): Syscall | undefined {
  const { args } = c;
  if (c.name === 'wait4') {
    const [pid, options] = [whole(args[0]), constant(args[2])];
    if (pid === NONE || options === undefined) return undefined;
    return { name: 'wait4', pid, options };
  }
  const [idtype, id, options] = [constant(args[0]), whole(args[1]), constant(args[3])];
  if (idtype === undefined || id === NONE || options === undefined) return undefined;
  if (idtype === P.P_PIDFD && id >= 0 && c.errno !== 'EBADF' && !c.holdsPidfd(id, c.object))
    return undefined;
  return { name: 'waitid', idtype, id, options };
}

function collected(c: Call, result: SyscallResult): Said {
  if (!result.ok) return plainly(result);
  if (result.out.kind !== 'wait') return { ...SAID, life: -1 };
  const { pid, status } = result.out.info;
  return { ...SAID, life: c.parts.stage.lifeOf(pid), status };
}

/** Children, or what becomes of them, from before the recording. */
function pastOf(c: Call, model: Said): Unknown | undefined {
  const known = c.parts.places.knowledge(c.actor);
  if (!known.sigchld && (c.errno === 'ECHILD' || model.errno === 'ECHILD')) return 'disposition';
  return known.children ? undefined : 'past';
}

const keepsZombie = ({ args }: Call): boolean => String(args[3]).includes('WNOWAIT');

/** The recorded wait has collected it: so it is, whatever the model thinks. */
function take(c: Call, life: number): void {
  const { stage } = c.parts;
  stage.settle(life);
  const task = stage.task(life);
  if (task === undefined) return;
  stage.remove(task, c.rec.status === NONE ? 0 : c.rec.status);
}

function children(c: Call): Why {
  const group = c.kernel.tasks[c.caller]?.group;
  const all = group === undefined ? [] : childrenOf(c.kernel, group);
  const zombies = all.filter(g => c.kernel.tasks[g.leader]?.state === 'zombie').length;
  return { kind: 'children', running: all.length - zombies, zombies };
}
