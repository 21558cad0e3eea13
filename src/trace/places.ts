// Where the lines of events are in the file: number and first byte. Lines follow one another, so steps
// from the event before are kept, and every so often where that is.

import { sized } from './growing.ts';
import { countUpTo } from './sorted.ts';
import { roomFor } from './tables.ts';

export interface Places {
  /** From the event before. LEAP in `lines`: not a step but one of the leaps. */
  readonly lines: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint16Array<ArrayBuffer>;
  /** Line and byte of every STRIDE-th event; of them, those of the leaps, whose events are `leapt`. */
  readonly anchors: Uint32Array<ArrayBuffer>;
  readonly leapt: Int32Array<ArrayBuffer>;
  readonly leaps: Uint32Array<ArrayBuffer>;
}

const STRIDE = 64;
const LEAP = 0xff;
const BYTES_MAX = 0xffff;

/** Places while a recording is read. */
export class PlaceBuilder {
  private lines: Uint8Array<ArrayBuffer>;
  private bytes: Uint16Array<ArrayBuffer>;
  private anchors = new Int32Array(64);
  private leapt = new Int32Array(16);
  private leaps = new Int32Array(32);
  private leapCount = 0;
  private line = 0;
  private byte = 0;

  constructor(capacity: number) {
    this.lines = new Uint8Array(capacity);
    this.bytes = new Uint16Array(capacity);
  }

  /** The next event's place. `capacity` is how many events the columns have room for. */
  push(event: number, line: number, byte: number, capacity: number): void {
    if (event >= this.lines.length) {
      this.lines = sized(this.lines, capacity);
      this.bytes = sized(this.bytes, capacity);
    }
    const lines = line - this.line;
    const bytes = byte - this.byte;
    this.line = line;
    this.byte = byte;
    if (event % STRIDE === 0) {
      const at = (event / STRIDE) * 2;
      this.anchors = roomFor(this.anchors, at + 1);
      this.anchors[at] = line;
      this.anchors[at + 1] = byte;
    } else if (lines >= 0 && lines < LEAP && bytes >= 0 && bytes <= BYTES_MAX) {
      this.lines[event] = lines;
      this.bytes[event] = bytes;
    } else this.leap(event, line, byte);
  }

  private leap(event: number, line: number, byte: number): void {
    const at = this.leapCount++;
    this.leapt = roomFor(this.leapt, at);
    this.leaps = roomFor(this.leaps, 2 * at + 1);
    this.lines[event] = LEAP;
    this.leapt[at] = event;
    this.leaps[2 * at] = line;
    this.leaps[2 * at + 1] = byte;
  }

  /** The places of `count` events. */
  finish(count: number): Places {
    return {
      lines: sized(this.lines, count),
      bytes: sized(this.bytes, count),
      anchors: new Uint32Array(sized(this.anchors, 2 * Math.ceil(count / STRIDE)).buffer),
      leapt: sized(this.leapt, this.leapCount),
      leaps: new Uint32Array(sized(this.leaps, 2 * this.leapCount).buffer),
    };
  }
}

/** Line number and first byte of an event; 0 and 0 for one that is not there. */
export function placeOf(places: Places, event: number): { line: number; byte: number } {
  const { lines, bytes, anchors, leapt, leaps } = places;
  if (!(event >= 0 && event < lines.length)) return { line: 0, byte: 0 };
  const block = Math.floor(event / STRIDE);
  let line = anchors[2 * block] as number;
  let byte = anchors[2 * block + 1] as number;
  for (let i = block * STRIDE + 1; i <= event; i++) {
    if (lines[i] === LEAP) {
      const at = countUpTo(leapt, i) - 1;
      line = leaps[2 * at] as number;
      byte = leaps[2 * at + 1] as number;
    } else {
      line += lines[i] as number;
      byte += bytes[i] as number;
    }
  }
  return { line, byte };
}
