// Which actors must be followed at a state: the smallest set found that no outsider disturbs.

import type { Model, Reduction } from './model.ts';

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
  const head = choices[0];
  if (reduction === undefined || head === undefined || choices.length === 1) return choices;
  const live = reduction.live(state);
  let best = choices;
  let tried = -1;
  for (const choice of choices) {
    const seed = model.actor(choice);
    if (seed === tried) continue;
    tried = seed;
    const members = closure(reduction, state, live, seed);
    if (members.size === live.length) continue;
    const part = choices.filter(other => members.has(model.actor(other)));
    if (part.length < best.length) best = part;
    if (members.size === 1) break;
  }
  return best;
}

/** The seed, and everybody who disturbs somebody in the set. */
function closure<S>(
  reduction: Reduction<S>,
  state: S,
  live: readonly number[],
  seed: number,
): ReadonlySet<number> {
  const members = new Set([seed]);
  for (const member of members) {
    for (const other of live) {
      if (!members.has(other) && reduction.disturbs(state, other, member)) members.add(other);
    }
  }
  return members;
}
