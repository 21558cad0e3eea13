// The lines of a chunk by the two quick ways to read one; what neither takes is for JSON.parse.

import { SLACK } from './cursor.ts';
import { FAIL } from './json-bytes.ts';
import { QuickScanner } from './ndjson-quick.ts';
import { Scanner, type Tables } from './ndjson-scan.ts';
import { clearRec, type Rec } from './record.ts';

const NEWLINE = 0x0a;

export class LineScanner {
  private readonly scanner: Scanner;
  private readonly quick: QuickScanner;
  private bytes: Uint8Array = new Uint8Array(0);
  private quickTo = -1;

  constructor(tables: Tables) {
    this.scanner = new Scanner(tables);
    this.quick = new QuickScanner(tables, this.scanner);
  }

  /** The chunk that the next lines are in. */
  enter(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.quick.enter(bytes);
    // Lines that end early enough for the quickest way to look at the bytes behind them.
    this.quickTo = bytes.subarray(0, -SLACK).lastIndexOf(NEWLINE);
  }

  /** Fills `rec` from the line at `from`. Returns the position behind its newline, or FAIL. */
  take(from: number, rec: Rec): number {
    const { bytes } = this;
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
