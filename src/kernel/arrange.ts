// What the start of a story may need beyond what calls can do: no program can ask for these, so they
// are no part of any call. Every function gives another kernel and leaves the given one alone.

import { ensure } from '../base.ts';
import { amend } from './amend.ts';
import { hashHeader } from './fingerprint.ts';
import { Hash } from './hash.ts';
import type { FileId, GroupId, Ino, TaskId } from './id.ts';
import type { Kernel } from './state.ts';

/** The same kernel as another version of Linux. */
export function asVersion(kernel: Kernel, version: number): Kernel {
  if (kernel.version === version) return kernel;
  const hash = new Hash();
  const old = { fpHi: 0, fpLo: 0 };
  hashHeader(hash, kernel, old);
  const changed = { ...kernel, version };
  const now = { fpHi: 0, fpLo: 0 };
  hashHeader(hash, changed, now);
  const fpHi = (kernel.fpHi - old.fpHi + now.fpHi) | 0;
  const fpLo = (kernel.fpLo - old.fpLo + now.fpLo) | 0;
  return { ...changed, fpHi, fpLo };
}

/** Puts a process into a group and a session; setpgid cannot reach across sessions. */
export function placeInGroup(kernel: Kernel, group: GroupId, pgid: Ino, sid: Ino): Kernel {
  return amend(kernel, draft => {
    const record = draft.writeGroup(group);
    record.pgid = pgid;
    record.sid = sid;
  });
}

/** Gives a task its name, as execve would. */
export function nameTask(kernel: Kernel, task: TaskId, comm: string): Kernel {
  return amend(kernel, draft => {
    draft.writeTask(task).comm = comm;
  });
}

/** Makes one end of a socket pair belong to a process, as if that one had connected it. */
export function giveSocket(kernel: Kernel, end: FileId, owner: Ino): Kernel {
  return amend(kernel, draft => {
    const { on } = ensure(
      kernel.files.find(f => f.id === end),
      `file ${end}`,
    );
    if (on.kind !== 'socket') return kernel;
    draft.writeFile(end).on = { ...on, owner };
    const peer = kernel.files.find(f => f.id === on.peer);
    if (peer?.on.kind === 'socket') {
      draft.writeFile(peer.id).on = { ...peer.on, peerOwner: owner };
    }
  });
}
