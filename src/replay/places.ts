// Where tasks stand that the recording did not see being made, and which namespace of the model is
// which of the recording's. Of the past of such tasks nothing is known: whose child they were, their
// group and session, what they do about SIGCHLD, which descriptors they have.

import {
  addNamespace,
  type FileId,
  findPid,
  holdSignals,
  type NsId,
  pidNs,
  placeTask,
  type TaskId,
} from '../kernel/index.ts';
import { type Incarnation, isThread, nameOf } from '../trace/incarnation.ts';
import { ROOT, type Stage } from './stage.ts';

/** What is known of a process. Unknown things are inherited. */
export interface Known {
  /** All its children are in the recording. */
  readonly children: boolean;
  /** What it does about SIGCHLD. */
  sigchld: boolean;
  group: boolean;
  session: boolean;
  /** Other signals whose disposition the recording showed being set. */
  actions: ReadonlySet<number>;
  /** False: it has entered a namespace for its children that the recording does not show. */
  born: boolean;
}

export class Places {
  private readonly stage: Stage;
  private readonly namespaces = new Map<number, NsId>([[0, ROOT]]);
  private readonly bound = new Set<NsId>([ROOT]);
  private readonly known = new Map<number, Known>();
  private lastSpare = 1 << 25;
  /** Open files taken for pidfds since a call used them as such. */
  readonly assumed = new Set<FileId>();

  /** Processes that collect a child somewhere: theirs do not vanish by themselves. */
  private readonly collectors = new Set<number>();

  constructor(stage: Stage) {
    this.stage = stage;
    for (const { reaper } of stage.trace.lives) {
      const by = stage.life(reaper);
      if (by !== undefined) this.collectors.add(by.leader);
    }
  }

  /** What is known of the process that an incarnation belongs to. */
  knowledge(life: number): Known {
    const leader = this.stage.life(life)?.leader ?? life;
    let known = this.known.get(leader);
    if (known === undefined) {
      known = this.unseen(leader);
      this.known.set(leader, known);
    }
    return known;
  }

  /** Whether the whole life of a process is in the recording: that of a child, or of the command. */
  isWhole(leader: number): boolean {
    return this.isBorn(leader) || this.isCommand(leader);
  }

  /** Whether its birth is in the recording. */
  isBorn(life: number): boolean {
    const how = this.stage.life(life)?.how;
    return how !== undefined && how !== 'proc' && how !== 'seen';
  }

  /** The process that the recorder itself started. */
  isCommand(leader: number): boolean {
    const { lives, header } = this.stage.trace;
    if (leader !== 0 || lives.at(0)?.how !== 'proc') return false;
    return header !== undefined && header.attached === undefined && !header.system;
  }

  /** The command had no children; of all others that is dark. */
  private unseen(leader: number): Known {
    const own = this.isCommand(leader);
    return {
      children: own,
      sigchld: this.collectors.has(leader),
      group: false,
      session: false,
      actions: new Set(),
      born: true,
    };
  }

  /** A child knows what its maker knew. */
  inherit(child: number, maker: number): void {
    const { sigchld, group, session, actions, born } = this.knowledge(maker);
    this.known.set(this.stage.life(child)?.leader ?? child, {
      children: true,
      sigchld: sigchld || this.collectors.has(child),
      group,
      session,
      actions,
      born,
    });
  }

  /** Whether all holders of numbers in this namespace are in the recording. */
  closed(ns: NsId): boolean {
    return ns !== ROOT && this.bound.has(ns) && !this.opened.has(ns);
  }
  /** Namespaces that were there before. */
  private readonly opened = new Set<NsId>();

  /** The model's namespace for one of the recording's; undefined: not met yet. */
  namespace(index: number): NsId | undefined {
    return this.namespaces.get(index);
  }

  isBound(ns: NsId): boolean {
    return this.bound.has(ns);
  }

  bindNamespace(index: number, ns: NsId): void {
    this.namespaces.set(index, ns);
    this.bound.add(ns);
  }

  /** The model's namespace for one of the recording's, made below `parent` if it was there before. */
  ensureNamespace(index: number, parent: NsId, populate: boolean): NsId {
    const found = this.namespaces.get(index);
    if (found !== undefined) return found;
    const ns = this.unnamed(parent, populate);
    this.bindNamespace(index, ns);
    return ns;
  }

  private unnamed(parent: NsId, populate = true): NsId {
    const { stage } = this;
    const added = addNamespace(stage.kernel, parent);
    stage.kernel = added.kernel;
    this.bound.add(added.ns);
    this.opened.add(added.ns);
    if (populate) this.populate(added.ns);
    return added.ns;
  }

  /** Puts somebody into a namespace whose own init is not in the recording. */
  private populate(ns: NsId): void {
    const { stage } = this;
    const placed = placeTask(stage.kernel, {
      comm: 'outside',
      ns,
      nrs: [1, ...this.spares(ns, 1)],
      parent: stage.outside,
      leader: undefined,
    });
    stage.kernel = placed.kernel;
  }

  /** A number that no real kernel gives. */
  spare(): number {
    return this.lastSpare++;
  }

  /** Such numbers for the levels above the first `skip` of a namespace. */
  private spares(ns: NsId, skip: number): number[] {
    const level = this.stage.kernel.namespaces[ns]?.level ?? 0;
    return Array.from({ length: level + 1 - skip }, () => this.spare());
  }

  /** The task of an incarnation; one is placed if the recording never showed its birth. */
  ensure(life: number): TaskId | undefined {
    const { stage } = this;
    const found = stage.task(life);
    if (found !== undefined || stage.placed[life] === 1) return found;
    const it = stage.life(life);
    if (it === undefined) return undefined;
    if (it.tid === 1 && it.ns[0] === 0 && !isThread(it)) {
      stage.bind(life, stage.outside, stage.kernel.tasks[stage.outside]?.pid ?? (1 as never));
      return stage.outside;
    }
    return this.place(life, it);
  }

  private place(life: number, it: Incarnation): TaskId {
    const { stage } = this;
    const ns = this.chain(it);
    const depth = stage.kernel.namespaces[ns]?.level ?? 0;
    const nrs: number[] = [];
    let at: NsId | undefined = ns;
    for (let level = depth; at !== undefined; level--) {
      const nr = it.nr[level] ?? 0;
      nrs.push(nr > 0 && stage.evict(at, nr) ? nr : this.spare());
      at = stage.kernel.namespaces[at]?.parent;
    }
    const leader = isThread(it) ? this.ensure(it.leader) : undefined;
    const placed = placeTask(stage.kernel, {
      comm: nameOf(it, it.born).slice(0, 15),
      ns,
      nrs,
      parent: this.parentOf(it),
      leader,
    });
    stage.kernel = holdSignals(placed.kernel, placed.task);
    stage.bind(life, placed.task, placed.pid);
    return placed.task;
  }

  private parentOf(it: Incarnation): TaskId {
    const { stage } = this;
    const task = it.parent < 0 ? undefined : stage.task(it.parent);
    const alive = task !== undefined && stage.kernel.tasks[task]?.state !== 'zombie';
    return alive ? task : stage.outside;
  }

  /** The namespace a task lives in, with all above it made where they are not there. */
  private chain(it: Incarnation): NsId {
    const own = this.namespaces.get(it.ns[it.ns.length - 1] ?? -1);
    if (own !== undefined) return this.stage.kernel.namespaces[own]?.dead === true ? ROOT : own;
    let ns = ROOT;
    for (let level = 1; level < it.ns.length; level++) {
      const index = it.ns[level] ?? -1;
      if (index < 0) {
        // One in between that the log does not name.
        ns = this.unnamed(ns);
        continue;
      }
      const first = level === it.ns.length - 1 && it.nr[level] === 1;
      ns = this.ensureNamespace(index, ns, !first);
    }
    return ns;
  }

  /** The namespace that a task's own numbers are of. */
  home(task: TaskId): NsId {
    const { kernel } = this.stage;
    const pid = kernel.tasks[task]?.pid;
    const record = pid === undefined ? undefined : kernel.pids[pid];
    return record === undefined ? ROOT : pidNs(record);
  }

  /** Whom a number means to a task: an incarnation, -1 somebody outside, undefined nobody. */
  holder(task: TaskId, nr: number): number | undefined {
    const { stage } = this;
    const pid = findPid(stage.kernel, this.home(task), nr);
    return pid === undefined ? undefined : stage.lifeOf(pid.ino);
  }
}
