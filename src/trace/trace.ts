// A recording as a value: the columns, the incarnations, the uses and what could not be read. It is
// plain data, so a worker can hand it over; everything else is asked of it by pure functions.

import { type Columns, type Strangers, toldOf } from './columns.ts';
import { type Groups, grouped, PairGroups } from './groups.ts';
import type { Uses } from './hazard.ts';
import type { Holds } from './holds.ts';
import type { Incarnation } from './incarnation.ts';
import { LEVEL } from './life-columns.ts';
import type { Lives } from './lives.ts';
import type { Header } from './ndjson-header.ts';
import { type Places, placeOf } from './places.ts';
import { KIND_NAMES, type KindName, NONE, type Remark } from './record.ts';
import { countUpTo, firstFrom } from './sorted.ts';

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
  /** Several files without times. */
  | { readonly kind: 'no-order' }
  /** Children in PID namespaces that were matched with strace's lines by who came first. */
  | { readonly kind: 'guessed'; readonly tasks: number }
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
  /** See `lineOf` and `offsetOf`. */
  readonly places: Places;
  readonly strangers: Strangers;
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

/** The line that tells of an event; 0 for none. */
export const lineOf = ({ places }: Trace, event: number): number => placeOf(places, event).line;

/** That line's first byte in the file. */
export const offsetOf = ({ places }: Trace, event: number): number => placeOf(places, event).byte;

/** The thread id that an event's line has, in the recorder's namespace; NONE where it has none. */
export function tidOf({ columns, strangers, lives }: Trace, event: number): number {
  const at = countUpTo(strangers.event, event) - 1;
  if (strangers.event[at] === event) return strangers.tid[at] as number;
  const { kind, actor, object } = columns;
  const life = toldOf(kind[event] ?? 0, actor[event] ?? -1, object[event] ?? -1);
  return life < 0 ? NONE : (lives.columns.tid[life] as number);
}

/** State of an incarnation once the events up to and including `event` have happened. */
export type LifeState = 'unborn' | 'alive' | 'zombie' | 'gone';
export function stateAt(life: Incarnation, event: number): LifeState {
  if (life.born > event) return 'unborn';
  if (life.reap >= 0 && life.reap <= event) return 'gone';
  return life.exit >= 0 && life.exit <= event ? 'zombie' : 'alive';
}

/** The last event at or before a time; -1 when none. Times are all but sorted, lines rule. */
export const eventAt = ({ columns, count }: Trace, t: number): number =>
  countUpTo(columns.t, t, 0, count) - 1;

/** When an incarnation begins and ends on the time axis. */
export const spanOf = (trace: Trace, life: Incarnation): readonly [number, number] => [
  life.bornAt,
  life.reap >= 0 ? life.reapAt : trace.length,
];

/** What an incarnation's number is in the eyes of another task: in that task's own namespace. */
export const numberFor = (life: Incarnation, seenBy: Incarnation): number =>
  seenBy.depth <= life.depth ? life.nrAt(seenBy.depth - 1) : life.tid;

/** The first use at or after an event; `uses.count` when none. Uses are in the order of events. */
export const firstUse = ({ uses }: Trace, event: number): number =>
  firstFrom(uses.event, event, uses.count);

/** The use that an event makes, or -1. */
export function usageAt(trace: Trace, event: number): number {
  const use = firstUse(trace, event);
  return use < trace.uses.count && trace.uses.event[use] === event ? use : -1;
}

/** Whether a use names a process group: kill(-g). */
export const isGroupUse = ({ uses, columns, names }: Trace, use: number): boolean => {
  const event = uses.event[use] ?? 0;
  return names[columns.name[event] ?? 0] === 'kill' && (columns.a0[event] ?? 0) < 0;
};

/** Lookups built once per trace: who held a number, children, and the events of each incarnation. */
export interface TraceIndex {
  /** Incarnations by namespace and number, in the order of births. */
  readonly holders: PairGroups;
  /** Processes by whose child they were born as, -1 for nobody's; other threads by their leader. */
  readonly children: Groups;
  readonly threads: Groups;
  /** Events by actor: those of life `i` are `events[starts[i] .. starts[i + 1]]`. */
  readonly starts: Uint32Array;
  readonly events: Uint32Array;
  readonly usesByUser: Groups;
}

export const numberKey = (ns: number, nr: number): string => `${ns}:${nr}`;

/** Builds the lookups. Linear in the events. */
export function indexTrace(trace: Trace): TraceIndex {
  const { lives, columns, uses } = trace;
  const { leader, parent } = lives.columns;
  const isLed = leader.map((by, life) => (by === life ? -1 : by));
  const childOf = parent.map((by, life) => (leader[life] === life ? by : -2));
  const { starts, items } = grouped(columns.actor, lives.length);
  return {
    holders: holders(lives),
    children: grouped(childOf, lives.length + 1, -1),
    threads: grouped(isLed, lives.length),
    starts,
    events: new Uint32Array(items.buffer),
    usesByUser: grouped(uses.user, lives.length),
  };
}

function holders({ columns: { tid, depth, level }, levels, length }: Lives): PairGroups {
  const total = depth.reduce((sum, d) => sum + d, 0);
  const [ns, nr, who] = [new Int32Array(total), new Int32Array(total), new Int32Array(total)];
  for (let life = 0, at = 0; life < length; life++) {
    const from = level[life] as number;
    for (let l = 0; l < (depth[life] as number); l++, at++) {
      ns[at] = from < 0 ? 0 : (levels[from + LEVEL * l + 1] as number);
      nr[at] = from < 0 ? (tid[life] as number) : (levels[from + LEVEL * l] as number);
      who[at] = life;
    }
  }
  return PairGroups.of(ns, nr, who);
}
