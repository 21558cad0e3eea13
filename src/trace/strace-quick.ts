// The quick path of the strace reader: lines of the common shapes, from their bytes. It takes calls that
// aim at no process by their name and result alone, simple arguments of those that may, and ends and
// signals; of other calls it finds the parts. It is sure or it refuses, and then the slow path alone
// decides what a line is.

import { ByteSeeker, decode, isDigit } from './bytes.ts';
import { Cursor, literal, quickEnd } from './cursor.ts';
import { clamp, FAIL } from './json-bytes.ts';
import type { Tables } from './ndjson-scan.ts';
import { Cut, NONE } from './record.ts';
import { StraceArgs } from './strace-args.ts';
import type { StraceClock } from './strace-clock.ts';
import type { StraceEvents } from './strace-events.ts';
import { HalfCall, type Place } from './strace-half.ts';
import { StraceHead } from './strace-head.ts';
import { type CallName, CallNames } from './strace-names.ts';
import type { Owner } from './strace-owner.ts';
import { Tail } from './strace-tail.ts';

const RETURN = 0x0d;
const SPACE = 0x20;
const MORE = 0x3e;
/** Longer lines are left to the slow path. */
const LINE_MAX = 1 << 14;

const UNFINISHED = literal(' <unfinished ...>');
const WENT_ON = literal('<... ');
const EXITED = literal('+++ exited with ');
const EXIT_END = literal(' +++');
const SIGNAL = literal('--- SIG');
const FROM = new ByteSeeker('si_pid=');

export class StraceQuick {
  private readonly at = new Cursor();
  private readonly tables: Tables;
  private readonly events: StraceEvents;
  private readonly owner: Owner;
  private readonly clock: StraceClock;
  private readonly head = new StraceHead(this.at);
  private readonly tail = new Tail();
  private readonly names: CallNames;
  private readonly args: StraceArgs;
  private readonly spare: HalfCall[] = [];
  private quickTo = -1;
  /** Where the line is that is read now. */
  private line = 0;
  private offset = 0;
  /** The call that the last line left unfinished, if it did. */
  unfinished = '';

  constructor(tables: Tables, events: StraceEvents, owner: Owner, clock: StraceClock) {
    this.tables = tables;
    this.events = events;
    this.owner = owner;
    this.clock = clock;
    this.names = new CallNames(this.at, tables.names);
    this.args = new StraceArgs(tables);
  }

  /** Who the last line is of; undefined: it does not say. */
  get tid(): number | undefined {
    return this.head.tid < 0 ? undefined : this.head.tid;
  }

  /** The chunk that the next lines are in. */
  enter(bytes: Uint8Array): void {
    this.at.enter(bytes);
    this.quickTo = quickEnd(bytes);
  }

  /** Takes the line at `from`; the place behind it. FAIL: nothing happened, the slow path is to take it. */
  take(from: number, line: number, offset: number): number {
    const { head, at } = this;
    this.unfinished = '';
    if (from >= this.quickTo || !head.read(from)) return FAIL;
    const { bytes } = at;
    const end = at.lineEnd(head.end);
    const to = bytes[end - 1] === RETURN ? end - 1 : end;
    if (to - from > LINE_MAX || mayFollow(bytes, to)) return FAIL;
    this.line = line;
    this.offset = offset;
    at.p = head.end;
    const c = at.byte();
    let taken = false;
    if ((c >= 0x61 && c <= 0x7a) || c === 0x5f) taken = this.call(to);
    else if (c === 0x3c) taken = this.rest(to);
    else if (c === 0x2b) taken = this.exited(to);
    else if (c === 0x2d) taken = this.signal(bytes, to);
    return taken ? end + 1 : FAIL;
  }

  private get place(): Place {
    return { line: this.line, offset: this.offset };
  }

  /** Who the line is of, once it is sure that it is taken. */
  private task(): number {
    const { tid } = this.head;
    if (tid >= 0) this.owner.living.add(tid);
    return this.who();
  }

  private who(): number {
    const { tid } = this.head;
    return tid < 0 ? this.owner.of(undefined) : tid;
  }

  private now(): number {
    const { head } = this;
    return this.clock.read(head.clock, head.seconds, head.ns);
  }

  private endsUnfinished(from: number, to: number): boolean {
    const { at } = this;
    if (at.bytes[to - 1] !== MORE || to - UNFINISHED.length < from) return false;
    at.p = to - UNFINISHED.length;
    return at.takes(UNFINISHED);
  }

  private call(to: number): boolean {
    const { at } = this;
    const name = this.names.call();
    if (name === undefined) return false;
    const open = at.p;
    if (this.endsUnfinished(open, to)) return this.begins(name, open, to - UNFINISHED.length);
    return this.tail.read(at.bytes, open, to) && this.returned(name, undefined, open);
  }

  private begins(name: CallName, from: number, to: number): boolean {
    const { pending } = this.events;
    const before = pending.get(this.who());
    // A call told in three parts.
    if (before?.name === name.text) return false;
    const call = this.spare.pop() ?? new HalfCall();
    call.is(name.text, name.forks, this.line, this.offset);
    call.keep(this.at.bytes, from, name.care === 0 ? from : to);
    const tid = this.task();
    call.t = this.now();
    if (before !== undefined) pending.take(tid);
    pending.open(tid, call);
    this.unfinished = name.text;
    return true;
  }

  private rest(to: number): boolean {
    const { at, tail, names } = this;
    const name = at.takes(WENT_ON) ? names.rest() : undefined;
    if (name === undefined) return false;
    const from = at.p;
    const began = this.events.pending.get(this.who());
    if (began?.name !== name.text || this.endsUnfinished(from, to)) return false;
    return tail.read(at.bytes, from, to) && this.returned(name, began, from);
  }

  /** A call that returned, whose end is in `tail`. */
  private returned(name: CallName, began: HalfCall | undefined, from: number): boolean {
    const { tail, events, at } = this;
    if (name.care === 2 || (name.collects && tail.ret > 0)) return this.parts(name, began, from);
    const rec = events.blank();
    if (name.care === 1) {
      const read =
        began === undefined
          ? this.args.read(at.bytes, from, tail.close, rec)
          : this.args.readRest(began, at.bytes, from, tail.close, rec);
      if (!read) return this.parts(name, began, from);
    }
    const tid = this.task();
    const t = this.now();
    if (began !== undefined) events.pending.take(tid);
    events.times(tid, began?.t, t, tail.took < 0 ? undefined : tail.took);
    rec.name = name.id;
    rec.err = this.error();
    if (rec.err !== 0) rec.ret = -1;
    else if (tail.answered) rec.ret = clamp(tail.ret);
    else rec.cut = Cut.exit;
    events.add(this.line, this.offset);
    if (began !== undefined) this.spare.push(began);
    return true;
  }

  private error(): number {
    const { errFrom, errTo } = this.tail;
    return errFrom === errTo ? 0 : this.tables.names.intern(this.at.bytes, errFrom, errTo);
  }

  /** A call that returned, of which more counts. */
  private parts(name: CallName, began: HalfCall | undefined, from: number): boolean {
    const { tail, events } = this;
    const first = began === undefined ? '' : began.args;
    if (first === undefined) return false;
    const args = first + decode(this.at.bytes, from, tail.close);
    if (args.endsWith('>')) return false;
    const err = this.tables.names.strings[this.error()] ?? '';
    const tid = this.task();
    const t = this.now();
    if (began !== undefined) {
      events.pending.take(tid);
      this.spare.push(began);
    }
    const ret = tail.answered ? tail.ret : undefined;
    const took = tail.took < 0 ? undefined : tail.took;
    const parts = { args, ret, err, outside: undefined, took };
    events.returned(name.text, parts, tid, began?.t, t, this.place);
    return true;
  }

  private exited(to: number): boolean {
    const { at } = this;
    if (!at.takes(EXITED)) return false;
    const status = at.count();
    if (status < 0 || status > 999 || !at.takes(EXIT_END) || at.p !== to) return false;
    const tid = this.task();
    this.events.ended(tid, this.now(), this.place, status << 8);
    return true;
  }

  private signal(b: Uint8Array, to: number): boolean {
    const { at } = this;
    const start = at.p + 4;
    if (!at.takes(SIGNAL)) return false;
    let p = at.p;
    while (isWord(b[p] as number)) p++;
    const length = p - at.p;
    if (length === 0 || length > 12 || b[p] !== SPACE) return false;
    const from = FROM.find(b, p, to);
    let sender = NONE;
    if (from >= 0) {
      at.p = from + FROM.length;
      sender = at.count();
      if (sender < 0 || isWord(b[from - 1] as number)) return false;
    }
    const tid = this.task();
    const name = this.tables.names.intern(b, start, p);
    this.events.signal(name, sender, tid, this.now(), this.place);
    return true;
  }
}

const isWord = (c: number): boolean =>
  isDigit(c) || (c >= 0x61 && c <= 0x7a) || c === 0x5f || (c >= 0x41 && c <= 0x5a);

/** Whether strace's words about whom it follows may end here: `…hed`, `…med` or `…ads`. */
function mayFollow(b: Uint8Array, to: number): boolean {
  const last = b[to - 1];
  if (last === 0x73) return b[to - 2] === 0x64;
  return last === 0x64 && b[to - 2] === 0x65 && (b[to - 3] === 0x68 || b[to - 3] === 0x6d);
}
