// Numbers: giving them out and taking them back. Mirrors kernel/pid.c (alloc_pid, free_pid,
// __change_pid) with the cyclic allocator of 4.15 and later.
// Simplified: a struct pid goes when its last user does, not one RCU grace period later.

import { PID_MAX_LIMIT, RESERVED_PIDS } from './constants.ts';
import type { Draft } from './draft.ts';
import type { Errno } from './errno.ts';
import { supports } from './features.ts';
import type { Ino, Nr, NsId } from './id.ts';
import { fileHolds, inUse, searchNr } from './select.ts';
import type { PidNamespace, StructPid, Upid } from './state.ts';

/**
 * A new struct pid with a number in `ns` and in every namespace outside it.
 * Errors: EINVAL, EEXIST, EPERM for `setTid`; EAGAIN when a table is full; ENOMEM when pid 1 of
 * `ns` has died. On failure the cursors that moved stay moved, as in Linux.
 */
export function allocPid(
  draft: Draft,
  ns: NsId,
  setTid: readonly number[],
  privileged: boolean,
): StructPid | Errno {
  const inner = draft.namespace(ns);
  if (setTid.length > inner.level + draft.outerDepth + 1) return 'EINVAL';
  const upids: Upid[] = [];
  let at: NsId | undefined = ns;
  let failed: Errno | undefined;
  for (let i = 0; at !== undefined && failed === undefined; i++) {
    const wanted = setTid[i];
    const got: Nr | Errno =
      wanted === undefined ? nextNr(draft, at) : chosenNr(draft, at, wanted, privileged);
    if (typeof got === 'string') failed = got;
    else {
      hold(draft, at, got, draft.nextIno);
      upids.push({ ns: at, nr: got });
      at = draft.namespace(at).parent;
    }
  }
  if (failed === undefined) failed = outerSetTid(setTid, inner.level);
  if (failed === undefined && inner.dead) failed = 'ENOMEM';
  if (failed !== undefined) {
    for (const upid of upids) release(draft, upid);
    // A namespace that never got its first process starts again at the beginning.
    if (inner.init === undefined && !inner.dead && draft.namespace(ns).nrs.length === 0)
      draft.writeNamespace(ns).cursor = 0 as Nr;
    return failed;
  }
  if (upids.length > 1) upids.reverse();
  const pid: StructPid = {
    ino: draft.nextIno,
    upids,
    hashed: true,
    attr: undefined,
    fpHi: 0,
    fpLo: 0,
  };
  draft.nextIno = (draft.nextIno + 1) as Ino;
  draft.addPid(pid);
  for (const { ns: where, nr } of upids)
    draft.emit?.({ kind: 'alloc', ns: where, nr, pid: pid.ino });
  return pid;
}

/** Numbers asked for in namespaces outside the modelled ones: nobody here has power over those. */
function outerSetTid(setTid: readonly number[], level: number): Errno | undefined {
  const outer = setTid[level + 1];
  if (outer === undefined) return undefined;
  if (outer < 1 || outer >= PID_MAX_LIMIT) return 'EINVAL';
  return 'EPERM';
}

/** pid_max that binds here: one per namespace since 6.14, one for all before. */
export function pidMaxOf(draft: Draft, ns: NsId): number {
  return draft.namespace(supports(draft, 'pidMaxPerNamespace') ? ns : (0 as NsId)).pidMax;
}

/** The number asked for by set_tid, which leaves the cursor alone. */
function chosenNr(draft: Draft, ns: NsId, wanted: number, privileged: boolean): Nr | Errno {
  if (wanted < 1 || wanted >= pidMaxOf(draft, ns)) return 'EINVAL';
  const space = draft.namespace(ns);
  if (wanted !== 1 && space.init === undefined) return 'EINVAL';
  if (!privileged) return 'EPERM';
  return space.nrs[searchNr(space.nrs, wanted)] === wanted ? 'EEXIST' : (wanted as Nr);
}

/** The next free number, cyclically. Mirrors idr_alloc_cyclic as alloc_pid uses it. */
function nextNr(draft: Draft, ns: NsId): Nr | Errno {
  const space = draft.namespace(ns);
  const floor = space.cursor > RESERVED_PIDS ? RESERVED_PIDS : 1;
  const end = pidMaxOf(draft, ns);
  const start = Math.max(floor, space.cursor);
  let nr = firstFree(draft, space, start, end);
  if (nr === undefined && start > floor) {
    draft.emit?.({ kind: 'wrap', ns, floor: floor as Nr });
    nr = firstFree(draft, space, floor, end);
  }
  if (nr === undefined) return 'EAGAIN';
  draft.writeNamespace(ns).cursor = (nr + 1) as Nr;
  return nr;
}

function firstFree(draft: Draft, space: PidNamespace, from: number, end: number): Nr | undefined {
  let nr = from;
  for (let at = searchNr(space.nrs, from); nr < end && space.nrs[at] === nr; at++, nr++)
    draft.emit?.({ kind: 'skip', ns: space.id, nr: nr as Nr });
  return nr < end ? (nr as Nr) : undefined;
}

function hold(draft: Draft, ns: NsId, nr: Nr, ino: Ino): void {
  const space = draft.writeNamespace(ns);
  const at = searchNr(space.nrs, nr);
  space.nrs = insertAt(space.nrs, at, nr);
  space.inos = insertAt(space.inos, at, ino);
}

function release(draft: Draft, upid: Upid): void {
  const space = draft.writeNamespace(upid.ns);
  const at = searchNr(space.nrs, upid.nr);
  space.nrs = removeAt(space.nrs, at);
  space.inos = removeAt(space.inos, at);
}

/** A copy with one element more. toSpliced does the same, several times slower. */
function insertAt<T>(list: readonly T[], at: number, item: T): readonly T[] {
  const copy = list.slice();
  copy.push(item);
  for (let i = copy.length - 1; i > at; i--) copy[i] = copy[i - 1] as T;
  copy[at] = item;
  return copy;
}

/** A copy with one element less. */
function removeAt<T>(list: readonly T[], at: number): readonly T[] {
  const copy = list.slice();
  for (let i = at + 1; i < copy.length; i++) copy[i - 1] = copy[i] as T;
  copy.pop();
  return copy;
}

/** Takes the numbers back at every level. Mirrors free_pid. */
export function freePid(draft: Draft, ino: Ino): void {
  const pid = draft.writePid(ino);
  pid.hashed = false;
  for (const upid of pid.upids) {
    release(draft, upid);
    draft.emit?.({ kind: 'free', ns: upid.ns, nr: upid.nr, pid: ino });
    const space = draft.namespace(upid.ns);
    // The fork of the first process failed late: nobody will ever be born here.
    if (space.nrs.length === 0 && space.init === undefined)
      draft.writeNamespace(upid.ns).dead = true;
  }
  putPid(draft, ino);
}

/** A task left one of its roles: the number is free once no role is left. Mirrors __change_pid. */
export function detachPid(draft: Draft, ino: Ino): void {
  const pid = draft.pids[ino];
  if (pid?.hashed === true && !inUse(draft, ino)) freePid(draft, ino);
}

/** Drops a struct pid that is in no table and behind no file. Mirrors put_pid. */
export function putPid(draft: Draft, ino: Ino): void {
  const pid = draft.pids[ino];
  if (pid === undefined || pid.hashed) return;
  for (const file of draft.files) if (fileHolds(file, ino)) return;
  draft.dropPid(ino);
  draft.emit?.({ kind: 'putPid', pid: ino });
}
