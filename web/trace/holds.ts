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
  const uses = index.usesByUser.get(process) ?? [];
  const chosen = new Map<string, number[]>();
  const choose = (use: number): void => {
    const key = keyOfUse(trace, use);
    if (key !== undefined && chosen.size < most && !chosen.has(key)) chosen.set(key, []);
  };
  if (trace.uses.user[selected] === process) choose(selected);
  for (let worst = 1; worst <= 7 && chosen.size < most; worst++) {
    for (const use of uses) {
      if (trace.uses.verdict[use] === worst) choose(use);
      if (chosen.size >= most) break;
    }
  }
  for (const use of uses) {
    const key = keyOfUse(trace, use);
    if (key !== undefined) chosen.get(key)?.push(use);
  }
  return [...chosen]
    .map(([key, group]) =>
      isPidfdUse(trace, group[0] ?? 0)
        ? pidfdOf(trace, process, key, group)
        : noteOf(trace, index, key, group),
    )
    .sort((x, y) =>
      x.kind === y.kind ? (x.uses[0] ?? 0) - (y.uses[0] ?? 0) : x.kind === 'note' ? -1 : 1,
    );
}

/** One row per number and meaning, or per opened pidfd; none for a number of unknown origin. */
function keyOfUse(trace: Trace, use: number): string | undefined {
  const learnt = trace.uses.learnt[use] ?? -1;
  if (isPidfdUse(trace, use)) return `fd ${trace.uses.nr[use]} ${learnt}`;
  return learnt < 0 ? undefined : `nr ${trace.uses.nr[use]} ${trace.uses.meant[use]}`;
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

function pidfdOf(trace: Trace, process: number, key: string, uses: readonly number[]): Hold {
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
