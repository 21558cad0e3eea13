// The lines of a chunk by the two quick ways to read one; what neither takes is for JSON.parse.

import { quickEnd } from './cursor.ts';
import { FAIL } from './json-bytes.ts';
import { QuickScanner } from './ndjson-quick.ts';
import { Scanner, type Tables } from './ndjson-scan.ts';
import { clearRec, newRec } from './record.ts';
import type { Tracker } from './tracker.ts';

const NEWLINE = 0x0a;

/** Takes the lines of chunks that it is sure of. */
export interface QuickLines {
  /** The chunk that the next lines are in. */
  enter(bytes: Uint8Array): void;
  /** Takes the line at `from`. Returns the position behind its newline, or FAIL: then nothing happened. */
  take(from: number, line: number, offset: number): number;
}

export class LineScanner implements QuickLines {
  private readonly tracker: Tracker;
  private readonly scanner: Scanner;
  private readonly quick: QuickScanner;
  private readonly rec = newRec();
  private bytes: Uint8Array = new Uint8Array(0);
  private quickTo = -1;

  constructor(tables: Tables, tracker: Tracker) {
    this.tracker = tracker;
    this.scanner = new Scanner(tables);
    this.quick = new QuickScanner(tables, this.scanner);
  }

  enter(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.quick.enter(bytes);
    this.quickTo = quickEnd(bytes);
  }

  take(from: number, line: number, offset: number): number {
    const { rec } = this;
    const next = this.scan(from);
    if (next !== FAIL) this.tracker.add(rec, line, offset);
    return next;
  }

  private scan(from: number): number {
    const { bytes, rec } = this;
    if (from < this.quickTo) {
      clearRec(rec);
      const end = this.quick.scan(from, rec);
      if (end > 0 && bytes[end] === NEWLINE) return end + 1;
    }
    clearRec(rec);
    const end = this.scanner.scan(bytes, from, rec);
    return end > 0 && bytes[end] === NEWLINE ? end + 1 : FAIL;
  }
}
