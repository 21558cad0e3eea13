// The 64-bit fingerprint of a kernel, in two 32-bit halves. Each record's hash is salted with its
// kind and place and cached in the record; the kernel's is the sum of them, so that a commit hashes
// only what it touched. It covers all that can influence the future, and nothing else.

import type { Hash } from './hash.ts';
import type { Cached } from './id.ts';
import type { File, FileKind } from './open.ts';
import type {
  FdTable,
  Kernel,
  PendingSignal,
  PidNamespace,
  StructPid,
  Task,
  ThreadGroup,
} from './state.ts';

/** Equal for equal kernels; covers exactly what can influence the future. */
export function fingerprint(kernel: Kernel): readonly [number, number] {
  return [kernel.fpHi, kernel.fpLo];
}

export function hashPid(h: Hash, p: StructPid): void {
  h.start(1, p.ino);
  h.flag(p.hashed);
  for (const upid of p.upids) {
    h.int(upid.ns);
    h.int(upid.nr);
  }
  if (p.attr !== undefined) {
    h.int(p.attr.cgroup);
    h.maybe(p.attr.exitCode);
  }
  h.finish(p);
}

export function hashNamespace(h: Hash, n: PidNamespace): void {
  h.start(2, n.id);
  h.maybe(n.parent);
  h.int(n.pidMax);
  h.int(n.cursor);
  h.maybe(n.init);
  h.flag(n.dead);
  h.ints(n.nrs);
  h.ints(n.inos);
  h.finish(n);
}

function pending(h: Hash, list: readonly PendingSignal[]): void {
  h.int(list.length);
  for (const p of list) {
    h.int(p.signal);
    h.int(p.code);
    h.maybe(p.from);
    h.int(p.senderNr);
  }
}

const TASK_STATE = { running: 1, stopped: 2, zombie: 3 } as const;

export function hashTask(h: Hash, t: Task): void {
  h.start(3, t.id);
  h.int(t.pid);
  h.int(t.group);
  h.maybe(t.files);
  h.int(TASK_STATE[t.state]);
  h.int(t.nsForChildren);
  h.int(t.creds.ruid);
  h.int(t.creds.euid);
  h.int(t.creds.suid);
  h.flag(t.creds.privileged);
  h.flag(t.creds.noNewPrivs);
  h.ints(t.blocked);
  pending(h, t.pending);
  h.maybe(t.exitCode);
  h.text(t.comm);
  h.int(t.startTime);
  h.maybe(t.vforkChild);
  h.int(t.pdeathSignal);
  h.int(t.opened);
  h.finish(t);
}

const HANDLER = { default: 0, ignore: 1, handle: 2 } as const;

export function hashGroup(h: Hash, g: ThreadGroup): void {
  h.start(4, g.id);
  h.int(g.leader);
  h.int(g.tgid);
  h.int(g.pgid);
  h.int(g.sid);
  h.maybe(g.parent);
  h.int(g.sibling);
  h.int(g.exitSignal);
  h.int(g.cgroup);
  h.int(
    (g.subreaper ? 1 : 0) |
      (g.execed ? 2 : 0) |
      (g.autoreap ? 4 : 0) |
      (g.dumpable ? 8 : 0) |
      (g.parentExeced ? 16 : 0),
  );
  h.maybe(g.taskLimit);
  h.int(g.actions.length);
  for (const a of g.actions) {
    h.int(a.signal * 4 + HANDLER[a.handler]);
    h.int((a.noCldWait ? 1 : 0) | (a.noCldStop ? 2 : 0));
  }
  pending(h, g.pending);
  h.maybe(g.groupExit);
  h.int(g.jobEvent.kind === 'none' ? 0 : g.jobEvent.kind === 'stopped' ? g.jobEvent.signal : 99);
  h.finish(g);
}

export function hashFdTable(h: Hash, t: FdTable): void {
  h.start(5, t.id);
  h.int(t.limit);
  for (let fd = 0; fd < t.slots.length; fd++) {
    const slot = t.slots[fd];
    if (slot === undefined) continue;
    h.int(fd);
    h.int(slot.file);
    h.flag(slot.cloexec);
  }
  h.finish(t);
}

const KIND = {
  pidfd: 1,
  procdir: 2,
  procfile: 3,
  opath: 4,
  nsfile: 5,
  socket: 6,
  epoll: 7,
  plain: 8,
  pipe: 9,
} as const;

export function hashFile(h: Hash, f: File): void {
  h.start(6, f.id);
  h.flag(f.nonblock);
  h.int(KIND[f.on.kind]);
  hashKind(h, f.on);
  h.finish(f);
}

function hashKind(h: Hash, on: FileKind): void {
  switch (on.kind) {
    case 'pidfd':
      h.int(on.pid);
      h.int((on.thread ? 1 : 0) | (on.autokill ? 2 : 0));
      return;
    case 'procdir':
    case 'opath':
      h.maybe(on.pid);
      return;
    case 'procfile':
      h.int(on.pid);
      h.int(on.ns);
      h.text(on.of.kind);
      if (on.of.kind === 'fdinfo') h.int(on.of.fd);
      return;
    case 'nsfile':
      h.text(on.type);
      h.maybe(on.ns);
      return;
    case 'socket':
      hashSocket(h, on);
      return;
    case 'pipe':
      h.int(on.end === 'write' ? 1 : 0);
      h.maybe(on.peer);
      h.int(on.arrived);
      h.ints(on.queue);
      return;
    case 'epoll':
      for (const i of on.interest) {
        h.int(i.fd);
        h.int(i.file);
        h.int(i.events | 0);
        h.int(i.seen);
      }
      return;
    case 'plain':
      h.text(on.name);
      return;
  }
}

function hashSocket(h: Hash, on: Extract<FileKind, { kind: 'socket' }>): void {
  h.maybe(on.peer);
  h.int(on.owner);
  h.maybe(on.peerOwner);
  h.flag(on.passPidfd);
  h.int(on.arrived);
  for (const m of on.queue) {
    h.int(m.value);
    h.int(m.from);
    h.int(m.named ? 1 : 0);
    h.ints(m.files);
  }
}

/** The scalars of the kernel itself. */
export function hashHeader(h: Hash, k: Omit<Kernel, 'fpHi' | 'fpLo'>, into: Cached): void {
  h.start(7, k.version);
  h.int(k.nextIno);
  h.int(k.clock);
  h.int(k.tick);
  h.int(k.outerDepth);
  h.int(k.tasks.length);
  h.int(k.groups.length);
  h.int(k.fdTables.length);
  h.finish(into);
}
