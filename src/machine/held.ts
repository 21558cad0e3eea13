// What processes hold by descriptor, and the cards with their programs.

import {
  type Fd,
  type File,
  type FileId,
  fdFile,
  type Ino,
  type Kernel,
  pidfdPoll,
  type Task,
} from '../kernel/index.ts';
import { acts, leadingProcess } from './holder.ts';
import { type Actor, alive, type Machine, programOf } from './machine.ts';
import type { People } from './people.ts';
import { sourceLines } from './source.ts';
import type { CardView, FdView, LineView, PlugView, VarView } from './view.ts';

/** pidfds and /proc directories of the living, by slot. */
export function plugsOf(machine: Machine): readonly PlugView[] {
  const { kernel } = machine;
  return machine.actors.flatMap(actor => {
    const task = kernel.tasks[actor.task];
    if (task === undefined || !holdsTable(machine, actor, task)) return [];
    const watched = watchedBy(kernel, actor, task);
    return slotsOf(kernel, task).flatMap(({ fd, file }): PlugView[] => {
      const { on } = file;
      if (on.kind !== 'pidfd' && on.kind !== 'procdir') return [];
      const slot = actor.vars.findIndex(v => v?.as === 'fd' && v.n === fd);
      const names = programOf(machine.setup, actor)?.vars ?? [];
      const thread = on.kind === 'pidfd' && on.thread;
      return [
        {
          key: `${actor.pid}:${fd}:${file.id}`,
          holder: actor.pid,
          fd,
          variable: names[slot],
          kind: on.kind,
          target: on.pid,
          meant: actor.vars[slot]?.meant,
          watched: watched.has(file.id),
          revents: on.kind === 'pidfd' ? pidfdPoll(kernel, on.pid, thread) : 0,
        },
      ];
    });
  });
}

/** Files that a process watches: through its sets, or in the poll that it is about to make. */
function watchedBy(kernel: Kernel, actor: Actor, task: Task): ReadonlySet<FileId> {
  const watched = new Set<FileId>();
  for (const { file } of slotsOf(kernel, task)) {
    if (file.on.kind === 'epoll') for (const { file: id } of file.on.interest) watched.add(id);
  }
  const sys = actor.next?.sys;
  for (const { fd } of sys?.name === 'poll' ? sys.fds : []) {
    const file = fdFile(kernel, task, fd);
    if (file !== undefined) watched.add(file.id);
  }
  return watched;
}

/** Threads share a table: the one that leads their race shows it, else the first of them. */
export function holdsTable(machine: Machine, actor: Actor, task: Task): boolean {
  const sharers = machine.actors.filter(
    a => machine.kernel.tasks[a.task]?.files === task.files && alive(machine.kernel, a),
  );
  const leading = leadingProcess(machine.setup.race);
  return (sharers.find(a => a.process === leading) ?? sharers[0]) === actor;
}

/** The open descriptors of a task, lowest first. */
export function slotsOf(
  kernel: Kernel,
  task: Task,
): readonly { fd: Fd; file: File; cloexec: boolean }[] {
  const table = task.files === undefined ? undefined : kernel.fdTables[task.files];
  return (table?.slots ?? []).flatMap((slot, i) => {
    const file = slot && fdFile(kernel, task, i);
    return slot && file ? [{ fd: i as Fd, file, cloexec: slot.cloexec }] : [];
  });
}

/** A card for every actor whose program has steps in some variant. */
export function cardsOf(
  machine: Machine,
  people: People,
  last: { readonly pid: Ino; readonly line: number } | undefined,
): readonly CardView[] {
  const { race } = machine.setup;
  const leading = leadingProcess(race);
  const acting = machine.actors.filter(a => acts(race, a.process));
  return acting.map(actor => {
    const line = last?.pid === actor.pid ? last.line : undefined;
    const task = machine.kernel.tasks[actor.task];
    return {
      pid: actor.pid,
      ref: { process: actor.process, instance: actor.instance },
      process: actor.process,
      name: actor.name,
      glyph: people.of(actor.pid)?.glyph ?? actor.name,
      nr: actor.nr,
      alive: alive(machine.kernel, actor),
      lines: linesOf(machine, actor, line),
      leading: actor.process === leading && actor.instance === 0,
      vars: varsOf(machine, actor),
      fds: task === undefined ? [] : slotsOf(machine.kernel, task).map(fdView),
    };
  });
}

function linesOf(machine: Machine, actor: Actor, last: number | undefined): readonly LineView[] {
  const program = programOf(machine.setup, actor);
  if (program === undefined) return [];
  const next = alive(machine.kernel, actor) ? actor.next?.instr.span.line : undefined;
  return sourceLines(machine.setup.race, program).map(({ line, text }) => ({
    line,
    text,
    at: line === last ? 'last' : line === next ? 'next' : 'none',
  }));
}

function varsOf(machine: Machine, actor: Actor): readonly VarView[] {
  const names = programOf(machine.setup, actor)?.vars ?? [];
  return names.flatMap((name, slot): VarView[] => {
    if (name.startsWith('(')) return [];
    const value = actor.vars[slot];
    return [{ name, value: value?.n, as: value?.as ?? 'plain' }];
  });
}

function fdView({ fd, file, cloexec }: { fd: Fd; file: File; cloexec: boolean }): FdView {
  const { on } = file;
  const target = on.kind === 'pidfd' || on.kind === 'procdir' ? on.pid : undefined;
  const name = on.kind === 'plain' ? on.name : undefined;
  return { fd, kind: on.kind, target, cloexec, name };
}
