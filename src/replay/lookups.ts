// What a replay looks up in the finished trace, built once.

import type { Incarnation } from '../trace/incarnation.ts';
import { Kind } from '../trace/record.ts';
import { numberKey, type Trace } from '../trace/trace.ts';

export interface Lookups {
  /** Threads that went on under their leader's number, by leader. */
  readonly takeovers: ReadonlyMap<number, readonly Incarnation[]>;
  /** Whose pidfd a SO_PEERPIDFD gave, by event. */
  readonly peers: ReadonlyMap<number, number>;
  /** Who has an identity, by the text of the log. */
  readonly byId: ReadonlyMap<string, number>;
  /** Whether the recording has calls of this name wherever they are made. */
  readonly records: (name: string) => boolean;
  /** Who last had a number in a namespace by a time, gone or not; -1: nobody known. */
  readonly lastHolder: (ns: number, nr: number, t: number) => number;
  /** Our recorder stopped every task at every event: no line is missing between two of a task. */
  readonly complete: boolean;
  /** Whether it tells who adopts orphans. */
  readonly adoptions: boolean;
  /** Whether signals that arrive are in it. */
  readonly signals: boolean;
}

export function lookups(trace: Trace): Lookups {
  const takeovers = new Map<number, Incarnation[]>();
  const byId = new Map<string, number>();
  for (const it of trace.lives) {
    if (it.id !== undefined) byId.set(it.id, it.index);
    if (it.reapHow !== 'thread' || it.exit >= 0 || it.leader === it.index) continue;
    takeovers.set(it.leader, [...(takeovers.get(it.leader) ?? []), it]);
  }
  const peers = new Map<number, number>();
  for (const { how, life, opened } of trace.pidfds)
    if (how === 'peer' && life >= 0) peers.set(opened, life);
  const names = new Set(trace.names);
  const { header } = trace;
  const all = trace.format === 'ndjson' && header?.light !== true;
  return {
    complete:
      all &&
      trace.columns.kind[0] === Kind.proc &&
      header?.system !== true &&
      header?.by.startsWith('probe') === true,
    adoptions: all && header?.by !== 'strace',
    takeovers,
    peers,
    byId,
    records: name => all || names.has(name),
    lastHolder: holders(trace),
    signals: trace.columns.kind.includes(Kind.signal),
  };
}

/** Looks numbers up; the table is made when first asked for, since few recordings need it. */
function holders(trace: Trace): Lookups['lastHolder'] {
  let table: Map<string, number[]> | undefined;
  const build = (): Map<string, number[]> => {
    const made = new Map<string, number[]>();
    for (const it of trace.lives) {
      it.ns.forEach((ns, level) => {
        const key = numberKey(ns, it.nr[level] ?? 0);
        const list = made.get(key);
        if (list === undefined) made.set(key, [it.index]);
        else list.push(it.index);
      });
    }
    return made;
  };
  return (ns, nr, t) => {
    table ??= build();
    const all = table.get(numberKey(ns, nr)) ?? [];
    return all.findLast(life => (trace.lives.at(life)?.bornAt ?? 0) <= t) ?? -1;
  };
}
