// What a process holds, over time: its notes with numbers, each meaning somebody, nobody or somebody
// else, and its pidfds. Only what it uses is drawn; an unused number harms nobody.

import { type Incarnation, namespaceOf, numberOf } from '../../src/trace/incarnation.ts';
import type { Trace, TraceIndex } from '../../src/trace/trace.ts';

export interface Segment {
  readonly from: number;
  readonly to: number;
  /** `right`: means whom it meant when learnt; `nobody`: the number is free; `wrong`: another. */
  readonly means: 'right' | 'nobody' | 'wrong';
  readonly life: number;
}

export type Hold =
  | {
      readonly kind: 'note';
      readonly key: number;
      readonly nr: number;
      readonly segments: readonly Segment[];
      readonly uses: readonly number[];
    }
  | {
      readonly kind: 'pidfd';
      readonly key: number;
      readonly fd: number;
      readonly life: number;
      readonly from: number;
      readonly to: number;
      readonly uses: readonly number[];
    };

/**
 * The notes and pidfds of a process that it used, at most `most`: those with the worst uses, then in
 * the order of first use. `selected` is always among them.
 */
export function holdsOf(
  trace: Trace,
  index: TraceIndex,
  process: number,
  selected: number,
  most: number,
): readonly Hold[] {
  const groups = groupsOf(trace, index, process);
  const own = trace.uses.user[selected] === process ? keyOfUse(trace, selected) : 0;
  const first = own === 0 ? [] : groups.filter(group => group.key === own).slice(0, 1);
  const others = groups.slice(0, most).filter(group => group.key !== own);
  return [...first, ...others]
    .slice(0, most)
    .map(({ key, uses }) =>
      isPidfdUse(trace, uses[0] ?? 0)
        ? pidfdOf(trace, process, key, uses)
        : noteOf(trace, index, key, uses),
    )
    .sort((x, y) =>
      x.kind === y.kind ? (x.uses[0] ?? 0) - (y.uses[0] ?? 0) : x.kind === 'note' ? -1 : 1,
    );
}

/** Uses of one note or pidfd. */
interface Group {
  readonly key: number;
  readonly uses: number[];
  worst: number;
}

const GROUPS = new WeakMap<TraceIndex, Map<number, readonly Group[]>>();

/** What a process used, worst first. A process may have a hundred thousand uses: found once. */
function groupsOf(trace: Trace, index: TraceIndex, process: number): readonly Group[] {
  const known = GROUPS.get(index) ?? new Map<number, readonly Group[]>();
  GROUPS.set(index, known);
  const found = known.get(process);
  if (found !== undefined) return found;
  const groups = new Map<number, Group>();
  for (const use of index.usesByUser.get(process)) {
    const key = keyOfUse(trace, use);
    const worst = trace.uses.verdict[use] ?? 9;
    if (key === 0 || worst > 7) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { key, uses: [use], worst });
    else {
      group.uses.push(use);
      group.worst = Math.min(group.worst, worst);
    }
  }
  const list = [...groups.values()].sort(
    (a, b) => a.worst - b.worst || (a.uses[0] ?? 0) - (b.uses[0] ?? 0),
  );
  known.set(process, list);
  return list;
}

const EVENTS_MAX = 2 ** 30;

/**
 * One row per number and meaning (positive), or per opened pidfd (negative); 0 for a number of unknown
 * origin.
 */
export function keyOfUse(trace: Trace, use: number): number {
  const learnt = trace.uses.learnt[use] ?? -1;
  const nr = trace.uses.nr[use] ?? 0;
  if (isPidfdUse(trace, use)) return -((nr + 1) * EVENTS_MAX + learnt + 1);
  return learnt < 0 ? 0 : (nr + 1) * EVENTS_MAX + (trace.uses.meant[use] ?? 0) + 1;
}

const PIDFD_CALLS: ReadonlySet<string> = new Set([
  'pidfd_send_signal',
  'pidfd_getfd',
  'process_mrelease',
  'process_madvise',
  'setns',
]);
/** Whether the use went through a pidfd. */
export const isPidfdUse = (trace: Trace, use: number): boolean =>
  PIDFD_CALLS.has(trace.names[trace.columns.name[trace.uses.event[use] ?? 0] ?? 0] ?? '');

function noteOf(trace: Trace, index: TraceIndex, key: number, uses: readonly number[]): Hold {
  const first = uses[0] ?? 0;
  const last = uses[uses.length - 1] ?? 0;
  const meant = trace.lives.at(trace.uses.meant[first] ?? -1);
  const learnt = trace.columns.t[trace.uses.learnt[first] ?? 0] ?? 0;
  const end = (trace.columns.t[trace.uses.event[last] ?? 0] ?? 0) + trace.length * 0.012;
  const nr = trace.uses.nr[first] ?? 0;
  const segments = meant === undefined ? [] : meaning(trace, index, meant, learnt, end);
  return { kind: 'note', key, nr, segments, uses };
}

/** What a number means from `from` to `to`, having meant `meant` at first. */
function meaning(
  trace: Trace,
  index: TraceIndex,
  meant: Incarnation,
  from: number,
  to: number,
): readonly Segment[] {
  const lost = meant.reap >= 0 ? Math.min(meant.reapAt, to) : to;
  const segments: Segment[] = [{ from, to: lost, means: 'right', life: meant.index }];
  const holders = index.holders.of(namespaceOf(meant), numberOf(meant));
  let at = lost;
  for (const next of holders.subarray(holders.indexOf(meant.index) + 1)) {
    const life = trace.lives.at(next);
    if (life === undefined || life.bornAt >= to) break;
    if (life.bornAt > at) segments.push({ from: at, to: life.bornAt, means: 'nobody', life: -1 });
    const gone = life.reap >= 0 ? Math.min(life.reapAt, to) : to;
    segments.push({ from: Math.max(at, life.bornAt), to: gone, means: 'wrong', life: next });
    at = gone;
  }
  if (at < to) segments.push({ from: at, to, means: 'nobody', life: -1 });
  return segments;
}

function pidfdOf(trace: Trace, process: number, key: number, uses: readonly number[]): Hold {
  const first = uses[0] ?? 0;
  const opened = trace.uses.learnt[first] ?? -1;
  const hold = trace.pidfds
    .openedBy(opened)
    .find(p => p.process === process && p.fd === trace.uses.nr[first]);
  const life = trace.uses.meant[first] ?? -1;
  const end = trace.lives.at(process);
  const from = opened >= 0 ? (trace.columns.t[opened] ?? 0) : 0;
  const closed = hold === undefined || hold.closed < 0 ? undefined : trace.columns.t[hold.closed];
  const to = closed ?? (end !== undefined && end.exit >= 0 ? end.exitAt : trace.length);
  return { kind: 'pidfd', key, fd: trace.uses.nr[first] ?? -1, life, from, to, uses };
}
