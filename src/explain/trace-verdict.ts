// Words for the uses in a recording: what the verdict is, the evidence line by line, for how long the
// number was stale, what would have held, and a report to paste into a bug tracker.

import { REASON_NAMES, VERDICT_NAMES, type VerdictName } from '../trace/hazard.ts';
import { type Incarnation, isThread, namespaceOf, numberOf } from '../trace/incarnation.ts';
import { SOURCE_NAMES } from '../trace/memory.ts';
import { isGroupUse, type Trace, type TraceIndex } from '../trace/trace.ts';
import { callText, fullName, nameIn } from './trace.ts';

import { VERDICT_TAGS } from './trace-groups.ts';
import { GUESS, isGuessed } from './trace-guess.ts';

export { GROUP_WORDS, GROUPS, type Group, groupOf } from './trace-groups.ts';

export const verdictAt = (trace: Trace, use: number): VerdictName =>
  VERDICT_NAMES[(trace.uses.verdict[use] ?? 5) - 1] ?? 'unknown';

export const nameOfLife = (trace: Trace, life: number, event?: number): string => {
  const found = trace.lives.at(life);
  return found === undefined ? 'nobody' : nameIn(found, event);
};

/** The tag of a use; a number known only from an earlier use is no certain proof. */
export function tagOf(trace: Trace, use: number): string {
  const verdict = verdictAt(trace, use);
  const source = SOURCE_NAMES[(trace.uses.source[use] ?? 0) - 1];
  const guessed = source === 'use' || source === 'listing' || isGuessed(trace, use);
  return verdict === 'wrong' && guessed ? 'Wrong target, likely' : VERDICT_TAGS[verdict];
}

/** `kill(2114)`: the call and its number, short; `kill(-2114)` for a group. */
export function shortCall(trace: Trace, use: number): string {
  const event = trace.uses.event[use] ?? 0;
  const call = trace.names[trace.columns.name[event] ?? 0] ?? '';
  return `${call}(${isGroupUse(trace, use) ? '-' : ''}${trace.uses.nr[use]})`;
}

/** The verdict in a sentence or two. */
export function verdictText(trace: Trace, use: number): string {
  const { uses } = trace;
  const event = uses.event[use] ?? 0;
  const user = nameOfLife(trace, uses.user[use] ?? -1, event);
  const call = shortCall(trace, use);
  const hit = nameOfLife(trace, uses.hit[use] ?? -1, event);
  const meant = nameOfLife(trace, uses.meant[use] ?? -1, event);
  switch (verdictAt(trace, use)) {
    case 'wrong':
      if (isGroupUse(trace, use) && (uses.meant[use] ?? -1) >= 0)
        return `${call} reached the group of ${hit}. ${user} meant that of ${meant}.`;
      return (uses.meant[use] ?? -1) < 0
        ? `${call} reached ${hit}, which is younger than the file that ${user} has the number from.`
        : `${call} reached ${hit}. ${user} meant ${meant}.`;
    case 'nobody':
      if (isGroupUse(trace, use))
        return `No group had the number ${uses.nr[use]} any more. It could have been anybody’s.`;
      return (uses.hit[use] ?? -1) < 0
        ? `Nobody had ${uses.nr[use]}. It could have been anybody.`
        : `${uses.nr[use]} is ${hit} by now; ${user} meant ${meant}. The call failed.`;
    case 'unprotected':
      return 'Right this time. Nothing guaranteed it.';
    case 'late':
      return 'Firm grip, unchecked target.';
    case 'unknown':
      if ((uses.learnt[use] ?? -1) < 0)
        return `The trace does not show where ${uses.nr[use]} came from.`;
      return isGroupUse(trace, use)
        ? `The trace does not show whose group had the number ${uses.nr[use]}.`
        : `The trace does not show whether ${meant} still had ${uses.nr[use]}.`;
    case 'child':
      if ((uses.hit[use] ?? -1) < 0)
        return `Safe: ${meant} has the number, and founded no group. Nobody was reached.`;
      return `Safe: only ${user} could free this number.`;
    case 'pidfd':
      return uses.hit[use] === -1
        ? `Safe: the pidfd still means ${meant}, and ${meant} is gone.`
        : 'Safe: reference, not number.';
    case 'self':
      return `Safe: ${user} itself, alive while it calls.`;
  }
}

/** User and meant by name; by name and label where the names are the same. */
function apart(trace: Trace, use: number): readonly [string, string] {
  const { uses } = trace;
  const event = uses.event[use];
  const [user, meant] = [uses.user[use] ?? -1, uses.meant[use] ?? -1];
  const names = [nameOfLife(trace, user, event), nameOfLife(trace, meant, event)] as const;
  if (names[0] !== names[1]) return names;
  const label = (index: number): string => {
    const life = trace.lives.at(index);
    return life === undefined ? 'nobody' : fullName(life, event);
  };
  return [label(user), label(meant)];
}

const UNSEEN =
  'Of strace’s text only births, signals and arguments tell; the probe also sees pidfiles and /proc.';

/** Why, beside the verdict, and what is not certain: a sentence or two, or nothing. */
export function reasonText(trace: Trace, use: number): string {
  const guess = isGuessed(trace, use) ? GUESS : '';
  return [becauseOf(trace, use), guess].filter(text => text !== '').join(' ');
}

function becauseOf(trace: Trace, use: number): string {
  const unseen = verdictAt(trace, use) === 'unknown' && (trace.uses.learnt[use] ?? -1) < 0;
  if (unseen && trace.format === 'strace') return UNSEEN;
  const [user, meant] = apart(trace, use);
  switch (REASON_NAMES[trace.uses.reason[use] ?? 0]) {
    case 'notChild':
      return `${meant} is not a child of ${user}; others decide when its number is free.`;
    case 'autoreap':
      return `${user} ignores SIGCHLD, so the kernel frees the number at once when ${meant} ends.`;
    case 'handler':
      return `${user} waits for any child when SIGCHLD comes, as it seems in its handler, which may free the number between two lines of its program. It is safe only if SIGCHLD is blocked from looking the number up to using it.`;
    case 'members':
      return `${meant} is collected. Only the others in its group keep the number, and they may end at any time.`;
    case 'otherWaiter':
      return `Another thread of ${user} waits for its children and may free the number at any time.`;
    default:
      return '';
  }
}

export interface StaleTime {
  readonly ns: number;
  readonly words: string;
}

/** The time that matters: since the number was lost, or since it was learnt. */
export function staleTime(trace: Trace, use: number): StaleTime | undefined {
  const { uses, columns } = trace;
  const event = uses.event[use] ?? 0;
  const called = (columns.t[event] ?? 0) - (columns.d[event] ?? 0);
  const meant = trace.lives.at(uses.meant[use] ?? -1);
  const verdict = verdictAt(trace, use);
  if ((verdict === 'wrong' || verdict === 'nobody') && meant !== undefined && meant.reap >= 0) {
    return {
      ns: Math.max(0, called - meant.reapAt),
      words: 'between losing the number and firing at it',
    };
  }
  const learnt = uses.learnt[use] ?? -1;
  if ((verdict === 'unprotected' || verdict === 'late') && learnt >= 0) {
    return {
      ns: Math.max(0, called - (columns.t[learnt] ?? 0)),
      words: 'between learning the number and using it',
    };
  }
  return undefined;
}

/** One step of the evidence. */
export interface Evidence {
  readonly what: 'learnt' | 'reap' | 'reuse' | 'call';
  readonly event: number;
  readonly title: string;
  readonly call: string;
  readonly last: boolean;
}

/** What led to the use, in order: learnt, collected, given away again, called. */
export function evidence(trace: Trace, index: TraceIndex, use: number): readonly Evidence[] {
  const { uses } = trace;
  const event = uses.event[use] ?? 0;
  const list: Evidence[] = [];
  const add = (what: Evidence['what'], at: number, title: string): void => {
    if (at >= 0) list.push({ what, event: at, title, call: callText(trace, at), last: false });
  };
  const user = nameOfLife(trace, uses.user[use] ?? -1, event);
  const meant = trace.lives.at(uses.meant[use] ?? -1);
  const learnt = uses.learnt[use] ?? -1;
  add('learnt', learnt, learntText(trace, use, user));
  if (meant !== undefined && meant.reap >= 0 && meant.reapAt <= (trace.columns.t[event] ?? 0)) {
    const by = trace.lives.at(meant.reaper);
    const how = meant.reapHow === 'inferred' ? 'was collected, unseen' : 'is collected';
    const reaper = by === undefined ? '' : ` by ${waiterText(trace, by)}`;
    add('reap', meant.reap, `${nameIn(meant, event)} ${how}${reaper}`);
    for (const heir of heirs(trace, index, use)) {
      const life = trace.lives.at(heir);
      if (life === undefined || life.born < 0) continue;
      add(
        'reuse',
        life.born,
        `${nameOfLife(trace, life.parent, event)} starts ${nameIn(life, event)}`,
      );
    }
  }
  list.push({
    what: 'call',
    event,
    title: `${user} calls`,
    call: callText(trace, event),
    last: true,
  });
  return list;
}

const waiterText = (trace: Trace, by: Incarnation): string =>
  isThread(by) ? `a thread of ${nameOfLife(trace, by.leader)}` : nameIn(by);

function learntText(trace: Trace, use: number, user: string): string {
  const { uses } = trace;
  const learner = nameOfLife(trace, uses.learner[use] ?? -1, uses.event[use]);
  const meant = nameOfLife(trace, uses.meant[use] ?? -1, uses.event[use]);
  const from =
    learner === user || (uses.learner[use] ?? -1) < 0 ? user : `${user}’s ancestor ${learner}`;
  switch (SOURCE_NAMES[(uses.source[use] ?? 0) - 1]) {
    case 'fork':
      return `${from} starts ${meant}`;
    case 'signal':
      return `${from} gets a signal from ${meant}`;
    case 'use':
      return `${user} uses the number for the first time; it reaches ${meant}`;
    case 'peer':
      return `${user} asks the socket who is there: ${meant}`;
    case 'file':
      if ((uses.meant[use] ?? -1) < 0)
        return `${readerOf(trace, uses.learnt[use] ?? -1)} opens a file with the number, written before the recording`;
      return `${readerOf(trace, uses.learnt[use] ?? -1)} opens a file that holds the number of ${meant}`;
    case 'proc':
      return `${from} looks at ${meant} in /proc`;
    case 'listing':
      return `${readerOf(trace, uses.learnt[use] ?? -1)} reads the list of processes in /proc, ${meant} among them`;
    case 'argv':
      return `${user} is given the number as an argument`;
    default:
      return `${user} opens a pidfd for ${meant}`;
  }
}

/** Who made the call by which a number was learnt: with a file, perhaps a child. */
const readerOf = (trace: Trace, event: number): string =>
  nameOfLife(trace, trace.columns.actor[event] ?? -1, event);

/** The next holder of the number, and the one that was hit. */
function heirs(trace: Trace, index: TraceIndex, use: number): readonly number[] {
  const meant = trace.lives.at(trace.uses.meant[use] ?? -1);
  const hit = trace.uses.hit[use] ?? -1;
  if (meant === undefined || verdictAt(trace, use) !== 'wrong') return [];
  const holders = index.holders.of(namespaceOf(meant), numberOf(meant));
  const next = holders[holders.indexOf(meant.index) + 1] ?? -1;
  return [...new Set([next, hit])].filter(life => life >= 0);
}
