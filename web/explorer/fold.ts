// Folds a state graph for drawing: states in which the deed is done (or a claim broken) and the end
// is certain become one with their outcome, so that every order is seen to run from the start into
// one of a few outcomes.

import type { Graph } from '../../src/explore/graph.ts';

/** `label` of a state: its band in the low bits, and whether a deed has been done. */
export const BAND_MASK = 7;
export const DEED_DONE = 8;

export interface Folded {
  /** The states that are drawn, in order of discovery. */
  readonly shown: readonly number[];
  /** By state: -1 if it is drawn, else the outcome that it is folded into. */
  readonly into: Int32Array;
  /** Edges between drawn states, and from drawn states into outcomes; each pair once. */
  readonly edges: readonly FoldedEdge[];
}

export interface FoldedEdge {
  readonly from: number;
  /** A state; or, if negative, outcome -1 - to. */
  readonly to: number;
}

export function fold(graph: Graph): Folded {
  const ends = certainOutcome(graph);
  const into = new Int32Array(graph.states).fill(-1);
  const shown: number[] = [];
  for (let state = 0; state < graph.states; state++) {
    const end = ends[state] ?? -1;
    const deed = ((graph.label[state] ?? 0) & DEED_DONE) !== 0 || graph.broken[state] !== 0;
    const done = deed || (graph.outcome[state] ?? -1) >= 0;
    if (done && end >= 0 && state !== 0) into[state] = end;
    else shown.push(state);
  }
  const edges: FoldedEdge[] = [];
  for (const from of shown) {
    const targets = new Set<number>();
    for (let edge = graph.first[from] ?? 0; edge < (graph.first[from + 1] ?? 0); edge++) {
      const to = graph.to[edge] ?? 0;
      const end = into[to] ?? -1;
      targets.add(end >= 0 ? -1 - end : to);
    }
    for (const to of targets) edges.push({ from, to });
  }
  return { shown, into, edges };
}

/** By state: the one outcome that all orders from it have, or -1 if they differ. */
function certainOutcome(graph: Graph): Int32Array {
  const MANY = -1;
  const UNKNOWN = -2;
  const certain = new Int32Array(graph.states).fill(UNKNOWN);
  // Successors mostly have higher numbers; repeat until nothing changes.
  for (let changed = true; changed; ) {
    changed = false;
    for (let state = graph.states - 1; state >= 0; state--) {
      let all = (graph.outcome[state] ?? -1) >= 0 ? (graph.outcome[state] ?? -1) : UNKNOWN;
      for (let edge = graph.first[state] ?? 0; edge < (graph.first[state + 1] ?? 0); edge++) {
        const next = certain[graph.to[edge] ?? 0] ?? UNKNOWN;
        if (next === UNKNOWN) continue;
        all = all === UNKNOWN || all === next ? next : MANY;
      }
      if (all !== certain[state]) {
        certain[state] = all;
        changed = true;
      }
    }
  }
  return certain.map(end => (end === UNKNOWN ? MANY : end));
}
