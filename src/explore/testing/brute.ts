// Every complete order, one after the other, without a table: the slow answer to compare with.

import type { Model } from '../model.ts';

export interface Brute {
  orders: number;
  readonly byOutcome: Map<string, number>;
  readonly breaking: number[];
  stuck: number;
  nearMisses: number;
  /** By claim: fewest steps, then fewest switches, then least lateness of the last actor. */
  readonly best: ({ steps: number; switches: number; late: number } | undefined)[];
}

export function bruteForce<S, C>(model: Model<S, C>): Brute {
  const brute: Brute = {
    orders: 0,
    byOutcome: new Map(),
    breaking: model.claims.map(() => 0),
    stuck: 0,
    nearMisses: 0,
    best: model.claims.map(() => undefined),
  };
  walk(model, brute, model.init, [], false);
  return brute;
}

function walk<S, C>(model: Model<S, C>, brute: Brute, state: S, actors: number[], near: boolean) {
  const broken = model.broken(state);
  model.claims.forEach((_, claim) => {
    if ((broken >> claim) & 1) better(brute, claim, actors);
  });
  const choices = model.choices(state);
  const next = choices.map(choice => model.step(state, choice));
  if (choices.length === 0) end(model, brute, state, actors, near);
  const nearer = near || (broken === 0 && next.some(after => model.broken(after) !== 0));
  choices.forEach((choice, i) => {
    const after = next[i];
    if (after !== undefined) walk(model, brute, after, [...actors, model.actor(choice)], nearer);
  });
}

function end<S, C>(model: Model<S, C>, brute: Brute, state: S, actors: number[], near: boolean) {
  brute.orders += 1;
  const name = model.outcome(state);
  brute.byOutcome.set(name, (brute.byOutcome.get(name) ?? 0) + 1);
  if (model.stuck(state)) brute.stuck += 1;
  if (near && model.broken(state) === 0) brute.nearMisses += 1;
  model.claims.forEach((spec, claim) => {
    const failed = (spec.kind === 'never' ? model.broken(state) : model.unmet(state)) >> claim;
    if ((failed & 1) === 0) return;
    brute.breaking[claim] = (brute.breaking[claim] ?? 0) + 1;
    if (spec.kind === 'eventually') better(brute, claim, actors);
  });
}

/** Switches, and how long before the end the last actor's steps are, summed. */
export function costOf(actors: readonly number[]): { switches: number; late: number } {
  let switches = 0;
  let late = 0;
  actors.forEach((actor, i) => {
    if (i > 0 && actors[i - 1] !== actor) switches += 1;
    if (actor === actors[actors.length - 1]) late += actors.length - 1 - i;
  });
  return { switches, late };
}

function better(brute: Brute, claim: number, actors: readonly number[]): void {
  const known = brute.best[claim];
  const cost = { steps: actors.length, ...costOf(actors) };
  const less =
    known === undefined ||
    cost.steps < known.steps ||
    (cost.steps === known.steps &&
      (cost.switches < known.switches ||
        (cost.switches === known.switches && cost.late < known.late)));
  if (less) brute.best[claim] = cost;
}
