// Which actors must be followed at a state: the smallest set found that no outsider disturbs.

import type { Model, Reduction } from './model.ts';

/** Sets of actors are kept as bits; with more actors than this nothing is left out. */
const MOST = 30;

/**
 * A persistent part of the choices: those of a set T of actors such that nothing an actor outside T
 * may do from here on depends on the next step of an actor in T.
 * Returns: all the choices where no smaller part is found; never an empty part of some.
 */
export function persistent<S, C>(
  model: Model<S, C>,
  state: S,
  choices: readonly C[],
): readonly C[] {
  const { reduction } = model;
  if (reduction === undefined || choices.length < 2) return choices;
  const live = reduction.live(state);
  if (live.length > MOST) return choices;
  const disturbers: (number | undefined)[] = [];
  const all = (1 << live.length) - 1;
  let best = all;
  let fewest = choices.length;
  let tried = -1;
  for (const choice of choices) {
    const actor = model.actor(choice);
    if (actor === tried) continue;
    tried = actor;
    const members = closure(reduction, state, live, disturbers, live.indexOf(actor));
    if (members === all) continue;
    const count = choices.reduce((n, other) => n + (isIn(members, live, model, other) ? 1 : 0), 0);
    if (count >= fewest) continue;
    best = members;
    fewest = count;
    if (count === 1) break;
  }
  if (fewest === choices.length) return choices;
  return choices.filter(choice => isIn(best, live, model, choice));
}

function isIn<S, C>(members: number, live: readonly number[], model: Model<S, C>, choice: C) {
  return ((members >> live.indexOf(model.actor(choice))) & 1) === 1;
}

/** The seed, and everybody who disturbs somebody in the set, as bits over `live`. */
function closure<S>(
  reduction: Reduction<S>,
  state: S,
  live: readonly number[],
  disturbers: (number | undefined)[],
  seed: number,
): number {
  let members = 1 << seed;
  for (let todo = members; todo !== 0; ) {
    const at = 31 - Math.clz32(todo);
    todo &= ~(1 << at);
    let bits = disturbers[at];
    if (bits === undefined) {
      bits = disturbersOf(reduction, state, live, at);
      disturbers[at] = bits;
    }
    todo |= bits & ~members;
    members |= bits;
  }
  return members;
}

function disturbersOf<S>(
  reduction: Reduction<S>,
  state: S,
  live: readonly number[],
  at: number,
): number {
  const actor = live[at] ?? -1;
  let bits = 0;
  for (let i = 0; i < live.length; i++) {
    if (i !== at && reduction.disturbs(state, live[i] ?? -1, actor)) bits |= 1 << i;
  }
  return bits;
}
