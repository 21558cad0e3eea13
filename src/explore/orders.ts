// How many complete orders there are, exactly: paths from the start to the ends of the state graph,
// counted by dynamic programming in topological order, never by walking them. Counts are ordinary
// numbers while they fit and big integers after that.

import type { Graph } from './graph.ts';

type Count = number | bigint;

export interface Orders {
  readonly total: bigint;
  /** By index of `graph.outcomes`. */
  readonly byOutcome: readonly bigint[];
  /** By claim: the orders that break it. */
  readonly breaking: readonly bigint[];
  /** Orders that end with somebody stuck. */
  readonly stuck: bigint;
  /** Unharmed orders that were once a single step from breaking a `never` claim. */
  readonly nearMisses: bigint;
}

/** Returns: undefined if some order is endless, for then there is no number of orders. */
export function countOrders(graph: Graph, claims: number): Orders | undefined {
  const waiting = indegrees(graph);
  // Orders that reach a state and were never one step from harm, and those that were.
  const far: Count[] = new Array(graph.states).fill(0);
  const near: Count[] = new Array(graph.states).fill(0);
  far[0] = 1;
  const ready = [0];
  const sums = new Sums(graph, claims);
  for (let state = ready.pop(); state !== undefined; state = ready.pop()) {
    let calm = far[state] ?? 0;
    let close = near[state] ?? 0;
    far[state] = 0;
    near[state] = 0;
    sums.visited += 1;
    if ((graph.outcome[state] ?? -1) >= 0) sums.end(state, calm, close);
    if (oneStepFromHarm(graph, state)) {
      close = add(close, calm);
      calm = 0;
    }
    const stop = graph.first[state + 1] ?? 0;
    for (let edge = graph.first[state] ?? 0; edge < stop; edge++) {
      const target = graph.to[edge] ?? 0;
      far[target] = add(far[target] ?? 0, calm);
      near[target] = add(near[target] ?? 0, close);
      const left = (waiting[target] ?? 0) - 1;
      waiting[target] = left;
      if (left === 0) ready.push(target);
    }
  }
  return sums.visited === graph.states ? sums.result() : undefined;
}

/** Nothing is broken here, and one of the next steps would break something. */
export function oneStepFromHarm(graph: Graph, state: number): boolean {
  if (graph.broken[state] !== 0) return false;
  const stop = graph.first[state + 1] ?? 0;
  for (let edge = graph.first[state] ?? 0; edge < stop; edge++) {
    if (graph.broken[graph.to[edge] ?? 0] !== 0) return true;
  }
  return false;
}

/** How many edges lead to each state. */
export function indegrees(graph: Graph): Int32Array {
  const count = new Int32Array(graph.states);
  for (let edge = 0; edge < graph.edges; edge++) {
    const target = graph.to[edge] ?? 0;
    count[target] = (count[target] ?? 0) + 1;
  }
  return count;
}

class Sums {
  visited = 0;
  private total: Count = 0;
  private stuck: Count = 0;
  private nearMisses: Count = 0;
  private readonly byOutcome: Count[];
  private readonly breaking: Count[];
  private readonly graph: Graph;

  constructor(graph: Graph, claims: number) {
    this.graph = graph;
    this.byOutcome = graph.outcomes.map(() => 0);
    this.breaking = new Array(claims).fill(0);
  }

  end(state: number, far: Count, near: Count): void {
    const orders = add(far, near);
    this.total = add(this.total, orders);
    const outcome = this.graph.outcome[state] ?? 0;
    this.byOutcome[outcome] = add(this.byOutcome[outcome] ?? 0, orders);
    if (this.graph.stuck[state] === 1) this.stuck = add(this.stuck, orders);
    const broken = this.graph.broken[state] ?? 0;
    if (broken === 0) this.nearMisses = add(this.nearMisses, near);
    const failed = broken | (this.graph.unmet[state] ?? 0);
    for (let claim = 0; claim < this.breaking.length; claim++) {
      if ((failed >> claim) & 1) this.breaking[claim] = add(this.breaking[claim] ?? 0, orders);
    }
  }

  result(): Orders {
    return {
      total: BigInt(this.total),
      byOutcome: this.byOutcome.map(BigInt),
      breaking: this.breaking.map(BigInt),
      stuck: BigInt(this.stuck),
      nearMisses: BigInt(this.nearMisses),
    };
  }
}

function add(a: Count, b: Count): Count {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (sum <= Number.MAX_SAFE_INTEGER) return sum;
  }
  return BigInt(a) + BigInt(b);
}
