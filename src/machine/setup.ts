// The first machine of a world: which programs run in this variant, who is there at the start.

import { ensure } from '../base.ts';
import {
  BOOT_DEFAULTS,
  type Booted,
  type BootProcess,
  boot,
  findPid,
  type Kernel,
  type NsId,
  type TaskId,
} from '../kernel/index.ts';
import type { ProcessDecl, Program, Race } from '../race/program.ts';
import { settle } from './actor.ts';
import { watchesSignals } from './claims.ts';
import { evaluateValue } from './eval.ts';
import {
  type Actor,
  type ActorDraft,
  type Machine,
  OUTCOME,
  type Setup,
  type Value,
  ZERO,
} from './machine.ts';
import { type Placed, populate } from './populate.ts';
import { lettersFor } from './schedule.ts';
import { makeMachine } from './step.ts';

const INITIAL = 0 as NsId;

/**
 * The machine before the first step, of one variant of a race, on the kernel version that the race
 * names or on another one.
 */
export function init(race: Race, variant: number, version = race.version): Machine {
  const programs = race.processes.map(p => programIn(p, variant));
  const booted = boot({
    ...BOOT_DEFAULTS,
    version,
    pidMax: race.numbers.last + 1,
    cursor: race.cursor,
    tick: race.tick,
    processes: bootList(race),
    init: race.processes.find(isInit)?.name ?? 'init',
  });
  const placed = populate(race, booted.kernel, firstPlaces(race, booted));
  const { kernel } = placed;
  const setup: Setup = {
    race,
    variant,
    version,
    programs,
    letters: lettersOf(race),
    startNrs: race.processes.map((_, i) => startNr(race, placed, i)),
    watchesSignals: watchesSignals(race.claims),
  };
  return begin(setup, kernel, placed);
}

/** The letters of a race's schedules: the same in every variant. */
export function lettersOf(race: Race) {
  const acts = (p: ProcessDecl) => p.programs.some(program => program.code.length > 0);
  return lettersFor(race.processes.map(p => ({ name: p.name, acts: acts(p) })));
}

function programIn(process: ProcessDecl, variant: number): Program {
  const program = process.programs[variant] ?? process.programs[0];
  return program ?? { code: [], vars: [], source: process.span };
}

function isInit(p: ProcessDecl): boolean {
  return p.startNr === 1 && p.inside === undefined;
}

/** Processes of the initial namespace with a number of their own, parents first. */
function bootList(race: Race): readonly BootProcess[] {
  const list: BootProcess[] = [];
  const seen = new Set<number>();
  const add = (i: number): void => {
    const p = race.processes[i];
    if (p === undefined || seen.has(i) || !bootsPlainly(p)) return;
    seen.add(i);
    if (p.parent !== undefined) add(p.parent);
    list.push({ comm: p.name, nr: ensure(p.startNr, 'start number'), parent: parentNr(race, p) });
  };
  for (let i = 0; i < race.processes.length; i++) add(i);
  return list;
}

/** The kernel's own boot can place it; the others are made by calls (populate.ts). */
function bootsPlainly(p: ProcessDecl): boolean {
  const own = p.threadOf === undefined && p.inside === undefined;
  return own && p.startNr !== undefined && !isInit(p);
}

function parentNr(race: Race, p: ProcessDecl): number {
  const parent = p.parent === undefined ? undefined : race.processes[p.parent];
  return parent !== undefined && bootsPlainly(parent) ? (parent.startNr ?? 1) : 1;
}

function firstPlaces(race: Race, booted: Booted): (TaskId | undefined)[] {
  const initTask = ensure(booted.tasks[0], 'init').task;
  return race.processes.map(p => {
    if (isInit(p)) return initTask;
    if (!bootsPlainly(p) || p.startNr === undefined) return undefined;
    const ino = findPid(booted.kernel, INITIAL, p.startNr)?.ino;
    return booted.tasks.find(t => t.pid === ino)?.task;
  });
}

/** The number that an administrator would have written down, and whom it means. */
function startNr(race: Race, placed: Placed, process: number): Value {
  const task = placed.tasks[process];
  const pid = task === undefined ? undefined : placed.kernel.tasks[task]?.pid;
  const n = race.processes[process]?.startNr;
  return n === undefined ? ZERO : { n, as: 'nr', meant: pid };
}

function begin(setup: Setup, kernel: Kernel, placed: Placed): Machine {
  const actors: Actor[] = [];
  let marks = 0;
  let failed = false;
  setup.race.processes.forEach((_, process) => {
    const task = placed.tasks[process];
    if (task === undefined) return;
    const fields = firstActor(setup, kernel, placed, process, task);
    const settled = settle(setup, fields, marks);
    marks = settled.marks;
    failed ||= settled.failedAssert;
    actors.push(settled.actor);
  });
  const cells = setup.race.cells.map(c => evaluateValue(c.initial, { vars: [], errno: 0 }, setup));
  const seen = failed ? OUTCOME.assert : 0;
  return makeMachine({ setup, kernel, actors, cells, marks, broken: 0, seen, hits: [], mail: [] });
}

function firstActor(
  setup: Setup,
  kernel: Kernel,
  placed: Placed,
  process: number,
  task: TaskId,
): ActorDraft {
  const pid = ensure(kernel.tasks[task], 'a task at the start').pid;
  const { upids } = ensure(kernel.pids[pid], 'its identity');
  const decl = ensure(setup.race.processes[process], 'process');
  const names = setup.programs[process]?.vars ?? [];
  const held = placed.sockets.filter(s => s.process === process);
  const vars = names.map((name): Value | undefined => {
    const socket = held.find(s => s.name === name);
    return socket && { n: socket.fd, as: 'fd', meant: undefined };
  });
  const from = { process, instance: 0, program: process, task, pid, upids };
  return { ...from, name: decl.name, pc: 0, vars, errno: 0 };
}
