// A recording as a value: the columns, the incarnations, the uses and what could not be read. It is
// plain data, so a worker can hand it over; everything else is asked of it by pure functions.

import type { Columns } from './columns.ts';
import type { Uses } from './hazard.ts';
import type { Holds } from './holds.ts';
import { type Incarnation, isThread } from './incarnation.ts';
import type { Lives } from './lives.ts';
import type { Header } from './ndjson-header.ts';
import { KIND_NAMES, type KindName, type Remark } from './record.ts';

/** A line that could not be read. */
export interface BadLine {
  readonly line: number;
  readonly reason: string;
  /** The line's beginning. */
  readonly text: string;
}

/** Something to say about the recording as a whole. */
export type Flaw =
  | { readonly kind: 'no-header' }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'no-end' }
  | { readonly kind: 'cut-line'; readonly line: number }
  | { readonly kind: 'only-header' }
  | { readonly kind: 'no-times' }
  | { readonly kind: 'light' }
  | { readonly kind: 'one-process' }
  | { readonly kind: 'lost'; readonly events: number }
  | { readonly kind: 'stopped'; readonly line: number; readonly reason: string };

export interface Trace {
  readonly format: 'ndjson' | 'strace';
  readonly header: Header | undefined;
  /** Events; also the length of every column. */
  readonly count: number;
  readonly lines: number;
  readonly bytes: number;
  readonly columns: Columns;
  /** Syscall, errno and signal names, and argument texts, by number. */
  readonly names: readonly string[];
  readonly texts: readonly string[];
  readonly lives: Lives;
  /** Inodes of the PID namespaces, by namespace number; 0 is the recorder's. */
  readonly namespaces: readonly string[];
  readonly uses: Uses;
  readonly pidfds: Holds;
  readonly remarks: readonly Remark[];
  readonly ended: { readonly status: number; readonly lost: number } | undefined;
  /** The first bad lines, and how many there are in all. */
  readonly bad: readonly BadLine[];
  readonly badCount: number;
  readonly flaws: readonly Flaw[];
  /** Whether the times are real; without, they only keep the order. */
  readonly timed: boolean;
  /** The last moment, in nanoseconds. */
  readonly length: number;
}

export const kindAt = (trace: Trace, event: number): KindName | undefined =>
  KIND_NAMES[(trace.columns.kind[event] ?? 0) - 1];

/** State of an incarnation once the events up to and including `event` have happened. */
export type LifeState = 'unborn' | 'alive' | 'zombie' | 'gone';
export function stateAt(life: Incarnation, event: number): LifeState {
  if (life.born > event) return 'unborn';
  if (life.reap >= 0 && life.reap <= event) return 'gone';
  return life.exit >= 0 && life.exit <= event ? 'zombie' : 'alive';
}

/** The last event at or before a time; -1 when none. Times are all but sorted, lines rule. */
export function eventAt(trace: Trace, t: number): number {
  let low = 0;
  let high = trace.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((trace.columns.t[middle] as number) <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** When an incarnation begins and ends on the time axis. */
export const spanOf = (trace: Trace, life: Incarnation): readonly [number, number] => [
  life.bornAt,
  life.reap >= 0 ? life.reapAt : trace.length,
];

/** What an incarnation's number is in the eyes of another task: in that task's own namespace. */
export const numberFor = (life: Incarnation, seenBy: Incarnation): number =>
  seenBy.depth <= life.depth ? life.nrAt(seenBy.depth - 1) : life.tid;

/** The first use at or after an event; `uses.count` when none. Uses are in the order of events. */
export function firstUse({ uses }: Trace, event: number): number {
  let low = 0;
  let high = uses.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((uses.event[middle] as number) < event) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The use that an event makes, or -1. */
export function usageAt(trace: Trace, event: number): number {
  const use = firstUse(trace, event);
  return use < trace.uses.count && trace.uses.event[use] === event ? use : -1;
}

/** Lookups built once per trace: who held a number, children, and the events of each incarnation. */
export interface TraceIndex {
  readonly holders: ReadonlyMap<string, readonly number[]>;
  readonly children: ReadonlyMap<number, readonly number[]>;
  readonly threads: ReadonlyMap<number, readonly number[]>;
  /** Events by actor: those of life `i` are `events[starts[i] .. starts[i + 1]]`. */
  readonly starts: Uint32Array;
  readonly events: Uint32Array;
  readonly usesByUser: ReadonlyMap<number, readonly number[]>;
}

export const numberKey = (ns: number, nr: number): string => `${ns}:${nr}`;

/** Builds the lookups. Linear in the events. */
export function indexTrace(trace: Trace): TraceIndex {
  const holders = new Map<string, number[]>();
  const children = new Map<number, number[]>();
  const threads = new Map<number, number[]>();
  for (const life of trace.lives) {
    life.nr.forEach((nr, level) => {
      append(holders, numberKey(life.ns[level] ?? -1, nr), life.index);
    });
    if (isThread(life)) append(threads, life.leader, life.index);
    else append(children, life.parent, life.index);
  }
  const usesByUser = new Map<number, number[]>();
  for (let i = 0; i < trace.uses.count; i++) {
    append(usesByUser, trace.uses.user[i] as number, i);
  }
  return { holders, children, threads, ...eventsByActor(trace), usesByUser };
}

function append<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function eventsByActor(trace: Trace): { starts: Uint32Array; events: Uint32Array } {
  const { actor } = trace.columns;
  const starts = new Uint32Array(trace.lives.length + 1);
  for (let i = 0; i < trace.count; i++) {
    const who = actor[i] as number;
    if (who >= 0) starts[who + 1] = (starts[who + 1] as number) + 1;
  }
  for (let i = 1; i < starts.length; i++) {
    starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  }
  const fill = starts.slice();
  const events = new Uint32Array(starts[starts.length - 1] as number);
  for (let i = 0; i < trace.count; i++) {
    const who = actor[i] as number;
    if (who < 0) continue;
    const at = fill[who] as number;
    events[at] = i;
    fill[who] = at + 1;
  }
  return { starts, events };
}
