// The end of a call's line, read backwards from its bytes: the result, the errno, the time from -T. What
// is not sure is left to the slow path.

import { ByteSeeker } from './bytes.ts';

const SPACE = 0x20;
const OPEN = 0x28;
const CLOSE = 0x29;
const EQUALS = 0x3d;
const LESS = 0x3c;
const MORE = 0x3e;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
/** As far back as an ` = ` is looked for. */
const FAR = 400;

export const isDigit = (c: number | undefined): boolean =>
  c !== undefined && c >= 0x30 && c <= 0x39;

/** Powers of ten. */
export const TENS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/** A lower-case hexadecimal digit's value; -1 for none. */
export function hexDigit(c: number | undefined): number {
  if (c === undefined) return -1;
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  return c >= 0x61 && c <= 0x66 ? c - 0x57 : -1;
}

/** ` <unfinished ...>`. */
const UNFINISHED = new ByteSeeker(' <unfinished ...>');
export const UNFINISHED_LENGTH = UNFINISHED.length;

export function endsUnfinished(b: Uint8Array, from: number, to: number): boolean {
  const start = to - UNFINISHED.length;
  return start >= from && b[to - 1] === MORE && UNFINISHED.isAt(b, start);
}

/** What stands behind a call's arguments. */
export class Tail {
  /** Where the bracket is that closes the arguments. */
  close = 0;
  ret = 0;
  /** The errno's bytes; none if both are the same. */
  errFrom = 0;
  errTo = 0;
  /** Nanoseconds; -1 for none. */
  took = -1;

  /** Reads the end of the call that begins at `from`. False: not sure. */
  read(b: Uint8Array, from: number, to: number): boolean {
    let at = to - 3;
    const least = Math.max(from, to - FAR);
    while (at >= least && !(b[at + 1] === EQUALS && b[at] === SPACE && b[at + 2] === SPACE)) at--;
    if (at < least) return false;
    let close = at - 1;
    while (b[close] === SPACE && close > from) close--;
    if (b[close] !== CLOSE) return false;
    this.close = close;
    const end = this.lasted(b, at + 3, to);
    return end >= 0 && this.value(b, at + 3, end);
  }

  /** Takes ` <0.000012>` off the end. Returns where the rest ends; -1: not sure. */
  private lasted(b: Uint8Array, from: number, to: number): number {
    this.took = -1;
    if (b[to - 1] === SPACE || b[to - 1] === 0x09) return -1;
    if (b[to - 1] !== MORE) return to;
    let p = to - 2;
    let ns = 0;
    let scale = 1;
    while (isDigit(b[p])) {
      ns += ((b[p--] as number) - ZERO) * scale;
      scale *= 10;
    }
    const digits = to - 2 - p;
    if (b[p] !== POINT || digits < 1 || digits > 9) return to;
    const point = p--;
    let seconds = 0;
    scale = 1;
    while (isDigit(b[p])) {
      seconds += ((b[p--] as number) - ZERO) * scale;
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
    let p = from;
    let n = 0;
    if (b[p] === ZERO && b[p + 1] === 0x78) {
      p += 2;
      const first = p;
      for (let d = hexDigit(b[p]); d >= 0 && p < to; d = hexDigit(b[++p])) n = n * 16 + d;
      if (p === first || p - first > 16) return false;
    } else {
      const negative = b[p] === MINUS;
      if (negative) p++;
      const first = p;
      while (p < to && isDigit(b[p])) n = n * 10 + ((b[p++] as number) - ZERO);
      if (p === first || p - first > 9) return false;
      if (negative) n = -n;
    }
    this.ret = n;
    this.errFrom = this.errTo = 0;
    if (b[p] === LESS && p < to) {
      while (p < to && b[p] !== MORE) p++;
      return ++p === to;
    }
    return p === to || this.behind(b, p, to);
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
