// The quickest path of the NDJSON reader: lines whose fields come in the order in which the recorder
// writes them, without spaces. What stands between the numbers of such a line is known, or has been
// seen before, so it is compared and not read. Every other line is left to the scanner that takes
// fields in any order; so is what a quick line has for the first time.

import { Cursor, type Literal, literal } from './cursor.ts';
import { FAIL } from './json-bytes.ts';
import type { Scanner, Tables } from './ndjson-scan.ts';
import { QuickCall } from './quick-call.ts';
import { QuickClone } from './quick-clone.ts';
import { QuickExec } from './quick-exec.ts';
import { QuickSignal } from './quick-signal.ts';
import { How, KIND_NAMES, Kind, type Rec } from './record.ts';

const OPEN = literal('{"t":');
const EV = literal(',"ev":"');
/** By kind: its name, to the thread's number. */
const WORDS = KIND_NAMES.reduce<Literal[]>((words, name) => {
  words[Kind[name]] = literal(`${name}","tid":`);
  return words;
}, []);
const PID = literal(',"pid":');
const STATUS = literal(',"status":');
const CORE = literal(',"core":true');
const BY = literal(',"by":');
const HOWS = [
  [How.wait, literal(',"how":"wait"')],
  [How.auto, literal(',"how":"auto"')],
  [How.thread, literal(',"how":"thread"')],
] as const;

const CLOSE = 0x7d;

export class QuickScanner {
  private readonly at = new Cursor();
  private readonly call: QuickCall;
  private readonly clone: QuickClone;
  private readonly signal: QuickSignal;
  private readonly exec: QuickExec;

  constructor(tables: Tables, scanner: Scanner) {
    this.call = new QuickCall(this.at, tables, scanner);
    this.clone = new QuickClone(this.at, tables);
    this.signal = new QuickSignal(this.at, tables);
    this.exec = new QuickExec(this.at, tables);
  }

  /** The chunk that the next lines are in. */
  enter(bytes: Uint8Array): void {
    this.at.enter(bytes);
  }

  /**
   * Fills `rec`, cleared before, from a line whose end is followed by SLACK bytes. Returns the position
   * behind the object, or FAIL, and then `rec` is to be cleared again.
   */
  scan(from: number, rec: Rec): number {
    const { at } = this;
    at.p = from;
    if (!at.takes(OPEN)) return FAIL;
    rec.t = at.long();
    if (!(rec.t >= 0) || !at.takes(EV)) return FAIL;
    return this.event(rec) && at.byte() === CLOSE ? at.p + 1 : FAIL;
  }

  private event(rec: Rec): boolean {
    const kind = this.kindHere();
    const word = WORDS[kind];
    if (word === undefined || !this.at.takes(word) || !this.task(rec, kind)) return false;
    rec.kind = kind;
    switch (kind) {
      case Kind.call:
        return this.call.read(rec);
      case Kind.signal:
        return this.signal.read(rec);
      case Kind.exit:
        return this.exit(rec);
      case Kind.clone:
        return this.clone.read(rec);
      case Kind.exec:
        return this.exec.read(rec);
      default:
        return this.reap(rec);
    }
  }

  /** The only event that the word here may be, by its first letters. */
  private kindHere(): number {
    const { bytes, p } = this.at;
    switch (bytes[p]) {
      case 0x63: // c
        return bytes[p + 1] === 0x61 ? Kind.call : Kind.clone;
      case 0x65: // e
        return bytes[p + 2] === 0x69 ? Kind.exit : Kind.exec;
      case 0x73: // s
        return Kind.signal;
      case 0x72: // r
        return Kind.reap;
      default:
        return 0;
    }
  }

  /** The thread and its thread group; of one that is collected the thread alone. */
  private task(rec: Rec, kind: number): boolean {
    const { at } = this;
    rec.tid = at.count();
    if (rec.tid < 0) return false;
    if (kind === Kind.reap) return true;
    if (!at.takes(PID)) return false;
    rec.pid = at.count();
    return rec.pid >= 0;
  }

  private exit(rec: Rec): boolean {
    const { at } = this;
    if (!at.takes(STATUS)) return false;
    rec.status = at.count();
    at.takes(CORE);
    return rec.status >= 0;
  }

  private reap(rec: Rec): boolean {
    const { at } = this;
    if (at.takes(BY)) {
      rec.from = at.count();
      if (rec.from < 0) return false;
    }
    for (const [how, text] of HOWS) {
      if (!at.takes(text)) continue;
      rec.how = how;
      return true;
    }
    return false;
  }
}
