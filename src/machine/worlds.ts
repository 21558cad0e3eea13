// Several worlds under one schedule: the variants of a race, step by step in lockstep. Who may be
// chosen is the union; a world in which the chosen one cannot run stands still, with the reason.

import type { KernelEvent, Nr } from '../kernel/index.ts';
import type { Race } from '../race/program.ts';
import { type Blocked, blockedBy, type Choice, choices } from './choice.ts';
import { type Actor, alive, findActor, type Machine } from './machine.ts';
import { type ActorRef, type Schedule, sameActor } from './schedule.ts';
import { init } from './setup.ts';
import { type StepLog, step } from './step.ts';
import { type Advance, startTimeline } from './timeline.ts';

/** What one step did in one world. */
export type Deed =
  | { readonly kind: 'ran'; readonly actor: Actor; readonly log: StepLog }
  | { readonly kind: 'stood'; readonly blocked: Blocked };

/** All variants at one moment. */
export interface Worlds {
  readonly race: Race;
  readonly machines: readonly Machine[];
  /** Steps since the start. */
  readonly at: number;
  /** Whose step led here; undefined at the start. */
  readonly who: ActorRef | undefined;
  /** What it did, by world. */
  readonly deeds: readonly Deed[];
  /** The moment before; undefined at the start. */
  readonly before: Worlds | undefined;
  /** Numbers that are followed, in order of first interest: their colours. */
  readonly interest: readonly Nr[];
  /** By world and namespace: on which lap the allocator is; 1 is the first. */
  readonly laps: readonly (readonly number[])[];
}

/** Every variant of the race at the start. */
export function startWorlds(race: Race, version = race.version): Worlds {
  const machines = race.variants.map((_, variant) => init(race, variant, version));
  const watched = race.watched === undefined ? [] : [race.watched as Nr];
  const start = { race, machines, at: 0, who: undefined, deeds: [], before: undefined };
  const laps = machines.map(m => m.kernel.namespaces.map(() => 1));
  return { ...start, interest: addInterest(watched, machines), laps };
}

/** One step in every world where `who` can run; undefined when there is none. */
export function stepWorlds(worlds: Worlds, who: ActorRef): Worlds | undefined {
  const machines: Machine[] = [];
  const deeds: Deed[] = [];
  for (const machine of worlds.machines) {
    const { next, deed } = stepOne(machine, who);
    machines.push(next);
    deeds.push(deed);
  }
  if (deeds.every(d => d.kind === 'stood')) return undefined;
  const interest = addInterest(worlds.interest, machines);
  const laps = machines.map((m, i) => lapsAfter(worlds.laps[i] ?? [], m, deeds[i]));
  const at = worlds.at + 1;
  return { race: worlds.race, machines, at, who, deeds, before: worlds, interest, laps };
}

function lapsAfter(laps: readonly number[], machine: Machine, deed: Deed | undefined) {
  const events: readonly KernelEvent[] = deed?.kind === 'ran' ? deed.log.events : [];
  return machine.kernel.namespaces.map((_, ns) => {
    const wraps = events.filter(e => e.kind === 'wrap' && e.ns === ns).length;
    return (laps[ns] ?? 1) + wraps;
  });
}

function stepOne(machine: Machine, who: ActorRef): { next: Machine; deed: Deed } {
  const index = findActor(machine, who);
  const actor = machine.actors[index];
  const blocked: Blocked | undefined =
    actor === undefined ? { kind: 'absent' } : blockedBy(machine, actor);
  if (blocked !== undefined || actor === undefined) {
    return { next: machine, deed: { kind: 'stood', blocked: blocked ?? { kind: 'absent' } } };
  }
  const log: StepLog = { events: [], result: undefined, errno: undefined, hit: undefined };
  const next = step(machine, index, log);
  return { next, deed: { kind: 'ran', actor, log } };
}

/** One process that may be chosen, with what it would do in each world. */
export interface WorldsChoice {
  readonly ref: ActorRef;
  readonly name: string;
  readonly ready: boolean;
  /** By world; undefined: it is not there. */
  readonly perWorld: readonly (Choice | undefined)[];
}

/** The union of the worlds' choices, in the order of the race's declarations. */
export function worldsChoices(worlds: Worlds): readonly WorldsChoice[] {
  const lists = worlds.machines.map(m => choices(m));
  const refs: ActorRef[] = [];
  for (const { ref } of lists.flat()) if (!refs.some(r => sameActor(r, ref))) refs.push(ref);
  refs.sort((a, b) => a.process - b.process || a.instance - b.instance);
  return refs.map(ref => {
    const perWorld = lists.map(list => list.find(c => sameActor(c.ref, ref)));
    const name = perWorld.find(c => c !== undefined)?.name ?? '';
    return { ref, name, ready: perWorld.some(c => c?.ready === true), perWorld };
  });
}

/** How a timeline of worlds goes on. */
export const advanceWorlds: Advance<Worlds> = (worlds, who) => stepWorlds(worlds, who);

/** A timeline on the given script; cut where the script does not fit. */
export function worldsTimeline(race: Race, script: Schedule, version = race.version) {
  return startTimeline(startWorlds(race, version), script, advanceWorlds);
}

/** Numbers that somebody remembers, or that have had more than one holder. */
function addInterest(known: readonly Nr[], machines: readonly Machine[]): readonly Nr[] {
  const found: Nr[] = [];
  const add = (nr: Nr) => {
    if (!known.includes(nr) && !found.includes(nr)) found.push(nr);
  };
  for (const { actors, kernel } of machines) {
    for (const [i, actor] of actors.entries()) {
      const { nr } = actor;
      if (actors.some((other, j) => j < i && other.nr === nr)) add(nr);
      if (!alive(kernel, actor)) continue;
      for (const value of actor.vars) {
        const target = value?.meant;
        const named = target === undefined ? undefined : actors.find(a => a.pid === target);
        if (named !== undefined && named.pid !== actor.pid && value?.as !== 'plain') add(named.nr);
      }
    }
  }
  return found.length === 0 ? known : [...known, ...found];
}
