// Draws up the report: from the recorded graph where there is one, else from the depth-first pass.

import { ensure } from '../base.ts';
import type { Breadth } from './breadth.ts';
import { cyclicParts, isFair, roundFrom } from './cycles.ts';
import type { Depth } from './depth.ts';
import type { Graph } from './graph.ts';
import type { Model } from './model.ts';
import { countOrders, type Orders, oneStepFromHarm } from './orders.ts';
import type { ClaimReport, Report, Witness } from './report.ts';
import { bestPath, type Path } from './witness.ts';

export function reportOf<S, C>(
  model: Model<S, C>,
  breadth: Breadth<S, C> | undefined,
  deep: Depth<S, C> | undefined,
): Report<C> {
  if (breadth !== undefined && deep === undefined) return graphReport(model, breadth);
  const early = breadth === undefined ? undefined : graphReport(model, breadth);
  return verdictReport(model, ensure(deep, 'a pass'), early);
}

function graphReport<S, C>(model: Model<S, C>, breadth: Breadth<S, C>): Report<C> {
  const graph = breadth.graph();
  const complete = breadth.done && breadth.stoppedBy === undefined;
  const orders = complete ? countOrders(graph, model.claims.length) : undefined;
  const parts = complete && orders === undefined ? cyclicParts(graph, () => true) : [];
  const show = (wanted: (state: number) => boolean) =>
    witnessOf(model, graph, bestPath(graph, wanted));
  const stuck = count(graph, state => graph.stuck[state] === 1);
  const near = count(graph, state => oneStepFromHarm(graph, state));
  const fair = parts.filter(part => isFair(graph, part));
  const failed = breadth.invariant;
  return {
    complete,
    stoppedBy: breadth.stoppedBy,
    reduced: false,
    states: breadth.states,
    transitions: breadth.transitions,
    depth: breadth.depth,
    claims: model.claims.map((_, claim) => judge(model, graph, claim, complete, orders)),
    outcomes: graph.outcomes.map((name, i) => ({
      name,
      states: count(graph, state => graph.outcome[state] === i),
      orders: orders?.byOutcome[i],
    })),
    orders: orders?.total,
    deadlocks: {
      states: stuck,
      orders: orders?.stuck,
      witness: stuck > 0 ? show(state => graph.stuck[state] === 1) : undefined,
    },
    cycles: complete
      ? {
          parts: parts.length,
          fair: fair.length,
          witness: lasso(model, graph, fair[0] ?? parts[0]),
        }
      : undefined,
    nearMisses: {
      states: near,
      orders: orders?.nearMisses,
      witness: near > 0 ? show(state => oneStepFromHarm(graph, state)) : undefined,
    },
    invariant:
      failed === undefined
        ? undefined
        : {
            name: failed.name,
            witness: ensure(
              show(state => state === failed.id),
              'witness',
            ),
          },
  };
}

function judge<S, C>(
  model: Model<S, C>,
  graph: Graph,
  claim: number,
  complete: boolean,
  orders: Orders | undefined,
): ClaimReport<C> {
  const spec = ensure(model.claims[claim], 'claim');
  const failed = (state: number) =>
    spec.kind === 'never'
      ? (((graph.broken[state] ?? 0) >> claim) & 1) === 1
      : graph.outcome[state] !== -1 && (((graph.unmet[state] ?? 0) >> claim) & 1) === 1;
  let witness = witnessOf(model, graph, bestPath(graph, failed));
  if (witness === undefined && spec.kind === 'eventually' && complete && orders === undefined) {
    const unmet = (state: number) => (((graph.unmet[state] ?? 0) >> claim) & 1) === 1;
    witness = lasso(
      model,
      graph,
      cyclicParts(graph, unmet).find(part => isFair(graph, part)),
    );
  }
  const verdict = witness !== undefined ? 'broken' : complete ? 'holds' : 'unknown';
  return { ...spec, verdict, witness, orders: orders?.breaking[claim] };
}

function verdictReport<S, C>(
  model: Model<S, C>,
  deep: Depth<S, C>,
  early: Report<C> | undefined,
): Report<C> {
  const complete = deep.done && deep.stoppedBy === undefined;
  const found = (path: readonly C[]): Witness<C> => ({
    steps: path,
    round: [],
    switches: switchesOf(model, path),
    states: [],
    shortest: false,
  });
  return {
    complete,
    stoppedBy: deep.stoppedBy,
    reduced: deep.reduced,
    // Of a search that is not complete: how far the pass came that came further.
    states: complete ? deep.states : Math.max(deep.states, early?.states ?? 0),
    transitions: deep.transitions,
    depth: deep.depth,
    claims: model.claims.map((spec, claim) => {
      const path = deep.breaking.get(claim)?.path;
      const witness = early?.claims[claim]?.witness ?? (path && found(path));
      const sure = complete && !(spec.kind === 'eventually' && deep.cyclic);
      const verdict = witness !== undefined ? 'broken' : sure ? 'holds' : 'unknown';
      return { ...spec, verdict, witness, orders: undefined };
    }),
    outcomes: [...deep.outcomes].map(([name, states]) => ({ name, states, orders: undefined })),
    orders: undefined,
    deadlocks: {
      states: deep.deadlocks,
      orders: undefined,
      witness: early?.deadlocks.witness ?? (deep.deadlock && found(deep.deadlock.path)),
    },
    cycles: undefined,
    nearMisses: undefined,
    invariant:
      early?.invariant ??
      (deep.invariant && { name: deep.invariant.name, witness: found(deep.invariant.path) }),
  };
}

function count(graph: Graph, test: (state: number) => boolean): number {
  let n = 0;
  for (let state = 0; state < graph.states; state++) if (test(state)) n += 1;
  return n;
}

/** Takes the numbered choices from the start and names them. */
function witnessOf<S, C>(
  model: Model<S, C>,
  graph: Graph,
  path: Path | undefined,
  round: readonly number[] = [],
): Witness<C> | undefined {
  if (path === undefined || graph.states === 0) return undefined;
  const taken: C[] = [];
  let state = model.init;
  for (const n of [...path.choices, ...round]) {
    const choice = ensure(model.choices(state)[n], 'choice of the witness');
    taken.push(choice);
    state = model.step(state, choice);
  }
  const steps = taken.slice(0, path.choices.length);
  return {
    steps,
    round: taken.slice(path.choices.length),
    switches: path.switches,
    states: path.states,
    shortest: true,
  };
}

/** The shortest way into a cyclic part, and once round. */
function lasso<S, C>(
  model: Model<S, C>,
  graph: Graph,
  part: readonly number[] | undefined,
): Witness<C> | undefined {
  if (part === undefined) return undefined;
  const entry = part.reduce((least, state) => Math.min(least, state));
  const path = bestPath(graph, state => state === entry);
  return witnessOf(model, graph, path, roundFrom(graph, entry, part));
}

function switchesOf<S, C>(model: Model<S, C>, path: readonly C[]): number {
  let switches = 0;
  for (let i = 1; i < path.length; i++) {
    const [before, now] = [path[i - 1], path[i]];
    if (before === undefined || now === undefined) continue;
    if (model.actor(before) !== model.actor(now)) switches += 1;
  }
  return switches;
}
