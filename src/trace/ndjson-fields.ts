// Where the numbers of a line go, and what a wait collected: the plain parts of the fast path.

import {
  CLOSE,
  COMMA,
  clamp,
  FAIL,
  inRange,
  number,
  type Out,
  QUOTE,
  string,
} from './json-bytes.ts';
import { Key, readKey } from './ndjson-keys.ts';
import type { Rec } from './record.ts';

/** Keeps an argument that is a number in range, if it is among the first three. */
export function keepArgument(rec: Rec, i: number, n: number): void {
  if (i === 0) rec.a0 = n | 0;
  else if (i === 1) rec.a1 = n | 0;
  else if (i === 2) rec.a2 = n | 0;
}

/**
 * Stores a number field; false where it does not fit. What fits 32 bits is stored as an integer: a number
 * that comes as a fraction might be would change the kind of the field, and all code that reads it.
 */
export function figure(key: number, rec: Rec, n: number): boolean {
  switch (key) {
    case Key.t:
      rec.t = n;
      return n >= 0;
    case Key.d:
      rec.d = n;
      return n >= 0;
    case Key.tid:
      rec.tid = n | 0;
      return inRange(n);
    case Key.pid:
      rec.pid = n | 0;
      return inRange(n);
    case Key.ret:
      rec.ret = clamp(n) | 0;
      return true;
    case Key.status:
      rec.status = n | 0;
      return inRange(n);
    case Key.uid:
      return true;
    default:
      rec.from = n | 0;
      return inRange(n);
  }
}

/** Whether a string begins like a signal's name. */
export const isSignal = (b: Uint8Array, at: number): boolean =>
  b[at] === 0x53 && b[at + 1] === 0x49 && b[at + 2] === 0x47 && b[at + 3] !== QUOTE;

/** `wait`: what was collected. */
export function scanWait(b: Uint8Array, from: number, rec: Rec, out: Out): number {
  if (b[from] !== 0x7b) return FAIL;
  for (let p = from + 1; ; ) {
    const found = readKey(b, p);
    const key = found & 63;
    p = key === Key.id ? string(b, found >>> 6, out) : number(b, found >>> 6, out);
    if (p < 0 || found === 0 || (key !== Key.id && !inRange(out.num))) return FAIL;
    if (key === Key.nr) rec.waitNr = out.num | 0;
    else if (key === Key.tid) rec.waitTid = out.num | 0;
    else if (key === Key.status) rec.status = out.num | 0;
    else if (key !== Key.id) return FAIL;
    const next = b[p++];
    if (next === CLOSE) return p;
    if (next !== COMMA) return FAIL;
  }
}
