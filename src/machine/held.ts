// What processes hold on others: notes, plugs, shared cells; and the cards with their programs.

import {
  type Fd,
  type File,
  fdFile,
  findPid,
  type Ino,
  type Kernel,
  type Nr,
  type NsId,
  nsOf,
  P,
  pidfdPoll,
  type Task,
} from '../kernel/index.ts';
import type { Arg, Instr, Race } from '../race/program.ts';
import { liveSlots } from './liveness.ts';
import { type Actor, alive, type Machine, programOf, type Value } from './machine.ts';
import type { People } from './people.ts';
import { sourceLines } from './source.ts';
import type {
  CardView,
  FdView,
  HolderView,
  LineView,
  NoteView,
  PlugView,
  SharedView,
  VarView,
} from './view.ts';

/** Remembered numbers of the living. A note is its holder's own business: nothing updates it. */
export function notesOf(machine: Machine): readonly NoteView[] {
  return machine.actors.flatMap(actor => {
    const task = machine.kernel.tasks[actor.task];
    if (task === undefined || task.state === 'zombie') return [];
    const program = programOf(machine.setup, actor);
    const live = program && liveSlots(program)[actor.pc];
    const noted = (program?.vars ?? []).flatMap((variable, slot) => {
      const value = actor.vars[slot];
      if (value === undefined || !isNote(value, actor)) return [];
      if (live?.has(slot) !== true && replaced(actor, value)) return [];
      return [noteOf(machine, actor, task, variable, value)];
    });
    const all = [...noted, ...constantsOf(machine, actor, task)];
    return all.filter((n, i) => all.findIndex(m => m.nr === n.nr) === i);
  });
}

/** Numbers that stand in the program itself, as `kill(server, 0)` does, while they are still to come. */
function constantsOf(machine: Machine, actor: Actor, task: Task): readonly NoteView[] {
  const code = programOf(machine.setup, actor)?.code.slice(actor.pc) ?? [];
  const named = code.flatMap(i => (i.kind === 'syscall' ? [i.args[0]] : [])).flatMap(namedBy);
  return named.flatMap((process): NoteView[] => {
    const value = machine.setup.startNrs[process];
    if (value === undefined || !isNote(value, actor)) return [];
    return [{ ...noteOf(machine, actor, task, `=${process}`, value), variable: '', used: false }];
  });
}

function namedBy(arg: Arg | undefined): readonly number[] {
  if (arg?.kind === 'value' && arg.expr.kind === 'nrOf') return [arg.expr.process];
  return arg?.kind === 'text'
    ? arg.values.flatMap(e => (e.kind === 'nrOf' ? [e.process] : []))
    : [];
}

function isNote(value: Value, actor: Actor): boolean {
  return value.as === 'nr' && value.n !== 0 && value.n !== -1 && value.meant !== actor.pid;
}

/** The holder now has a descriptor of the same process and reads the number no more. */
function replaced(actor: Actor, note: Value): boolean {
  return actor.vars.some(v => v?.as === 'fd' && v.meant === note.meant && v.n >= 0);
}

function noteOf(
  machine: Machine,
  actor: Actor,
  task: Task,
  variable: string,
  value: Value,
): NoteView {
  const nr = Math.abs(value.n) as Nr;
  const means = findPid(machine.kernel, nsOf(machine.kernel, task), nr)?.ino;
  const learntAs = value.meant;
  const { pc } = actor;
  const program = programOf(machine.setup, actor);
  const live = program ? liveSlots(program)[pc]?.has(program.vars.indexOf(variable)) : false;
  return {
    key: `${actor.pid}:${variable}`,
    holder: actor.pid,
    variable: variable.startsWith('(') ? '' : variable,
    nr,
    learntAs,
    means,
    state: stateOf(learntAs, means),
    used: live !== true,
  };
}

function stateOf(learntAs: Ino | undefined, means: Ino | undefined): NoteView['state'] {
  if (means === undefined) return 'stale';
  return learntAs === undefined || means === learntAs ? 'fresh' : 'wrong';
}

/** The shared cells, with what their numbers mean in the initial namespace. */
export function sharedOf(machine: Machine): readonly SharedView[] {
  return machine.cells.map((value, i) => {
    const name = machine.setup.race.cells[i]?.name ?? '';
    const means = value.as === 'nr' ? findPid(machine.kernel, 0 as NsId, value.n)?.ino : undefined;
    const state = value.as === 'nr' ? stateOf(value.meant, means) : 'plain';
    return { name, value: value.n, as: value.as, learntAs: value.meant, means, state };
  });
}

/** pidfds and /proc directories of the living, by slot. */
export function plugsOf(machine: Machine): readonly PlugView[] {
  const { kernel } = machine;
  return machine.actors.flatMap(actor => {
    const task = kernel.tasks[actor.task];
    if (task === undefined || !holdsTable(machine, actor, task)) return [];
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
          revents: on.kind === 'pidfd' ? pidfdPoll(kernel, on.pid, thread) : 0,
        },
      ];
    });
  });
}

/** Threads share a table: the one that leads their race shows it, else the first of them. */
function holdsTable(machine: Machine, actor: Actor, task: Task): boolean {
  const sharers = machine.actors.filter(
    a => machine.kernel.tasks[a.task]?.files === task.files && alive(machine.kernel, a),
  );
  const leading = leadingProcess(machine.setup.race);
  return (sharers.find(a => a.process === leading) ?? sharers[0]) === actor;
}

function slotsOf(kernel: Kernel, task: Task): readonly { fd: Fd; file: File; cloexec: boolean }[] {
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

export function acts(race: Race, process: number): boolean {
  return race.processes[process]?.programs.some(p => p.code.length > 0) === true;
}

/** The process that differs between the variants; else the first one that acts. */
export function leadingProcess(race: Race): number {
  const differs = race.processes.findIndex(
    p => new Set(p.programs.map(x => x.source.from)).size > 1,
  );
  return differs >= 0 ? differs : race.processes.findIndex((_, i) => acts(race, i));
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
  const queued = on.kind === 'socket' ? on.queue.length : 0;
  return { fd, kind: on.kind, target, cloexec, name, queued };
}

/** Whom the race follows, and whether its calls name others by number or by descriptor. */
export function holderOf(
  machine: Machine,
  notes: readonly NoteView[],
  plugs: readonly PlugView[],
): HolderView | undefined {
  const process = leadingProcess(machine.setup.race);
  const actor = machine.actors.find(a => a.process === process && a.instance === 0);
  const decl = machine.setup.race.processes[process];
  if (decl === undefined) return undefined;
  const ways = (machine.setup.programs[process]?.code ?? []).flatMap(wayOf);
  const best = ways.reduce<Way | undefined>(
    (a, b) => (a && a.weight > b.weight ? a : b),
    undefined,
  );
  const by = best?.by ?? 'number';
  const held = by === 'reference' ? plugs : notes;
  return { process, name: decl.name, by, has: held.some(h => h.holder === actor?.pid) };
}

/** How a call names its process. Signals weigh more than waits, and those more than opening. */
interface Way {
  readonly by: 'number' | 'reference';
  readonly weight: number;
}

function wayOf(instr: Instr): readonly Way[] {
  if (instr.kind === 'spawn')
    return instr.args === undefined ? [] : [{ by: 'reference', weight: 0 }];
  if (instr.kind !== 'syscall') return [];
  switch (instr.name) {
    case 'pidfd_send_signal':
    case 'pidfd_getfd':
    case 'process_madvise':
    case 'process_mrelease':
      return [{ by: 'reference', weight: 3 }];
    case 'kill':
    case 'tkill':
    case 'tgkill':
    case 'rt_sigqueueinfo':
      return [{ by: 'number', weight: 3 }];
    case 'waitid': {
      const kind = instr.args[0];
      const pidfd =
        kind?.kind === 'value' && kind.expr.kind === 'int' && kind.expr.value === P.P_PIDFD;
      return [{ by: pidfd ? 'reference' : 'number', weight: 2 }];
    }
    case 'poll':
      return [{ by: 'reference', weight: 2 }];
    case 'wait4':
      return [{ by: 'number', weight: 1 }];
    case 'pidfd_open':
      return [{ by: 'reference', weight: 1 }];
    default:
      return [];
  }
}
