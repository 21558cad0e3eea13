// A recording drives the model kernel: every recorded call is performed there in the order of the log
// and its result held against the recorded one; births, ends and reaps happen when they are recorded.
// What the model has no part in (files, sockets, memory) is counted and passed over; where the past
// is not in the recording, a difference is counted as unknown and no divergence.

import type { Kernel } from '../kernel/index.ts';
import { Cut, KIND_NAMES, Kind, type Rec } from '../trace/record.ts';
import type { Trace } from '../trace/trace.ts';
import { born, executed } from './births.ts';
import { Call, type Words } from './call.ts';
import { delivered } from './deliveries.ts';
import { adopted, exits, finished } from './ends.ts';
import { Reaps, Signals } from './fates.ts';
import { Ledger } from './ledger.ts';
import { Order } from './order.ts';
import {
  descriptor,
  failedFork,
  getsockopt,
  prctl,
  ptrace,
  setpgid,
  setsid,
  sigaction,
  unshare,
} from './others.ts';
import type { Parts } from './parts.ts';
import { isFalling, unpaused } from './pauses.ts';
import { Places } from './places.ts';
import { polls } from './polls.ts';
import { reaped } from './reaps.ts';
import { type ReplayReport, SAID } from './report.ts';
import { onPidfd, pidfdOpen, signalByNumber } from './signals.ts';
import { Stage } from './stage.ts';
import { Tracers } from './tracers.ts';
import { waits } from './waits.ts';

type Handler = (c: Call) => void;

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ...['kill', 'tkill', 'tgkill', 'rt_sigqueueinfo', 'rt_tgsigqueueinfo'].map(
    name => [name, signalByNumber] as const,
  ),
  ...['pidfd_send_signal', 'setns', 'pidfd_getfd', 'process_mrelease', 'process_madvise'].map(
    name => [name, onPidfd] as const,
  ),
  ...['poll', 'ppoll', 'epoll_wait', 'epoll_pwait', 'epoll_pwait2'].map(
    name => [name, polls] as const,
  ),
  ...['close', 'dup', 'dup2', 'dup3', 'fcntl'].map(name => [name, descriptor] as const),
  ...['fork', 'vfork', 'clone', 'clone3'].map(name => [name, failedFork] as const),
  ['pidfd_open', pidfdOpen],
  ['wait4', waits],
  ['waitid', waits],
  ['setsid', setsid],
  ['setpgid', setpgid],
  ['unshare', unshare],
  ['prctl', prctl],
  ['ptrace', ptrace],
  ['rt_sigaction', sigaction],
  ['getsockopt', getsockopt],
]);

/** Records of what a task does itself. */
const OWN: ReadonlySet<number> = new Set([
  Kind.call,
  Kind.clone,
  Kind.exec,
  Kind.signal,
  Kind.exit,
]);

const NEWEST = 6018;

/** `6.18.44` as 6018; undefined: no version. */
export function versionOf(release: string): number | undefined {
  const match = /^(\d{1,2})\.(\d{1,3})/.exec(release);
  return match === null ? undefined : Number(match[1]) * 1000 + Number(match[2]);
}

export class Replay {
  private readonly stage: Stage;
  private readonly places: Places;
  private readonly ledger: Ledger;
  private readonly parts: Parts;
  private readonly words: Words;
  private readonly version: number | undefined;
  private events = 0;

  /** `words`: of the reader that will hand over the events. */
  constructor(trace: Trace, words: Words) {
    const said = versionOf(trace.header?.kernel ?? '');
    this.version = said === undefined ? undefined : Math.min(Math.max(said, 5000), 7001);
    this.stage = new Stage(trace, this.version ?? NEWEST);
    this.places = new Places(this.stage);
    this.ledger = new Ledger(trace);
    const signals = new Signals();
    const { stage, places, ledger } = this;
    const [order, tracers] = [new Order(trace), new Tracers(stage)];
    this.parts = { stage, places, ledger, signals, order, tracers, reaps: new Reaps() };
    this.words = words;
  }

  /** Takes the next event of the recording. */
  take(rec: Rec, event: number): void {
    this.events = event + 1;
    if (this.inOrder(rec, event)) this.perform(rec, event);
    this.stage.remember(rec.t);
  }

  private perform(rec: Rec, event: number): void {
    switch (rec.kind) {
      case Kind.proc:
        this.places.ensure(this.object(event));
        break;
      case Kind.clone:
        if (rec.extra?.kind === 'birth') born(this.parts, rec.extra, event, rec.t);
        break;
      case Kind.exec:
        if (rec.extra?.kind === 'exec') executed(this.parts, rec.extra, event);
        break;
      case Kind.call:
        this.called(rec, event);
        break;
      case Kind.signal:
        delivered(this.parts, rec, event, this.words.names[rec.sig] ?? '');
        break;
      case Kind.exit:
        exits(this.parts, event, rec.status);
        break;
      case Kind.adopt:
        adopted(this.parts, event, rec.t);
        break;
      case Kind.reap:
        reaped(this.parts, event, rec.how);
        break;
      case Kind.lost:
        this.ledger.gap = true;
        break;
      case Kind.end:
        if (rec.extra?.kind === 'end') finished(this.parts, event, rec.extra.status);
        break;
      default:
        break;
    }
  }

  /** Whether a task can have done what a record says, by its other records; says where it cannot. */
  private inOrder(rec: Rec, event: number): boolean {
    const { trace } = this.stage;
    const life = this.actor(event);
    if (!OWN.has(rec.kind) || trace.format !== 'ndjson' || life < 0) return true;
    const state = this.parts.order.odd(life, rec);
    if (state === undefined) return true;
    const said = { ...SAID, status: rec.kind === Kind.exit ? rec.status : undefined };
    this.ledger.diverge(event, this.what(rec), said, SAID, { kind: 'is', life, state });
    return false;
  }

  /** What a divergence calls a record. */
  private what({ kind, name }: Rec): string {
    if (kind === Kind.call) return this.words.names[name] ?? '';
    return kind === Kind.exec ? 'execve' : (KIND_NAMES[kind - 1] ?? '');
  }

  /** The model as it is now. */
  get kernel(): Kernel {
    return this.stage.kernel;
  }

  report(): ReplayReport {
    const { agreed, shifted, unknown, skipped, divergences, diverged } = this.ledger;
    return {
      agreed,
      shifted,
      unknown,
      skipped,
      divergences,
      diverged,
      events: this.events,
      of: this.stage.trace.count,
      version: this.version ?? NEWEST,
      versionKnown: this.version !== undefined,
    };
  }

  private actor(event: number): number {
    return this.stage.trace.columns.actor[event] ?? -1;
  }

  private object(event: number): number {
    return this.stage.trace.columns.object[event] ?? -1;
  }

  private called(rec: Rec, event: number): void {
    const name = this.words.names[rec.name] ?? '';
    const handler = HANDLERS.get(name);
    if (handler === undefined) {
      this.ledger.skip(name);
      return;
    }
    if (rec.cut !== Cut.no) {
      this.ledger.cannotTell('unended');
      return;
    }
    const actor = this.actor(event);
    const caller = this.places.ensure(actor);
    if (caller === undefined || this.stage.kernel.tasks[caller]?.state === 'zombie') {
      if (isFalling(this.parts, actor, event, rec.t)) {
        this.ledger.cannotTell('unended');
        return;
      }
      const state = this.stage.state(actor);
      this.ledger.diverge(event, name, SAID, SAID, { kind: 'is', life: actor, state });
      return;
    }
    const from = rec.t - rec.d;
    const after = unpaused(this.parts, { life: actor, event, what: name, from, t: rec.t });
    handler(new Call(this.parts, this.words, rec, event, name, caller));
    after();
  }
}
