// A call's arguments as they are kept, from their bytes: the numbers among the first three, the first
// signal, and the text without the first number and without pointers. Strings and remarks are left to
// the slow path.

import type { Interner } from './bytes.ts';
import { inRange } from './json-bytes.ts';
import type { Tables } from './ndjson-scan.ts';
import { NONE, type Rec } from './record.ts';
import { hexDigit, isDigit } from './strace-tail.ts';

const SPACE = 0x20;
const COMMA = 0x2c;
const LESS = 0x3c;
const MINUS = 0x2d;
const MAX = 400;
/** `…` */
const DOTS = [0xe2, 0x80, 0xa6];

export class StraceArgs {
  private readonly names: Interner;
  private readonly texts: Interner;
  /** The text with pointers left out. */
  private readonly text = new Uint8Array(MAX + 8);
  /** The first comma between arguments. */
  private comma = 0;

  constructor({ names, texts }: Tables) {
    this.names = names;
    this.texts = texts;
  }

  /** Reads the arguments between two brackets. False: not sure, and `rec` is spoilt. */
  read(b: Uint8Array, from: number, to: number, rec: Rec): boolean {
    if (from === to) return true;
    if (
      to - from > MAX ||
      b[from] === SPACE ||
      b[to - 1] === SPACE ||
      (b[to - 1] === 0x3e && b[to - 2] === 0x2e)
    )
      return false;
    this.comma = to;
    if (!this.parts(b, from, to, rec)) return false;
    rec.args = this.kept(b, rec.a0 === NONE ? from : this.comma, to);
    return true;
  }

  private parts(b: Uint8Array, from: number, to: number, rec: Rec): boolean {
    let depth = 0;
    let part = 0;
    this.part(b, from, to, rec, 0);
    for (let i = from; i < to; i++) {
      const c = b[i] as number;
      if (c < SPACE || c > 0x7e || c === 0x22 || (c === 0x2f && b[i + 1] === 0x2a)) return false;
      if (c === 0x7b || c === 0x5b || c === 0x28) depth++;
      else if (c === 0x7d || c === 0x5d || c === 0x29) depth--;
      else if (c === COMMA && depth === 0) {
        if (i + 2 >= to || b[i - 1] === SPACE || b[i + 1] !== SPACE || b[i + 2] === SPACE)
          return false;
        if (part++ === 0) this.comma = i;
        this.part(b, i + 2, to, rec, part);
      }
      if (depth < 0) return false;
    }
    return true;
  }

  /** What counts of one argument. */
  private part(b: Uint8Array, from: number, to: number, rec: Rec, index: number): void {
    if (index < 3) {
      const n = figure(b, from, to);
      if (index === 0) rec.a0 = n;
      else if (index === 1) rec.a1 = n;
      else rec.a2 = n;
    }
    if (rec.sig !== 0 || b[from] !== 0x53 || b[from + 1] !== 0x49 || b[from + 2] !== 0x47) return;
    let p = from + 3;
    while (p < to && isSignal(b[p] as number)) p++;
    if (p > from + 3) rec.sig = this.names.intern(b, from, p);
  }

  private kept(b: Uint8Array, from: number, to: number): number {
    const { text } = this;
    let n = 0;
    let changed = false;
    for (let i = from; i < to; ) {
      if (b[i] === 0x30 && b[i + 1] === 0x78) {
        let p = i + 2;
        while (p < to && p < i + 18 && hexDigit(b[p]) >= 0) p++;
        if (p - i >= 10) {
          for (const dot of DOTS) text[n++] = dot;
          changed = true;
          i = p;
          continue;
        }
      }
      text[n++] = b[i++] as number;
    }
    return changed ? this.texts.intern(text, 0, n) : this.texts.intern(b, from, to);
  }
}

/** A number that is all of an argument but for what -y adds, or NONE. */
function figure(b: Uint8Array, from: number, to: number): number {
  let p = from;
  let n = 0;
  if (b[p] === 0x30 && b[p + 1] === 0x78) {
    p += 2;
    for (let d = hexDigit(b[p]); d >= 0 && p < to; d = hexDigit(b[++p])) n = n * 16 + d;
    if (p === from + 2 || p > from + 9) return NONE;
  } else {
    const negative = b[p] === MINUS;
    if (negative) p++;
    const first = p;
    while (p < to && isDigit(b[p])) n = n * 10 + ((b[p++] as number) - 0x30);
    if (p === first || p > first + 10) return NONE;
    if (negative) n = -n;
  }
  const ends = p === to || b[p] === COMMA || b[p] === LESS || b[p] === SPACE;
  return ends && inRange(n) ? n : NONE;
}

const isSignal = (c: number): boolean =>
  (c >= 0x41 && c <= 0x5a) || (c >= 0x30 && c <= 0x39) || c === 0x5f;
