// The quick path of the strace reader: lines of the common shapes, from their bytes. It takes calls that
// aim at no process by their name and result alone, simple arguments of those that may, and ends and
// signals. It is sure or it refuses, and then the slow path alone decides what a line is.

import { ByteSeeker, type Interner } from './bytes.ts';
import { clamp } from './json-bytes.ts';
import type { Tables } from './ndjson-scan.ts';
import { NONE } from './record.ts';
import { StraceArgs } from './strace-args.ts';
import { careOf } from './strace-call.ts';
import type { StraceClock } from './strace-clock.ts';
import type { StraceEvents } from './strace-events.ts';
import { HALF_MAX, HalfCall } from './strace-half.ts';
import { StraceHead } from './strace-head.ts';
import type { Owner } from './strace-owner.ts';
import type { Pending } from './strace-pending.ts';
import { endsUnfinished, isDigit, Tail, UNFINISHED_LENGTH } from './strace-tail.ts';

const OPEN = 0x28;
const CLOSE = 0x29;
const SPACE = 0x20;

const RESUMED = new ByteSeeker(' resumed>');
const EXITED = new ByteSeeker('+++ exited with ');
const EXIT_END = new ByteSeeker(' +++');
const SIGNAL = new ByteSeeker('--- SIG');
const FROM = new ByteSeeker('si_pid=');

export class StraceQuick {
  private readonly names: Interner;
  private readonly events: StraceEvents;
  private readonly owner: Owner;
  private readonly clock: StraceClock;
  private readonly head = new StraceHead();
  private readonly tail = new Tail();
  private readonly args: StraceArgs;
  /** How much care a call needs, by name number; undefined: not looked up yet. */
  private readonly cares: (0 | 1 | 2 | undefined)[] = [];
  private readonly spare: HalfCall[] = [];
  private readonly half = new Uint8Array(2 * HALF_MAX + 1);
  private lastTid = -1;
  /** The call that the last line left unfinished, if it did. */
  unfinished = '';

  constructor(tables: Tables, events: StraceEvents, owner: Owner, clock: StraceClock) {
    this.names = tables.names;
    this.events = events;
    this.owner = owner;
    this.clock = clock;
    this.args = new StraceArgs(tables);
  }

  /** Who the last line is of; undefined: it does not say. */
  get tid(): number | undefined {
    return this.head.tid < 0 ? undefined : this.head.tid;
  }

  /** Takes a line without its end. False: nothing happened, the slow path is to take it. */
  take(b: Uint8Array, from: number, to: number, line: number, offset: number): boolean {
    const { head } = this;
    this.unfinished = '';
    if (!head.read(b, from, to)) return false;
    const c = b[head.end] as number;
    if ((c >= 0x61 && c <= 0x7a) || c === 0x5f) return this.call(b, to, line, offset);
    if (c === 0x3c) return this.resumed(b, to, line, offset);
    if (c === 0x2b) return this.exited(b, to, line, offset);
    return c === 0x2d && this.signal(b, to, line, offset);
  }

  /** Who the line is of, now that it is sure that it is taken. */
  private task(): number {
    const { tid } = this.head;
    if (tid < 0) return this.owner.of(undefined);
    if (tid !== this.lastTid || !this.owner.living.has(tid)) this.owner.living.add(tid);
    this.lastTid = tid;
    return tid;
  }

  private now(): number {
    const { head } = this;
    return this.clock.read(head.clock, head.seconds, head.ns);
  }

  /** The number of the name that begins at `from` and ends before `(`, or before a space; 0: none. */
  private name(b: Uint8Array, from: number, to: number, end: number): number {
    let p = from;
    for (let c = b[p] as number; p < to && isName(c); c = b[++p] as number);
    const fits = b[p] === end && p > from && p - from < 64 && !isDigit(b[from]);
    return fits ? this.names.intern(b, from, p) : 0;
  }

  private care(name: number): number {
    const known = this.cares[name];
    if (known !== undefined) return known;
    const care = careOf(this.names.strings[name] ?? '');
    this.cares[name] = care;
    return care;
  }

  private call(b: Uint8Array, to: number, line: number, offset: number): boolean {
    const { head, tail } = this;
    const name = this.name(b, head.end, to, OPEN);
    const care = name === 0 ? 2 : this.care(name);
    if (care === 2) return false;
    const text = this.names.strings[name] as string;
    const open = head.end + text.length + 1;
    if (endsUnfinished(b, head.end, to)) {
      const end = to - UNFINISHED_LENGTH;
      if (end < open || (care === 1 && end - open > HALF_MAX)) return false;
      const call = this.spare.pop() ?? new HalfCall();
      call.name = text;
      call.line = line;
      call.offset = offset;
      call.keep(b, open, care === 0 ? open : end);
      return this.pend(call);
    }
    if (!tail.read(b, open, to)) return false;
    if (care === 1 && !this.args.read(b, open, tail.close, this.events.blank())) return false;
    return this.finished(b, care, name, undefined, line, offset);
  }

  private pend(call: HalfCall): boolean {
    const tid = this.head.tid < 0 ? this.owner.of(undefined) : this.head.tid;
    const before = this.events.pending.get(tid);
    // A call told in three parts.
    if (before?.name === call.name) return false;
    this.task();
    call.t = this.now();
    this.events.pending.take(tid);
    this.events.pending.open(tid, call);
    this.unfinished = call.name;
    return true;
  }

  private resumed(b: Uint8Array, to: number, line: number, offset: number): boolean {
    const { head, tail } = this;
    if (b[head.end + 1] !== 0x2e || b[head.end + 2] !== 0x2e || b[head.end + 3] !== 0x2e)
      return false;
    const at = head.end + 5;
    const name = b[at - 1] === SPACE ? this.name(b, at, to, SPACE) : 0;
    const care = name === 0 ? 2 : this.care(name);
    if (care === 2) return false;
    const text = this.names.strings[name] as string;
    const behind = at + text.length + RESUMED.length;
    if (!RESUMED.isAt(b, at + text.length) || behind > to) return false;
    const began = this.events.pending.get(head.tid < 0 ? this.owner.of(undefined) : head.tid);
    if (began?.name !== text || endsUnfinished(b, behind, to) || !tail.read(b, behind, to)) {
      return false;
    }
    if (care === 1 && !this.joinedArgs(began, b, behind)) return false;
    return this.finished(b, care, name, began, line, offset);
  }

  /** Reads arguments that are told in two parts, the second from `from` to the bracket. */
  private joinedArgs(began: Pending, b: Uint8Array, from: number): boolean {
    const { close } = this.tail;
    if (!(began instanceof HalfCall) || close - from > HALF_MAX) return false;
    const { half } = this;
    let end = 0;
    for (let i = 0; i < began.length; i++) half[end++] = began.said[i] as number;
    for (let i = from; i < close; i++) half[end++] = b[i] as number;
    // As in a line, so that what was here before is not taken for more.
    half[end] = CLOSE;
    return this.args.read(half, 0, end, this.events.blank());
  }

  /** A call that returned, whose end is in `tail` and whose arguments, if they count, are read. */
  private finished(
    b: Uint8Array,
    care: number,
    name: number,
    began: Pending | undefined,
    line: number,
    offset: number,
  ): boolean {
    const { tail, events } = this;
    if (care === 1 && tail.ret > 0 && this.names.strings[name] === 'wait4') return false;
    const rec = care === 0 ? events.blank() : events.record;
    const tid = this.task();
    const t = this.now();
    if (began !== undefined) events.pending.take(tid);
    events.times(tid, began?.t, t, tail.took < 0 ? undefined : tail.took);
    rec.name = name;
    rec.err = tail.errFrom === tail.errTo ? 0 : this.names.intern(b, tail.errFrom, tail.errTo);
    rec.ret = rec.err === 0 ? clamp(tail.ret) : -1;
    events.add(line, offset);
    if (began instanceof HalfCall) this.spare.push(began);
    return true;
  }

  private exited(b: Uint8Array, to: number, line: number, offset: number): boolean {
    const { end } = this.head;
    if (!EXITED.isAt(b, end)) return false;
    let p = end + EXITED.length;
    const first = p;
    let status = 0;
    while (p < to && isDigit(b[p])) status = status * 10 + ((b[p++] as number) - 0x30);
    if (p === first || p > first + 3 || p + EXIT_END.length !== to || !EXIT_END.isAt(b, p))
      return false;
    const tid = this.task();
    this.events.ended(tid, this.now(), { line, offset }, status << 8);
    return true;
  }

  private signal(b: Uint8Array, to: number, line: number, offset: number): boolean {
    const { end } = this.head;
    if (!SIGNAL.isAt(b, end)) return false;
    let p = end + 7;
    while (p < to && isWord(b[p] as number)) p++;
    if (p === end + 7 || p > end + 19 || b[p] !== SPACE || p >= to) return false;
    const nameEnd = p;
    let from = FROM.find(b, p, to);
    let sender = NONE;
    if (from >= 0) {
      if (isWord(b[from - 1] as number)) return false;
      from += FROM.length;
      const first = from;
      sender = 0;
      while (from < to && isDigit(b[from])) sender = sender * 10 + ((b[from++] as number) - 0x30);
      if (from === first || from > first + 9) return false;
    }
    const tid = this.task();
    const name = this.names.intern(b, end + 4, nameEnd);
    this.events.signal(name, sender, tid, this.now(), { line, offset });
    return true;
  }
}

/** Bytes of a call's name. */
const isName = (c: number): boolean =>
  (c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || c === 0x5f;
const isWord = (c: number): boolean => isName(c) || (c >= 0x41 && c <= 0x5a);
