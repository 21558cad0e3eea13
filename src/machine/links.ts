// What joins processes besides numbers: connected sockets and pipes with what lies in them, and
// sets of watched descriptors.

import { type Fd, type File, fileOf, interestEvents, type Message } from '../kernel/index.ts';
import { holdsTable, slotsOf } from './held.ts';
import { type Actor, type Machine, programOf } from './machine.ts';
import type { LinkEnd, LinkView, ParcelView, SetView } from './view.ts';

/** A descriptor of a live process: who holds which file. */
interface Hold {
  readonly actor: Actor;
  readonly fd: Fd;
  readonly file: File;
}

/** Every descriptor of the living; of threads that share a table, of one of them. */
function holds(machine: Machine): readonly Hold[] {
  const { kernel } = machine;
  return machine.actors.flatMap(actor => {
    const task = kernel.tasks[actor.task];
    if (task === undefined || !holdsTable(machine, actor, task)) return [];
    return slotsOf(kernel, task).map(({ fd, file }) => ({ actor, fd, file }));
  });
}

/** Every pair of sockets, every pipe of which an end is held; what lies in flight alone is not drawn. */
export function linksOf(machine: Machine): readonly LinkView[] {
  const held = holds(machine);
  return machine.kernel.files.flatMap((file): LinkView[] => {
    const { on } = file;
    if (on.kind !== 'socket' && on.kind !== 'pipe') return [];
    const { kind, peer } = on;
    // Of two ends the one that was made first stands for the pair.
    if (peer !== undefined && peer < file.id) return [];
    const other = peer === undefined ? undefined : fileOf(machine.kernel, peer);
    const mine = held.filter(h => h.file.id === file.id);
    const theirs = held.filter(h => h.file.id === peer);
    if (mine.length + theirs.length === 0) return [];
    const [a, b] = drawnAt(machine, mine, theirs);
    const ends = [endOf(machine, file, mine, a), endOf(machine, other, theirs, b)] as const;
    const lone = on.kind === 'pipe' && on.end === 'write';
    return [{ key: `link ${file.id}`, kind, ends: lone ? [ends[1], ends[0]] : ends }];
  });
}

function endOf(
  machine: Machine,
  file: File | undefined,
  held: readonly Hold[],
  drawn: Hold | undefined,
): LinkEnd {
  const waiting = waitingAt(file);
  const { on } = file ?? {};
  const arrived = on?.kind === 'socket' || on?.kind === 'pipe' ? on.arrived : 0;
  const read = arrived - waiting.length;
  return {
    at: drawn?.actor.pid,
    fd: drawn?.fd,
    holders: held.map(h => ({ pid: h.actor.pid, fd: h.fd })),
    open: file !== undefined,
    waiting: waiting.map((m, i) => parcelOf(machine, m, `${file?.id} ${read + i}`)),
  };
}

type Lying = Pick<Message, 'value' | 'files'>;

/** What can be read at this end, the oldest first. */
function waitingAt(file: File | undefined): readonly Lying[] {
  if (file?.on.kind === 'pipe') return file.on.queue.map(value => ({ value, files: [] }));
  return file?.on.kind === 'socket' ? file.on.queue : [];
}

function parcelOf(machine: Machine, message: Lying, key: string): ParcelView {
  const files = message.files.flatMap(id => fileOf(machine.kernel, id) ?? []);
  return {
    key,
    value: message.value,
    files: files.map(({ on }) => ({
      kind: on.kind,
      target: on.kind === 'pidfd' || on.kind === 'procdir' ? on.pid : undefined,
    })),
  };
}

/**
 * At whom the two ends are drawn when several have inherited them: at two different processes where
 * that is possible, rather at those whose programs still use the end, or hold it alone.
 */
function drawnAt(
  machine: Machine,
  mine: readonly Hold[],
  theirs: readonly Hold[],
): readonly [Hold | undefined, Hold | undefined] {
  const both = (h: Hold, others: readonly Hold[]) => others.some(o => o.actor === h.actor);
  const score = (h: Hold, others: readonly Hold[]) =>
    (uses(machine, h) ? 2 : 0) + (both(h, others) ? 0 : 1);
  let best: { pair: readonly [Hold, Hold]; score: number } | undefined;
  for (const a of mine) {
    for (const b of theirs) {
      const apart = a.actor === b.actor ? -10 : 0;
      const sum = score(a, theirs) + score(b, mine) + apart;
      if (best === undefined || sum > best.score) best = { pair: [a, b], score: sum };
    }
  }
  return best?.pair ?? [mine[0], theirs[0]];
}

/** Its program goes on to name this descriptor, in a variable or outright. */
function uses(machine: Machine, { actor, fd }: Hold): boolean {
  const code = programOf(machine.setup, actor)?.code.slice(actor.pc) ?? [];
  return code.some(instr => {
    const first = instr.kind === 'syscall' ? instr.args[0] : undefined;
    const expr = first?.kind === 'value' ? first.expr : undefined;
    if (expr?.kind === 'var') return actor.vars[expr.slot]?.n === fd;
    return expr?.kind === 'int' && expr.value === fd;
  });
}

/** Every set of watched descriptors that a live process holds. */
export function setsOf(machine: Machine): readonly SetView[] {
  const { kernel } = machine;
  return holds(machine).flatMap(({ actor, fd, file }): SetView[] => {
    if (file.on.kind !== 'epoll') return [];
    const watches = file.on.interest.map(interest => {
      const on = fileOf(kernel, interest.file)?.on;
      return {
        fd: interest.fd,
        kind: on?.kind ?? ('plain' as const),
        target: on?.kind === 'pidfd' ? on.pid : undefined,
        ready: interestEvents(kernel, interest) !== 0,
      };
    });
    return [{ key: `${actor.pid}:${fd}:${file.id}`, holder: actor.pid, fd, watches }];
  });
}
