// The end of a call's line, read backwards from its bytes: the result, the errno, the time from -T. What
// is not sure is left to the slow path.

import { isDigit } from './bytes.ts';

const SPACE = 0x20;
const OPEN = 0x28;
const CLOSE = 0x29;
const EQUALS = 0x3d;
const LESS = 0x3c;
const MORE = 0x3e;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const ASKED = 0x3f;
/** As far back as an ` = ` is looked for. */
const FAR = 400;

/** Powers of ten. */
export const TENS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/** A lower-case hexadecimal digit's value; -1 for none. */
export function hexDigit(c: number): number {
  if (isDigit(c)) return c - ZERO;
  return c >= 0x61 && c <= 0x66 ? c - 0x57 : -1;
}

/** What stands behind a call's arguments. */
export class Tail {
  /** Where the bracket is that closes the arguments. */
  close = 0;
  /** The result; whether there is one, or `?`. */
  ret = 0;
  answered = true;
  /** The errno's bytes; none if both are the same. */
  errFrom = 0;
  errTo = 0;
  /** Nanoseconds; -1 for none. */
  took = -1;

  /** Reads the end of the call that begins at `from`. False: not sure. */
  read(b: Uint8Array, from: number, to: number): boolean {
    let at = to - 2;
    const least = Math.max(from, to - FAR) + 1;
    while (at >= least && !(b[at] === EQUALS && b[at - 1] === SPACE && b[at + 1] === SPACE)) at--;
    if (at < least) return false;
    let close = at - 2;
    while (b[close] === SPACE && close > from) close--;
    if (b[close] !== CLOSE || close < from) return false;
    this.close = close;
    const end = this.lasted(b, at + 2, to);
    return end >= 0 && this.value(b, at + 2, end);
  }

  /** Takes ` <0.000012>` off the end. Returns where the rest ends; -1: not sure. */
  private lasted(b: Uint8Array, from: number, to: number): number {
    this.took = -1;
    const last = b[to - 1];
    if (last === SPACE || last === 0x09) return -1;
    if (last !== MORE) return to;
    let p = to - 2;
    let ns = 0;
    let scale = 1;
    for (let c = b[p] as number; isDigit(c); c = b[--p] as number) {
      ns += (c - ZERO) * scale;
      scale *= 10;
    }
    const digits = to - 2 - p;
    if (b[p] !== POINT || digits < 1 || digits > 9) return to;
    const point = p--;
    let seconds = 0;
    scale = 1;
    for (let c = b[p] as number; isDigit(c); c = b[--p] as number) {
      seconds += (c - ZERO) * scale;
      scale *= 10;
    }
    const whole = point - 1 - p;
    if (b[p] !== LESS || whole < 1 || whole > 9 || p < from) return to;
    // With -y a descriptor may look like that; then a space is missing.
    if (b[p - 1] !== SPACE) return -1;
    this.took = seconds * 1e9 + ns * (TENS[9 - digits] as number);
    return p - 1;
  }

  private value(b: Uint8Array, from: number, to: number): boolean {
    this.errFrom = this.errTo = 0;
    this.answered = b[from] !== ASKED;
    const p = this.answered ? this.number(b, from, to) : from + 1;
    if (p < 0) return false;
    if (b[p] !== LESS || p >= to) return p === to || this.behind(b, p, to);
    let end = p;
    while (end < to && b[end] !== MORE) end++;
    return end + 1 === to;
  }

  /** Reads the result; the place behind it, or -1. */
  private number(b: Uint8Array, from: number, to: number): number {
    let p = from;
    let n = 0;
    if (b[p] === ZERO && b[p + 1] === 0x78) {
      p += 2;
      for (let d = hexDigit(b[p] as number); d >= 0 && p < to; d = hexDigit(b[++p] as number)) {
        n = n * 16 + d;
      }
      this.ret = n;
      return p === from + 2 || p - from > 18 ? -1 : p;
    }
    const negative = b[p] === MINUS;
    if (negative) p++;
    const first = p;
    for (let c = b[p] as number; isDigit(c) && p < to; c = b[++p] as number)
      n = n * 10 + (c - ZERO);
    this.ret = negative ? -n : n;
    return p === first || p - first > 15 ? -1 : p;
  }

  /** An errno or a remark in brackets. */
  private behind(b: Uint8Array, from: number, to: number): boolean {
    if (b[from] !== SPACE) return false;
    let p = from + 1;
    if (b[p] === OPEN) return b[to - 1] === CLOSE;
    if (b[p] !== 0x45) return false;
    p++;
    while (p < to && isErrno(b[p] as number)) p++;
    const length = p - from - 1;
    if (length < 3 || length > 32 || b[from + 2] === 0x5f) return false;
    if (p < to && (b[p] !== SPACE || b[p + 1] !== OPEN || b[to - 1] !== CLOSE)) return false;
    this.errFrom = from + 1;
    this.errTo = p;
    return true;
  }
}

const isErrno = (c: number): boolean =>
  (c >= 0x41 && c <= 0x5a) || (c >= 0x30 && c <= 0x39) || c === 0x5f;
