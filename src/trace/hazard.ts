// Every use of a process by number or by pidfd, judged: did it reach whom its user meant, and what
// kept the number from changing hands meanwhile. The classes and their order of severity are those
// that the page and the command line show.

import type { Columns } from './columns.ts';
import { type Ints, narrowInts, resized, sized } from './growing.ts';
import type { Incarnation } from './incarnation.ts';
import { EARLIER, type Memories } from './memory.ts';
import type { Population } from './population.ts';
import type { Sightings } from './sightings.ts';

export const Verdict = {
  /** The number meant another incarnation when it was learnt. */
  wrong: 1,
  /** Nobody held the number any more, or somebody whom the call did not reach; anybody could have. */
  nobody: 2,
  /** Right, by luck: nothing kept the number from being given away. */
  unprotected: 3,
  /** A pidfd opened by a number that nothing protected. */
  late: 4,
  /** The log does not show where the number came from. */
  unknown: 5,
  /** The caller's own child, not yet collected, and nobody else collects. */
  child: 6,
  /** Through a pidfd. */
  pidfd: 7,
  /** The caller itself. */
  self: 8,
} as const;
export type VerdictName = keyof typeof Verdict;
export const VERDICT_NAMES = Object.keys(Verdict) as readonly VerdictName[];

/** Why a right hit was unprotected. */
export const Reason = {
  none: 0,
  notChild: 1,
  autoreap: 2,
  otherWaiter: 3,
  handler: 4,
  /** A group whose founder is collected: only its other members keep the number. */
  members: 5,
} as const;
export type ReasonName = keyof typeof Reason;
export const REASON_NAMES = Object.keys(Reason) as readonly ReasonName[];

/** Uses as columns; index = the order in the recording. -1 for none. */
export interface Uses {
  readonly count: number;
  readonly event: Ints;
  /** The using process (its leader), and the thread. */
  readonly user: Ints;
  /** The number in the caller's namespace; for a pidfd, the fd. */
  readonly nr: Ints;
  readonly meant: Ints;
  readonly hit: Ints;
  /** Event in which the number was learnt, how, and by which process (an ancestor, after a fork). */
  readonly learnt: Ints;
  readonly source: Uint8Array;
  readonly learner: Ints;
  readonly verdict: Uint8Array;
  readonly reason: Uint8Array;
}

const allocate = (n: number) => ({
  event: new Int32Array(n),
  user: new Int32Array(n),
  nr: new Int32Array(n),
  meant: new Int32Array(n),
  hit: new Int32Array(n),
  learnt: new Int32Array(n),
  source: new Uint8Array(n),
  learner: new Int32Array(n),
  verdict: new Uint8Array(n),
  reason: new Uint8Array(n),
});

/** One use, before it is stored. */
export interface Use {
  event: number;
  user: number;
  nr: number;
  meant: number;
  hit: number;
  learnt: number;
  source: number;
  learner: number;
  verdict: number;
  reason: number;
}

export class UseBuilder {
  private uses = allocate(64);
  private count = 0;

  push(use: Use): number {
    const i = this.count++;
    if (i === this.uses.event.length) this.uses = resized(this.uses, allocate(i * 2));
    const into = this.uses;
    into.event[i] = use.event;
    into.user[i] = use.user;
    into.nr[i] = use.nr;
    into.meant[i] = use.meant;
    into.hit[i] = use.hit;
    into.learnt[i] = use.learnt;
    into.source[i] = use.source;
    into.learner[i] = use.learner;
    into.verdict[i] = use.verdict;
    into.reason[i] = use.reason;
    return i;
  }

  /** The uses made to measure. */
  finish(): Uses {
    const { uses, count } = this;
    const ints = (column: Int32Array): Ints => narrowInts(column, count);
    return {
      count,
      event: ints(uses.event),
      user: ints(uses.user),
      nr: ints(uses.nr),
      meant: ints(uses.meant),
      hit: ints(uses.hit),
      learnt: ints(uses.learnt),
      source: sized(uses.source, count),
      learner: ints(uses.learner),
      verdict: sized(uses.verdict, count),
      reason: sized(uses.reason, count),
    };
  }
}

/** What a use is judged by. */
export interface Known {
  readonly population: Population;
  readonly memories: Memories;
  readonly sightings: Sightings;
}

/** Judges a use by number: `hit` held the number at the call, `start` is when it began. */
export function judge(
  use: Use,
  user: Incarnation,
  start: number,
  { population, memories, sightings }: Known,
): void {
  const learnt =
    memories.recall(use.user, use.nr) ?? sightings.recall(user, use.nr, population, memories);
  const own = use.hit >= 0 && population.get(use.hit).leader === use.user;
  if (own && (use.hit === use.user || learnt === undefined || learnt.life === use.hit)) {
    use.meant = use.hit;
    use.verdict = Verdict.self;
    return;
  }
  if (learnt === undefined) {
    use.verdict = Verdict.unknown;
    return;
  }
  use.meant = Math.max(learnt.life, -1);
  use.learnt = learnt.event;
  use.source = learnt.source;
  use.learner = learnt.by;
  if (learnt.life === EARLIER) {
    use.verdict = use.hit < 0 ? Verdict.nobody : Verdict.wrong;
    return;
  }
  const meant = population.get(learnt.life);
  if (use.hit < 0) {
    const gone = meant.reap >= 0 && meant.reapAt <= start;
    use.verdict = gone ? Verdict.nobody : Verdict.unknown;
    return;
  }
  if (use.hit !== learnt.life) {
    use.verdict = Verdict.wrong;
    return;
  }
  use.reason = unprotectedBy(meant, user, memories);
  use.verdict = use.reason === Reason.none ? Verdict.child : Verdict.unprotected;
}

function unprotectedBy(meant: Incarnation, user: Incarnation, memories: Memories): number {
  if (meant.guardian !== user.leader) return Reason.notChild;
  return memories.isAutoreaping(user.leader) ? Reason.autoreap : Reason.none;
}

/**
 * Second look, when all is read: a child is not safe if another thread of its parent waits too, or a
 * handler.
 */
export function reviseForWaiters(
  uses: Uses,
  columns: Columns,
  { population, memories, sightings }: Known,
  late: (use: number) => boolean,
): void {
  for (let i = 0; i < uses.count; i++) {
    // A group that there is not is hit by nobody.
    if (uses.verdict[i] !== Verdict.child || (uses.hit[i] as number) < 0) continue;
    const event = uses.event[i] as number;
    const actor = columns.actor[event] as number;
    const meant = population.get(uses.meant[i] as number);
    const waits = memories.othersWait(uses.user[i] as number, actor);
    const other = waits || waitsMeanwhile(meant, event, columns);
    if (!other && !sightings.reapsInHandler(uses.user[i] as number, event)) continue;
    uses.verdict[i] = late(i) ? Verdict.late : Verdict.unprotected;
    uses.reason[i] = other ? Reason.otherWaiter : Reason.handler;
  }
}

/** Whether another thread was inside the very wait that collected the child when it was used. */
function waitsMeanwhile(meant: Incarnation, event: number, { actor, t, d }: Columns): boolean {
  const { reap, reaper, reapHow } = meant;
  if (reapHow !== 'wait' || reap <= event || reaper < 0 || reaper === actor[event]) return false;
  return (t[reap] as number) - (d[reap] as number) < (t[event] as number);
}
