// A race as the explorer searches it: the model with what a picture and a reader want beside the
// verdict. An order's end is named by the worst that happened in it; a state's label says what the
// watched number means and whether a deed has been done.

import { findPid, type NsId } from '../kernel/index.ts';
import type { Race } from '../race/program.ts';
import { canRun } from './choice.ts';
import { outcomeName } from './claims.ts';
import { findActor, type Machine } from './machine.ts';
import { BANDS, type Band, bandOf, modelOf } from './model.ts';
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

/** One variant of a race, on a kernel version, for the explorer. */
export function searchModel(race: Race, variant: number, version = race.version) {
  const model = modelOf(race, variant, version);
  const owner = ownerOf(race, model.init);
  return {
    ...model,
    outcome: (machine: Machine): End => {
      const name = outcomeName(machine);
      if (name === 'wrong') return 'wrong';
      return model.broken(machine) !== 0 || model.unmet(machine) !== 0 ? 'broken' : name;
    },
    label: (machine: Machine): number =>
      BANDS.indexOf(bandOf(machine, race.watched, owner)) + (machine.seen === 0 ? 0 : DEED_DONE),
  };
}

/** What the watched number means now, in a machine that began as `start`. */
export function bandNow(start: Machine, now: Machine): Band {
  const { race } = now.setup;
  return bandOf(now, race.watched, ownerOf(race, start));
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

/** The explorer's choices (indices of actors) as a schedule that any other room can follow. */
export function scheduleOf(start: Machine, choices: readonly number[]): Schedule {
  const refs: ActorRef[] = [];
  let machine = start;
  for (const choice of choices) {
    const actor = machine.actors[choice];
    if (actor === undefined) break;
    refs.push({ process: actor.process, instance: actor.instance });
    machine = step(machine, choice);
  }
  return refs;
}

/** The machine after some of a schedule, which must fit. */
export function after(race: Race, variant: number, version: number, order: Schedule): Machine {
  return order.reduce((m, ref) => step(m, findActor(m, ref)), init(race, variant, version));
}
