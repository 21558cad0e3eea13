// The quickest path of the NDJSON reader: lines whose fields come in the order in which the recorder
// writes them, without spaces. What stands between the numbers of such a line is known, or has been
// seen before, so it is compared and not read. Every other line is left to the scanner that takes
// fields in any order; so is what a quick line has for the first time.

import { Cursor, literal } from './cursor.ts';
import { FAIL } from './json-bytes.ts';
import type { Scanner, Tables } from './ndjson-scan.ts';
import { QuickCall } from './quick-call.ts';
import { QuickClone } from './quick-clone.ts';
import { QuickExec } from './quick-exec.ts';
import { QuickSignal } from './quick-signal.ts';
import { How, Kind, type Rec } from './record.ts';

const OPEN = literal('{"t":');
const EV = literal(',"ev":"');
const CALL = literal('call","tid":');
const CLONE = literal('clone","tid":');
const SIGNAL = literal('signal","tid":');
const EXIT = literal('exit","tid":');
const EXEC = literal('exec","tid":');
const REAP = literal('reap","tid":');
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
    const { at } = this;
    if (at.takes(CALL)) {
      rec.kind = Kind.call;
      return this.task(rec) && this.call.read(rec);
    }
    if (at.takes(SIGNAL)) {
      rec.kind = Kind.signal;
      return this.task(rec) && this.signal.read(rec);
    }
    if (at.takes(EXIT)) {
      rec.kind = Kind.exit;
      return this.task(rec) && this.exit(rec);
    }
    if (at.takes(CLONE)) {
      rec.kind = Kind.clone;
      return this.task(rec) && this.clone.read(rec);
    }
    if (at.takes(EXEC)) {
      rec.kind = Kind.exec;
      return this.task(rec) && this.exec.read(rec);
    }
    if (!at.takes(REAP)) return false;
    rec.kind = Kind.reap;
    rec.tid = at.count();
    return rec.tid >= 0 && this.reap(rec);
  }

  /** The thread and its thread group. */
  private task(rec: Rec): boolean {
    const { at } = this;
    rec.tid = at.count();
    if (rec.tid < 0 || !at.takes(PID)) return false;
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
