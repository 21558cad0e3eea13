// The field names of the format, told apart by their bytes without making strings. Each has a small
// number, so that what follows can be a jump table. Written out by hand: this runs ten times a line.

import { QUOTE } from './json-bytes.ts';

/** A field's number: `Key.tid` is that of `"tid"`. */
export const Key = {
  none: 0,
  t: 1,
  d: 2,
  ev: 3,
  tid: 4,
  pid: 5,
  name: 6,
  args: 7,
  ret: 8,
  err: 9,
  cut: 10,
  target: 11,
  wait: 12,
  sig: 13,
  code: 14,
  from: 15,
  uid: 16,
  status: 17,
  core: 18,
  ignored: 19,
  by: 20,
  how: 21,
  nr: 22,
  id: 23,
  via: 24,
  flags: 25,
  exit_signal: 26,
  child: 27,
  child_pid: 28,
  comm: 29,
  start: 30,
  ns: 31,
  pidfd: 32,
} as const;

const COLON = 0x3a;
const A = 0x61;
const D = 0x64;
const I = 0x69;
const R = 0x72;
const T = 0x74;

/** The bytes of each field name, by number. */
const SPELT: readonly Uint8Array[] = Object.keys(Key).map(word =>
  Uint8Array.from([...word].map(c => c.charCodeAt(0))),
);

/** What follows key `key` at `p`, the word's second byte being known to fit: the rest, `":`. */
function rest(b: Uint8Array, p: number, key: number): number {
  const word = SPELT[key] as Uint8Array;
  const length = word.length;
  for (let i = 1; i < length; i++) if (b[p + i] !== word[i]) return 0;
  return end(b, p + length, key);
}

/** The quote and colon behind a word. */
const end = (b: Uint8Array, p: number, key: number): number =>
  b[p] === QUOTE && b[p + 1] === COLON ? ((p + 2) << 6) | key : 0;

/**
 * Reads `"word":` at `at`. Returns `position << 6 | key`, the position being behind it, or 0 for a word
 * that is not of the format. Positions are within a chunk of a few megabytes, so they fit.
 */
export function readKey(b: Uint8Array, at: number): number {
  if (b[at] !== QUOTE) return 0;
  const p = at + 1;
  const second = b[p + 1];
  switch (b[p]) {
    case T:
      if (second === QUOTE) return end(b, p + 1, Key.t);
      if (second === I) return b[p + 2] === D ? end(b, p + 3, Key.tid) : 0;
      return rest(b, p, Key.target);
    case 0x70: // p
      if (second !== I || b[p + 2] !== D) return 0;
      return b[p + 3] === QUOTE ? end(b, p + 3, Key.pid) : rest(b, p, Key.pidfd);
    case D:
      return end(b, p + 1, Key.d);
    case 0x65: // e
      if (second === 0x76) return end(b, p + 2, Key.ev);
      return second === R ? rest(b, p, Key.err) : rest(b, p, Key.exit_signal);
    case R:
      return second === 0x65 && b[p + 2] === T ? end(b, p + 3, Key.ret) : 0;
    case 0x6e: // n
      if (second === R) return end(b, p + 2, Key.nr);
      return second === A ? rest(b, p, Key.name) : rest(b, p, Key.ns);
    case A:
      return rest(b, p, Key.args);
    case I:
      return second === D ? end(b, p + 2, Key.id) : rest(b, p, Key.ignored);
    case 0x76: // v
      return rest(b, p, Key.via);
    case 0x73: // s
      if (second === I) return rest(b, p, Key.sig);
      return b[p + 3] === R ? rest(b, p, Key.start) : rest(b, p, Key.status);
    case 0x63: // c
      return startingWithC(b, p, second);
    case 0x66: // f
      return second === R ? rest(b, p, Key.from) : rest(b, p, Key.flags);
    case 0x75: // u
      return rest(b, p, Key.uid);
    case 0x77: // w
      return rest(b, p, Key.wait);
    case 0x68: // h
      return rest(b, p, Key.how);
    case 0x62: // b
      return rest(b, p, Key.by);
    default:
      return 0;
  }
}

function startingWithC(b: Uint8Array, p: number, second: number | undefined): number {
  if (second === 0x75) return rest(b, p, Key.cut);
  if (second === 0x68) {
    return b[p + 5] === QUOTE ? rest(b, p, Key.child) : rest(b, p, Key.child_pid);
  }
  const third = b[p + 2];
  if (third === 0x6d) return rest(b, p, Key.comm);
  return third === R ? rest(b, p, Key.core) : rest(b, p, Key.code);
}
