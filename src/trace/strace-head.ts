// What stands before a line of strace's text, from its bytes: `[pid N]` or a bare number, and a time. Of
// the shapes that strace-prefix.ts knows only the common ones; the rest are refused.

import { ByteSeeker } from './bytes.ts';
import { type Clock, PID_LIMIT } from './strace-prefix.ts';
import { isDigit, TENS } from './strace-tail.ts';

const SPACE = 0x20;
const POINT = 0x2e;
const COLON = 0x3a;
const ZERO = 0x30;
const BRACKET = 0x5b;
const SPACES_MAX = 12;

const EPOCH_DIGITS = 10;
const PID = new ByteSeeker('[pid ');

export class StraceHead {
  /** -1 for none. */
  tid = -1;
  clock: Clock = 'none';
  seconds = 0;
  ns = 0;
  /** Where the rest begins. */
  end = 0;
  /** The number read last, and its digits. */
  private n = 0;
  private digits = 0;
  private readonly known = new Uint8Array(EPOCH_DIGITS);
  private knownSeconds = 0;

  /** Reads the beginning of a line. False: not sure. */
  read(b: Uint8Array, from: number, to: number): boolean {
    this.tid = -1;
    this.clock = 'none';
    this.seconds = 0;
    this.ns = 0;
    this.end = from;
    if (b[from] === BRACKET) {
      if (!PID.isAt(b, from)) return false;
      const start = this.spaces(b, from + PID.length);
      const close = this.number(b, start);
      if (this.digits === 0 || this.digits > 9 || b[close] !== 0x5d) return false;
      this.tid = this.n;
      const rest = this.spaces(b, close + 1);
      const near = start - from < PID.length + SPACES_MAX && rest - close <= SPACES_MAX + 1;
      return near && this.time(b, rest) && this.end < to;
    }
    const start = this.spaces(b, from);
    const p = this.number(b, start);
    if (this.digits === 0) {
      this.end = from;
      return start === from;
    }
    if (b[p] !== SPACE) return this.time(b, from) && this.end < to;
    if (this.digits > 9 || this.n >= PID_LIMIT || start - from > SPACES_MAX) return false;
    this.tid = this.n;
    const rest = this.spaces(b, p);
    return rest - p <= SPACES_MAX && this.time(b, rest) && this.end < to;
  }

  private spaces(b: Uint8Array, from: number): number {
    let p = from;
    while (b[p] === SPACE) p++;
    return p;
  }

  /** Reads digits; returns the place behind them. */
  private number(b: Uint8Array, from: number): number {
    let p = from;
    let n = 0;
    while (isDigit(b[p])) n = n * 10 + ((b[p++] as number) - ZERO);
    this.n = n;
    this.digits = p - from;
    return p;
  }

  /** A time, if there is one, and what separates it from the rest. */
  private time(b: Uint8Array, from: number): boolean {
    const start = this.spaces(b, from);
    let p = this.epoch(b, start);
    this.end = from;
    if (this.digits === 0) return start === from;
    if (start - from > SPACES_MAX || this.digits > 12) return false;
    if (b[p] === COLON) {
      if (this.digits > 2 || start > from) return false;
      p = this.day(b, p);
      if (p < 0) return false;
    } else if (b[p] === POINT) {
      this.seconds = this.n;
      this.clock = this.n > 1e8 ? 'epoch' : 'delta';
    } else return false;
    if (b[p] === POINT) {
      p = this.number(b, p + 1);
      if (this.digits < 1 || this.digits > 9) return false;
      this.ns = this.n * (TENS[9 - this.digits] as number);
    }
    this.end = this.spaces(b, p);
    return this.end > p && this.end - p <= SPACES_MAX;
  }

  /** The same as `number`, where it is most often the one of the line before: seconds of an epoch. */
  private epoch(b: Uint8Array, from: number): number {
    const { known } = this;
    let i = 0;
    while (i < EPOCH_DIGITS && b[from + i] === known[i]) i++;
    if (i === EPOCH_DIGITS && !isDigit(b[from + i])) {
      this.n = this.knownSeconds;
      this.digits = EPOCH_DIGITS;
      return from + EPOCH_DIGITS;
    }
    const end = this.number(b, from);
    if (this.digits === EPOCH_DIGITS) {
      for (i = 0; i < EPOCH_DIGITS; i++) known[i] = b[from + i] as number;
      this.knownSeconds = this.n;
    }
    return end;
  }

  /** `12:34:56` from the first colon; the place behind, or -1. */
  private day(b: Uint8Array, from: number): number {
    const hours = this.n;
    let p = this.number(b, from + 1);
    if (this.digits !== 2 || b[p] !== COLON) return -1;
    const minutes = this.n;
    p = this.number(b, p + 1);
    if (this.digits !== 2) return -1;
    this.clock = 'day';
    this.seconds = hours * 3600 + minutes * 60 + this.n;
    return p;
  }
}
