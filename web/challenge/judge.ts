// The explorer as the judge of a level: whether the goal can be reached at all, from the start or from
// where the player stands, and the shortest way. Every level is small, so that a search is a matter of
// milliseconds and is done where it is asked for. Pure.

import { ensure } from '../../src/base.ts';
import type { Level } from '../../src/catalogue/levels.ts';
import { explore } from '../../src/explore/explore.ts';
import { runnable } from '../../src/machine/choice.ts';
import { unmetAtEnd } from '../../src/machine/claims.ts';
import { findActor, type Machine } from '../../src/machine/machine.ts';
import { type ActorRef, type Schedule, sameActor } from '../../src/machine/schedule.ts';
import { scheduleOf, searchModel } from '../../src/machine/search.ts';
import { step } from '../../src/machine/step.ts';
import type { Race } from '../../src/race/program.ts';

/** A level's world: a variant of a compiled race, and the claim to break. */
export interface Task {
  readonly race: Race;
  readonly variant: number;
  readonly claim: number;
}

/** What the explorer says of all orders that go on from some point. */
export type Judgement =
  /** `order` is a shortest way on, with the fewest switches of those. Empty: it has been reached. */
  | {
      readonly kind: 'way';
      readonly order: Schedule;
      readonly switches: number;
    }
  /** Every order that is left was looked at. `orders`: how many complete ones. */
  | { readonly kind: 'none'; readonly orders: bigint | undefined; readonly states: number }
  /** A limit stopped the search: nothing is said. */
  | { readonly kind: 'unknown' };

export function taskOf({ variant, claim }: Level, race: Race): Task {
  const index = race.variants.indexOf(variant);
  ensure(race.claims[claim], `claim ${claim} of ${race.id}`);
  ensure(race.variants[index], `variant ${variant} of ${race.id}`);
  return { race, variant: index, claim };
}

/** Searches all orders that begin with `done`, which must fit. */
export function judge({ race, variant, claim }: Task, done: Schedule): Judgement {
  const model = searchModel(race, variant);
  let machine = model.start;
  let init = model.init;
  for (const ref of done) {
    const index = findActor(machine, ref);
    init = model.step(
      init,
      ensure(
        model.choices(init).find(choice => choice.index === index),
        'a step that fits',
      ),
    );
    machine = step(machine, index);
  }
  const report = explore({ ...model, init });
  const found = ensure(report.claims[claim], 'claim');
  const { verdict, witness } = found;
  if (verdict === 'holds') return { kind: 'none', orders: report.orders, states: report.states };
  if (witness === undefined) return { kind: 'unknown' };
  const indices = witness.steps.map(choice => choice.index);
  return { kind: 'way', order: scheduleOf(machine, indices), switches: witness.switches };
}

/** Whether the claim is broken here: by what has happened, or by how the order has ended. */
export function isReached(machine: Machine, claim: number): boolean {
  const bit = 1 << claim;
  if ((machine.broken & bit) !== 0) return true;
  return runnable(machine).length === 0 && (unmetAtEnd(machine) & bit) !== 0;
}

/** How often an order goes from one process to another. */
export function switchesIn(order: readonly ActorRef[]): number {
  return order.filter((ref, i) => i > 0 && !sameActor(ref, order[i - 1])).length;
}
