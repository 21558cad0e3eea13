// The start of a race as the first steps of a plan: every process made with the number it is to
// have (clone3's set_tid), its threads, namespaces, groups, sockets, ignored signals, users. The same
// order as the machine's own start (machine/populate.ts), so that both begin alike.

import type { JsonObject, Setup, Step } from '../conform/plan.ts';
import { CLONE, PR } from '../kernel/index.ts';
import { numbersInside } from '../machine/inside.ts';
import type { Race } from '../race/program.ts';

/** Why a race cannot be performed on this kernel; the words are for people. */
export class NotStageable extends Error {}

/** What a plan's first steps are. */
export interface Start {
  readonly setup: Setup;
  readonly steps: readonly Step[];
}

/** The name that a process has in a plan. pid 1 is `init` there, whatever the race calls it. */
export function stageName(race: Race, process: number, instance: number): string {
  const decl = race.processes[process];
  if (decl?.startNr === 1 && decl.inside === undefined && instance === 0) return 'init';
  const name = decl?.name ?? `process${process}`;
  if (instance > 0) return `${name}#${instance + 1}`;
  return name === 'init' ? 'init#1' : name;
}

/** The first steps; `files`: the standard descriptors are to be open in those who act. */
export function startOf(race: Race, files: boolean): Start {
  const builder = new Builder(race, files);
  for (const i of race.processes.keys()) builder.plain(i);
  for (const i of race.processes.keys()) builder.standardFiles(i);
  for (const i of race.processes.keys()) builder.insider(i);
  for (const i of race.processes.keys()) builder.thread(i);
  for (const i of race.sockets.keys()) builder.socket(i);
  for (const i of race.processes.keys()) builder.settings(i);
  const uids = race.processes.map(p => p.uid ?? 0);
  const most = Math.max(0, ...uids);
  const setup = {
    pid_max: race.numbers.last + 1,
    last_pid: race.cursor - 1,
    nofile: 1024,
    ...(most > 0 ? { ids: most + 1 } : {}),
  };
  return { setup, steps: builder.steps };
}

class Builder {
  readonly steps: Step[] = [];
  private readonly made = new Set<number>();
  /** Those with the standard descriptors open. */
  private readonly supplied = new Set<string>();
  private readonly race: Race;
  private readonly files: boolean;

  constructor(race: Race, files: boolean) {
    this.race = race;
    this.files = files;
    race.processes.forEach((_, i) => {
      if (this.name(i) === 'init') this.made.add(i);
    });
  }

  private name(process: number): string {
    return stageName(this.race, process, 0);
  }

  private add(who: string, call: string, args: JsonObject, more: Partial<Step> = {}): void {
    this.steps.push({ who, call, args, ...more });
  }

  private make(who: string, child: string, numbers: readonly number[], more: number): void {
    const thread = (more & CLONE.CLONE_THREAD) !== 0 || (more & CLONE.CLONE_PARENT) !== 0;
    const args = {
      flags: more,
      exitSignal: thread ? 0 : 17,
      setTid: [...numbers],
      pidfd: 'null',
      parentTid: 'null',
    };
    this.add(who, 'clone3', args, { child });
  }

  /** A process of the initial namespace; its parent first. */
  plain(index: number): void {
    const p = this.race.processes[index];
    if (p === undefined || this.made.has(index) || p.startNr === undefined) return;
    if (p.threadOf !== undefined || p.inside !== undefined) return;
    this.made.add(index);
    const parent = p.parent === undefined ? undefined : this.race.processes[p.parent];
    const known = p.parent !== undefined && parent?.inside === undefined;
    if (known && p.parent !== undefined) this.plain(p.parent);
    const maker = known && p.parent !== undefined ? this.name(p.parent) : 'init';
    const joins = p.group !== undefined && p.group !== index;
    if (joins && p.group !== undefined) this.plain(p.group);
    const leader = joins && p.group !== undefined ? this.name(p.group) : undefined;
    if (leader !== undefined && leader !== maker && maker === 'init') {
      // Its parent is init and its session the leader's: only the leader can make such a one.
      this.make(leader, this.name(index), [p.startNr], CLONE.CLONE_PARENT);
    } else this.make(maker, this.name(index), [p.startNr], 0);
    this.lead(index, known);
  }

  /** Daemons lead sessions of their own; a declared leader only a group. */
  private lead(index: number, hasParent: boolean): void {
    const p = this.race.processes[index];
    if (p === undefined) return;
    const joins = p.group !== undefined && p.group !== index;
    if (!joins && !hasParent) this.add(this.name(index), 'setsid', {});
    else if (p.group === index) this.add(this.name(index), 'setpgid', { pid: 0, pgid: 0 });
    else if (joins && hasParent && p.group !== p.parent) {
      const pgid = this.race.processes[p.group ?? 0]?.startNr ?? 0;
      this.add(this.name(index), 'setpgid', { pid: 0, pgid });
    }
  }

  standardFiles(index: number): void {
    const p = this.race.processes[index];
    if (!this.files || p === undefined || !this.made.has(index)) return;
    const who = this.name(index);
    if (this.supplied.has(who) || !p.programs.some(program => program.code.length > 0)) return;
    this.supplied.add(who);
    this.add(who, 'open', { path: '/dev/null', flags: 2 });
    this.add(who, 'dup', { oldfd: 0 });
    this.add(who, 'dup', { oldfd: 0 });
  }

  /** A process in a child namespace, whose first process comes first. */
  insider(index: number): void {
    const p = this.race.processes[index];
    if (p?.inside === undefined || this.made.has(index)) return;
    const { namespace, nr } = p.inside;
    const first = this.namespaceInit(namespace);
    if (nr === 1) return;
    this.made.add(index);
    const parent = p.parent === undefined ? undefined : this.race.processes[p.parent];
    const same = parent?.inside?.namespace === namespace && p.parent !== undefined;
    if (same && p.parent !== undefined) this.insider(p.parent);
    const maker = same && p.parent !== undefined ? this.name(p.parent) : first;
    this.make(maker, this.name(index), numbersInside(this.race, index), 0);
    this.inherit(maker, this.name(index));
    this.standardFiles(index);
  }

  private inherit(maker: string, child: string): void {
    if (this.supplied.has(maker)) this.supplied.add(child);
  }

  private namespaceInit(namespace: number): string {
    const spec = this.race.namespaces[namespace];
    const index = this.race.processes.findIndex(
      p => p.inside?.namespace === namespace && p.inside.nr === 1,
    );
    const name = index < 0 ? `init of ${spec?.name}` : this.name(index);
    if (this.steps.some(s => s.child === name)) return name;
    const outer = spec?.parent === undefined ? 'init' : this.namespaceInit(spec.parent);
    const decl = this.race.processes[index];
    if (index >= 0) this.made.add(index);
    const maker = decl?.parent === undefined ? outer : this.name(decl.parent);
    const numbers = decl === undefined ? [1] : numbersInside(this.race, index);
    this.make(maker, name, numbers, CLONE.CLONE_NEWPID);
    this.inherit(maker, name);
    this.add(name, 'sysctl', { key: 'pid_max', value: (spec?.numbers.last ?? 0) + 1 });
    this.add(name, 'sysctl', { key: 'ns_last_pid', value: (spec?.cursor ?? 1) - 1 });
    if (index >= 0) this.standardFiles(index);
    return name;
  }

  thread(index: number): void {
    const p = this.race.processes[index];
    if (p?.threadOf === undefined) return;
    this.made.add(index);
    const { CLONE_VM, CLONE_SIGHAND, CLONE_THREAD, CLONE_FILES } = CLONE;
    const flags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_FILES;
    const numbers = p.startNr === undefined ? [] : [p.startNr];
    this.make(this.name(p.threadOf), this.name(index), numbers, flags);
  }

  /**
   * A connected pair, made by one end and fetched by the other through a pidfd. The kernel notes the
   * maker as the peer of both ends, so the end that asks who its peer is must not be the maker.
   */
  socket(index: number): void {
    const spec = this.race.sockets[index];
    if (spec === undefined) return;
    const asks = spec.ends.map(end => asksForPeer(this.race, end));
    if (asks[0] && asks[1]) {
      throw new NotStageable(
        `both ends of the socket ${spec.name} ask who the other is; a staged pair has one maker`,
      );
    }
    const [first, second] = asks[0] ? [spec.ends[1], spec.ends[0]] : spec.ends;
    const inside = this.race.processes[second]?.inside;
    if (inside !== undefined && this.race.processes[first]?.inside === undefined) {
      throw new NotStageable(`the socket ${spec.name} would have to be fetched out of a namespace`);
    }
    const maker = this.name(first);
    const taker = this.name(second);
    const at = this.steps.length;
    const [mine, theirs, pidfd, far] = ['mine', 'theirs', 'pidfd', 'far'].map(n => `${n}${at}`);
    this.add(maker, 'socketpair', { type: 1 }, { fds: [`${mine}`, `${theirs}`] });
    const nr = this.race.processes[first]?.startNr ?? 1;
    this.add(taker, 'pidfd_open', { pid: nr }, { as: `${pidfd}` });
    this.add(
      taker,
      'pidfd_getfd',
      { pidfd: `$${pidfd}`, targetfd: `$${theirs}` },
      { as: `${far}` },
    );
    this.add(taker, 'close', { fd: `$${pidfd}` });
    this.add(taker, 'dup', { oldfd: `$${far}` });
    this.add(taker, 'close', { fd: `$${far}` });
    this.add(maker, 'close', { fd: `$${theirs}` });
  }

  /** Last, since a process without privilege can no longer be prepared. */
  settings(index: number): void {
    const p = this.race.processes[index];
    if (p === undefined || !this.made.has(index)) return;
    const who = this.name(index);
    for (const signum of p.ignores) this.add(who, 'signal', { signum, handler: 'ignore' });
    if (p.subreaper) this.add(who, 'prctl', { option: PR.PR_SET_CHILD_SUBREAPER, arg2: 1 });
    if (p.uid !== undefined) {
      this.add(who, 'setresuid', { ruid: p.uid, euid: p.uid, suid: p.uid });
    }
  }
}
const SO_PEERCRED = 17;
const SO_PEERPIDFD = 77;

function asksForPeer(race: Race, process: number): boolean {
  const programs = race.processes[process]?.programs ?? [];
  return programs.some(({ code }) =>
    code.some(instr => {
      if (instr.kind !== 'syscall' || instr.name !== 'getsockopt') return false;
      const option = instr.args[2];
      const value = option?.kind === 'value' && option.expr.kind === 'int' ? option.expr.value : 0;
      return value === SO_PEERCRED || value === SO_PEERPIDFD;
    }),
  );
}
