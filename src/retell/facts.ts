// What happened around a use: who meant whom, how that one ended and who collected it, who got the
// number then, how many others were born in between. All read from the trace, nothing decided.

import { err, ok, type Result } from '../base.ts';
import { REASON_NAMES } from '../trace/hazard.ts';
import { type Incarnation, isThread } from '../trace/incarnation.ts';
import { SOURCE_NAMES } from '../trace/memory.ts';
import { signalNumber } from '../trace/strace-signals.ts';
import { isGroupUse, type Trace } from '../trace/trace.ts';
import { callOf, verdictOf } from './choose.ts';
import { groupAround } from './membership.ts';
import { type Others, othersBetween } from './others.ts';

export interface Facts {
  readonly trace: Trace;
  readonly use: number;
  readonly verdict: string;
  /** The process that uses the number, and whom it means. */
  readonly user: Incarnation;
  /** Who acts for it in the story: itself, or the calling thread where another one collects. */
  readonly caller: Incarnation;
  readonly meant: Incarnation;
  /** Who had the number at the use instead; undefined: nobody else. */
  readonly stranger: Incarnation | undefined;
  /** The number as the user writes it. */
  readonly nr: number;
  /** Where the user has it from, and the event; -1: before the recording. */
  readonly source:
    | 'fork'
    | 'argv'
    | 'signal'
    | 'use'
    | 'peer'
    | 'file'
    | 'proc'
    | 'listing'
    | 'pidfd'
    | 'unknown';
  readonly learnt: number;
  /** Another process learnt it, and this one has it by inheritance. */
  readonly byOther: boolean;
  /** Uses to tell, in the order of the log; the last is the one that the story is about. */
  readonly uses: readonly number[];
  /** The meant one's end and its collecting, where they come before the last use; else -1. */
  readonly exit: number;
  readonly reap: number;
  /** A use of the story has killed it. */
  readonly killed: boolean;
  /** Signals that reached it in the story and did not end it, though by default they would. */
  readonly survived: readonly string[];
  /** Who collects it, then or later, or would: undefined: init, or somebody outside. */
  readonly reaper: Incarnation | undefined;
  /** The caller's own handler of SIGCHLD collects, between two lines of its program. */
  readonly handler: boolean;
  /** Nobody has to: its parent ignores SIGCHLD, or it is a thread. */
  readonly vanishes: 'parent' | 'thread' | undefined;
  readonly others: Others;
  /** The signals go to the group that the meant one founded: who else is in it at the last of them. */
  readonly members: readonly Incarnation[] | undefined;
}

/** Uses of a story beside the one that it is about. */
const COMPANIONS = 3;

/** Reads the facts, or says what the log does not show. */
export function factsOf(trace: Trace, use: number): Result<Facts, string> {
  const { uses } = trace;
  const verdict = verdictOf(trace, use);
  const user = trace.lives.at(uses.user[use] ?? -1);
  const hit = trace.lives.at(uses.hit[use] ?? -1);
  const meant = trace.lives.at(uses.meant[use] ?? -1) ?? hit;
  if (user === undefined) return err('the log does not show who makes the call');
  if (meant === undefined)
    return err(
      verdict === 'pidfd'
        ? 'the log does not show whose pidfd it is: it was opened before the recording, or comes from a process outside'
        : 'the log does not show whose number it was',
    );
  if (meant.index === user.index) return err('the process means itself: that is no race');
  const hitOther = hit === undefined || hit.index === meant.index ? undefined : hit;
  const stranger = hitOther ?? heir(trace, use, meant, user);
  if (stranger?.index === user.index) return err('the number came back to the caller itself');
  const last = uses.event[use] ?? 0;
  const exit = meant.exit >= 0 && meant.exit < last ? meant.exit : -1;
  const reap = meant.reap >= 0 && meant.reap < last ? meant.reap : -1;
  const waiter = otherWaiter(trace, use, meant);
  const caller = waiter === undefined ? user : trace.lives.at(callerOf(trace, use));
  const told = [...companions(trace, use, user, meant), use];
  const members = told.some(other => isGroupUse(trace, other))
    ? groupAround(trace, use, user, meant)
    : ok(undefined);
  if (!members.ok) return members;
  return ok({
    members: members.value,
    trace,
    use,
    verdict,
    user,
    caller: caller ?? user,
    meant,
    stranger,
    nr: numberOfUse(trace, use, meant, user),
    source:
      verdict === 'pidfd' ? 'pidfd' : (SOURCE_NAMES[(uses.source[use] ?? 0) - 1] ?? 'unknown'),
    learnt: uses.learnt[use] ?? -1,
    byOther: uses.learner[use] !== user.index,
    uses: told,
    exit: reap >= 0 && exit < 0 ? reap : exit,
    reap,
    killed: exit >= 0 && told.some(other => killedBy(trace, other, meant, exit)),
    survived: survivedBy(trace, told, meant, exit),
    reaper: waiter ?? reaperOf(trace, meant, use),
    handler: REASON_NAMES[uses.reason[use] ?? 0] === 'handler',
    vanishes: vanishing(trace, meant, use),
    others: othersBetween(trace, reap, stranger?.born ?? last, user),
  });
}

/** Who has the number of a process that is gone, at a use through its pidfd. */
function heir(
  trace: Trace,
  use: number,
  meant: Incarnation,
  user: Incarnation,
): Incarnation | undefined {
  const event = trace.uses.event[use] ?? 0;
  if (meant.reap < 0 || meant.reap > event) return undefined;
  const level = user.nr.length - 1;
  const nr = meant.nr[level];
  return trace.lives.findLast(
    it =>
      it.index !== meant.index &&
      it.nr[level] === nr &&
      it.ns[level] === meant.ns[level] &&
      it.born > meant.reap &&
      it.born < event,
  );
}

function numberOfUse(trace: Trace, use: number, meant: Incarnation, user: Incarnation): number {
  if (verdictOf(trace, use) !== 'pidfd') return trace.uses.nr[use] ?? 0;
  return meant.nr[user.nr.length - 1] ?? meant.tid;
}

/** Earlier uses of the same number for the same process: a check, a first signal. */
function companions(
  trace: Trace,
  use: number,
  user: Incarnation,
  meant: Incarnation,
): readonly number[] {
  const { uses } = trace;
  const found: number[] = [];
  for (let i = use - 1; i >= 0 && found.length < COMPANIONS; i--) {
    if ((uses.event[i] ?? 0) <= (uses.learnt[use] ?? -1)) break;
    if (uses.user[i] !== user.index || uses.nr[i] !== uses.nr[use]) continue;
    if (uses.meant[i] !== meant.index || uses.hit[i] !== meant.index) continue;
    if (/^(?:kill|tkill|tgkill)$/.test(callOf(trace, i))) found.unshift(i);
  }
  return found;
}

/** Whether this use is what ended the process. */
function killedBy(trace: Trace, use: number, meant: Incarnation, exit: number): boolean {
  const event = trace.uses.event[use] ?? 0;
  const signal = trace.names[trace.columns.sig[event] ?? 0] ?? '';
  const byIt = ((meant.status ?? 0) & 0x7f) === signalNumber(signal) && signal !== '';
  return byIt && event < exit && trace.uses.hit[use] === meant.index;
}

/** Lethal by default. */
const LETHAL = /^SIG(?:TERM|INT|HUP|QUIT|USR1|USR2|PIPE|ALRM|PROF|VTALRM|POLL|IO|PWR)$/;

function survivedBy(
  trace: Trace,
  told: readonly number[],
  meant: Incarnation,
  exit: number,
): readonly string[] {
  const names = told
    .slice(0, -1)
    .filter(use => !killedBy(trace, use, meant, exit < 0 ? Number.POSITIVE_INFINITY : exit))
    .map(use => trace.names[trace.columns.sig[trace.uses.event[use] ?? 0] ?? 0] ?? '');
  return [...new Set(names.filter(name => LETHAL.test(name)))];
}

/** Who collects: whoever did; another thread that waits; else the parent. */
function reaperOf(trace: Trace, meant: Incarnation, use: number): Incarnation | undefined {
  const event = trace.uses.event[use] ?? 0;
  if (meant.reapHow === 'wait' && meant.reap >= 0 && (meant.reap < event || meant.reaper >= 0)) {
    const by = trace.lives.at(meant.reaper);
    if (by !== undefined || meant.reap < event) return trace.lives.at(by?.leader ?? -1);
  }
  const parent = trace.lives.at(meant.parent);
  const there = parent !== undefined && (parent.exit < 0 || parent.exit > event);
  return there ? parent : trace.lives.at(meant.guardian);
}

const callerOf = (trace: Trace, use: number): number =>
  trace.columns.actor[trace.uses.event[use] ?? 0] ?? -1;

/** Another thread of the user than the calling one: who collected the child before, or may. */
function otherWaiter(trace: Trace, use: number, meant: Incarnation): Incarnation | undefined {
  const { uses, columns, count } = trace;
  const caller = callerOf(trace, use);
  const other = (life: number): Incarnation | undefined => {
    const it = trace.lives.at(life);
    return it?.leader === uses.user[use] && life !== caller ? it : undefined;
  };
  const risky = REASON_NAMES[uses.reason[use] ?? 0] === 'otherWaiter';
  const before = meant.reap >= 0 && meant.reap < (uses.event[use] ?? 0);
  if (meant.reapHow === 'wait' && (risky || before)) {
    const it = other(meant.reaper);
    if (it !== undefined) return it;
  }
  if (!risky) return undefined;
  for (let event = 0; event < count; event++) {
    const name = trace.names[columns.name[event] ?? 0];
    if (name !== 'wait4' && name !== 'waitid') continue;
    const it = other(columns.actor[event] ?? -1);
    if (it !== undefined) return it;
  }
  return undefined;
}

function vanishing(trace: Trace, meant: Incarnation, use: number): Facts['vanishes'] {
  if (isThread(meant)) return 'thread';
  const auto = meant.reapHow === 'auto' || (meant.reap < 0 && trace.uses.reason[use] === 2);
  return auto ? 'parent' : undefined;
}
