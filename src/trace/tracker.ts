// Follows a recording event by event: births, ends and names make incarnations; calls that aim at a
// process make uses, which hazard.ts judges. One pass, in the order of the lines; what strace prints
// late (a child's first line before its parent's fork returns) is put right when it arrives.

import { ColumnBuilder } from './columns.ts';
import type { Following, Reference } from './following.ts';
import { UseBuilder } from './hazard.ts';
import { type Incarnation, isThread, namespaceOf, type ReapHow } from './incarnation.ts';
import { Memories, Source } from './memory.ts';
import { Mentions } from './mentions.ts';
import type { Tables } from './ndjson-scan.ts';
import { Newcomers, unseenBirth } from './newcomers.ts';
import { Population } from './population.ts';
import { Act, type Birth, type Exec, How, Kind, NONE, type Rec, type Remark } from './record.ts';
import { type CallKind, referenceCalls, trackCall } from './reference.ts';
import { Sightings } from './sightings.ts';

export class Tracker implements Following {
  readonly columns: ColumnBuilder;
  readonly population: Population;
  readonly memories = new Memories();
  readonly sightings = new Sightings();
  boot: number | undefined;
  readonly newcomers: Newcomers;
  readonly uses = new UseBuilder();
  private readonly mentions = new Mentions();
  readonly remarks: Remark[] = [];
  ended: { readonly status: number; readonly lost: number } | undefined;
  readonly names: Tables['names'];
  readonly texts: Tables['texts'];
  /** What to do with a call, by name number. */
  private readonly calls: (CallKind | undefined)[];
  private readonly isSigchld: number;

  constructor(tables: Tables, capacity?: number) {
    const { names, texts } = tables;
    this.columns = new ColumnBuilder(capacity);
    this.population = new Population(tables);
    this.newcomers = new Newcomers(this.population);
    this.names = names;
    this.texts = texts;
    this.calls = referenceCalls(names);
    this.isSigchld = names.of('SIGCHLD');
  }

  /** Takes one event. Returns its index. */
  add(rec: Rec, line: number, offset: number): number {
    const event = this.columns.push(rec, line, offset);
    switch (rec.kind) {
      case Kind.proc:
        if (rec.extra?.kind === 'birth') this.present(rec.extra, event);
        break;
      case Kind.clone:
        if (rec.extra?.kind === 'birth') this.born(rec, rec.extra, event);
        break;
      case Kind.note:
        if (rec.extra?.kind === 'note') this.remark(event, rec.extra.text, 0);
        break;
      case Kind.lost:
        if (rec.extra?.kind === 'lost') this.remark(event, '', rec.extra.n);
        break;
      case Kind.end:
        if (rec.extra?.kind === 'end') this.ended = rec.extra;
        break;
      case Kind.adopt:
        this.adoption(rec, event);
        break;
      case Kind.reap:
        this.reaped(rec, event);
        break;
      default:
        this.acted(rec, event);
    }
    return event;
  }

  /** The incarnation behind a thread id, made up if the log never introduced it. */
  actor(tid: number, pid: number, t: number): Incarnation {
    const found = this.population.at(tid);
    if (found >= 0) return this.population.get(found);
    const early = this.newcomers.collectedEarly(tid);
    if (early !== undefined) return early;
    const awaited = this.newcomers.arrives(tid);
    if (awaited >= 0) return this.population.get(awaited);
    const leader = pid === NONE ? tid : pid;
    if (leader !== tid) this.actor(leader, leader, t);
    const birth = unseenBirth(tid, leader);
    const life = this.population.add(birth, -1, -1, t);
    this.newcomers.seen(life, this.columns.length - 1);
    return life;
  }

  private set(event: number, actor: number, object: number): void {
    this.columns.columns.actor[event] = actor;
    this.columns.columns.object[event] = object;
  }

  private remark(event: number, text: string, lost: number): void {
    if (this.remarks.length < 1000) this.remarks.push({ event, text, lost });
  }

  private present(birth: Birth, event: number): void {
    this.displace(birth, event, 0);
    const parent = birth.ppid === undefined ? -1 : this.population.at(birth.ppid);
    const life = this.population.add(birth, parent, -1, 0);
    this.set(event, life.index, life.index);
  }

  private born(rec: Rec, birth: Birth, event: number): void {
    const maker = this.actor(rec.tid, rec.pid, rec.t);
    const thread = birth.tid !== birth.pid;
    const process = maker.leader;
    const siblings = thread || birth.flags.includes('CLONE_PARENT');
    const parent = siblings ? this.population.get(process).parent : process;
    const life = this.adopted(rec, birth, parent) ?? this.added(rec, birth, parent, event);
    this.population.all.christen(life.index, this.population.all.nameNow(maker.index));
    this.set(event, maker.index, life.index);
    const nr = birth.nr[maker.depth - 1];
    if (nr !== undefined) this.memories.learn(process, nr, life.index, event, Source.fork);
    if (!thread) {
      this.memories.inherit(life.index, process, event, birth.flags.includes('CLONE_FILES'));
      this.sightings.inherit(life.index, process, event);
    }
    if (birth.pidfd !== undefined)
      this.memories.pidfds.add(process, birth.pidfd, life.index, 'clone', event, -1);
  }

  private added(rec: Rec, birth: Birth, parent: number, event: number): Incarnation {
    this.displace(birth, event, rec.t);
    return this.population.add(birth, parent, event, rec.t);
  }

  /** The newcomer, if its own lines came before the one that introduces it. */
  private adopted(rec: Rec, birth: Birth, parent: number): Incarnation | undefined {
    const index = this.newcomers.claim(birth, rec.t - rec.d);
    if (index < 0) return undefined;
    const { columns } = this.population.all;
    columns.parent[index] = parent;
    columns.guardian[index] = parent;
    if (birth.tid !== birth.pid) {
      const leader = this.population.at(birth.pid);
      columns.leader[index] = leader < 0 ? index : leader;
    }
    this.population.introduce(index, birth);
    return this.population.get(index);
  }

  /** Whoever still held the number must be gone, though the log did not show it. */
  private displace(birth: Birth, event: number, t: number): void {
    const holder = this.population.at(birth.tid);
    if (holder >= 0) this.end(this.population.get(holder), event, t, 'inferred', -1);
  }

  end(life: Incarnation, event: number, t: number, how: ReapHow, reaper: number): void {
    if (life.reap >= 0) return;
    this.population.all.reaped(life.index, event, t, how, reaper);
    this.population.release(life);
    this.memories.pidfds.closeAll(life.index, event);
  }

  private reaped(rec: Rec, event: number): void {
    const gone = this.holderOrLast(rec.tid);
    const by = rec.from === NONE ? -1 : this.population.at(rec.from);
    this.set(event, by >= 0 ? by : gone, gone);
    if (gone < 0) return;
    const how = rec.how === How.auto ? 'auto' : rec.how === How.thread ? 'thread' : 'wait';
    this.end(this.population.get(gone), event, rec.t, how, by);
  }

  /** The living holder of a thread id; the last one, if the wait that freed it was told first. */
  private holderOrLast(tid: number): number {
    const living = this.population.at(tid);
    return living >= 0 ? living : this.population.lastHolder(0, tid);
  }

  private adoption(rec: Rec, event: number): void {
    const child = this.actor(rec.tid, rec.pid, rec.t);
    const by = this.population.at(rec.from);
    const guardian = by < 0 ? -1 : this.population.get(by).leader;
    this.population.all.columns.guardian[child.index] = guardian;
    this.set(event, child.index, by);
  }

  private acted(rec: Rec, event: number): void {
    const actor = this.actor(rec.tid, rec.pid, rec.t);
    this.set(event, actor.index, -1);
    if (rec.extra?.kind === 'exec') this.executed(rec.extra, actor, rec, event);
    else if (rec.extra?.kind === 'name')
      this.population.all.rename(actor.index, event, rec.extra.comm, '');
    else if (rec.kind === Kind.exit) this.exited(actor, rec, event);
    else if (rec.kind === Kind.signal) this.signalled(actor, rec, event);
    else {
      const kind = this.calls[rec.name];
      if (kind !== undefined) trackCall(this, kind, { rec, event, actor });
      this.sightings.acted(actor.index);
    }
  }

  private exited(actor: Incarnation, rec: Rec, event: number): void {
    this.population.all.exits(actor.index, event, rec.t, rec.status);
    this.memories.pidfds.closeAll(actor.index, event);
    const reaper = this.newcomers.collector(actor);
    if (reaper !== undefined) this.end(actor, event, rec.t, 'wait', reaper);
  }

  /** An exec by another thread than the leader takes over the leader's number and identity. */
  private executed(exec: Exec, actor: Incarnation, rec: Rec, event: number): void {
    if (exec.former !== undefined && exec.former !== actor.tid) {
      const former = this.population.at(exec.former);
      if (former >= 0) this.end(this.population.get(former), event, rec.t, 'thread', -1);
      this.population.all.exits(actor.index, -1, -1, actor.status ?? NONE);
    }
    this.population.all.rename(actor.index, event, exec.comm, exec.argv);
    const argv = typeof exec.argv === 'number' ? this.texts.strings[exec.argv] : exec.argv;
    this.sightings.catches(actor.leader, false, event);
    this.memories.exec(actor.leader, this.mentions.in(argv ?? ''), event);
  }

  private signalled(actor: Incarnation, rec: Rec, event: number): void {
    if (rec.sig === this.isSigchld && rec.how !== Act.unhandled) this.sightings.handles(actor);
    if (rec.from === NONE || rec.from <= 0) return;
    const sender = this.population.holderAt(namespaceOf(actor), rec.from, rec.t);
    this.columns.columns.object[event] = sender;
    if (sender < 0 || rec.sig === this.isSigchld || sender === actor.leader) return;
    if (this.memories.recall(actor.leader, rec.from)?.life === sender) return;
    this.memories.learn(actor.leader, rec.from, sender, event, Source.signal);
  }

  /** For logs that show no reap: a thread leaves no zombie, nor does an ignored child. */
  unseenReap(tid: number, t: number): void {
    const index = this.population.at(tid);
    if (index < 0) return;
    const life = this.population.get(index);
    const event = this.columns.length - 1;
    if (isThread(life)) this.end(life, event, t, 'thread', -1);
    else if (this.memories.isAutoreaping(life.parent)) this.end(life, event, t, 'auto', -1);
  }

  /** A thread's own number is gone: by its exec it goes on under its leader's. */
  takenOver(tid: number, t: number): void {
    const index = this.population.at(tid);
    if (index < 0) return;
    this.end(this.population.get(index), this.columns.length - 1, t, 'thread', -1);
  }

  /** For reference.ts: notes whom a call concerned. */
  concerns(reference: Reference, object: number): void {
    this.columns.columns.object[reference.event] = object;
  }
}
