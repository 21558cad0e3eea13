// A pinned schedule as a plan for the stage: the race's start is made by calls with chosen numbers,
// then every step is made with the numbers that the model used. What the model answered goes along,
// so that the real kernel's answers can be held against it.

import { ensure } from '../base.ts';
import type { JsonObject, Num, Plan, Step } from '../conform/plan.ts';
import type { Syscall } from '../kernel/index.ts';
import { canRun } from '../machine/choice.ts';
import { alive, findActor, type Machine } from '../machine/machine.ts';
import type { Schedule } from '../machine/schedule.ts';
import { init } from '../machine/setup.ts';
import { type StepLog, step } from '../machine/step.ts';
import type { ProcessDecl, Race } from '../race/program.ts';

/** What the model answered to one step of the plan. */
export interface Answer {
  /** The step's place in the plan, and in the schedule (from 1). */
  readonly at: number;
  readonly turn: number;
  readonly call: string;
  /** Undefined: the call does not come back. */
  readonly ret: number | undefined;
  readonly err: string | undefined;
  /** Who ended in this step, by their names in the plan. */
  readonly ended: readonly string[];
}

export interface RacePlan {
  readonly plan: Plan;
  readonly answers: readonly Answer[];
}

/** Why a race cannot be staged; undefined: it can. */
export function unstageable(race: Race, version: number): string | undefined {
  if (race.version > version) return 'it needs a newer kernel';
  if (race.namespaces.length > 0) return 'it begins with namespaces';
  if (race.processes.some(p => p.uid !== undefined)) return 'it begins with several users';
  return undefined;
}

/** The schedule (the pinned one by default) of one variant as a plan. */
export function racePlan(race: Race, variant: number, schedule: Schedule = race.pinned): RacePlan {
  const start = init(race, variant);
  const steps = startSteps(race, start);
  const names = new Map(start.actors.map(a => [keyOf(a), nameOf(race, a.process)]));
  const answers: Answer[] = [];
  let machine = start;
  for (const [i, ref] of schedule.entries()) {
    const index = findActor(machine, ref);
    const actor = machine.actors[index];
    if (actor === undefined || !canRun(machine, actor)) continue;
    const sys = actor.next?.sys;
    const log: StepLog = { events: [], result: undefined, errno: undefined, hit: undefined };
    const next = step(machine, index, log);
    if (sys !== undefined) {
      const who = ensure(names.get(keyOf(ref)), 'name');
      const child = next.actors.length > machine.actors.length ? next.actors.at(-1) : undefined;
      const called = `task${next.actors.length}`;
      if (child !== undefined) names.set(keyOf(child), called);
      answers.push({
        at: steps.length,
        turn: i + 1,
        call: sys.name,
        ret: log.result,
        err: log.errno,
        ended: ended(machine, next).map(ref => names.get(keyOf(ref)) ?? ''),
      });
      steps.push(stepOf(who, sys, child === undefined ? `none${i}` : called));
    }
    machine = next;
  }
  const name = `${race.id}, ${race.variants[variant] ?? ''}`;
  return { plan: { name, setup: { pid_max: race.numbers.last + 1 }, steps }, answers };
}

/** The actors that were alive before a step and are not after it. */
function ended(before: Machine, after: Machine): Schedule {
  return before.actors.filter((actor, i) => {
    const now = after.actors[i];
    return alive(before.kernel, actor) && now !== undefined && !alive(after.kernel, now);
  });
}

const keyOf = (ref: { readonly process: number; readonly instance: number }): string =>
  `${ref.process}#${ref.instance}`;

function nameOf(race: Race, process: number): string {
  const decl = race.processes[process];
  return decl === undefined || decl.startNr === 1 ? 'init' : decl.name;
}

function stepOf(who: string, sys: Syscall, child: string): Step {
  const { name, ...given } = sys;
  // A call's fields are plain data, as a plan's arguments are.
  const args = JSON.parse(JSON.stringify(given)) as JsonObject;
  const forks = name === 'fork' || name === 'vfork' || name === 'clone' || name === 'clone3';
  if (!forks) return { who, call: name, args };
  const pidfd = name === 'clone3' && sys.pidfd === 'ok' ? { pidfd: `fd of ${child}` } : {};
  return { who, call: name, args, child, ...pidfd };
}

const THREAD = 'CLONE_VM|CLONE_SIGHAND|CLONE_THREAD|CLONE_FILES';

/** The calls that make the start of a race, parents before children. */
function startSteps(race: Race, start: Machine): Step[] {
  const steps: Step[] = [];
  const made = new Set<number>();
  const make = (i: number): void => {
    const p = race.processes[i];
    if (p?.startNr === undefined || p.startNr === 1 || made.has(i)) return;
    made.add(i);
    const from = p.threadOf ?? p.parent;
    if (from !== undefined) make(from);
    const who = from === undefined ? 'init' : nameOf(race, from);
    const setTid: Num[] = [p.startNr];
    const thread = p.threadOf !== undefined;
    const args = thread ? { flags: THREAD, setTid } : { exitSignal: 'SIGCHLD', setTid };
    steps.push({ who, call: 'clone3', args, child: p.name });
    if (!thread && p.parent === undefined && p.group === undefined)
      steps.push({ who: p.name, call: 'setsid' });
  };
  for (const i of race.processes.keys()) make(i);
  const grouped = [...race.processes.entries()].filter(([, p]) => p.group !== undefined);
  for (const [i, p] of grouped) if (p.group === i) steps.push(groupStep(race, p));
  for (const [i, p] of grouped) if (p.group !== i) steps.push(groupStep(race, p));
  steps.push(...fileSteps(race, start), ...socketSteps(race), ...settingSteps(race));
  const value = race.cursor - 1;
  steps.push({ who: 'init', call: 'sysctl', args: { key: 'ns_last_pid', value } });
  return steps;
}

function groupStep(race: Race, p: ProcessDecl): Step {
  const leader = p.group === undefined ? undefined : race.processes[p.group];
  return { who: p.name, call: 'setpgid', args: { pid: 0, pgid: leader?.startNr ?? 0 } };
}

/** Descriptors 0, 1 and 2, where the model has them. */
function fileSteps(race: Race, start: Machine): Step[] {
  return start.actors.flatMap(actor => {
    const decl = race.processes[actor.process];
    const table = start.kernel.tasks[actor.task]?.files;
    const slots = table === undefined ? [] : (start.kernel.fdTables[table]?.slots ?? []);
    if (decl?.threadOf !== undefined || slots.length === 0) return [];
    const open = { call: 'open', args: { path: '/dev/null', flags: 2 } };
    return [0, 1, 2].map(() => ({ who: nameOf(race, actor.process), ...open }));
  });
}

/** A pair made by the second end, since it is the first that asks who the other is. */
function socketSteps(race: Race): Step[] {
  return race.sockets.flatMap(({ name, ends }) => {
    const [asks, makes] = ends.map(end => nameOf(race, end));
    const nr = race.processes[ends[1]]?.startNr ?? 0;
    const [near, far] = [`$${name} near`, `$${name} far`];
    if (asks === undefined || makes === undefined) return [];
    const theirs = { pidfd: `$${name} pidfd`, targetfd: far };
    return [
      { who: makes, call: 'socketpair', args: { type: 1 }, fds: [near.slice(1), far.slice(1)] },
      { who: asks, call: 'pidfd_open', args: { pid: nr }, as: `${name} pidfd` },
      { who: asks, call: 'pidfd_getfd', args: theirs, as: `${name} copy` },
      { who: asks, call: 'close', args: { fd: `$${name} pidfd` } },
      { who: asks, call: 'dup', args: { oldfd: `$${name} copy` } },
      { who: asks, call: 'close', args: { fd: `$${name} copy` } },
      { who: makes, call: 'close', args: { fd: far } },
    ];
  });
}

function settingSteps(race: Race): Step[] {
  return race.processes.flatMap((p, i) => {
    const who = nameOf(race, i);
    const subreaper = { option: 'PR_SET_CHILD_SUBREAPER', arg2: 1 };
    return [
      ...p.ignores.map(signum => ({
        who,
        call: 'rt_sigaction',
        args: { signum, handler: 'ignore' },
      })),
      ...(p.subreaper ? [{ who, call: 'prctl', args: subreaper }] : []),
    ];
  });
}
