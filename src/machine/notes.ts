// Numbers that are kept somewhere: in variables, in programs, in shared cells.

import { findPid, type Ino, type Nr, type NsId, nsOf, type Task } from '../kernel/index.ts';
import type { Arg, Instr } from '../race/program.ts';
import { liveSlots } from './liveness.ts';
import { type Actor, type Machine, programOf, type Value } from './machine.ts';
import type { NoteView, SharedView } from './view.ts';

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
  const named = code.flatMap(i => (i.kind === 'syscall' ? namingArgs(i) : [])).flatMap(namedBy);
  return named.flatMap((process): NoteView[] => {
    const value = machine.setup.startNrs[process];
    if (value === undefined || !isNote(value, actor)) return [];
    return [{ ...noteOf(machine, actor, task, `=${process}`, value), variable: '', used: false }];
  });
}

/** The arguments that name somebody: tgkill names a thread, and its process only to make sure. */
function namingArgs({ name, args }: Extract<Instr, { kind: 'syscall' }>): readonly Arg[] {
  const first = name === 'tgkill' || name === 'rt_tgsigqueueinfo' ? 1 : 0;
  return args.slice(first, first + 1);
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
