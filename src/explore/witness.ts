// The order to show: of all orders that lead to what is looked for, one with the fewest steps; of
// those, with the fewest switches between actors; of those, one in which whoever does the last step
// acts as late as possible (so that a check is seen to pass just before the deed).

import { ensure } from '../base.ts';
import { depthOf, type Graph } from './graph.ts';

export interface Path {
  /** At each state, which of its choices is taken. */
  readonly choices: readonly number[];
  /** The states passed, the start included. */
  readonly states: readonly number[];
  readonly switches: number;
}

interface Entry {
  readonly state: number;
  readonly last: number;
  readonly cost: number;
  readonly edge: number;
  readonly from: Entry | undefined;
}

/** One switch outweighs any lateness. */
const SWITCH = 1e8;

/** The best order to a state for which `wanted` holds; undefined if none of the graph is wanted. */
export function bestPath(graph: Graph, wanted: (state: number) => boolean): Path | undefined {
  let nearest = 0;
  while (nearest < graph.states && !wanted(nearest)) nearest += 1;
  if (nearest === graph.states) return undefined;
  const steps = depthOf(graph.levels, nearest);
  if (steps === 0) return { choices: [], states: [nearest], switches: 0 };
  const useful = leadingTo(graph, steps, wanted);
  let best: Entry | undefined;
  for (const last of lastActors(graph, steps, useful)) {
    const found = cheapest(graph, steps, useful, last);
    if (found !== undefined && (best === undefined || found.cost < best.cost)) best = found;
  }
  return read(ensure(best, 'an order of that length'), graph);
}

/** Marks the states that lie on an order of exactly `steps` steps to a wanted state. */
function leadingTo(graph: Graph, steps: number, wanted: (state: number) => boolean): Uint8Array {
  const { levels, first, to } = graph;
  const end = levels[steps + 1] ?? graph.states;
  const useful = new Uint8Array(graph.states);
  for (let state = levels[steps] ?? 0; state < end; state++) if (wanted(state)) useful[state] = 1;
  for (let level = steps - 1; level >= 0; level--) {
    const low = levels[level + 1] ?? 0;
    const high = levels[level + 2] ?? graph.states;
    for (let state = levels[level] ?? 0; state < low; state++) {
      const stop = first[state + 1] ?? 0;
      for (let edge = first[state] ?? 0; edge < stop; edge++) {
        const target = to[edge] ?? 0;
        if (target >= low && target < high && useful[target] === 1) useful[state] = 1;
      }
    }
  }
  return useful;
}

/** Calls `visit` for each edge from a useful state of a level to a useful one of the next level. */
function eachEdge(
  graph: Graph,
  state: number,
  level: number,
  useful: Uint8Array,
  visit: (edge: number, target: number, actor: number) => void,
): void {
  const low = graph.levels[level + 1] ?? graph.states;
  const high = graph.levels[level + 2] ?? graph.states;
  const stop = graph.first[state + 1] ?? 0;
  for (let edge = graph.first[state] ?? 0; edge < stop; edge++) {
    const target = graph.to[edge] ?? 0;
    if (target < low || target >= high || useful[target] !== 1) continue;
    visit(edge, target, graph.by[edge] ?? 0);
  }
}

function lastActors(graph: Graph, steps: number, useful: Uint8Array): ReadonlySet<number> {
  const actors = new Set<number>();
  const end = graph.levels[steps] ?? 0;
  for (let state = graph.levels[steps - 1] ?? 0; state < end; state++) {
    if (useful[state] !== 1) continue;
    eachEdge(graph, state, steps - 1, useful, (_edge, _target, actor) => actors.add(actor));
  }
  return actors;
}

/** Dynamic programming by level over (state, who acted last), for orders whose last step is `final`'s. */
function cheapest(
  graph: Graph,
  steps: number,
  useful: Uint8Array,
  final: number,
): Entry | undefined {
  let level = new Map<number, Entry>([
    [0, { state: 0, last: -1, cost: 0, edge: -1, from: undefined }],
  ]);
  const width = 1 + graph.by.reduce((most, actor) => Math.max(most, actor), 0);
  for (let step = 1; step <= steps; step++) {
    const next = new Map<number, Entry>();
    for (const entry of level.values()) {
      eachEdge(graph, entry.state, step - 1, useful, (edge, target, actor) => {
        if (step === steps && actor !== final) return;
        const turned = entry.last !== -1 && entry.last !== actor ? SWITCH : 0;
        const cost = entry.cost + turned + (actor === final ? steps - step : 0);
        const key = target * width + actor;
        const known = next.get(key);
        if (known !== undefined && known.cost <= cost) return;
        next.set(key, { state: target, last: actor, cost, edge, from: entry });
      });
    }
    level = next;
  }
  let best: Entry | undefined;
  for (const entry of level.values()) {
    if (best === undefined || entry.cost < best.cost) best = entry;
  }
  return best;
}

function read(end: Entry, graph: Graph): Path {
  const choices: number[] = [];
  const states: number[] = [];
  for (let entry: Entry | undefined = end; entry !== undefined; entry = entry.from) {
    states.push(entry.state);
    const before = entry.from;
    if (before !== undefined) choices.push(entry.edge - (graph.first[before.state] ?? 0));
  }
  return {
    choices: choices.reverse(),
    states: states.reverse(),
    switches: Math.floor(end.cost / SWITCH),
  };
}
