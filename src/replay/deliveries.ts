// Signals that arrive, as the recording tells: each must have been sent to whom it reaches, by whom it
// names, and it ends or stops whom it reaches by the rules. In the model a signal lies in its queue until
// then. What a process does about a signal is known where the recording says so; elsewhere what
// happens next tells.

import {
  actionOf,
  dropJobEvent,
  effectOn,
  queueSignal,
  SIG,
  setAction,
  stopBy,
  type TaskId,
  takeSignal,
} from '../kernel/index.ts';
import { Act, NONE, type Rec } from '../trace/record.ts';
import { constant } from './arguments.ts';
import { endEarly } from './ends.ts';
import type { Parts } from './parts.ts';
import { SAID, type Why } from './report.ts';
import { underWay } from './under-way.ts';

/** Signals that the kernel sends a task in its own name. */
const OF_ONESELF: ReadonlySet<number> = new Set([SIG.SIGPIPE, SIG.SIGXFSZ]);

/** A signal that arrives. */
interface Arrival {
  readonly event: number;
  readonly t: number;
  readonly life: number;
  readonly task: TaskId;
  readonly signal: number;
  /** The process that sent it; -1: unknown or the kernel. */
  readonly from: number;
  /** The number that the receiver sees; NONE: the kernel sent it. */
  readonly number: number;
  readonly act: number;
}

export function delivered(parts: Parts, rec: Rec, event: number, name: string): void {
  const { stage, places, ledger } = parts;
  const { columns } = stage.trace;
  const life = columns.actor[event] ?? -1;
  const task = places.ensure(life);
  const signal = constant(name);
  if (task === undefined || signal === undefined || stage.kernel.tasks[task]?.state === 'zombie') {
    ledger.skip('signal');
    return;
  }
  const from = stage.leader(senderOf(parts, rec, event));
  const arrival = { event, t: rec.t, life, task, signal, from, number: rec.from, act: rec.how };
  if (signal === SIG.SIGCHLD) stage.settle(from);
  if (signal === SIG.SIGSTOP || signal === SIG.SIGCONT)
    parts.signals.halts.delete(stage.leader(life));
  arrives(parts, arrival);
  if (signal === SIG.SIGCHLD) handlesChildren(parts, arrival);
  else takesEffect(parts, arrival);
}

/** Who sent it: whoever has the number, or had it, since the sender of a SIGCHLD may be collected by now. */
function senderOf({ stage }: Parts, rec: Rec, event: number): number {
  const { columns } = stage.trace;
  const now = columns.object[event] ?? -1;
  if (now >= 0 || rec.from === NONE || rec.from <= 0) return now;
  const ns = stage.life(columns.actor[event] ?? -1)?.ns;
  return stage.look.lastHolder(ns?.[ns.length - 1] ?? 0, rec.from, rec.t);
}

/** Takes the signal out of its queue, or says why it cannot be there. */
function arrives(parts: Parts, it: Arrival): void {
  const { stage, ledger, signals, tracers } = parts;
  const ofChild = it.signal === SIG.SIGCHLD;
  const traced = ofChild && (tracers.isTracer(it.life) || tracers.isTraced(it.from));
  if (ofChild && !traced && !mayTell(parts, it)) unsent(parts, it);
  else if (taken(parts, it)) ledger.agree();
  else if (traced) ledger.cannotTell('traced');
  else if (it.from < 0) {
    if (it.number > 0 && !parts.places.closed(parts.places.home(it.task)))
      ledger.cannotTell('outside');
    else if (it.number > 0) unsent(parts, it);
    else ledger.skip('signal');
  } else if (signals.spend(it.from, stage.leader(it.life), it.signal)) ledger.agree(true);
  else if (isEarly(parts, it)) ledger.agree(true);
  else if (ofChild && toldByChild(parts, it)) ledger.agree();
  else unsent(parts, it);
}

/** What lies in the queue from the named sender, or from anybody when none is named. */
function taken(parts: Parts, { task, signal, from, life, t }: Arrival): boolean {
  const { stage, signals } = parts;
  const by = (sent: number | undefined): boolean =>
    from < 0 || (sent !== undefined && stage.leader(stage.lifeOf(sent as never)) === from);
  const look = () => takeSignal(stage.kernel, task, signal, item => by(item.from));
  let found = look();
  if (found === undefined && from >= 0) {
    // Sent by the end of a parent, which may be told a little later.
    const saved = stage.save();
    const parent =
      signal !== SIG.SIGCHLD && stage.leader(stage.parent(stage.leader(life))) === from;
    if (parent && !stage.dying.has(from)) endEarly(stage, from, t);
    stage.settle(from);
    found = look();
    if (found === undefined) stage.restore(saved);
  }
  if (found === undefined) return false;
  stage.kernel = found.kernel;
  if (from >= 0) signals.spend(from, stage.leader(life), signal);
  return true;
}

/** The call that sent it is still under way, and is told later. */
function isEarly({ stage, signals }: Parts, it: Arrival): boolean {
  const receiver = stage.leader(it.life);
  const call = underWay(stage.trace, it.event, it.signal, it.from, receiver);
  if (call === undefined) return false;
  signals.early.add(`${call}:${receiver}`);
  stage.kernel = queueSignal(stage.kernel, it.task, it.signal, stage.pid(it.from));
  const found = takeSignal(stage.kernel, it.task, it.signal, () => true);
  if (found !== undefined) stage.kernel = found.kernel;
  return true;
}

/** SIGCHLD comes from a child, once when that ends; or somebody has sent it, as any other signal. */
function mayTell(
  { stage, places, signals, reaps }: Parts,
  { from, life, event }: Arrival,
): boolean {
  const to = stage.leader(life);
  const child = stage.life(from);
  if (child === undefined || !places.isBorn(from) || !stage.look.adoptions) return true;
  if (signals.stopped.has(from)) return true;
  const collector = reaps.collected.get(from) ?? -1;
  const parents = [child.parent, child.guardian, stage.parent(from), collector];
  const own = parents.some(parent => stage.leader(parent) === to);
  if (own && signals.tells(from, to)) return true;
  if (signals.owes(from, to, SIG.SIGCHLD)) return true;
  return underWay(stage.trace, event, SIG.SIGCHLD, from, to) !== undefined;
}

/** SIGCHLD for an end, a stop or a continue of a child; several may have come as one. */
function toldByChild({ stage, signals }: Parts, { from }: Arrival): boolean {
  return stage.state(from) !== 'alive' || signals.stopped.has(from);
}

function unsent(parts: Parts, it: Arrival): void {
  const { stage, places, ledger, signals } = parts;
  // Of the whole machine, each thread that ends by it may tell of it.
  const again = signals.hasTaken(stage.leader(it.life), it.signal);
  if (stage.trace.header?.system === true && again) {
    ledger.skip('signal');
    return;
  }
  if (ledger.disputed.has(it.from) || ledger.disputed.has(stage.leader(it.life))) {
    ledger.skip('signal');
    return;
  }
  const own = it.from === stage.leader(it.life);
  const silent = (own && OF_ONESELF.has(it.signal)) || !stage.look.records(own ? 'tgkill' : 'kill');
  if (silent || (it.from >= 0 && !places.isWhole(it.from))) {
    ledger.cannotTell(silent ? 'outside' : 'past');
    return;
  }
  const why: Why = { kind: 'unsent', life: it.from, signal: it.signal };
  ledger.diverge(it.event, 'signal', { ...SAID, life: it.life }, SAID, why);
}

/** Whether SIGCHLD has a handler, where both sides know. */
function handlesChildren({ stage, places, ledger }: Parts, it: Arrival): void {
  const { header, format } = stage.trace;
  const group = stage.kernel.groups[stage.group(it.life) ?? -1];
  const action = group === undefined ? undefined : actionOf(group, SIG.SIGCHLD)?.handler;
  const tells = format === 'ndjson' && header?.system !== true;
  const leader = stage.leader(it.life);
  const unset = action !== 'handle' && tells && it.act === Act.handler;
  const differs =
    (action === 'handle' && it.act === Act.unhandled) ||
    (action === 'ignore' && tells && it.act === Act.unknown) ||
    (unset && places.isWhole(leader) && stage.look.records('rt_sigaction'));
  if (!differs) return;
  const why: Why = { kind: 'does', life: leader, signal: it.signal, action: action ?? 'default' };
  ledger.diverge(it.event, 'signal', { ...SAID, life: it.life }, SAID, why);
}

const HANDLERS = { [Act.default]: 'default', [Act.ignore]: 'ignore', [Act.handler]: 'handle' };

/** What it does there: it ends the process, stops it, or nothing that a recording shows. */
function takesEffect(parts: Parts, it: Arrival): void {
  const { stage, places, signals } = parts;
  const leader = stage.leader(it.life);
  const id = stage.group(it.life);
  if (id === undefined) return;
  const told = HANDLERS[it.act as keyof typeof HANDLERS] as 'default' | 'ignore' | 'handle';
  if (told !== undefined) stage.kernel = setAction(stage.kernel, id, it.signal, told);
  const always = it.signal === SIG.SIGKILL || it.signal === SIG.SIGSTOP;
  const known = told !== undefined || always || places.knowledge(leader).actions.has(it.signal);
  const group = stage.kernel.groups[id];
  const effect = known && group !== undefined ? effectOn(stage.kernel, group, it.signal) : 'any';
  signals.took(leader, it.signal, effect === 'any' || effect === 'terminate');
  if (effect === 'terminate') {
    signals.doom(leader, { signal: it.signal, t: it.t, thread: it.life, event: it.event });
    stage.kernel = dropJobEvent(stage.kernel, id);
  }
  if (effect === 'stop') {
    // A SIGCONT that was sent meanwhile undoes the stop, which was taken before but not yet carried out.
    const undone = takeSignal(stage.kernel, it.task, SIG.SIGCONT, () => true) !== undefined;
    if (!undone) stage.kernel = stopBy(stage.kernel, it.task, it.signal);
    signals.stopped.set(leader, { t: it.t, thread: it.life });
  }
}
