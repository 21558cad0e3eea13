// Which actors must be followed at a state: the smallest set found that no outsider disturbs. Sets are
// bits over the actors that are live.

import type { Model, Reduction } from './model.ts';

/** With more actors than this nothing is left out. */
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
  let able = 0;
  let at = 0;
  for (let i = 0; i < choices.length; i++) {
    const actor = model.actor(choices[i] as C);
    while (at < live.length && live[at] !== actor) at += 1;
    able |= 1 << at;
  }
  const best = smallest(reduction, state, live, able);
  if ((able & ~best) === 0) return choices;
  return choices.filter(choice => (best >> live.indexOf(model.actor(choice))) & 1);
}

/** Of the sets that grow from one able actor, that with the fewest of them. */
function smallest<S>(
  reduction: Reduction<S>,
  state: S,
  live: readonly number[],
  able: number,
): number {
  const disturbers: number[] = [];
  let best = -1;
  let fewest = count(able);
  for (let left = able; left !== 0 && fewest > 1; left &= left - 1) {
    const seed = 31 - Math.clz32(left & -left);
    let members = 1 << seed;
    for (let todo = members; todo !== 0; ) {
      const at = 31 - Math.clz32(todo);
      const bits = disturbers[at] ?? reduction.disturbers(state, live, at);
      disturbers[at] = bits;
      todo = (todo | (bits & ~members)) & ~(1 << at);
      members |= bits;
    }
    const size = count(members & able);
    if (size >= fewest) continue;
    best = members;
    fewest = size;
  }
  return best;
}

function count(bits: number): number {
  let n = 0;
  for (let left = bits; left !== 0; left &= left - 1) n += 1;
  return n;
}
