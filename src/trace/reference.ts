// The calls that aim at a process, by number or by pidfd: what each argument is, whom the call
// reached, and what the caller learnt, opened or closed by it.

import type { Interner } from './bytes.ts';
import { ignoresChildren, metPeer, opened, polled, renamed, waited } from './collect.ts';
import { type Following, holder, type Reference } from './following.ts';
import { judgeGroup } from './group-use.ts';
import { judge, type Use, Verdict } from './hazard.ts';
import { Source } from './memory.ts';
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
  | { readonly kind: 'poll' }
  | { readonly kind: 'learn' };

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
  ['openat', { kind: 'learn' }],
  ['open', { kind: 'learn' }],
  ['openat2', { kind: 'learn' }],
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
      if (rec.ret === 0) memories.pidfds.close(actor.leader, rec.a0, event);
      break;
    case 'dup': {
      const hold = memories.pidfds.at(actor.leader, rec.a0);
      if (hold === undefined || rec.ret < 0) break;
      memories.pidfds.add(actor.leader, rec.ret, hold.life, 'copy', event, hold.use);
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
    case 'learn':
      opened(tracker, call);
      break;
  }
}

/** Whether the call came to nothing before any process was looked for. */
const rejected = (tracker: Following, rec: Rec): boolean =>
  rec.err !== 0 && REJECTIONS.has(tracker.names.strings[rec.err] ?? '');
const REJECTIONS: ReadonlySet<string> = new Set(['EINVAL', 'ENOSYS', 'EFAULT', 'EBADF', 'EMFILE']);

function byNumber(tracker: Following, call: Reference, argument: number): void {
  const { rec, actor } = call;
  // 0 and -1 name the caller's own group and everybody: no single number is looked up.
  if (argument === NONE || argument === 0 || argument === -1 || rejected(tracker, rec)) return;
  const use = newUse(call, Math.abs(argument));
  const nobody = tracker.names.strings[rec.err] === 'ESRCH';
  if (argument < 0) judgeGroup(tracker, call, use, !nobody);
  else {
    use.hit = holder(tracker, call, use.nr);
    judge(use, actor, rec.t - rec.d, tracker);
    if (nobody) collectedUnseen(tracker, use);
    remember(tracker, call, use);
  }
  missed(use, rec);
  tracker.uses.push(use);
  tracker.concerns(call, use.hit);
}

/** A call that failed has reached nobody, whoever has the number by now. */
function missed(use: Use, rec: Rec): void {
  if (use.verdict === Verdict.wrong && rec.err !== 0) use.verdict = Verdict.nobody;
}

/** A number of unknown origin means, from its first use on, whom that use reached. */
function remember({ memories }: Following, { event, actor }: Reference, use: Use): void {
  if (use.verdict === Verdict.unknown && use.hit >= 0 && use.meant < 0) {
    memories.learn(actor.leader, use.nr, use.hit, event, Source.use);
  }
}

/** Whoever has ended and is not found by the kernel was collected, though the log may not show it. */
function collectedUnseen({ population }: Following, use: Use): void {
  if (use.verdict !== Verdict.unknown || use.meant < 0) return;
  if (population.get(use.meant).exit >= 0) use.verdict = Verdict.nobody;
}

function openByNumber(tracker: Following, call: Reference): void {
  const { rec, actor, event } = call;
  if (rec.a0 === NONE || rec.a0 <= 0 || rejected(tracker, rec)) return;
  const use = newUse(call, rec.a0);
  use.hit = holder(tracker, call, use.nr);
  judge(use, actor, rec.t - rec.d, tracker);
  if (tracker.names.strings[rec.err] === 'ESRCH') collectedUnseen(tracker, use);
  missed(use, rec);
  if (use.verdict === Verdict.unprotected) use.verdict = Verdict.late;
  remember(tracker, call, use);
  const index = tracker.uses.push(use);
  tracker.concerns(call, use.hit);
  if (rec.ret >= 0) {
    tracker.memories.pidfds.add(actor.leader, rec.ret, use.hit, 'open', event, index);
  }
}

function byPidfd(tracker: Following, call: Reference): void {
  const { rec, actor } = call;
  const hold = tracker.memories.pidfds.at(actor.leader, rec.a0);
  const seen = rec.via === Via.pidfd || hold !== undefined;
  if (!seen || rec.a0 === NONE || rejected(tracker, rec)) return;
  const use = newUse(call, rec.a0);
  const known = tracker.population.withId(rec.targetId);
  use.meant = known >= 0 ? known : (hold?.life ?? -1);
  const life = use.meant < 0 ? undefined : tracker.population.get(use.meant);
  const alive = life !== undefined && (life.reap < 0 || life.reapAt > rec.t - rec.d);
  use.hit = alive && tracker.names.strings[rec.err] !== 'ESRCH' ? use.meant : -1;
  use.learnt = hold?.opened ?? -1;
  use.verdict = Verdict.pidfd;
  tracker.uses.push(use);
  tracker.concerns(call, use.hit >= 0 ? use.hit : use.meant);
}
