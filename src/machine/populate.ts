// What a race's start needs beyond plain processes: namespaces, threads, groups, users, ignored
// signals, sockets. All of it is made by the kernel's own calls, with chosen numbers (clone3's
// set_tid leaves the allocator's cursor alone), as a script would before the story begins.

import { assert, ensure } from '../base.ts';
import {
  asVersion,
  CLONE,
  call,
  fdFile,
  findPid,
  giveSocket,
  type Kernel,
  type NsId,
  nsOf,
  PR,
  placeInGroup,
  type Syscall,
  type SyscallResult,
  type TaskId,
} from '../kernel/index.ts';
import type { ProcessDecl, Race } from '../race/program.ts';
import { usesDescriptors } from './descriptors.ts';
import { numbersInside } from './inside.ts';

/** Who is where at the start. */
export interface Placed {
  readonly kernel: Kernel;
  /** The task of each process of the race; undefined: not there yet. */
  readonly tasks: readonly (TaskId | undefined)[];
  readonly sockets: readonly {
    readonly process: number;
    readonly name: string;
    readonly fd: number;
  }[];
}

/** Adds to a booted kernel what the race declares beyond plain processes. */
export function populate(
  race: Race,
  booted: Kernel,
  places: readonly (TaskId | undefined)[],
): Placed {
  const { version } = booted;
  // Chosen numbers and fetched descriptors need a recent kernel; the story then runs on its own.
  const recent = asVersion(booted, Math.max(version, RECENT));
  const site: Site = { race, kernel: recent, tasks: places.slice(), sockets: [] };
  if (usesDescriptors(race)) for (const i of race.processes.keys()) standardFiles(site, i);
  race.processes.forEach((p, i) => {
    if (p.inside !== undefined) insider(site, i, p);
  });
  race.processes.forEach((p, i) => {
    if (p.threadOf !== undefined) thread(site, i, p);
  });
  for (const i of race.processes.keys()) group(site, i);
  for (const i of race.sockets.keys()) socket(site, i);
  for (const [i, p] of race.processes.entries()) settings(site, i, p);
  site.kernel = asVersion(site.kernel, version);
  return site;
}

const RECENT = 6018;

/** 0, 1 and 2 are open in every process that acts, so that the next descriptor is 3. */
function standardFiles(site: Site, index: number): void {
  const task = site.tasks[index];
  const acts = site.race.processes[index]?.programs.some(p => p.code.length > 0);
  if (task === undefined || acts !== true) return;
  const fd = must(site, task, { name: 'open', path: '/dev/null', flags: 2 }).value;
  for (let i = 0; i < 2; i++) must(site, task, { name: 'dup', oldfd: fd });
}

interface Site {
  readonly race: Race;
  kernel: Kernel;
  tasks: (TaskId | undefined)[];
  sockets: { process: number; name: string; fd: number }[];
}

/** A call that must succeed: what it asks was checked when the race was compiled. */
function must(site: Site, task: TaskId, sys: Syscall): Extract<SyscallResult, { ok: true }> {
  const { kernel, result } = call(site.kernel, task, sys, undefined);
  if (!result.ok) throw new Error(`bug: ${sys.name} at the start: ${result.errno}`);
  site.kernel = kernel;
  return result;
}

const NO_CLONE: Omit<Extract<Syscall, { name: 'clone3' }>, 'flags' | 'setTid' | 'setTidSize'> = {
  name: 'clone3',
  pidfd: 'null',
  parentTid: 'null',
  exitSignal: 17,
  cgroup: 0,
  size: 88,
  tailZero: true,
};

function make(site: Site, parent: TaskId, flags: number, numbers: readonly number[]): TaskId {
  const exitSignal = flags & CLONE.CLONE_THREAD ? 0 : 17;
  const setTid = numbers.length > 0 ? numbers : undefined;
  const setTidSize = numbers.length;
  const sys: Syscall = { ...NO_CLONE, flags, exitSignal, setTid, setTidSize };
  const { out } = must(site, parent, sys);
  assert(out.kind === 'child', 'a child at the start');
  return out.task;
}

/** pid 1 of the whole, in the initial namespace. */
function initTask(site: Site): TaskId {
  const pid = ensure(findPid(site.kernel, 0 as NsId, 1), 'pid 1').ino;
  return ensure(
    site.kernel.tasks.find(t => t?.pid === pid),
    'init',
  ).id;
}

/** A process in a child namespace; its pid 1 is made first, whether the race names it or not. */
function insider(site: Site, index: number, p: ProcessDecl): void {
  if (site.tasks[index] !== undefined || p.inside === undefined) return;
  const { namespace, nr } = p.inside;
  const first = namespaceInit(site, namespace);
  if (nr === 1) return;
  const parent = p.parent === undefined ? undefined : site.race.processes[p.parent];
  const inside = parent?.inside?.namespace === namespace && p.parent !== undefined;
  if (inside && parent) insider(site, ensure(p.parent, 'parent'), parent);
  const from = inside && p.parent !== undefined ? site.tasks[p.parent] : first;
  site.tasks[index] = make(site, from ?? first, 0, numbersInside(site.race, index));
  ownFiles(site, index);
}

/** A process made with no descriptors to inherit gets the standard ones. */
function ownFiles(site: Site, index: number): void {
  const task = site.kernel.tasks[site.tasks[index] ?? -1];
  if (task === undefined || fdFile(site.kernel, task, 0) !== undefined) return;
  if (usesDescriptors(site.race)) standardFiles(site, index);
}

function namespaceInit(site: Site, namespace: number): TaskId {
  const { race } = site;
  const index = race.processes.findIndex(
    p => p.inside?.namespace === namespace && p.inside.nr === 1,
  );
  const known = index < 0 ? site.tasks[race.processes.length + namespace] : site.tasks[index];
  if (known !== undefined) return known;
  const spec = ensure(race.namespaces[namespace], 'namespace');
  const decl = index < 0 ? undefined : race.processes[index];
  const outer = spec.parent === undefined ? undefined : namespaceInit(site, spec.parent);
  const parent = decl?.parent === undefined ? (outer ?? initTask(site)) : site.tasks[decl.parent];
  const from = parent ?? initTask(site);
  const numbers = decl === undefined ? [1] : numbersInside(race, index);
  const task = make(site, from, CLONE.CLONE_NEWPID, numbers);
  const value = spec.numbers.last + 1;
  must(site, task, { name: 'sysctl', key: 'pid_max', value });
  must(site, task, { name: 'sysctl', key: 'ns_last_pid', value: spec.cursor - 1 });
  site.tasks[index < 0 ? race.processes.length + namespace : index] = task;
  if (index >= 0) ownFiles(site, index);
  return task;
}

function thread(site: Site, index: number, p: ProcessDecl): void {
  const leader = p.threadOf === undefined ? undefined : site.tasks[p.threadOf];
  if (leader === undefined) return;
  const flags = CLONE.CLONE_VM | CLONE.CLONE_SIGHAND | CLONE.CLONE_THREAD | CLONE.CLONE_FILES;
  site.tasks[index] = make(site, leader, flags, p.startNr === undefined ? [] : [p.startNr]);
}

/**
 * Groups and sessions: a leader leads its own group, a member is in its leader's, and a child of a
 * declared parent in that one's. Other processes are daemons, each in a session of its own. Written
 * into the records, since setpgid cannot reach across the sessions that boot makes.
 */
function group(site: Site, index: number, seen = new Set<number>()): void {
  const p = site.race.processes[index];
  if (p === undefined || seen.has(index)) return;
  seen.add(index);
  const from = p.group !== undefined && p.group !== index ? p.group : p.parent;
  if (from === undefined || p.threadOf !== undefined) return;
  group(site, from, seen);
  const mine = groupRecord(site, index);
  const model = groupRecord(site, from);
  if (mine === undefined || model === undefined) return;
  const pgid = p.group === index ? mine.tgid : model.pgid;
  site.kernel = placeInGroup(site.kernel, mine.id, pgid, model.sid);
}

function groupRecord(site: Site, process: number) {
  const task = site.tasks[process];
  const id = task === undefined ? undefined : site.kernel.tasks[task]?.group;
  return id === undefined ? undefined : site.kernel.groups[id];
}

/**
 * A connected pair: made by the first end, fetched from there by the second with pidfd_getfd. Each
 * end then belongs to its own process, as after connect and accept.
 */
function socket(site: Site, index: number): void {
  const { name, ends } = ensure(site.race.sockets[index], 'socket');
  const first = site.tasks[ends[0]];
  const second = site.tasks[ends[1]];
  if (first === undefined || second === undefined) return;
  const made = must(site, first, { name: 'socketpair', type: 1 });
  assert(made.out.kind === 'fds', 'two ends');
  const [mine, theirs] = made.out.fds;
  const nr = numberOf(site, first, second);
  const pidfd = must(site, second, { name: 'pidfd_open', pid: nr, flags: 0 }).value;
  const get: Syscall = { name: 'pidfd_getfd', pidfd, targetfd: theirs, flags: 0 };
  const far = must(site, second, get).value;
  must(site, second, { name: 'close', fd: pidfd });
  const fd = must(site, second, { name: 'dup', oldfd: far }).value;
  must(site, second, { name: 'close', fd: far });
  must(site, first, { name: 'close', fd: theirs });
  site.kernel = own(site.kernel, second, fd);
  site.sockets.push({ process: ends[0], name, fd: mine }, { process: ends[1], name, fd });
}

/** The number of `target` as `asker` sees it. */
function numberOf(site: Site, target: TaskId, asker: TaskId): number {
  const { kernel } = site;
  const ns = nsOf(kernel, ensure(kernel.tasks[asker], 'asker'));
  const pid = ensure(kernel.tasks[target], 'target').pid;
  return ensure(kernel.pids[pid]?.upids.find(u => u.ns === ns)?.nr, 'a number seen from there');
}

/** Credentials of an end are those of the process that has it, not of the one that made both. */
function own(kernel: Kernel, task: TaskId, fd: number): Kernel {
  const holder = ensure(kernel.tasks[task], 'task');
  const file = ensure(fdFile(kernel, holder, fd), 'an end');
  return giveSocket(kernel, file.id, holder.pid);
}

/** Last, since a process without privilege can no longer be prepared. */
function settings(site: Site, index: number, p: ProcessDecl): void {
  const task = site.tasks[index];
  if (task === undefined) return;
  for (const signum of p.ignores) must(site, task, { name: 'signal', signum, handler: 'ignore' });
  if (p.subreaper) {
    must(site, task, { name: 'prctl', option: PR.PR_SET_CHILD_SUBREAPER, arg2: 1 });
  }
  if (p.uid !== undefined) {
    must(site, task, { name: 'setresuid', ruid: p.uid, euid: p.uid, suid: p.uid });
  }
}
