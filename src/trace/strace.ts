// Reads strace's text: pairs unfinished with resumed calls, finds out who the lines without a number
// belong to, and hands the tracker the same events that our own format has. What strace does not print
// (identities, start times, who reaped what it did not trace) stays unknown.

import { inRange } from './json-bytes.ts';
import type { Tables } from './ndjson-scan.ts';
import { Cut, clearRec, Kind, NONE, newRec, type Rec } from './record.ts';
import { fillCall, signalNumber } from './strace-call.ts';
import { bounded, StraceClock } from './strace-clock.ts';
import { lexLine, type Piece, type StraceLine, splitCall } from './strace-line.ts';
import type { Flaw } from './trace.ts';
import type { Tracker } from './tracker.ts';

export interface StraceReader {
  /** Takes a line. Returns why it could not be read. */
  line(text: string, line: number, offset: number): string | undefined;
  finish(): void;
  flaws(): readonly Flaw[];
  timed(): boolean;
}

/** Where a line is. */
interface Place {
  readonly line: number;
  readonly offset: number;
}

interface Pending extends Place {
  readonly name: string;
  readonly text: string;
  readonly t: number;
}

/** Lines without a number are held back until the first task's number shows, up to so many. */
const HELD_MAX = 20_000;

/** A reader; `tid` names the task of a file written by `strace -ff`. */
export function makeStraceReader(
  tracker: Tracker,
  tables: Tables,
  tid: number | undefined,
): StraceReader {
  return new Strace(tracker, tables, tid);
}

class Strace implements StraceReader {
  private readonly rec: Rec = newRec();
  private readonly tracker: Tracker;
  private readonly tables: Tables;
  private readonly pending = new Map<number, Pending>();
  private readonly announced = new Set<number>();
  private readonly living = new Set<number>();
  private held: { text: string; place: Place }[] = [];
  private broken: { text: string; place: Place } | undefined;
  private main: number | undefined;
  private readonly clock = new StraceClock();

  constructor(tracker: Tracker, tables: Tables, tid: number | undefined) {
    this.tracker = tracker;
    this.tables = tables;
    this.main = tid;
  }

  line(text: string, line: number, offset: number): string | undefined {
    const place = { line, offset };
    // strace writes this in the middle of another line; the other line goes on in the next one.
    const attached = /(?:strace: )?Process (\d{1,10}) attached$/.exec(text);
    if (attached !== null) {
      this.announce(Number(attached[1]));
      const before = text.slice(0, attached.index);
      if (before !== '') this.broken = { text: before, place };
      return undefined;
    }
    if (this.broken !== undefined) {
      const { text: before, place: at } = this.broken;
      this.broken = undefined;
      return this.whole(before + text, at);
    }
    return this.whole(text, place);
  }

  finish(): void {
    if (this.broken !== undefined) this.whole(this.broken.text, this.broken.place);
    this.settle(this.main ?? 0);
    for (const [tid, call] of this.pending) this.cutCall(tid, call, Cut.end);
    this.pending.clear();
  }

  flaws(): readonly Flaw[] {
    const flaws: Flaw[] = [];
    if (!this.timed()) flaws.push({ kind: 'no-times' });
    if (this.tracker.population.all.length < 2) flaws.push({ kind: 'one-process' });
    return flaws;
  }

  timed(): boolean {
    return this.clock.isReal();
  }

  private announce(tid: number): void {
    if (!inRange(tid)) return;
    this.announced.add(tid);
    this.living.add(tid);
    this.tracker.newcomers.announce(tid);
  }

  private whole(text: string, place: Place): string | undefined {
    const lexed = lexLine(text);
    if (lexed.piece.kind === 'bad') return lexed.piece.reason;
    if (lexed.piece.kind === 'remark' || lexed.piece.kind === 'attached') return undefined;
    if (lexed.tid === undefined && this.main === undefined) {
      this.held.push({ text, place });
      if (this.held.length > HELD_MAX) this.settle(0);
      return undefined;
    }
    if (lexed.tid !== undefined && !this.living.has(lexed.tid)) {
      if (this.main === undefined && !this.announced.has(lexed.tid)) this.settle(lexed.tid);
      this.living.add(lexed.tid);
    }
    return this.event(lexed, place);
  }

  /** The lines held back belong to this task. */
  private settle(tid: number): void {
    if (this.main !== undefined) return;
    this.main = tid;
    this.living.add(tid);
    const lines = this.held;
    this.held = [];
    for (const { text, place } of lines) this.event(lexLine(text), place);
  }

  private event(lexed: StraceLine, place: Place): string | undefined {
    const tid = lexed.tid ?? this.bareTask();
    const t = this.clock.read(lexed.clock, lexed.time);
    return this.piece(lexed.piece, tid, t, place);
  }

  /** A line without a number is of the only task left, else of the first. */
  private bareTask(): number {
    if (this.living.size === 1) for (const tid of this.living) return tid;
    return this.main ?? 0;
  }

  private piece(piece: Piece, tid: number, t: number, place: Place): string | undefined {
    switch (piece.kind) {
      case 'unfinished': {
        const before = this.pending.get(tid);
        const text = before?.name === piece.name ? before.text + piece.text : piece.text;
        this.pending.set(tid, { name: piece.name, text, t: before?.t ?? t, ...place });
        return undefined;
      }
      case 'resumed': {
        const began = this.pending.get(tid);
        this.pending.delete(tid);
        const head = began?.name === piece.name ? began.text : `${piece.name}(`;
        const start = began?.name === piece.name ? began.t : t;
        return this.call(piece.name, head + piece.text, tid, start, t, place);
      }
      case 'call':
        return this.call(piece.name, piece.text, tid, t, t, place);
      case 'signal':
        this.start(Kind.signal, tid, t);
        this.rec.sig = this.tables.names.of(piece.sig);
        this.rec.from = piece.from ?? NONE;
        this.tracker.add(this.rec, place.line, place.offset);
        return undefined;
      case 'exited':
        return this.ended(tid, t, place, piece.status << 8);
      case 'killed':
        return this.ended(tid, t, place, signalNumber(piece.sig) | (piece.core ? 0x80 : 0));
      case 'superseded':
        return this.superseded(piece.by, tid, t);
      default:
        return undefined;
    }
  }

  private start(kind: number, tid: number, t: number): void {
    clearRec(this.rec);
    this.rec.kind = kind;
    this.rec.tid = tid;
    this.rec.t = t;
  }

  private call(
    name: string,
    text: string,
    tid: number,
    start: number,
    t: number,
    place: Place,
  ): string | undefined {
    const parts = splitCall(text);
    if (parts === undefined) return 'the call’s end is missing';
    const took = parts.took === undefined ? t - start : bounded(parts.took * 1e9);
    this.start(Kind.call, tid, start === t && parts.took !== undefined ? bounded(t + took) : t);
    this.rec.d = Math.max(0, took);
    fillCall(this.rec, name, parts, this.tables, this.tracker);
    this.tracker.add(this.rec, place.line, place.offset);
    if (this.rec.extra?.kind === 'birth') this.living.add(this.rec.extra.tid);
    return undefined;
  }

  private cutCall(tid: number, call: Pending, cut: number): void {
    this.start(Kind.call, tid, Math.max(call.t, this.clock.last));
    this.rec.d = this.rec.t - call.t;
    const args = call.text.slice(call.text.indexOf('(') + 1);
    fillCall(
      this.rec,
      call.name,
      { args, ret: undefined, err: '', took: undefined },
      this.tables,
      this.tracker,
    );
    this.rec.cut = cut;
    this.tracker.add(this.rec, call.line, call.offset);
  }

  private ended(tid: number, t: number, place: Place, status: number): undefined {
    const call = this.pending.get(tid);
    this.pending.delete(tid);
    if (call !== undefined && !/^exit(?:_group)?$/.test(call.name)) {
      this.cutCall(tid, call, Cut.exit);
    }
    this.start(Kind.exit, tid, t);
    this.rec.status = status;
    this.tracker.add(this.rec, place.line, place.offset);
    this.tracker.unseenReap(tid, t);
    this.living.delete(tid);
    return undefined;
  }

  /** Another thread's exec takes this task's number over. */
  private superseded(by: number, tid: number, t: number): undefined {
    this.pending.delete(tid);
    const call = this.pending.get(by);
    this.pending.delete(by);
    if (call !== undefined) this.pending.set(tid, call);
    this.tracker.takenOver(by, t);
    this.living.delete(by);
    return undefined;
  }
}
