// A clone record on the fast path: its fields as they are scanned, and the birth they make.

import type { Interner } from './bytes.ts';
import { COMMA, FAIL, inRange, number, type Out, scanIdentity, string } from './json-bytes.ts';
import { Key } from './ndjson-keys.ts';
import { type Birth, NONE, type Rec } from './record.ts';

/** A birth that is written again for the next line. */
type Blank = { -readonly [K in keyof Birth]: Birth[K] } & { readonly nr: number[] };

/** Numbers of texts for the strings, the identity as `identity` makes it; 0 for none. */
export interface CloneFields {
  child: number;
  childPid: number;
  start: number;
  pidfd: number;
  flags: number;
  exitSignal: number;
  comm: number;
  id: number;
  ns: number;
  depth: number;
  /** As many levels as the kernel nests PID namespaces. */
  readonly nr: Int32Array;
  readonly birth: Blank;
}

export const newCloneFields = (): CloneFields => ({
  child: NONE,
  childPid: NONE,
  start: NONE,
  pidfd: NONE,
  flags: 0,
  exitSignal: 0,
  comm: 0,
  id: 0.5,
  ns: 0,
  depth: 0,
  nr: new Int32Array(33),
  birth: {
    kind: 'birth',
    tid: 0,
    pid: 0,
    ppid: undefined,
    comm: 0,
    start: undefined,
    idNumber: 0.5,
    ns: undefined,
    nr: [0],
    how: '',
    flags: [],
    exitSignal: undefined,
    pidfd: undefined,
  },
});

/** Makes the fields blank for the next line. */
export function clearClone(fields: CloneFields): void {
  fields.child = NONE;
  fields.childPid = NONE;
  fields.start = NONE;
  fields.pidfd = NONE;
  fields.flags = 0;
  fields.exitSignal = 0;
  fields.comm = 0;
  fields.id = 0;
  fields.ns = 0;
  fields.depth = 0;
}

const known = (n: number): number | undefined => (n === NONE ? undefined : n);

/** The birth, good until the next one is asked for; undefined without a child. */
export function cloneOf(
  fields: CloneFields,
  rec: Rec,
  names: Interner,
  texts: Interner,
  cache: Map<number, readonly string[]>,
): Birth | undefined {
  const { child, childPid, depth, birth } = fields;
  birth.how = names.strings[rec.how] ?? '';
  rec.how = 0;
  if (child === NONE) return undefined;
  let flags = cache.get(fields.flags);
  if (flags === undefined) {
    flags = fields.flags === 0 ? [] : (texts.strings[fields.flags] ?? '').split('|');
    cache.set(fields.flags, flags);
  }
  birth.tid = child;
  birth.pid = childPid === NONE ? child : childPid;
  birth.comm = fields.comm;
  birth.start = known(fields.start);
  birth.idNumber = fields.id;
  birth.ns = fields.ns === 0 ? undefined : texts.strings[fields.ns];
  birth.nr.length = Math.max(1, depth);
  birth.nr[0] = child;
  for (let level = 0; level < depth; level++) birth.nr[level] = fields.nr[level] as number;
  birth.flags = flags;
  birth.exitSignal = fields.exitSignal === 0 ? undefined : texts.strings[fields.exitSignal];
  birth.pidfd = known(fields.pidfd);
  return birth;
}

/** The fields only a clone has. */
export function scanCloneField(
  b: Uint8Array,
  from: number,
  key: number,
  clone: CloneFields,
  out: Out,
  texts: Interner,
): number {
  let p = from;
  if (key === Key.child || key === Key.child_pid || key === Key.start || key === Key.pidfd) {
    const end = number(b, p, out);
    if (end < 0 || !inRange(out.num)) return FAIL;
    if (key === Key.child) clone.child = out.num | 0;
    else if (key === Key.child_pid) clone.childPid = out.num | 0;
    else if (key === Key.start) clone.start = out.num | 0;
    else clone.pidfd = out.num | 0;
    return end;
  }
  if (key === Key.nr) {
    if (b[p++] !== 0x5b) return FAIL;
    for (clone.depth = 0; clone.depth < clone.nr.length; ) {
      p = number(b, p, out);
      if (p < 0 || !(out.num > 0) || !inRange(out.num)) return FAIL;
      clone.nr[clone.depth++] = out.num;
      const next = b[p++];
      if (next === 0x5d) return p;
      if (next !== COMMA) return FAIL;
    }
    return FAIL;
  }
  if (key === Key.id) {
    const end = scanIdentity(b, p, out, texts);
    clone.id = out.num;
    return end;
  }
  const end = string(b, p, out);
  if (end < 0) return FAIL;
  const text = texts.intern(b, out.from, out.to);
  if (key === Key.flags) clone.flags = text;
  else if (key === Key.comm) clone.comm = text;
  else if (key === Key.ns) clone.ns = text;
  else if (key === Key.exit_signal) clone.exitSignal = text;
  else return FAIL;
  return end;
}
