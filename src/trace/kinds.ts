// Kinds of events as people ask for them, and which events a filter keeps.

import { Kind } from './record.ts';
import type { Trace, TraceIndex } from './trace.ts';

export const TOPICS = ['births', 'ends', 'signals', 'waits', 'pidfds', 'others'] as const;
export type Topic = (typeof TOPICS)[number];

const CALLS: Readonly<Record<string, Topic>> = {
  fork: 'births',
  vfork: 'births',
  clone: 'births',
  clone3: 'births',
  execve: 'births',
  execveat: 'births',
  kill: 'signals',
  tkill: 'signals',
  tgkill: 'signals',
  rt_sigqueueinfo: 'signals',
  rt_tgsigqueueinfo: 'signals',
  pidfd_send_signal: 'signals',
  wait4: 'waits',
  waitid: 'waits',
  pidfd_open: 'pidfds',
  pidfd_getfd: 'pidfds',
  process_mrelease: 'pidfds',
  process_madvise: 'pidfds',
  poll: 'pidfds',
  ppoll: 'pidfds',
  epoll_wait: 'pidfds',
  epoll_pwait: 'pidfds',
  epoll_pwait2: 'pidfds',
  epoll_ctl: 'pidfds',
};

const EVENTS: readonly Topic[] = (() => {
  const topics: Topic[] = [];
  for (const kind of [Kind.proc, Kind.clone, Kind.exec]) topics[kind] = 'births';
  for (const kind of [Kind.exit, Kind.reap, Kind.adopt, Kind.end]) topics[kind] = 'ends';
  topics[Kind.signal] = 'signals';
  return topics;
})();

/** What an event is about. */
export function topicOf(trace: Trace, event: number): Topic {
  const kind = trace.columns.kind[event] ?? 0;
  if (kind !== Kind.call) return EVENTS[kind] ?? 'others';
  return CALLS[trace.names[trace.columns.name[event] ?? 0] ?? ''] ?? 'others';
}

export interface Filter {
  /** Topics left out. */
  readonly without: ReadonlySet<Topic>;
  /** Only this process, its threads and all below it; -1 for everybody. */
  readonly root: number;
}

export const NO_FILTER: Filter = { without: new Set(), root: -1 };

/** A process, its threads, its children ever, and so on: 1 for each of these incarnations. */
export function familyOf(trace: Trace, index: TraceIndex, root: number): Uint8Array {
  const family = new Uint8Array(trace.lives.length);
  const open = [root];
  for (let life = open.pop(); life !== undefined; life = open.pop()) {
    if (family[life] === 1) continue;
    family[life] = 1;
    for (const next of index.children.get(life)) open.push(next);
    for (const next of index.threads.get(life)) open.push(next);
  }
  return family;
}

/** 1 for each event that the filter keeps; undefined when it keeps all. */
export function filterEvents(
  trace: Trace,
  index: TraceIndex,
  { without, root }: Filter,
): Uint8Array | undefined {
  if (without.size === 0 && root < 0) return undefined;
  const family = root < 0 ? undefined : familyOf(trace, index, root);
  const { actor, object, kind, name } = trace.columns;
  const calls = trace.names.map(text => without.has(CALLS[text] ?? 'others'));
  const kinds = Array.from({ length: 16 }, (_, k) => without.has(EVENTS[k] ?? 'others'));
  const kept = new Uint8Array(trace.count);
  for (let i = 0; i < trace.count; i++) {
    const k = kind[i] as number;
    if (k === Kind.call ? calls[name[i] as number] : kinds[k]) continue;
    if (
      family !== undefined &&
      family[actor[i] as number] !== 1 &&
      family[object[i] as number] !== 1
    ) {
      continue;
    }
    kept[i] = 1;
  }
  return kept;
}

/** The next event that is kept, from `event` on in a direction; -1 when there is none. */
export function nextKept(kept: Uint8Array | undefined, event: number, by: 1 | -1): number {
  if (kept === undefined) return event;
  return by > 0 ? kept.indexOf(1, Math.max(0, event)) : event < 0 ? -1 : kept.lastIndexOf(1, event);
}
