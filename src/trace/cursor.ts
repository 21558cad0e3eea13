// A place in a chunk of bytes, and what can be taken there: a text that is known, a number. Nothing is
// decoded, and what does not fit leaves the place where it was. Known texts are compared four bytes at
// a time, so the bytes around a line must be readable: see `SLACK`.

import { encode } from './bytes.ts';

/** Bytes that must follow whatever is compared: texts are looked up by their first eight. */
export const SLACK = 12;

const ZERO = 0x30;
const MINUS = 0x2d;
const NEWLINE = 0x0a;

/** Lines that begin before it end early enough for SLACK bytes to follow. */
export const quickEnd = (bytes: Uint8Array): number =>
  bytes.subarray(0, -SLACK).lastIndexOf(NEWLINE);

/** A text to compare with: whole words, and the bytes of the last one under a mask. */
export interface Literal {
  readonly words: Int32Array;
  readonly last: number;
  readonly mask: number;
  readonly length: number;
}

/** Prepares an ASCII text for comparison. */
export function literal(text: string): Literal {
  const bytes = encode(text);
  const words = new Int32Array(bytes.length >> 2);
  for (let i = 0; i < words.length; i++) words[i] = wordAt(bytes, 4 * i, 4);
  const rest = bytes.length & 3;
  return {
    words,
    last: wordAt(bytes, bytes.length - rest, rest),
    mask: maskOf(rest),
    length: bytes.length,
  };
}

/** Covers the first `count` bytes of a word. */
export const maskOf = (count: number): number => (count === 0 ? 0 : -1 >>> (32 - 8 * count)) | 0;

/** Up to four bytes as a number, the first lowest. */
export function wordAt(bytes: Uint8Array, at: number, count: number): number {
  let word = 0;
  for (let i = 0; i < count; i++) word |= (bytes[at + i] as number) << (8 * i);
  return word;
}

export class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  p = 0;

  /** Moves to another chunk. */
  enter(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Where the line ends that `from` is in: at its newline, which must be there and SLACK bytes behind it. */
  lineEnd(from: number): number {
    const { bytes, view } = this;
    let p = from;
    // Eight bytes at a time, until one of them is a newline: then a byte of `x` or `y` is 0.
    for (;;) {
      const x = view.getInt32(p, true) ^ 0x0a0a0a0a;
      const y = view.getInt32(p + 4, true) ^ 0x0a0a0a0a;
      if (((((x - 0x01010101) & ~x) | ((y - 0x01010101) & ~y)) & 0x80808080) !== 0) break;
      p += 8;
    }
    while (bytes[p] !== NEWLINE) p++;
    return p;
  }

  byte(): number {
    return this.bytes[this.p] as number;
  }

  /** Steps over a text if it is here. */
  takes({ words, last, mask, length }: Literal): boolean {
    const { view } = this;
    let p = this.p;
    for (let i = 0; i < words.length; i++, p += 4) {
      if (view.getInt32(p, true) !== words[i]) return false;
    }
    if (((view.getInt32(p, true) ^ last) & mask) !== 0) return false;
    this.p += length;
    return true;
  }

  /** A number of at most nine digits, as JSON writes it; -1 for anything else. */
  count(): number {
    const { bytes } = this;
    const from = this.p;
    let p = from;
    let n = 0;
    for (;;) {
      const digit = (bytes[p] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      n = (Math.imul(n, 10) + digit) | 0;
      p++;
    }
    const digits = p - from;
    if (digits === 0 || digits > 9 || (digits > 1 && bytes[from] === ZERO)) return -1;
    this.p = p;
    return n;
  }

  /** The same with at most fifteen digits: the first nine as an integer, which is quicker. */
  long(): number {
    const { bytes } = this;
    const from = this.p;
    const middle = from + 9;
    let p = from;
    let head = 0;
    let digit = 0;
    for (; p < middle; p++) {
      digit = (bytes[p] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      head = (Math.imul(head, 10) + digit) | 0;
    }
    let n = head;
    while (p >= middle) {
      digit = (bytes[p] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      n = n * 10 + digit;
      p++;
    }
    const digits = p - from;
    if (digits === 0 || digits > 15 || (digits > 1 && bytes[from] === ZERO)) return -1;
    this.p = p;
    return n;
  }

  /** A number with or without a minus, of at most nine digits; NOT_HERE for anything else. */
  signed(): number {
    if (this.bytes[this.p] !== MINUS) {
      const n = this.count();
      return n < 0 ? NOT_HERE : n;
    }
    this.p++;
    const n = this.count();
    if (n >= 0) return -n | 0;
    this.p--;
    return NOT_HERE;
  }
}

/** Stands for no number; no number of nine digits is it. */
export const NOT_HERE = -0x7fffffff;
