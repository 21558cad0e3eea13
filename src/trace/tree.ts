// The process tree at a moment: who is whose child then, which is not who made it once the maker has
// ended. Threads are counted with their process.

import { type Incarnation, isThread } from './incarnation.ts';
import { Kind } from './record.ts';
import { stateAt, type Trace } from './trace.ts';

/** A process in the tree. */
export interface Branch {
  readonly life: number;
  readonly depth: number;
  /** Its maker has ended, and another looks after it. */
  readonly adopted: boolean;
  /** Its other threads that are there. */
  readonly threads: readonly number[];
  /** How many processes are below it. */
  readonly below: number;
}

/** Who looked after a task from an event on, per task, in the order of events. */
export type Adoptions = ReadonlyMap<
  number,
  readonly { readonly event: number; readonly by: number }[]
>;

export function indexAdoptions(trace: Trace): Adoptions {
  const { kind, actor, object } = trace.columns;
  const found = new Map<number, { event: number; by: number }[]>();
  for (
    let event = kind.indexOf(Kind.adopt);
    event >= 0;
    event = kind.indexOf(Kind.adopt, event + 1)
  ) {
    const child = actor[event] as number;
    const by = trace.lives.at(object[event] as number)?.leader ?? -1;
    const list = found.get(child);
    if (list === undefined) found.set(child, [{ event, by }]);
    else list.push({ event, by });
  }
  return found;
}

/** Whose child a process is at a moment; -1: of nobody in the recording. */
export function guardianAt(
  trace: Trace,
  adoptions: Adoptions,
  life: Incarnation,
  event: number,
): number {
  const told = adoptions.get(life.index)?.findLast(adoption => adoption.event <= event);
  const by = told?.by ?? life.parent;
  const guardian = trace.lives.at(by);
  if (guardian !== undefined && stateAt(guardian, event) === 'alive') return by;
  // The recording does not tell of the adoption, or tells of it a little later than it was.
  const last = trace.lives.at(life.guardian);
  return last !== undefined && last.index !== by && stateAt(last, event) === 'alive'
    ? last.index
    : -1;
}

/** The processes of `living` (see living.ts) as a tree, depth first; siblings in order of birth. */
export function treeAt(
  trace: Trace,
  adoptions: Adoptions,
  living: Int32Array,
  event: number,
): readonly Branch[] {
  const there = new Set(living);
  const children = new Map<number, Incarnation[]>();
  const threads = new Map<number, number[]>();
  for (const index of living) {
    const life = trace.lives.at(index);
    if (life === undefined) continue;
    if (isThread(life) && there.has(life.leader)) append(threads, life.leader, index);
    else append(children, guardianAt(trace, adoptions, life, event), life);
  }
  const list: { -readonly [K in keyof Branch]: Branch[K] }[] = [];
  const open = (children.get(-1) ?? []).map(life => ({ life, depth: 0, guardian: -1 })).reverse();
  /** The branches that are still being filled: one per depth. */
  const path: number[] = [];
  const close = (depth: number): void => {
    while (path.length > depth) {
      const place = path.pop() ?? 0;
      const branch = list[place];
      if (branch !== undefined) branch.below = list.length - 1 - place;
    }
  };
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { life, depth, guardian } = next;
    close(depth);
    path.push(list.length);
    list.push({
      life: life.index,
      depth,
      adopted: life.parent >= 0 && life.parent !== guardian,
      threads: threads.get(life.index) ?? [],
      below: 0,
    });
    const below = children.get(life.index) ?? [];
    for (let i = below.length - 1; i >= 0; i--) {
      open.push({ life: below[i] as Incarnation, depth: depth + 1, guardian: life.index });
    }
  }
  close(0);
  return list;
}

function append<V>(map: Map<number, V[]>, key: number, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
