// A call's arguments as they are kept, from their bytes: the numbers among the first three, the first
// signal, and the text without the first number and without pointers. Strings and remarks are left to
// the slow path.

import { Interner, isDigit } from './bytes.ts';
import { inRange } from './json-bytes.ts';
import type { Tables } from './ndjson-scan.ts';
import { NONE, type Rec } from './record.ts';
import { HALF_MAX, type HalfCall } from './strace-half.ts';
import { hexDigit } from './strace-tail.ts';

const SPACE = 0x20;
const COMMA = 0x2c;
const CLOSE = 0x29;
const LESS = 0x3c;
const MINUS = 0x2d;
const MAX = 400;
/** `…` */
const DOTS = [0xe2, 0x80, 0xa6];

/** What is kept of arguments. */
type Kept = Pick<Rec, 'args' | 'a0' | 'a1' | 'a2' | 'sig'>;

/** Arguments that were read before, by their bytes; undefined: it was not sure. */
class Known {
  private readonly bytes = new Interner();
  private readonly kept: (Kept | undefined)[] = [];
  /** Those looked for last. */
  found: Kept | undefined;

  find(b: Uint8Array, from: number, to: number): boolean {
    const id = this.bytes.find(b, from, to);
    if (id > 0) this.found = this.kept[id];
    return id > 0;
  }

  /** Remembers those that `find` has just not found, if there is room. */
  learn(b: Uint8Array, from: number, to: number, kept: Kept | undefined): void {
    if (this.kept.length < KNOWN_MAX && to - from <= KNOWN_LENGTH) {
      this.kept[this.bytes.intern(b, from, to)] = kept;
    }
  }
}

const KNOWN_MAX = 4096;
const KNOWN_LENGTH = 160;

export class StraceArgs {
  private readonly names: Interner;
  private readonly texts: Interner;
  /** The text with pointers left out. */
  private readonly text = new Uint8Array(MAX + 8);
  private readonly half = new Uint8Array(2 * HALF_MAX + 1);
  /** By where the bytes are, since to change between them costs. */
  private readonly whole = new Known();
  private readonly joined = new Known();
  /** The first comma between arguments. */
  private comma = 0;

  constructor({ names, texts }: Tables) {
    this.names = names;
    this.texts = texts;
  }

  /** Reads the arguments between two brackets. False: not sure, and `rec` is spoilt. */
  read(b: Uint8Array, from: number, to: number, rec: Rec): boolean {
    return from === to || this.known(this.whole, b, from, to, rec);
  }

  /** The same where a line before has the first of them. */
  readRest(began: HalfCall, b: Uint8Array, from: number, to: number, rec: Rec): boolean {
    const { length, said } = began;
    if (!began.isBytes || to - from > HALF_MAX) return false;
    const { half } = this;
    let end = 0;
    for (let i = 0; i < length; i++) half[end++] = said[i] as number;
    for (let i = from; i < to; i++) half[end++] = b[i] as number;
    // As in a line, so that what was here before is not taken for more.
    half[end] = CLOSE;
    return end === 0 || this.known(this.joined, half, 0, end, rec);
  }

  private known(known: Known, b: Uint8Array, from: number, to: number, rec: Rec): boolean {
    if (!known.find(b, from, to)) {
      const sure = this.parse(b, from, to, rec);
      const { args, a0, a1, a2, sig } = rec;
      known.learn(b, from, to, sure ? { args, a0, a1, a2, sig } : undefined);
      return sure;
    }
    const { found } = known;
    if (found === undefined) return false;
    rec.args = found.args;
    rec.a0 = found.a0;
    rec.a1 = found.a1;
    rec.a2 = found.a2;
    rec.sig = found.sig;
    return true;
  }

  private parse(b: Uint8Array, from: number, to: number, rec: Rec): boolean {
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
        while (p < to && p < i + 18 && hexDigit(b[p] as number) >= 0) p++;
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
    for (let d = hexDigit(b[p] as number); d >= 0 && p < to; d = hexDigit(b[++p] as number)) {
      n = n * 16 + d;
    }
    if (p === from + 2 || p > from + 9) return NONE;
  } else {
    const negative = b[p] === MINUS;
    if (negative) p++;
    const first = p;
    while (p < to && isDigit(b[p] as number)) n = n * 10 + ((b[p++] as number) - 0x30);
    if (p === first || p > first + 10) return NONE;
    if (negative) n = -n;
  }
  const ends = p === to || b[p] === COMMA || b[p] === LESS || b[p] === SPACE;
  return ends && inRange(n) ? n : NONE;
}

const isSignal = (c: number): boolean =>
  (c >= 0x41 && c <= 0x5a) || (c >= 0x30 && c <= 0x39) || c === 0x5f;
