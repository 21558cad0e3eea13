// The pieces of strace's lines as events: unfinished calls are paired with the rest of them, ends with
// what ended, and a program that a thread starts with the process whose number it takes over.

import { namespaceOf } from './incarnation.ts';
import type { Tables } from './ndjson-scan.ts';
import { Cut, clearRec, Kind, NONE, newRec, type Rec } from './record.ts';
import { CallFiller, FORKS } from './strace-call.ts';
import { bounded, type StraceClock } from './strace-clock.ts';
import { HalfCall, type Place } from './strace-half.ts';
import type { Piece } from './strace-line.ts';
import type { Owner } from './strace-owner.ts';
import { PendingCalls } from './strace-pending.ts';
import { signalNumber } from './strace-signals.ts';
import { type CallText, splitCall } from './strace-split.ts';

import type { Tracker } from './tracker.ts';

const EXIT = /^exit(?:_group)?$/;
const EXEC = /^execve(?:at)?$/;

export class StraceEvents {
  /** The record at hand. */
  readonly record: Rec = newRec();
  private readonly tracker: Tracker;
  private readonly owner: Owner;
  private readonly clock: StraceClock;
  readonly pending: PendingCalls;
  private readonly filler: CallFiller;
  /** Tasks that called exit: with -qq nothing else tells of their end. */
  private readonly leaving = new Map<number, Place & { readonly status: number }>();

  constructor(tracker: Tracker, tables: Tables, owner: Owner, clock: StraceClock) {
    this.tracker = tracker;
    this.owner = owner;
    this.pending = new PendingCalls(owner.tasks);
    const { newcomers, population } = tracker;
    this.filler = new CallFiller(tables, { pending: this.pending, newcomers, population });
    this.clock = clock;
  }

  /** Takes a piece of a task's, at a time. Returns why it could not be read. */
  piece(piece: Piece, tid: number, t: number, place: Place): string | undefined {
    switch (piece.kind) {
      case 'unfinished':
        this.unfinished(piece.name, piece.text, tid, t, place);
        return undefined;
      case 'detached':
        this.cutCall(tid, { ...place, name: piece.name, text: piece.text, t }, Cut.end);
        this.owner.living.delete(tid);
        return undefined;
      case 'resumed':
        return this.resumed(piece.name, piece.text, tid, t, place);
      case 'call':
        return this.call(piece.name, piece.text, tid, undefined, t, place);
      case 'signal':
        this.signal(this.tracker.names.of(piece.sig), piece.from ?? NONE, tid, t, place);
        return undefined;
      case 'exited':
        this.ended(tid, t, place, piece.status << 8);
        return undefined;
      case 'killed':
        this.ended(tid, t, place, signalNumber(piece.sig) | (piece.core ? 0x80 : 0));
        return undefined;
      case 'superseded':
        this.superseded(piece.by, tid, t);
        return undefined;
      default:
        return undefined;
    }
  }

  /** Ends what is open when the log ends. */
  finish(): void {
    for (const [tid, { status, ...place }] of this.leaving) {
      this.ended(tid, this.clock.last, place, status);
    }
    for (const [tid, call] of this.pending.all()) this.cutCall(tid, call, Cut.end);
    this.pending.clear();
  }

  private unfinished(name: string, text: string, tid: number, t: number, place: Place): void {
    const before = this.pending.take(tid);
    const same = before?.name === name ? before : undefined;
    const call = new HalfCall();
    call.is(name, FORKS.has(name), place.line, place.offset);
    call.t = same?.t ?? t;
    call.tell((same?.text ?? '') + text);
    this.pending.open(tid, call);
  }

  private resumed(
    name: string,
    text: string,
    tid: number,
    t: number,
    place: Place,
  ): string | undefined {
    if (EXEC.test(name) && this.pending.get(tid)?.name !== name) this.otherThread(name, tid, t);
    const began = this.pending.take(tid);
    if (name === '???')
      return began && this.call(began.name, began.text + text, tid, began.t, t, place);
    const same = began?.name === name ? began : undefined;
    return this.call(name, (same?.text ?? `${name}(`) + text, tid, same?.t ?? t, t, place);
  }

  /** An exec that begins in a thread and returns in its leader, where no line says so. */
  private otherThread(name: string, tid: number, t: number): void {
    const { population } = this.tracker;
    const leader = population.at(tid);
    for (const [by, call] of this.pending.all()) {
      const thread = population.at(by);
      if (call.name !== name || leader < 0 || thread < 0) continue;
      if (population.get(thread).leader !== leader) continue;
      this.superseded(by, tid, t);
      return;
    }
  }

  /** The record for a call; `times` and `add` complete it. */
  blank(): Rec {
    clearRec(this.record);
    this.record.kind = Kind.call;
    return this.record;
  }

  /** Who made the call, when it ended and how long it took; `nanos` is what -T says. */
  times(tid: number, began: number | undefined, t: number, nanos: number | undefined): void {
    const took = nanos === undefined || !this.clock.isReal() ? undefined : bounded(nanos);
    const end = began === undefined && took !== undefined ? this.clock.after(took) : t;
    this.record.tid = tid;
    this.record.t = end;
    this.record.d = took ?? end - (began ?? this.clock.beginning(end));
  }

  add(line: number, offset: number): void {
    this.tracker.add(this.record, line, offset);
  }

  private start(kind: number, tid: number, t: number): void {
    clearRec(this.record);
    this.record.kind = kind;
    this.record.tid = tid;
    this.record.t = t;
  }

  signal(sig: number, from: number, tid: number, t: number, place: Place): void {
    this.start(Kind.signal, tid, t);
    this.record.sig = sig;
    this.record.from = from;
    this.tracker.add(this.record, place.line, place.offset);
  }

  /** `began`: when it did, for a call that returns now; else its line is of the moment it began. */
  private call(
    name: string,
    text: string,
    tid: number,
    began: number | undefined,
    t: number,
    place: Place,
  ): string | undefined {
    const parts = splitCall(text);
    if (parts === undefined) return 'the call’s end is missing';
    this.returned(name, parts, tid, began, t, place);
    return undefined;
  }

  /** The same for a call that is taken apart already. */
  returned(
    name: string,
    parts: CallText,
    tid: number,
    began: number | undefined,
    t: number,
    place: Place,
  ): void {
    this.blank();
    this.times(tid, began, t, parts.took);
    this.filler.fill(this.record, name, parts);
    if (this.leaving.size > 0) this.overdue(t);
    this.tracker.add(this.record, place.line, place.offset);
    if (this.record.extra?.kind === 'birth') this.born(this.record.extra.tid, t);
    else if (EXIT.test(name) && parts.ret === undefined) {
      this.leaving.set(tid, { ...place, status: (Number.parseInt(parts.args, 10) & 0xff) << 8 });
    }
  }

  /** A task that ended before its fork returned has nothing else to tell. */
  private born(tid: number, t: number): void {
    const { population } = this.tracker;
    const index = population.at(tid);
    if (index >= 0 && population.get(index).exit >= 0) this.tracker.unseenReap(tid, t);
    else this.owner.living.add(tid);
  }

  /** Whoever is collected now must have ended, though no line said so. */
  private overdue(t: number): void {
    const { waitNr, waitTid, tid } = this.record;
    if (waitNr === NONE) return;
    const { population } = this.tracker;
    const waiter = population.at(tid);
    const ns = waiter < 0 ? 0 : namespaceOf(population.get(waiter));
    const index = waitTid === NONE ? population.holding(ns, waitNr) : population.at(waitTid);
    const gone = index < 0 ? NONE : population.get(index).tid;
    const left = this.leaving.get(gone);
    if (left === undefined) return;
    const wait = { ...this.record };
    this.ended(gone, t, left, left.status);
    Object.assign(this.record, wait);
  }

  private cutCall(
    tid: number,
    call: Pick<HalfCall, 'name' | 'text' | 't' | 'line' | 'offset'>,
    cut: number,
  ): void {
    this.start(Kind.call, tid, Math.max(call.t, this.clock.last));
    this.record.d = this.record.t - call.t;
    const args = call.text.slice(call.text.indexOf('(') + 1);
    const parts = { args, ret: undefined, err: '', outside: undefined, took: undefined };
    this.filler.fill(this.record, call.name, parts);
    this.record.cut = cut;
    this.tracker.add(this.record, call.line, call.offset);
  }

  ended(tid: number, t: number, place: Place, status: number): void {
    this.leaving.delete(tid);
    const call = this.pending.take(tid);
    if (call !== undefined && !EXIT.test(call.name)) this.cutCall(tid, call, Cut.exit);
    this.start(Kind.exit, tid, t);
    this.record.status = status;
    this.tracker.add(this.record, place.line, place.offset);
    this.tracker.unseenReap(tid, t);
    this.owner.living.delete(tid);
  }

  /** Another thread's exec takes this task's number over. */
  private superseded(by: number, tid: number, t: number): void {
    this.pending.take(tid);
    this.leaving.delete(tid);
    const call = this.pending.take(by);
    if (call !== undefined) this.pending.open(tid, call);
    this.tracker.takenOver(by, t);
    this.owner.living.delete(by);
  }
}
