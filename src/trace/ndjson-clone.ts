// A clone record on the fast path: its fields as they are scanned, and the birth they make.

import type { Interner } from './bytes.ts';
import { COMMA, FAIL, inRange, number, type Out, scanIdentity, string } from './json-bytes.ts';
import { Key } from './ndjson-keys.ts';
import { type Birth, NONE, type Rec } from './record.ts';

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
}

export const newCloneFields = (): CloneFields => ({
  child: NONE,
  childPid: NONE,
  start: NONE,
  pidfd: NONE,
  flags: 0,
  exitSignal: 0,
  comm: 0,
  id: 0,
  ns: 0,
  depth: 0,
  nr: new Int32Array(33),
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

const idText = (id: number, texts: Interner): string =>
  id > 0 ? String(id) : (texts.strings[-id] ?? '');
const known = (n: number): number | undefined => (n === NONE ? undefined : n);

/** The birth; undefined without a child. */
export function cloneOf(
  fields: CloneFields,
  rec: Rec,
  names: Interner,
  texts: Interner,
  cache: Map<number, readonly string[]>,
): Birth | undefined {
  const { child, childPid, depth } = fields;
  const how = names.strings[rec.how] ?? '';
  rec.how = 0;
  let flags = cache.get(fields.flags);
  if (flags === undefined) {
    flags = fields.flags === 0 ? [] : (texts.strings[fields.flags] ?? '').split('|');
    cache.set(fields.flags, flags);
  }
  const birth: Birth = {
    kind: 'birth',
    tid: child,
    pid: childPid === NONE ? child : childPid,
    ppid: undefined,
    comm: texts.strings[fields.comm] ?? '',
    start: known(fields.start),
    id: fields.id === 0 ? undefined : idText(fields.id, texts),
    idNumber: fields.id,
    ns: fields.ns === 0 ? undefined : texts.strings[fields.ns],
    nr: depth === 0 ? [child] : Array.from(fields.nr.subarray(0, depth)),
    how,
    flags,
    exitSignal: fields.exitSignal === 0 ? undefined : texts.strings[fields.exitSignal],
    pidfd: known(fields.pidfd),
  };
  return child === NONE ? undefined : birth;
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
    if (key === Key.child) clone.child = out.num;
    else if (key === Key.child_pid) clone.childPid = out.num;
    else if (key === Key.start) clone.start = out.num;
    else clone.pidfd = out.num;
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
