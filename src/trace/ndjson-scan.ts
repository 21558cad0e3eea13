// The fast path of the NDJSON reader: one pass over a line's bytes, no objects made. It accepts only
// what it is sure of (calls, signals, exits and reaps in plain JSON) and refuses everything else, so
// that the slow path (JSON.parse) alone decides what is an error and why.

import type { Interner } from './bytes.ts';
import { Cut, How, Kind, NONE, type Rec, Via } from './record.ts';

/** Names in one table (syscalls, errnos, signals: few), argument texts and identities in another. */
export interface Tables {
  readonly names: Interner;
  readonly texts: Interner;
}

const FAIL = -1;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const ZERO = 0x30;
const SPACE = 0x20;

/** The rolling hash that tells keys and words apart. */
function hashOf(word: string): number {
  let h = 0;
  for (let i = 0; i < word.length; i++) h = (Math.imul(h, 31) + word.charCodeAt(i)) | 0;
  return h;
}
const T = hashOf('t');
const D = hashOf('d');
const EV = hashOf('ev');
const TID = hashOf('tid');
const PID = hashOf('pid');
const NAME = hashOf('name');
const ARGS = hashOf('args');
const RET = hashOf('ret');
const ERR = hashOf('err');
const CUT = hashOf('cut');
const TARGET = hashOf('target');
const WAIT = hashOf('wait');
const SIG = hashOf('sig');
const CODE = hashOf('code');
const FROM = hashOf('from');
const UID = hashOf('uid');
const STATUS = hashOf('status');
const CORE = hashOf('core');
const IGNORED = hashOf('ignored');
const BY = hashOf('by');
const HOW = hashOf('how');
const NR = hashOf('nr');
const ID = hashOf('id');
const VIA = hashOf('via');

const EVENTS = new Map<number, number>([
  [hashOf('call'), Kind.call],
  [hashOf('signal'), Kind.signal],
  [hashOf('exit'), Kind.exit],
  [hashOf('reap'), Kind.reap],
]);
const VIAS = new Map([
  [hashOf('nr'), Via.nr],
  [hashOf('pidfd'), Via.pidfd],
  [hashOf('group'), Via.group],
]);
const HOWS = new Map([
  [hashOf('wait'), How.wait],
  [hashOf('auto'), How.auto],
  [hashOf('thread'), How.thread],
]);
const CUTS = new Map([
  [hashOf('exit'), Cut.exit],
  [hashOf('end'), Cut.end],
]);

/** Where a scanning function leaves what it read beside the position it returns. */
interface Out {
  num: number;
  hash: number;
  from: number;
  to: number;
}

/** A scanner over one set of tables. Fills `rec` (cleared before) or says false: take the slow path. */
export function makeScanner(tables: Tables) {
  const out: Out = { num: 0, hash: 0, from: 0, to: 0 };
  return (b: Uint8Array, from: number, to: number, rec: Rec): boolean => {
    let p = from;
    if (b[p++] !== 0x7b) return false;
    let gotTime = false;
    while (p < to) {
      p = string(b, p, to, out);
      if (p < 0 || b[p++] !== COLON) return false;
      while (b[p] === SPACE) p++;
      const key = out.hash;
      p = value(b, p, to, key, rec, tables, out);
      if (p < 0) return false;
      if (key === T) gotTime = true;
      const next = b[p++];
      if (next === COMMA) {
        while (b[p] === SPACE) p++;
      } else if (next === 0x7d) return p === to && gotTime && complete(rec);
      else return false;
    }
    return false;
  };
}

/** Whether the fields are there which the event cannot do without. */
function complete(rec: Rec): boolean {
  if (rec.kind === 0 || rec.tid === NONE) return false;
  if (rec.kind === Kind.call) return rec.name !== 0;
  return rec.kind !== Kind.signal || rec.sig !== 0;
}

function value(
  b: Uint8Array,
  p: number,
  end: number,
  key: number,
  rec: Rec,
  { names, texts }: Tables,
  out: Out,
): number {
  switch (key) {
    case EV:
    case NAME:
    case ERR:
    case SIG:
    case HOW:
    case CUT:
      p = string(b, p, end, out);
      return p < 0 || !word(b, key, rec, names, out) ? FAIL : p;
    case ARGS:
      return args(b, p, end, rec, names, texts, out);
    case TARGET:
      return object(b, p, end, rec, texts, out, true);
    case WAIT:
      return object(b, p, end, rec, texts, out, false);
    case CORE:
    case IGNORED:
      return literal(b, p, 't') ? p + 4 : literal(b, p, 'f') ? p + 5 : FAIL;
    case CODE:
      return b[p] === QUOTE ? string(b, p, end, out) : number(b, p, end, out);
    default:
      p = number(b, p, end, out);
      return p < 0 || !figure(key, rec, out.num) ? FAIL : p;
  }
}

/** Stores a string field; false for a word it does not know. */
function word(b: Uint8Array, key: number, rec: Rec, names: Interner, out: Out): boolean {
  if (key === EV) rec.kind = EVENTS.get(out.hash) ?? 0;
  else if (key === NAME) rec.name = names.intern(b, out.from, out.to);
  else if (key === ERR) rec.err = names.intern(b, out.from, out.to);
  else if (key === SIG) rec.sig = names.intern(b, out.from, out.to);
  else if (key === HOW) rec.how = HOWS.get(out.hash) ?? 0;
  else rec.cut = CUTS.get(out.hash) ?? 0;
  return key === EV ? rec.kind !== 0 : key === HOW ? rec.how !== 0 : key !== CUT || rec.cut !== 0;
}

/** Stores a number field; false for a key it does not know. */
function figure(key: number, rec: Rec, n: number): boolean {
  switch (key) {
    case T:
      rec.t = n;
      return n >= 0;
    case D:
      rec.d = n;
      return n >= 0;
    case TID:
      rec.tid = n;
      return inRange(n);
    case PID:
      rec.pid = n;
      return inRange(n);
    case RET:
      rec.ret = clamp(n);
      return true;
    case FROM:
    case BY:
      rec.from = n;
      return inRange(n);
    case STATUS:
      rec.status = n;
      return inRange(n);
    default:
      return key === UID;
  }
}

/** Whether a number fits the columns for tasks and statuses. */
export const inRange = (n: number): boolean => n > NONE && n < 0x80000000;
/** A result as the column keeps it; only pointers do not fit. */
export const clamp = (n: number): number => Math.max(NONE + 1, Math.min(0x7fffffff, n));

/** `target` and `wait`: flat objects. */
function object(
  b: Uint8Array,
  p: number,
  end: number,
  rec: Rec,
  texts: Interner,
  out: Out,
  isTarget: boolean,
): number {
  if (b[p++] !== 0x7b) return FAIL;
  while (p < end) {
    p = string(b, p, end, out);
    if (p < 0 || b[p++] !== COLON) return FAIL;
    const key = out.hash;
    if (key === ID || key === VIA) {
      p = string(b, p, end, out);
      if (p < 0) return FAIL;
      if (!isTarget) {
        if (key !== ID) return FAIL;
      } else if (key === ID) rec.targetId = texts.intern(b, out.from, out.to);
      else rec.via = VIAS.get(out.hash) ?? 0;
      if (isTarget && key === VIA && rec.via === 0) return FAIL;
    } else {
      p = number(b, p, end, out);
      if (p < 0 || !inRange(out.num)) return FAIL;
      if (key === STATUS && !isTarget) rec.status = out.num;
      else if (key === NR && isTarget) rec.targetNr = out.num;
      else if (key === TID && isTarget) rec.targetTid = out.num;
      else if (key === NR) rec.waitNr = out.num;
      else if (key === TID) rec.waitTid = out.num;
      else return FAIL;
    }
    const next = b[p++];
    if (next === 0x7d) return p;
    if (next !== COMMA) return FAIL;
  }
  return FAIL;
}

/** The arguments: kept as text, the numbers among the first three and the first signal by value. */
function args(
  b: Uint8Array,
  p: number,
  end: number,
  rec: Rec,
  names: Interner,
  texts: Interner,
  out: Out,
): number {
  if (b[p++] !== 0x5b) return FAIL;
  const from = p;
  if (b[p] === 0x5d) return p + 1;
  for (let i = 0; p < end; i++) {
    const first = b[p] as number;
    if (first === QUOTE) {
      p = string(b, p, end, out);
      if (p < 0) return FAIL;
      if (rec.sig === 0 && isSignal(b, out.from, out.to)) {
        rec.sig = names.intern(b, out.from, out.to);
      }
    } else if (first === 0x6e) {
      p = literal(b, p, 'n') ? p + 4 : FAIL;
    } else {
      p = number(b, p, end, out);
      if (p >= 0 && inRange(out.num)) {
        if (i === 0) rec.a0 = out.num;
        else if (i === 1) rec.a1 = out.num;
        else if (i === 2) rec.a2 = out.num;
      }
    }
    if (p < 0) return FAIL;
    const next = b[p++];
    if (next === 0x5d) {
      rec.args = texts.intern(b, from, p - 1);
      return p;
    }
    if (next !== COMMA) return FAIL;
    while (b[p] === SPACE) p++;
  }
  return FAIL;
}

const isSignal = (b: Uint8Array, from: number, to: number): boolean =>
  to - from > 3 && b[from] === 0x53 && b[from + 1] === 0x49 && b[from + 2] === 0x47;

const LITERALS = {
  n: [0x6e, 0x75, 0x6c, 0x6c],
  t: [0x74, 0x72, 0x75, 0x65],
  f: [0x66, 0x61, 0x6c, 0x73, 0x65],
};
const literal = (b: Uint8Array, p: number, word: keyof typeof LITERALS): boolean =>
  LITERALS[word].every((byte, i) => b[p + i] === byte);

/** A string without escapes; `out` gets its bounds and hash. */
function string(b: Uint8Array, p: number, end: number, out: Out): number {
  if (b[p] !== QUOTE) return FAIL;
  let h = 0;
  let at = p + 1;
  for (; at < end; at++) {
    const c = b[at] as number;
    if (c === QUOTE) {
      out.hash = h;
      out.from = p + 1;
      out.to = at;
      return at + 1;
    }
    if (c < SPACE || c === 0x5c) return FAIL;
    h = (Math.imul(h, 31) + c) | 0;
  }
  return FAIL;
}

/** An integer of at most 15 digits. */
function number(b: Uint8Array, p: number, end: number, out: Out): number {
  const negative = b[p] === MINUS;
  if (negative) p++;
  const from = p;
  let n = 0;
  for (; p < end; p++) {
    const digit = (b[p] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    n = n * 10 + digit;
  }
  const digits = p - from;
  if (digits === 0 || digits > 15 || (digits > 1 && b[from] === ZERO)) return FAIL;
  out.num = negative ? -n : n;
  return p;
}
