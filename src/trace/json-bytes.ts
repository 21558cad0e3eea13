// Strings, integers and literals of JSON, scanned in place: each function takes a position and returns
// the one behind what it read, or FAIL for anything it is not sure of.

import type { Interner } from './bytes.ts';

export const FAIL = -1;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const SPACE = 0x20;
export const CLOSE = 0x7d;
const MINUS = 0x2d;
const ZERO = 0x30;

/** Where a scanning function leaves what it read beside the position it returns. */
export interface Out {
  num: number;
  from: number;
  to: number;
}

const NULL = [0x6e, 0x75, 0x6c, 0x6c];
const TRUE = [0x74, 0x72, 0x75, 0x65];
const FALSE = [0x66, 0x61, 0x6c, 0x73, 0x65];

/** `null`, `true` or `false`. */
export function literal(b: Uint8Array, p: number): number {
  const word = b[p] === 0x6e ? NULL : b[p] === 0x74 ? TRUE : FALSE;
  for (let i = 0; i < word.length; i++) if (b[p + i] !== word[i]) return FAIL;
  return p + word.length;
}

/** A string without escapes; `out` gets its bounds. */
export function string(b: Uint8Array, p: number, out: Out): number {
  if (b[p] !== QUOTE) return FAIL;
  let at = p + 1;
  for (;;) {
    const c = b[at] as number;
    if (c === QUOTE) break;
    // Also ends at the end of the data, where c is undefined.
    if (!(c >= SPACE) || c === 0x5c) return FAIL;
    at++;
  }
  out.from = p + 1;
  out.to = at;
  return at + 1;
}

/** An integer of at most 15 digits. */
export function number(b: Uint8Array, p: number, out: Out): number {
  const negative = b[p] === MINUS;
  let at = negative ? p + 1 : p;
  const from = at;
  let n = 0;
  for (;;) {
    const digit = (b[at] as number) - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    n = n * 10 + digit;
    at++;
  }
  const digits = at - from;
  if (digits === 0 || digits > 15 || (digits > 1 && b[from] === ZERO)) return FAIL;
  out.num = negative ? -n : n;
  return at;
}

/**
 * Stands for no number. A browser's engine keeps whole numbers from here up in place, and all below as
 * fractions, which would make every field that may have none one of fractions.
 */
export const NOTHING = -0x40000000;

/** Whether a number fits the columns for tasks and statuses. */
export const inRange = (n: number): boolean => n >= -0x80000000 && n < 0x80000000 && n !== NOTHING;
/** A result as the column keeps it; only pointers do not fit. */
export function clamp(n: number): number {
  if (n === NOTHING) return n + 1;
  return Math.max(-0x80000000, Math.min(0x7fffffff, n));
}

/**
 * An identity as a number: its digits where they are few enough to be exact, else, and for anything
 * that is not digits, the negative of its text's number. 0 for none.
 */
export function identity(text: string, texts: Interner): number {
  if (text === '') return 0;
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : -texts.of(text);
}

/** The same of `"…"` at `p`; the identity is left in `out.num`. */
export function scanIdentity(b: Uint8Array, p: number, out: Out, texts: Interner): number {
  const first = b[p + 1] as number;
  if (b[p] === QUOTE && first > ZERO && first <= ZERO + 9) {
    const end = number(b, p + 1, out);
    if (end > 0 && b[end] === QUOTE) return end + 1;
  }
  const end = string(b, p, out);
  if (end > 0) out.num = -texts.intern(b, out.from, out.to) || 0;
  return end;
}
