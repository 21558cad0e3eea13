// One constructor per record: every instance is built by its copy function, so that all have one
// shape and the engine keeps them fast. A fresh copy has no fingerprint yet (both halves zero).

import type { FileId } from './id.ts';
import type { File, FileKind } from './open.ts';
import type { FdTable, PidNamespace, StructPid, Task, ThreadGroup } from './state.ts';

/** A record that the draft may still write to. */
export type Mut<T> = { -readonly [K in keyof T]: T[K] };

export const NO_SIGNALS: readonly number[] = [];

export function copyPid(p: StructPid): Mut<StructPid> {
  return { ino: p.ino, upids: p.upids, hashed: p.hashed, attr: p.attr, fpHi: 0, fpLo: 0 };
}

export function copyNamespace(n: PidNamespace): Mut<PidNamespace> {
  return {
    id: n.id,
    level: n.level,
    parent: n.parent,
    pidMax: n.pidMax,
    cursor: n.cursor,
    init: n.init,
    dead: n.dead,
    nrs: n.nrs,
    inos: n.inos,
    fpHi: 0,
    fpLo: 0,
  };
}

export function copyTask(t: Task): Mut<Task> {
  return {
    id: t.id,
    pid: t.pid,
    group: t.group,
    files: t.files,
    state: t.state,
    nsForChildren: t.nsForChildren,
    creds: t.creds,
    blocked: t.blocked,
    pending: t.pending,
    exitCode: t.exitCode,
    comm: t.comm,
    startTime: t.startTime,
    vforkChild: t.vforkChild,
    pdeathSignal: t.pdeathSignal,
    opened: t.opened,
    fpHi: 0,
    fpLo: 0,
  };
}

export function copyGroup(g: ThreadGroup): Mut<ThreadGroup> {
  return {
    id: g.id,
    leader: g.leader,
    tgid: g.tgid,
    pgid: g.pgid,
    sid: g.sid,
    parent: g.parent,
    sibling: g.sibling,
    subreaper: g.subreaper,
    exitSignal: g.exitSignal,
    actions: g.actions,
    pending: g.pending,
    execed: g.execed,
    autoreap: g.autoreap,
    dumpable: g.dumpable,
    parentExeced: g.parentExeced,
    taskLimit: g.taskLimit,
    cgroup: g.cgroup,
    groupExit: g.groupExit,
    jobEvent: g.jobEvent,
    fpHi: 0,
    fpLo: 0,
  };
}

export function copyFdTable(t: FdTable): Mut<FdTable> {
  return { id: t.id, slots: t.slots, limit: t.limit, fpHi: 0, fpLo: 0 };
}

export function copyFile(f: File): Mut<File> {
  return { id: f.id, nonblock: f.nonblock, on: f.on, fpHi: 0, fpLo: 0 };
}

export function newFile(id: FileId, nonblock: boolean, on: FileKind): Mut<File> {
  return { id, nonblock, on, fpHi: 0, fpLo: 0 };
}
