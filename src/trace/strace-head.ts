// What stands before a line of strace's text, from its bytes: `[pid N]` or a bare number, and a time. Of
// the shapes that strace-prefix.ts knows only the common ones; the rest are refused.

import { isDigit } from './bytes.ts';
import { type Cursor, literal } from './cursor.ts';
import { type Clock, PID_LIMIT } from './strace-prefix.ts';
import { TENS } from './strace-tail.ts';

const SPACE = 0x20;
const POINT = 0x2e;
const COLON = 0x3a;
const ZERO = 0x30;
const BRACKET = 0x5b;
const SPACES_MAX = 12;

const PID = literal('[pid ');
/** Bytes of a time of day, and of seconds since the epoch. */
const DAY_LENGTH = 8;
const EPOCH_LENGTH = 10;

export class StraceHead {
  /** -1 for none. */
  tid = -1;
  clock: Clock = 'none';
  seconds = 0;
  ns = 0;
  /** Where the rest begins. */
  end = 0;
  private readonly at: Cursor;
  /** The number read last, and its digits. */
  private n = 0;
  private digits = 0;
  /** The whole seconds read last, whose text most lines have again; its length, 0 for none. */
  private length = 0;
  private readonly text = new Int32Array(3);
  private knownSeconds = 0;
  private knownClock: Clock = 'none';

  constructor(at: Cursor) {
    this.at = at;
  }

  /** Reads the beginning of the line at `from`. False: not sure. */
  read(from: number): boolean {
    const b = this.at.bytes;
    this.tid = -1;
    if (b[from] === BRACKET) return this.bracketed(b, from);
    const start = spaces(b, from);
    const p = this.number(b, start);
    if (this.digits === 0) return this.none(from) && start === from;
    if (b[p] !== SPACE) return this.time(b, from);
    if (this.digits > 9 || this.n >= PID_LIMIT || start - from > SPACES_MAX) return false;
    this.tid = this.n;
    const rest = spaces(b, p);
    return rest - p <= SPACES_MAX && this.time(b, rest);
  }

  private bracketed(b: Uint8Array, from: number): boolean {
    const { at } = this;
    at.p = from;
    if (!at.takes(PID)) return false;
    const start = spaces(b, at.p);
    const close = this.number(b, start);
    if (this.digits === 0 || this.digits > 9 || b[close] !== 0x5d) return false;
    this.tid = this.n;
    const rest = spaces(b, close + 1);
    const near = start - at.p < SPACES_MAX && rest - close <= SPACES_MAX + 1;
    return near && this.time(b, rest);
  }

  private none(end: number): boolean {
    this.clock = 'none';
    this.seconds = 0;
    this.ns = 0;
    this.end = end;
    return true;
  }

  /** Reads digits, nine of which fit; returns the place behind them. */
  private number(b: Uint8Array, from: number): number {
    let p = from;
    let n = 0;
    for (let c = b[p] as number; isDigit(c); c = b[++p] as number)
      n = (Math.imul(n, 10) + c - ZERO) | 0;
    this.n = n;
    this.digits = p - from;
    return p;
  }

  /** A time, if there is one, and what separates it from the rest. */
  private time(b: Uint8Array, from: number): boolean {
    const p = from + this.length;
    if (b[p] !== POINT || !this.isKnown(from)) return this.newTime(b, from);
    this.clock = this.knownClock;
    this.seconds = this.knownSeconds;
    return this.fraction(b, p);
  }

  private isKnown(from: number): boolean {
    const { text, length } = this;
    const { view } = this.at;
    if (length === 0 || view.getInt32(from, true) !== text[0]) return false;
    if (view.getInt32(from + 4, true) !== text[1]) return false;
    return length === DAY_LENGTH || view.getInt16(from + 8, true) === text[2];
  }

  private learn(from: number, length: number): void {
    const { view } = this.at;
    this.length = length;
    this.text[0] = view.getInt32(from, true);
    this.text[1] = view.getInt32(from + 4, true);
    this.text[2] = view.getInt16(from + 8, true);
    this.knownSeconds = this.seconds;
    this.knownClock = this.clock;
  }

  private newTime(b: Uint8Array, from: number): boolean {
    const start = spaces(b, from);
    let p = start;
    let n = 0;
    for (let c = b[p] as number; isDigit(c); c = b[++p] as number) n = n * 10 + (c - ZERO);
    const digits = p - start;
    if (digits === 0) return this.none(from) && start === from;
    if (start - from > SPACES_MAX || digits > 12) return false;
    if (b[p] === COLON) {
      if (digits > 2 || start > from) return false;
      p = this.day(b, p, n);
      if (p < 0) return false;
    } else if (b[p] === POINT) {
      this.seconds = n;
      this.clock = n > 1e8 ? 'epoch' : 'delta';
    } else return false;
    const length = p - from;
    if (b[p] !== POINT) return this.rest(b, p, 0);
    if (length === (this.clock === 'day' ? DAY_LENGTH : EPOCH_LENGTH)) this.learn(from, length);
    return this.fraction(b, p);
  }

  /** From the point on. */
  private fraction(b: Uint8Array, point: number): boolean {
    const p = this.number(b, point + 1);
    const { digits } = this;
    return digits >= 1 && digits <= 9 && this.rest(b, p, this.n * (TENS[9 - digits] as number));
  }

  private rest(b: Uint8Array, from: number, ns: number): boolean {
    this.ns = ns;
    this.end = spaces(b, from);
    return this.end > from && this.end - from <= SPACES_MAX;
  }

  /** `12:34:56` from the first colon; the place behind, or -1. */
  private day(b: Uint8Array, from: number, hours: number): number {
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

function spaces(b: Uint8Array, from: number): number {
  let p = from;
  while (b[p] === SPACE) p++;
  return p;
}
