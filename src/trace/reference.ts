// The calls that aim at a process, by number or by pidfd: what each argument is, whom the call
// reached, and what the caller learnt, opened or closed by it.

import type { Interner } from './bytes.ts';
import { judge, type Use, type UseBuilder, Verdict } from './hazard.ts';
import type { Incarnation, Population } from './incarnation.ts';
import { type Memories, Source } from './memory.ts';
import { NONE, type Rec, Via } from './record.ts';

export type CallKind =
  /** Uses the number in argument `arg`. */
  | { readonly kind: 'number'; readonly arg: 0 | 1 }
  /** Uses the pidfd in argument 0. */
  | { readonly kind: 'pidfd' }
  | { readonly kind: 'open' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'close' }
  | { readonly kind: 'dup' }
  | { readonly kind: 'getfd' }
  | { readonly kind: 'sigaction' }
  | { readonly kind: 'name' }
  | { readonly kind: 'peer' }
  | { readonly kind: 'poll' };

const first: CallKind = { kind: 'number', arg: 0 };
const second: CallKind = { kind: 'number', arg: 1 };

/** Syscalls that matter here, by their man-page names. */
const CALLS: ReadonlyMap<string, CallKind> = new Map<string, CallKind>([
  ['kill', first],
  ['tkill', first],
  ['tgkill', second],
  ['rt_sigqueueinfo', first],
  ['rt_tgsigqueueinfo', second],
  ['prlimit64', first],
  ['process_vm_readv', first],
  ['process_vm_writev', first],
  ['sched_setaffinity', first],
  ['sched_setscheduler', first],
  ['migrate_pages', first],
  ['move_pages', first],
  ['ptrace', second],
  ['pidfd_send_signal', { kind: 'pidfd' }],
  ['process_mrelease', { kind: 'pidfd' }],
  ['process_madvise', { kind: 'pidfd' }],
  ['setns', { kind: 'pidfd' }],
  ['pidfd_open', { kind: 'open' }],
  ['pidfd_getfd', { kind: 'getfd' }],
  ['wait4', { kind: 'wait' }],
  ['waitid', { kind: 'wait' }],
  ['close', { kind: 'close' }],
  ['dup', { kind: 'dup' }],
  ['dup2', { kind: 'dup' }],
  ['dup3', { kind: 'dup' }],
  ['rt_sigaction', { kind: 'sigaction' }],
  ['prctl', { kind: 'name' }],
  ['getsockopt', { kind: 'peer' }],
  ['fcntl', { kind: 'dup' }],
  ['poll', { kind: 'poll' }],
  ['ppoll', { kind: 'poll' }],
  ['epoll_wait', { kind: 'poll' }],
  ['epoll_pwait', { kind: 'poll' }],
]);

/** The table of calls by name number. */
export function referenceCalls(names: Interner): (CallKind | undefined)[] {
  const table: (CallKind | undefined)[] = [];
  for (const [name, kind] of CALLS) table[names.of(name)] = kind;
  return Array.from(table);
}

/** What following a call needs of the tracker. */
export interface Following {
  readonly names: Interner;
  readonly texts: Interner;
  readonly population: Population;
  readonly memories: Memories;
  readonly uses: UseBuilder;
  concerns(reference: Reference, object: number): void;
  end(life: Incarnation, event: number, t: number, how: 'wait', reaper: number): void;
}

/** A call and who made it. */
export interface Reference {
  readonly rec: Rec;
  readonly event: number;
  readonly actor: Incarnation;
}

const newUse = ({ event, actor }: Reference, nr: number): Use => ({
  event,
  user: actor.leader,
  nr,
  meant: -1,
  hit: -1,
  learnt: -1,
  source: 0,
  learner: -1,
  verdict: Verdict.unknown,
  reason: 0,
});

/** Follows one call of the table. */
export function trackCall(tracker: Following, kind: CallKind, call: Reference): void {
  const { rec, event, actor } = call;
  const { memories } = tracker;
  switch (kind.kind) {
    case 'number':
      byNumber(tracker, call, kind.arg === 0 ? rec.a0 : rec.a1);
      break;
    case 'open':
      openByNumber(tracker, call);
      break;
    case 'pidfd':
    case 'getfd':
      byPidfd(tracker, call);
      break;
    case 'wait':
      waited(tracker, call);
      break;
    case 'close':
      if (rec.ret === 0) memories.close(actor.leader, rec.a0, event);
      break;
    case 'dup': {
      const hold = memories.peek(actor.leader)?.fds.get(rec.a0);
      if (hold === undefined || rec.ret < 0) break;
      memories.open(actor.leader, rec.ret, hold.life, 'copy', event, hold.use);
      break;
    }
    case 'sigaction':
      ignoresChildren(tracker, call);
      break;
    case 'name':
      renamed(tracker, call);
      break;
    case 'peer':
      metPeer(tracker, call);
      break;
    case 'poll':
      polled(tracker, call);
      break;
  }
}

/** Whether the call came to nothing before any process was looked for. */
const rejected = (tracker: Following, rec: Rec): boolean =>
  rec.err !== 0 && REJECTIONS.has(tracker.names.strings[rec.err] ?? '');
const REJECTIONS: ReadonlySet<string> = new Set(['EINVAL', 'ENOSYS', 'EFAULT', 'EBADF', 'EMFILE']);

/** The holder of `nr` for this caller when the call was made. */
function holder(tracker: Following, { rec, actor }: Reference, nr: number): number {
  const { population } = tracker;
  if (rec.targetId !== 0) {
    const id = population.withId(tracker.texts.strings[rec.targetId] ?? '');
    if (id >= 0) return id;
  }
  if (rec.via !== 0 && rec.targetTid === NONE) return -1;
  if (rec.targetTid !== NONE) {
    const living = population.at(rec.targetTid);
    return living >= 0 ? living : population.holderAt(0, rec.targetTid, rec.t - rec.d);
  }
  if (tracker.names.strings[rec.err] === 'ESRCH') return -1;
  return population.holderAt(actor.ns[actor.ns.length - 1] ?? 0, nr, rec.t - rec.d);
}

function byNumber(tracker: Following, call: Reference, argument: number): void {
  const { rec, actor } = call;
  // 0 and -1 name the caller's own group and everybody: no single number is looked up.
  if (argument === NONE || argument === 0 || argument === -1 || rejected(tracker, rec)) return;
  const use = newUse(call, Math.abs(argument));
  use.hit = holder(tracker, call, use.nr);
  judge(use, actor, rec.t - rec.d, tracker.population, tracker.memories);
  if (argument < 0) groupUse(use);
  tracker.uses.push(use);
  tracker.concerns(call, use.hit);
}

/** A group's number outlives its leader, so a missing or different holder proves nothing. */
function groupUse(use: Use): void {
  const proven = use.verdict === Verdict.child || use.verdict === Verdict.self;
  if (!proven && use.verdict !== Verdict.unprotected) use.verdict = Verdict.unknown;
}

function openByNumber(tracker: Following, call: Reference): void {
  const { rec, actor, event } = call;
  if (rec.a0 === NONE || rec.a0 <= 0 || rejected(tracker, rec)) return;
  const use = newUse(call, rec.a0);
  use.hit = holder(tracker, call, use.nr);
  judge(use, actor, rec.t - rec.d, tracker.population, tracker.memories);
  if (use.verdict === Verdict.unprotected) use.verdict = Verdict.late;
  const index = tracker.uses.push(use);
  tracker.concerns(call, use.hit);
  if (rec.ret >= 0) {
    tracker.memories.open(actor.leader, rec.ret, use.hit, 'open', event, index);
  }
}

function byPidfd(tracker: Following, call: Reference): void {
  const { rec, actor } = call;
  const hold = tracker.memories.peek(actor.leader)?.fds.get(rec.a0);
  const seen = rec.via === Via.pidfd || hold !== undefined;
  if (!seen || rec.a0 === NONE || rejected(tracker, rec)) return;
  const use = newUse(call, rec.a0);
  const known = tracker.population.withId(tracker.texts.strings[rec.targetId] ?? '');
  use.meant = known >= 0 ? known : (hold?.life ?? -1);
  const life = use.meant < 0 ? undefined : tracker.population.get(use.meant);
  const alive = life !== undefined && (life.reap < 0 || life.reapAt > rec.t - rec.d);
  use.hit = alive && tracker.names.strings[rec.err] !== 'ESRCH' ? use.meant : -1;
  use.learnt = hold?.opened ?? -1;
  use.verdict = Verdict.pidfd;
  tracker.uses.push(use);
  tracker.concerns(call, use.hit >= 0 ? use.hit : use.meant);
}

function waited(tracker: Following, call: Reference): void {
  const { rec, actor, event } = call;
  const { population, memories } = tracker;
  if (isAny(tracker, rec)) memories.of(actor.leader).waiters.add(actor.index);
  const nr = rec.waitNr;
  if (nr === NONE || nr <= 0) return;
  const gone =
    rec.waitTid !== NONE
      ? population.at(rec.waitTid)
      : population.holding(actor.ns[actor.ns.length - 1] ?? 0, nr);
  const collected =
    gone >= 0 && !reusedEarly(tracker, gone, actor) ? gone : lastEnded(tracker, call);
  tracker.concerns(call, collected);
  if (collected < 0 || staysZombie(tracker, rec)) return;
  tracker.end(population.get(collected), event, rec.t, 'wait', actor.index);
}

/** A stopped or continued child, or WNOWAIT: the number stays taken. */
const staysZombie = (tracker: Following, { status, args }: Rec): boolean =>
  (status !== NONE && ((status & 0xff) === 0x7f || status === 0xffff)) ||
  (tracker.texts.strings[args] ?? '').includes('WNOWAIT');

/** wait4(-1) and wait4(0), waitid(P_ALL): any child will do. */
function isAny(tracker: Following, rec: Rec): boolean {
  if (tracker.names.strings[rec.name] === 'wait4') return rec.a0 === -1 || rec.a0 === 0;
  return (tracker.texts.strings[rec.args] ?? '').includes('P_ALL');
}

/** The number may have been handed on before the line that tells of the wait was written. */
const reusedEarly = (tracker: Following, gone: number, actor: Incarnation): boolean =>
  tracker.population.get(gone).exit < 0 && tracker.population.get(gone).guardian !== actor.leader;

/** The caller's child that had the number and whose reap was only inferred. */
function lastEnded(tracker: Following, { rec, actor }: Reference): number {
  const { population } = tracker;
  const ns = actor.ns[actor.ns.length - 1] ?? 0;
  const list = population.holdersOf(ns, rec.waitNr);
  for (let i = list.length - 1; i >= 0; i--) {
    const life = population.get(list[i] as number);
    if (life.guardian === actor.leader && life.exit >= 0) {
      if (life.reapHow === 'inferred' || life.reapHow === 'auto') {
        life.reapHow = 'wait';
        life.reaper = actor.index;
      }
      return life.index;
    }
  }
  return -1;
}

/** SIGCHLD ignored, or SA_NOCLDWAIT: children are reaped by the kernel at once. */
function ignoresChildren(tracker: Following, { rec, actor }: Reference): void {
  if (rec.extra?.kind === 'act' && rec.err === 0) {
    const { handler, flags } = rec.extra;
    tracker.memories.of(actor.leader).autoreap =
      handler === 'SIG_IGN' || flags.includes('SA_NOCLDWAIT');
    return;
  }
  const args = tracker.texts.strings[rec.args] ?? '';
  if (rec.err !== 0 || !/^"?SIGCHLD"?,(?!\s*(?:null|NULL))/.test(args)) return;
  const action = args.slice(args.indexOf(',') + 1);
  tracker.memories.of(actor.leader).autoreap = /SIG_IGN|SA_NOCLDWAIT/.test(action);
}

/** prctl(PR_SET_NAME): the task calls itself something else. */
function renamed(tracker: Following, { rec, event, actor }: Reference): void {
  const args = tracker.texts.strings[rec.args] ?? '';
  const name = /^"?PR_SET_NAME"?,\s*"([^"]{1,64})"/.exec(args)?.[1];
  if (name !== undefined && rec.err === 0) actor.names.push({ event, name, argv: [] });
}

/** getsockopt(SO_PEERCRED) tells a number, SO_PEERPIDFD gives a pidfd. */
function metPeer(tracker: Following, call: Reference): void {
  const { rec, event, actor } = call;
  if (rec.extra?.kind !== 'peer' || rec.err !== 0) return;
  const { nr, pidfd } = rec.extra;
  if (nr !== undefined && nr > 0) {
    const life = holder(tracker, call, nr);
    if (life >= 0) tracker.memories.learn(actor.leader, nr, life, event, Source.peer);
  }
  if (pidfd !== undefined) {
    const life = tracker.population.withId(tracker.texts.strings[rec.targetId] ?? '');
    tracker.memories.open(actor.leader, pidfd, life, 'peer', event, -1);
  }
}

function polled(tracker: Following, call: Reference): void {
  if (call.rec.extra?.kind !== 'polled') return;
  const ready = call.rec.extra.fds.find(fd => fd.revents !== '') ?? call.rec.extra.fds[0];
  if (ready?.id !== undefined) tracker.concerns(call, tracker.population.withId(ready.id));
}
