// Random plans. The author performs every step on the model while writing, so that numbers and
// descriptors are aimed at processes of every state, and steps whose outcome the real kernel leaves
// to chance are taken back (chance.ts).

import { ensure } from '../base.ts';
import { type File, type Ino, nrIn, nsOf, type Task } from '../kernel/index.ts';
import { leftToChance } from './chance.ts';
import { type Coverage, cellKey, outcomeOf, rowOf, targetState } from './coverage.ts';
import { type Dice, dice } from './dice.ts';
import { descriptorsKnown, type Meaning, numbersKnown, type TargetState } from './knowledge.ts';
import { type Chooser, type Move, THEMES, type Theme } from './move.ts';
import { BIRTHS } from './moves-birth.ts';
import { DESCRIPTOR_MOVES } from './moves-fd.ts';
import { PIDFD_MOVES } from './moves-pidfd.ts';
import { PIPE_MOVES } from './moves-pipe.ts';
import { PROCESS_MOVES } from './moves-process.ts';
import { RARE_MOVES } from './moves-rare.ts';
import { SIGNAL_MOVES } from './moves-signal.ts';
import { opening, performStep } from './perform.ts';
import type { Json, JsonObject, Performance, Plan, Setup, Step, StepResult } from './plan.ts';
import type { Actor, World } from './world.ts';

export interface Wishes {
  readonly seed: number;
  /** Which plan of the run. */
  readonly place: number;
  readonly steps: number;
  readonly version: number;
  /** User ids that the stage can give. */
  readonly ids: number;
}

/** A plan with what the model made of it, and the cells that it met. */
export interface Written {
  readonly plan: Plan;
  readonly performance: Performance;
  readonly coverage: Coverage;
}

/** A plan under way. */
interface Draft {
  readonly wishes: Wishes;
  readonly dice: Dice;
  readonly moves: readonly Move[];
  readonly steps: Step[];
  readonly told: StepResult[];
  readonly coverage: Coverage;
  world: World;
  readonly numbers: Map<string, Meaning>;
  readonly files: Map<string, File['id']>;
  readonly handles: string[];
  named: number;
}

const MOVES: readonly Move[] = [
  ...BIRTHS,
  ...PROCESS_MOVES,
  ...SIGNAL_MOVES,
  ...PIDFD_MOVES,
  ...DESCRIPTOR_MOVES,
  ...PIPE_MOVES,
  ...RARE_MOVES,
];

/** Every move with the weight that it has in a plan of this theme. */
function movesFor(theme: Theme | undefined): readonly Move[] {
  return MOVES.map(move =>
    move.theme === theme && theme !== undefined ? { ...move, weight: move.weight * 5 + 10 } : move,
  );
}

function randomSetup(d: Dice, ids: number): Setup {
  const pool = 3 + d.below(9);
  const lap = d.below(10);
  const last = lap < 6 ? 299 : lap < 8 ? 292 + d.below(8) : undefined;
  return {
    pid_max: 300 + pool,
    ...(last === undefined ? {} : { last_pid: last }),
    nofile: d.chance(18) ? 5 + d.below(4) : 64,
    ids,
  };
}

/** Plan number `place` of the run with this seed. */
export function generate(wishes: Wishes): Written {
  const d = dice(wishes.seed, wishes.place);
  const setup = randomSetup(d, wishes.ids);
  const draft: Draft = {
    wishes,
    dice: d,
    moves: movesFor(d.chance(75) ? d.pick(THEMES) : undefined),
    steps: [],
    told: [],
    coverage: new Map(),
    world: opening(setup, wishes.version),
    numbers: new Map(),
    files: new Map(),
    handles: [],
    named: 0,
  };
  for (let tries = 0; draft.steps.length < wishes.steps && tries < wishes.steps * 20; tries++) {
    extend(draft);
  }
  const name = `seed ${wishes.seed} plan ${wishes.place}`;
  return {
    plan: { name, setup, steps: draft.steps },
    performance: { steps: draft.told, problem: undefined },
    coverage: draft.coverage,
  };
}

/** Tries one move of somebody who is free to act. */
function extend(draft: Draft): void {
  const idle = draft.world.actors.filter(a => a.state === 'idle');
  const actor = draft.dice.chance(35) ? idle[0] : draft.dice.pick(idle);
  if (actor === undefined) return;
  const chooser = chooserFor(draft, actor);
  const steps = draft.dice.weighted(draft.moves)?.make(chooser);
  for (const step of steps ?? []) if (!append(draft, step)) return;
}

/** Appends a step if its outcome is certain and its caller can make it. */
function append(draft: Draft, step: Step): boolean {
  const i = draft.steps.length;
  const caller = draft.world.actors.findLast(a => a.name === step.who && a.state !== 'gone');
  if (caller?.state !== 'idle') return false;
  const before = draft.world;
  const done = performStep(before, step, i);
  if (leftToChance(before, done.world, done.told, done.events, step)) return false;
  count(draft, step, done.told);
  draft.steps.push(step);
  draft.told.push(done.told);
  draft.world = done.world;
  remember(draft, [{ step, actor: caller }, ...lateSteps(draft, before, done.told)]);
  return true;
}

function count(draft: Draft, step: Step, told: StepResult): void {
  const meanings = { numbers: draft.numbers, files: draft.files };
  const state = targetState(draft.world, meanings, step);
  const key = cellKey(rowOf(step), state, outcomeOf(told.result));
  draft.coverage.set(key, (draft.coverage.get(key) ?? 0) + 1);
}

function lateSteps(draft: Draft, before: World, told: StepResult) {
  return told.late.flatMap(({ i }) => {
    const step = draft.steps[i];
    const actor = before.actors.find(a => a.name === step?.who);
    return step === undefined || actor === undefined ? [] : [{ step, actor }];
  });
}

/** Notes what the names learnt in these steps mean. */
function remember(
  draft: Draft,
  done: readonly { readonly step: Step; readonly actor: Actor }[],
): void {
  const { kernel, learnt, actors } = draft.world;
  for (const { step, actor } of done) {
    const caller = kernel.tasks[actor.task];
    if (step.child !== undefined && (learnt.get(step.child) ?? -1) > 0 && caller !== undefined) {
      const child = actors.findLast(a => a.name === step.child);
      const ino = child === undefined ? undefined : kernel.tasks[child.task]?.pid;
      if (ino !== undefined) draft.numbers.set(step.child, { ino, ns: nsOf(kernel, caller) });
    }
    if (step.handle !== undefined && (learnt.get(step.handle) ?? -1) > 0) {
      draft.handles.push(step.handle);
    }
    for (const name of [step.as, step.pidfd, ...(step.fds ?? [])]) {
      const slot = name === undefined ? undefined : slotOf(draft, caller, learnt.get(name));
      if (name !== undefined && slot !== undefined) draft.files.set(name, slot.file);
    }
  }
}

function slotOf(draft: Draft, task: Task | undefined, fd: number | undefined) {
  if (task?.files === undefined || fd === undefined || fd < 0) return undefined;
  return draft.world.kernel.fdTables[task.files]?.slots[fd];
}

function chooserFor(draft: Draft, actor: Actor): Chooser {
  const { world, dice: d } = draft;
  const caller = ensure(world.kernel.tasks[actor.task], 'task of an actor');
  const meanings = { numbers: draft.numbers, files: draft.files };
  const numbers = numbersKnown(world, meanings, caller);
  const fds = descriptorsKnown(world, meanings, caller);
  const pidfds = fds.filter(f => f.file.on.kind === 'pidfd');
  const anyFd = (): Json => (d.chance(90) ? (d.pick(fds)?.arg ?? 0) : (d.pick([60, -1, 2]) ?? 0));
  const number = (): Json =>
    d.chance(92) ? (byState(d, numbers)?.arg ?? 1) : (d.pick([1, 2, 298, 300, 9999]) ?? 1);
  return {
    dice: d,
    who: actor.name,
    name: letter => `${letter}${++draft.named}`,
    number,
    group: () => {
      const pgid = d.pick(world.kernel.groups.filter(g => g !== undefined))?.pgid;
      const aim = numbers.find(n => n.ino === pgid);
      const pid = pgid === undefined ? undefined : world.kernel.pids[pgid];
      const nr = pid === undefined ? 0 : nrIn(pid, nsOf(world.kernel, caller));
      return d.chance(75) && nr > 0 ? (aim?.arg ?? nr) : number();
    },
    stale: () => d.pick(numbers.filter(n => n.state === 'reaped'))?.arg,
    child: () => d.pick(numbers.filter(n => n.state === 'child'))?.arg ?? number(),
    pidfd: () => (d.chance(93) ? (byState(d, pidfds)?.arg ?? anyFd()) : anyFd()),
    fd: anyFd,
    fdOf: kind => d.pick(fds.filter(f => f.file.on.kind === kind))?.arg,
    handle: () => {
      const name = d.pick(draft.handles);
      return name === undefined ? undefined : `$${name}`;
    },
    siginfo: signal => randomInfo(d, signal),
    leadsInit: () =>
      world.kernel.groups[caller.group]?.leader === caller.id && isInit(world, caller.pid),
    outermost: () => nsOf(world.kernel, caller) === 0,
    ids: () => draft.wishes.ids,
  };
}

function isInit(world: World, ino: Ino): boolean {
  const nr = world.kernel.pids[ino]?.upids[0]?.nr;
  return nr === 1;
}

/** First a state, then one of that state: rare states come as often as common ones. */
function byState<T extends { readonly state: TargetState }>(
  d: Dice,
  aims: readonly T[],
): T | undefined {
  const state = d.pick([...new Set(aims.map(a => a.state))]);
  return d.pick(aims.filter(a => a.state === state));
}

function randomInfo(d: Dice, signal: Json): JsonObject {
  const kind = d.below(10);
  if (kind === 0) return { kind: 'bad' };
  const signo = kind === 1 ? 12 : signal;
  const code = d.pick(['SI_QUEUE', 'SI_QUEUE', 'SI_USER', 'SI_TKILL']) ?? 0;
  return { kind: 'info', signo, code: code === 'SI_QUEUE' ? -1 : code === 'SI_TKILL' ? -6 : 0 };
}
