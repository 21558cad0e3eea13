// A race as the explorer searches it: the model with what a picture and a reader want beside the
// verdict. An order's end is named by the worst that happened in it; a state's label says what the
// watched number means and whether a deed has been done.

import { findPid, type NsId } from '../kernel/index.ts';
import type { Race } from '../race/program.ts';
import { canRun } from './choice.ts';
import { outcomeName } from './claims.ts';
import { findActor, type Machine } from './machine.ts';
import { BANDS, type Band, bandOf, modelOf } from './model.ts';
import { Packer } from './packed.ts';
import type { Effect, Packed } from './parts.ts';
import { reductionOf } from './reduction.ts';
import type { ActorRef, Schedule } from './schedule.ts';
import { init } from './setup.ts';
import { step } from './step.ts';

/**
 * How an order can end. wrong: a call reached somebody it did not mean. broken: a claim failed in
 * another way. right, zombie, nobody: whom the deed reached. none: no deed was done.
 */
export const ENDS = ['wrong', 'broken', 'right', 'zombie', 'nobody', 'none'] as const;
export type End = (typeof ENDS)[number];

/** Added to a label when a signal has been sent, or another deed done. */
export const DEED_DONE = 8;

/** One variant of a race, on a kernel version, for the explorer. A choice is a remembered step. */
export function searchModel(race: Race, variant: number, version = race.version) {
  const model = modelOf(race, variant, version);
  const start = model.init;
  const owner = ownerOf(race, start);
  const packer = new Packer(start);
  const eventually = model.claims.some(claim => claim.kind === 'eventually');
  const unmet = (state: Packed): number => (eventually ? model.unmet(packer.unpack(state)) : 0);
  return {
    ...model,
    init: packer.init,
    /** The first machine, for those who follow a schedule from it. */
    start,
    choices: (state: Packed): readonly Effect[] => packer.choices(state),
    step: (state: Packed, choice: Effect): Packed => packer.step(state, choice),
    fingerprint: (state: Packed) => state,
    peek: (state: Packed, choice: Effect) => packer.peek(state, choice),
    actor: (choice: Effect): number => choice.index,
    broken: (state: Packed): number => state.broken,
    unmet,
    stuck: (state: Packed): boolean => model.stuck(packer.unpack(state)),
    outcome: (state: Packed): End => {
      const name = outcomeName(packer.unpack(state));
      if (name === 'wrong') return 'wrong';
      return state.broken !== 0 || unmet(state) !== 0 ? 'broken' : name;
    },
    label: ({ world, seen }: Packed): number => {
      if (world.label < 0) world.label = BANDS.indexOf(bandOf(world.machine, race.watched, owner));
      return world.label + (seen === 0 ? 0 : DEED_DONE);
    },
    reduction: reductionOf(start, packer),
    invariant: (state: Packed): string | undefined => packer.invariant(state, model.invariant),
  };
}

/** What the watched number means now, in a machine that began as `start`. */
export function bandNow(start: Machine, now: Machine): Band {
  const { race } = now.setup;
  return bandOf(now, race.watched, ownerOf(race, start));
}

/** The process that the watched number means at first; undefined: none is known. */
export function ownerName(race: Race): string | undefined {
  const start = init(race, 0);
  const pid = ownerOf(race, start);
  const machines = [start];
  let last = start;
  for (const ref of race.pinned) {
    const index = findActor(last, ref);
    const actor = last.actors[index];
    if (actor === undefined || !canRun(last, actor)) continue;
    last = step(last, index);
    machines.push(last);
  }
  return machines.flatMap(m => m.actors).find(actor => actor.pid === pid)?.name;
}

/** The identity that has the watched number at the start, or is the first to get it in the script. */
function ownerOf(race: Race, start: Machine): number | undefined {
  if (race.watched === undefined) return undefined;
  let machine = start;
  for (const ref of [undefined, ...race.pinned]) {
    if (ref !== undefined) {
      const index = findActor(machine, ref);
      const actor = machine.actors[index];
      if (actor === undefined || !canRun(machine, actor)) return undefined;
      machine = step(machine, index);
    }
    const found = findPid(machine.kernel, 0 as NsId, race.watched)?.ino;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An order, as the indices of its actors, as a schedule that any other room can follow. */
export function scheduleOf(start: Machine, actors: readonly number[]): Schedule {
  const refs: ActorRef[] = [];
  let machine = start;
  for (const index of actors) {
    const actor = machine.actors[index];
    if (actor === undefined) break;
    refs.push({ process: actor.process, instance: actor.instance });
    machine = step(machine, index);
  }
  return refs;
}

/** The machine after some of a schedule, which must fit. */
export function after(race: Race, variant: number, version: number, order: Schedule): Machine {
  return order.reduce((m, ref) => step(m, findActor(m, ref)), init(race, variant, version));
}
