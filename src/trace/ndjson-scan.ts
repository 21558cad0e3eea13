// The fast path of the NDJSON reader: one pass over a line's bytes. It accepts only what it is sure of
// (calls, signals, exits, reaps and clones in plain JSON) and refuses everything else, so that the
// slow path (JSON.parse) alone decides what is an error and why.

import type { Interner } from './bytes.ts';
import {
  CLOSE,
  COMMA,
  FAIL,
  inRange,
  literal,
  number,
  type Out,
  QUOTE,
  SPACE,
  scanIdentity,
  string,
} from './json-bytes.ts';
import { clearClone, cloneOf, newCloneFields, scanCloneField } from './ndjson-clone.ts';
import { figure, isSignal, keepArgument, scanWait } from './ndjson-fields.ts';
import { Key, readKey } from './ndjson-keys.ts';
import { Act, Cut, How, Kind, NONE, type Rec, Via } from './record.ts';

/** What `true` begins with. */
const T = 0x74;

/** Names in one table (syscalls, errnos, signals: few), argument texts and identities in another. */
export interface Tables {
  readonly names: Interner;
  readonly texts: Interner;
}

/** Makes the number of a name by a table of words. */
function wordTable(names: Interner, words: Readonly<Record<string, number>>): readonly number[] {
  const table: number[] = [];
  for (const [word, code] of Object.entries(words)) table[names.of(word)] = code;
  return Array.from(table, code => code ?? 0);
}

/** A scanner over one set of tables. */
export class Scanner {
  private readonly out: Out = { num: 0, from: 0, to: 0 };
  private readonly names: Interner;
  private readonly texts: Interner;
  private readonly kinds: readonly number[];
  private readonly hows: readonly number[];
  private readonly cuts: readonly number[];
  private readonly vias: readonly number[];
  private readonly clone = newCloneFields();
  private readonly flags = new Map<number, readonly string[]>();

  constructor({ names, texts }: Tables) {
    this.names = names;
    this.texts = texts;
    const { call, signal, exit, reap, clone } = Kind;
    this.kinds = wordTable(names, { call, signal, exit, reap, clone });
    this.hows = wordTable(names, { wait: How.wait, auto: How.auto, thread: How.thread });
    this.cuts = wordTable(names, { exit: Cut.exit, end: Cut.end });
    this.vias = wordTable(names, { nr: Via.nr, pidfd: Via.pidfd, group: Via.group });
  }

  /** Fills `rec`, cleared before. Returns the position behind the object, or FAIL: the slow path. */
  scan(b: Uint8Array, from: number, rec: Rec): number {
    if (b[from] !== 0x7b) return FAIL;
    let p = from + 1;
    let gotTime = false;
    for (;;) {
      const found = readKey(b, p);
      if (found === 0) return FAIL;
      const key = found & 63;
      p = found >>> 6;
      while (b[p] === SPACE) p++;
      p = this.value(b, p, key, rec);
      if (p < 0) return FAIL;
      if (key === Key.t) gotTime = true;
      const next = b[p++];
      if (next === CLOSE) break;
      if (next !== COMMA) return FAIL;
      while (b[p] === SPACE) p++;
    }
    return gotTime && this.complete(rec) ? p : FAIL;
  }

  /** Whether the fields are there which the event cannot do without. */
  private complete(rec: Rec): boolean {
    if (rec.tid === NONE) return false;
    switch (rec.kind) {
      case Kind.call:
        return rec.name !== 0;
      case Kind.clone:
        rec.extra = cloneOf(this.clone, rec, this.names, this.texts, this.flags);
        return rec.extra !== undefined;
      case Kind.signal:
        return rec.sig !== 0;
      default:
        return rec.kind !== 0;
    }
  }

  private value(b: Uint8Array, p: number, key: number, rec: Rec): number {
    switch (key) {
      case Key.t:
      case Key.d:
      case Key.tid:
      case Key.pid:
      case Key.ret:
      case Key.from:
      case Key.by:
      case Key.status:
      case Key.uid: {
        const end = number(b, p, this.out);
        return end < 0 || !figure(key, rec, this.out.num) ? FAIL : end;
      }
      case Key.ev:
      case Key.name:
      case Key.err:
      case Key.sig:
      case Key.how:
      case Key.cut: {
        const end = string(b, p, this.out);
        return end < 0 || !this.word(b, key, rec) ? FAIL : end;
      }
      case Key.args:
        return this.args(b, p, rec);
      case Key.target:
        return this.target(b, p, rec);
      case Key.wait:
        return scanWait(b, p, rec, this.out);
      case Key.ignored:
        if (rec.kind !== Kind.signal) return FAIL;
        if (b[p] === T) rec.how = Act.unhandled;
        return literal(b, p);
      case Key.core:
        return literal(b, p);
      case Key.code:
        return b[p] === QUOTE ? string(b, p, this.out) : number(b, p, this.out);
      default:
        return rec.kind === Kind.clone
          ? scanCloneField(b, p, key, this.clone, this.out, this.texts)
          : FAIL;
    }
  }

  /** Stores a string field; false for a word it does not know. */
  private word(b: Uint8Array, key: number, rec: Rec): boolean {
    const id = this.names.intern(b, this.out.from, this.out.to);
    switch (key) {
      case Key.ev:
        rec.kind = this.kinds[id] ?? 0;
        if (rec.kind === Kind.clone) clearClone(this.clone);
        return rec.kind !== 0;
      case Key.name:
        rec.name = id;
        return true;
      case Key.err:
        rec.err = id;
        return true;
      case Key.sig:
        rec.sig = id;
        return true;
      case Key.how:
        rec.how = rec.kind === Kind.clone ? id : (this.hows[id] ?? 0);
        return rec.how !== 0;
      default:
        rec.cut = this.cuts[id] ?? 0;
        return rec.cut !== 0;
    }
  }

  private target(b: Uint8Array, from: number, rec: Rec): number {
    if (b[from] !== 0x7b) return FAIL;
    const { out } = this;
    for (let p = from + 1; ; ) {
      const found = readKey(b, p);
      const key = found & 63;
      p = found >>> 6;
      if (key === Key.nr || key === Key.tid) {
        p = number(b, p, out);
        if (p < 0 || !inRange(out.num)) return FAIL;
        if (key === Key.nr) rec.targetNr = out.num | 0;
        else rec.targetTid = out.num | 0;
      } else if (key === Key.id) {
        p = scanIdentity(b, p, out, this.texts);
        if (p < 0) return FAIL;
        rec.targetId = out.num;
      } else if (key === Key.via) {
        p = string(b, p, out);
        if (p < 0) return FAIL;
        rec.via = this.vias[this.names.intern(b, out.from, out.to)] ?? 0;
        if (rec.via === 0) return FAIL;
      } else return FAIL;
      const next = b[p++];
      if (next === CLOSE) return p;
      if (next !== COMMA) return FAIL;
    }
  }

  /** The arguments: kept as text, the numbers among the first three and the first signal by value. */
  args(b: Uint8Array, start: number, rec: Rec): number {
    if (b[start] !== 0x5b) return FAIL;
    const from = start + 1;
    if (b[from] === 0x5d) return from + 1;
    const { out } = this;
    let kept = from;
    let p = from;
    for (let i = 0; ; i++) {
      const first = b[p] as number;
      if (first === QUOTE) {
        p = string(b, p, out);
        if (p < 0) return FAIL;
        if (rec.sig === 0 && isSignal(b, out.from)) {
          rec.sig = this.names.intern(b, out.from, out.to);
        }
      } else if (first === 0x6e) {
        p = literal(b, p);
      } else {
        p = number(b, p, out);
        if (p >= 0 && inRange(out.num)) {
          keepArgument(rec, i, out.num);
          if (i === 0) kept = p;
        }
      }
      if (p < 0) return FAIL;
      const next = b[p++];
      if (next === 0x5d) break;
      if (next !== COMMA) return FAIL;
    }
    rec.args = this.texts.intern(b, kept, p - 1);
    return p;
  }
}
