// The number tables as drawn: cells, cursor, lap.

import {
  type Ino,
  type Kernel,
  type Nr,
  type PidNamespace,
  pidTask,
  RESERVED_PIDS,
} from '../kernel/index.ts';
import type { Machine } from './machine.ts';
import type { People } from './people.ts';
import type { CellView, RingView } from './view.ts';

/** Numbers that a ring shows when nothing says how many there are. */
const SHORT_RING = 12;
const LONGEST_RING = 64;

/** One ring per namespace, the initial one first. */
export function ringsOf(
  machine: Machine,
  people: People,
  interest: readonly Nr[],
  laps: readonly number[],
): readonly RingView[] {
  return machine.kernel.namespaces.map((space, ns) => {
    const { first, last } = rangeOf(machine, space, ns);
    const cells: CellView[] = [];
    for (let nr = first; nr <= last; nr++) {
      cells.push(cellOf(machine.kernel, people, space, nr as Nr, interest));
    }
    const cursor = space.cursor > last ? first : space.cursor;
    return {
      ns: space.id,
      level: space.level,
      parent: space.parent,
      cells,
      cursor: Math.max(cursor, first) as Nr,
      next: nextFree(space),
      lap: laps[ns] ?? 1,
      low: lowNumbers(space, first),
    };
  });
}

function rangeOf(machine: Machine, space: PidNamespace, ns: number) {
  const { race } = machine.setup;
  const declared = ns === 0 ? race.numbers : race.namespaces[ns - 1]?.numbers;
  if (declared !== undefined) {
    return { first: declared.first, last: Math.min(declared.last, declared.first + LONGEST_RING) };
  }
  const highest = space.nrs.at(-1) ?? 1;
  const last = Math.min(space.pidMax - 1, Math.max(SHORT_RING, highest));
  return { first: Math.max(1, last - LONGEST_RING), last };
}

function cellOf(
  kernel: Kernel,
  people: People,
  space: PidNamespace,
  nr: Nr,
  interest: readonly Nr[],
): CellView {
  const pid = holder(space, nr);
  const colour = space.id === 0 ? interest.indexOf(nr) : -1;
  return {
    nr,
    state: pid === undefined ? 'free' : stateOf(kernel, pid),
    pid,
    letter: pid === undefined ? undefined : people.letter(space.id, nr, pid),
    holders: people.holders(space.id, nr),
    interest: colour < 0 ? undefined : colour,
  };
}

function holder(space: PidNamespace, nr: Nr): Ino | undefined {
  const at = space.nrs.indexOf(nr);
  return at < 0 ? undefined : space.inos[at];
}

/** Pinned: no task has it as its own number; a group or a session still does. */
function stateOf(kernel: Kernel, pid: Ino): CellView['state'] {
  const task = pidTask(kernel, pid);
  if (task === undefined) return 'pinned';
  return task.state === 'zombie' ? 'zombie' : 'live';
}

/** What the allocator would hand out now, as pid.c searches. */
function nextFree(space: PidNamespace): Nr | undefined {
  const floor = space.cursor > RESERVED_PIDS ? RESERVED_PIDS : 1;
  const start = Math.max(floor, space.cursor);
  const taken = new Set<number>(space.nrs);
  for (let nr = start; nr < space.pidMax; nr++) if (!taken.has(nr)) return nr as Nr;
  for (let nr = floor; nr < start; nr++) if (!taken.has(nr)) return nr as Nr;
  return undefined;
}

function lowNumbers(space: PidNamespace, first: number) {
  const low: { nr: Nr; pid: Ino }[] = [];
  space.nrs.forEach((nr, i) => {
    const pid = space.inos[i];
    if (nr < first && pid !== undefined) low.push({ nr, pid });
  });
  return low;
}
