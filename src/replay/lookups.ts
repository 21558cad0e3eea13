// What a replay looks up in the finished trace, built once.

import type { Incarnation } from '../trace/incarnation.ts';
import type { Trace } from '../trace/trace.ts';

export interface Lookups {
  /** Threads that went on under their leader's number, by leader. */
  readonly takeovers: ReadonlyMap<number, readonly Incarnation[]>;
  /** Whose pidfd a SO_PEERPIDFD gave, by event. */
  readonly peers: ReadonlyMap<number, number>;
  /** Who has an identity, by the text of the log. */
  readonly byId: ReadonlyMap<string, number>;
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
  return { takeovers, peers, byId };
}
