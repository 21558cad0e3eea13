// What a process holds, over time: its notes with numbers, each meaning somebody, nobody or somebody
// else, and its pidfds. Only what it uses is drawn; an unused number harms nobody.

import { type Incarnation, numberOf } from '../../src/trace/incarnation.ts';
import { numberKey, type Trace, type TraceIndex } from '../../src/trace/trace.ts';

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
      readonly key: string;
      readonly nr: number;
      readonly segments: readonly Segment[];
      readonly uses: readonly number[];
    }
  | {
      readonly kind: 'pidfd';
      readonly key: string;
      readonly fd: number;
      readonly life: number;
      readonly from: number;
      readonly to: number;
      readonly uses: readonly number[];
    };

/** The notes and pidfds of a process that it used, in the order of first use. */
export function holdsOf(trace: Trace, index: TraceIndex, process: number): readonly Hold[] {
  const uses = index.usesByUser.get(process) ?? [];
  const notes = new Map<string, number[]>();
  const fds = new Map<string, number[]>();
  for (const use of uses) {
    const pidfd = isPidfdUse(trace, use);
    const key = `${pidfd ? 'fd' : 'nr'} ${trace.uses.nr[use]} ${pidfd ? trace.uses.learnt[use] : trace.uses.meant[use]}`;
    const into = pidfd ? fds : notes;
    if (!pidfd && (trace.uses.learnt[use] ?? -1) < 0) continue;
    into.set(key, [...(into.get(key) ?? []), use]);
  }
  const list: Hold[] = [];
  for (const [key, group] of notes) list.push(noteOf(trace, index, key, group));
  for (const [key, group] of fds) {
    const hold = pidfdOf(trace, process, key, group);
    if (hold !== undefined) list.push(hold);
  }
  return list;
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

function noteOf(trace: Trace, index: TraceIndex, key: string, uses: readonly number[]): Hold {
  const first = uses[0] ?? 0;
  const last = uses[uses.length - 1] ?? 0;
  const meant = trace.lives[trace.uses.meant[first] ?? -1];
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
  const level = meant.nr.length - 1;
  const holders = index.holders.get(numberKey(meant.ns[level] ?? -1, numberOf(meant))) ?? [];
  let at = lost;
  for (const next of holders.slice(holders.indexOf(meant.index) + 1)) {
    const life = trace.lives[next];
    if (life === undefined || life.bornAt >= to) break;
    if (life.bornAt > at) segments.push({ from: at, to: life.bornAt, means: 'nobody', life: -1 });
    const gone = life.reap >= 0 ? Math.min(life.reapAt, to) : to;
    segments.push({ from: Math.max(at, life.bornAt), to: gone, means: 'wrong', life: next });
    at = gone;
  }
  if (at < to) segments.push({ from: at, to, means: 'nobody', life: -1 });
  return segments;
}

function pidfdOf(
  trace: Trace,
  process: number,
  key: string,
  uses: readonly number[],
): Hold | undefined {
  const first = uses[0] ?? 0;
  const opened = trace.uses.learnt[first] ?? -1;
  const hold = trace.pidfds.find(
    p => p.process === process && p.opened === opened && p.fd === trace.uses.nr[first],
  );
  const life = trace.uses.meant[first] ?? -1;
  const end = trace.lives[process];
  const from = opened >= 0 ? (trace.columns.t[opened] ?? 0) : 0;
  const closed = hold === undefined || hold.closed < 0 ? undefined : trace.columns.t[hold.closed];
  const to = closed ?? (end !== undefined && end.exit >= 0 ? end.exitAt : trace.length);
  return { kind: 'pidfd', key, fd: trace.uses.nr[first] ?? -1, life, from, to, uses };
}
