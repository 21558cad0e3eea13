// What holds in every reachable kernel, as a list of named predicates. Random walks test them.

import { fileInUse } from './file.ts';
import { hashHeader } from './fingerprint.ts';
import { Hash } from './hash.ts';
import type { Cached, Ino } from './id.ts';
import { filePids, inUse, nrIn } from './select.ts';
import type { Kernel } from './state.ts';

export interface Invariant {
  readonly name: string;
  /** What is wrong, or undefined when it holds. */
  readonly broken: (kernel: Kernel) => string | undefined;
}

/** The first complaint about the elements of a list. */
function first<T>(
  list: readonly (T | undefined)[],
  complain: (item: T, i: number) => string | undefined,
): string | undefined {
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const what = item === undefined ? undefined : complain(item, i);
    if (what !== undefined) return what;
  }
  return undefined;
}

function tableAgrees(kernel: Kernel): string | undefined {
  return first(kernel.namespaces, ns => {
    if (ns.nrs.length !== ns.inos.length) return `namespace ${ns.id}: uneven table`;
    return first(ns.nrs, (nr, i) => {
      const before = ns.nrs[i - 1];
      if (before !== undefined && before >= nr) return `number ${nr} out of order`;
      const ino = ns.inos[i];
      const pid = ino === undefined ? undefined : kernel.pids[ino];
      if (pid === undefined || !pid.hashed) return `number ${nr} names no struct pid`;
      return nrIn(pid, ns.id) === nr ? undefined : `number ${nr} is not pid ${ino}'s`;
    });
  });
}

function heldIffUsed(kernel: Kernel): string | undefined {
  return first(kernel.pids, pid => {
    if (pid.hashed !== inUse(kernel, pid.ino)) return `pid ${pid.ino}: hashed is ${pid.hashed}`;
    if (!pid.hashed) return undefined;
    const lost = pid.upids.find(u => !kernel.namespaces[u.ns]?.nrs.includes(u.nr));
    return lost === undefined ? undefined : `pid ${pid.ino}: ${lost.nr} is not in its table`;
  });
}

function pidsReferenced(kernel: Kernel): string | undefined {
  const held = new Set<Ino>(kernel.files.flatMap(file => filePids(file)));
  for (const ino of held) if (kernel.pids[ino] === undefined) return `a file holds no pid ${ino}`;
  return first(kernel.pids, pid =>
    pid.hashed || held.has(pid.ino) ? undefined : `pid ${pid.ino} is held by nothing`,
  );
}

function tasksWhole(kernel: Kernel): string | undefined {
  return first(kernel.tasks, task => {
    const group = kernel.groups[task.group];
    if (group === undefined) return `task ${task.id} without process`;
    if (kernel.pids[task.pid] === undefined) return `task ${task.id} without pid`;
    if (task.state === 'zombie' && group.leader !== task.id) return `zombie thread ${task.id}`;
    if ((task.state === 'zombie') !== (task.files === undefined)) return `files of ${task.id}`;
    if (task.state === 'zombie' && task.exitCode === undefined) return `status of ${task.id}`;
    if (task.files !== undefined && kernel.fdTables[task.files] === undefined)
      return `task ${task.id} without descriptor table`;
    const child = task.vforkChild;
    if (
      child !== undefined &&
      kernel.tasks[child]?.state !== 'running' &&
      kernel.tasks[child]?.state !== 'stopped'
    )
      return `task ${task.id} waits in vfork for nobody`;
    return undefined;
  });
}

function groupsWhole(kernel: Kernel): string | undefined {
  return first(kernel.groups, group => {
    const leader = kernel.tasks[group.leader];
    if (leader?.group !== group.id || leader.pid !== group.tgid) return `leader of ${group.id}`;
    const others = kernel.tasks.some(t => t?.group === group.id && t.state !== 'zombie');
    if (!others && group.groupExit === undefined) return `dead process ${group.id} has no status`;
    if (others && group.groupExit !== undefined) return `process ${group.id} should have exited`;
    return undefined;
  });
}

function parentsLive(kernel: Kernel): string | undefined {
  return first(kernel.groups, group => {
    // The first process of all has no parent.
    if (group.parent === undefined)
      return group.id === 0 ? undefined : `process ${group.id} has no parent`;
    const parent = kernel.tasks[group.parent];
    return parent !== undefined && parent.state !== 'zombie'
      ? undefined
      : `process ${group.id}: parent ${group.parent} is gone`;
  });
}

function filesWhole(kernel: Kernel): string | undefined {
  const lost = first(kernel.fdTables, table => {
    if (!kernel.tasks.some(t => t?.files === table.id)) return `table ${table.id} is nobody's`;
    return first(table.slots, (slot, fd) =>
      kernel.files.some(f => f.id === slot.file) ? undefined : `descriptor ${fd} has no file`,
    );
  });
  return (
    lost ??
    first(kernel.files, file =>
      fileInUse(kernel, file.id) ? undefined : `file ${file.id} is held by nothing`,
    )
  );
}

function nothingOverdue(kernel: Kernel): string | undefined {
  return first(kernel.tasks, task => {
    // In vfork only what ends the process acts; the rest waits for the child.
    if (task.state !== 'running' || task.vforkChild !== undefined) return undefined;
    const shared = kernel.groups[task.group]?.pending ?? [];
    const due = [...task.pending, ...shared].find(p => !task.blocked.includes(p.signal));
    return due === undefined ? undefined : `task ${task.id}: signal ${due.signal} is overdue`;
  });
}

/** The cached sum of fingerprints equals one made afresh from the records' own. */
function sumAgrees(kernel: Kernel): string | undefined {
  const sum = { fpHi: 0, fpLo: 0 };
  hashHeader(new Hash(), kernel, sum);
  const tables: readonly (readonly (Cached | undefined)[])[] = [
    kernel.pids,
    kernel.namespaces,
    kernel.tasks,
    kernel.groups,
    kernel.fdTables,
    kernel.files,
  ];
  for (const table of tables) {
    for (const record of table) {
      sum.fpHi = (sum.fpHi + (record?.fpHi ?? 0)) | 0;
      sum.fpLo = (sum.fpLo + (record?.fpLo ?? 0)) | 0;
    }
  }
  const same = (sum.fpHi | 0) === kernel.fpHi && (sum.fpLo | 0) === kernel.fpLo;
  return same ? undefined : 'the fingerprint is not the sum over the records';
}

export const INVARIANTS: readonly Invariant[] = [
  { name: 'every number in a table is that of a struct pid', broken: tableAgrees },
  { name: 'a number is held exactly while some role uses it', broken: heldIffUsed },
  { name: 'a struct pid lives while a table or a file refers to it', broken: pidsReferenced },
  { name: 'a task has a process, a pid, and files until it exits', broken: tasksWhole },
  { name: 'a process has a leader, and a status once it is dead', broken: groupsWhole },
  { name: 'every process has a living parent', broken: parentsLive },
  { name: 'descriptors and files refer to each other', broken: filesWhole },
  { name: 'no deliverable signal is left pending', broken: nothingOverdue },
  { name: 'the cached fingerprint is the sum over the records', broken: sumAgrees },
];
