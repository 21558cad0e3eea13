// A kernel before the first step: pid 1, and processes put at chosen numbers.

import { assert, ensure } from '../base.ts';
import type { Booted, BootOptions } from './boot-options.ts';
import { commit } from './commit.ts';
import { SIG } from './constants.ts';
import { Draft } from './draft.ts';
import { nextSibling } from './exit.ts';
import { hashHeader } from './fingerprint.ts';
import { Hash } from './hash.ts';
import type { GroupId, Ino, Nr, NsId, TableId, TaskId } from './id.ts';
import { allocPid } from './pid.ts';
import { findPid, pidTask } from './select.ts';
import type { Kernel, StructPid, Task, ThreadGroup } from './state.ts';

/** The options of an ordinary story; spread your own over them. */
export const BOOT_DEFAULTS: BootOptions = {
  version: 6018,
  pidMax: 312,
  cursor: 300,
  processes: [],
  init: 'init',
  tick: 1,
  outerDepth: 0,
  creds: { ruid: 0, euid: 0, suid: 0, privileged: true, noNewPrivs: false },
  openFiles: 1024,
};

const ROOT = 0 as NsId;

/** A kernel with nothing in it; its clock and next identity may be set. */
export function emptyKernel(
  of: Pick<Kernel, 'version' | 'tick' | 'outerDepth'> & Partial<Pick<Kernel, 'clock' | 'nextIno'>>,
): Kernel {
  const kernel: Kernel = {
    version: of.version,
    nextIno: of.nextIno ?? (1 as Ino),
    clock: of.clock ?? 0,
    tick: of.tick,
    outerDepth: of.outerDepth,
    namespaces: [],
    pids: [undefined],
    tasks: [],
    groups: [],
    fdTables: [],
    files: [],
    fpHi: 0,
    fpLo: 0,
  };
  hashHeader(new Hash(), kernel, kernel);
  return kernel;
}

/**
 * pid 1 (first of the answer) and then `options.processes` in order. Each process leads a group and
 * a session of its own, and has no descriptors. The numbers must be free and below pidMax.
 */
export function boot(options: BootOptions): Booted {
  const draft = new Draft(emptyKernel(options), undefined);
  draft.addNamespace({
    id: ROOT,
    level: 0,
    parent: undefined,
    pidMax: options.pidMax,
    cursor: 0 as Nr,
    init: undefined,
    dead: false,
    nrs: [],
    inos: [],
    fpHi: 0,
    fpLo: 0,
  });
  const made = [place(draft, options, options.init, 1, undefined)];
  for (const { comm, nr, parent } of options.processes) {
    const above = ensure(findPid(draft, ROOT, parent), `parent ${parent} of ${comm}`);
    const task = ensure(pidTask(draft, above.ino), `parent ${parent} of ${comm}`);
    made.push(place(draft, options, comm, nr, task.id));
  }
  draft.writeNamespace(ROOT).cursor = options.cursor as Nr;
  return { kernel: commit(draft), tasks: made };
}

function place(
  draft: Draft,
  options: BootOptions,
  comm: string,
  nr: number,
  parent: TaskId | undefined,
): Booted['tasks'][number] {
  const pid = allocPid(draft, ROOT, [nr], true);
  assert(typeof pid !== 'string', `number ${nr} for ${comm}`);
  const id = draft.tasks.length as TaskId;
  const group = newGroup(draft, pid, id, parent);
  draft.addGroup(group);
  draft.clock++;
  draft.addFdTable({
    id: draft.fdTables.length as TableId,
    slots: [],
    limit: options.openFiles,
    fpHi: 0,
    fpLo: 0,
  });
  draft.addTask(newTask(draft, options, comm, pid, group));
  if (parent === undefined) draft.writeNamespace(ROOT).init = id;
  return { task: id, group: group.id, pid: pid.ino };
}

function newGroup(
  draft: Draft,
  pid: StructPid,
  leader: TaskId,
  parent: TaskId | undefined,
): ThreadGroup {
  return {
    id: draft.groups.length as GroupId,
    leader,
    tgid: pid.ino,
    pgid: pid.ino,
    sid: pid.ino,
    parent,
    sibling: nextSibling(draft, parent),
    subreaper: false,
    exitSignal: SIG.SIGCHLD,
    actions: [],
    pending: [],
    execed: false,
    autoreap: false,
    dumpable: true,
    parentExeced: false,
    taskLimit: undefined,
    cgroup: 1,
    groupExit: undefined,
    jobEvent: { kind: 'none' },
    fpHi: 0,
    fpLo: 0,
  };
}

function newTask(
  draft: Draft,
  options: BootOptions,
  comm: string,
  pid: StructPid,
  group: ThreadGroup,
): Task {
  return {
    id: draft.tasks.length as TaskId,
    pid: pid.ino,
    group: group.id,
    files: (draft.fdTables.length - 1) as TableId,
    state: 'running',
    nsForChildren: ROOT,
    creds: options.creds,
    blocked: [],
    pending: [],
    exitCode: undefined,
    comm,
    startTime: draft.clock,
    vforkChild: undefined,
    pdeathSignal: 0,
    opened: 0,
    fpHi: 0,
    fpLo: 0,
  };
}
