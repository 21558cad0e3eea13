// Endless orders: the strongly connected parts of the state graph (Tarjan's algorithm, without
// recursion). A part is fair if somebody could go round in it for ever without anyone being put off
// for ever: each actor takes a step in it, or cannot go on somewhere in it (weak fairness).

import type { Graph } from './graph.ts';

/** The parts with at least one edge inside, over the states for which `keep` holds. */
export function cyclicParts(graph: Graph, keep: (state: number) => boolean): readonly number[][] {
  const search = new Tarjan(graph, keep);
  for (let state = 0; state < graph.states; state++) search.from(state);
  return search.parts;
}

class Tarjan {
  readonly parts: number[][] = [];
  private readonly graph: Graph;
  private readonly keep: (state: number) => boolean;
  /** 0: not met. */
  private readonly order: Int32Array;
  private readonly low: Int32Array;
  private readonly cursor: Int32Array;
  private readonly open: Uint8Array;
  private readonly pending: number[] = [];
  private met = 0;

  constructor(graph: Graph, keep: (state: number) => boolean) {
    this.graph = graph;
    this.keep = keep;
    this.order = new Int32Array(graph.states);
    this.low = new Int32Array(graph.states);
    this.cursor = graph.first.slice();
    this.open = new Uint8Array(graph.states);
  }

  from(start: number): void {
    if (this.order[start] !== 0 || !this.keep(start)) return;
    const path = [start];
    this.meet(start);
    for (let top = path[path.length - 1]; top !== undefined; top = path[path.length - 1]) {
      const edge = this.cursor[top] ?? 0;
      if (edge < (this.graph.first[top + 1] ?? 0)) {
        this.cursor[top] = edge + 1;
        const target = this.graph.to[edge] ?? 0;
        if (!this.keep(target)) continue;
        if (this.order[target] === 0) {
          this.meet(target);
          path.push(target);
        } else if (this.open[target] === 1) this.lower(top, this.order[target] ?? 0);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) this.lower(parent, this.low[top] ?? 0);
      if (this.low[top] === this.order[top]) this.close(top);
    }
  }

  private meet(state: number): void {
    this.met += 1;
    this.order[state] = this.met;
    this.low[state] = this.met;
    this.open[state] = 1;
    this.pending.push(state);
  }

  private lower(state: number, to: number): void {
    if (to < (this.low[state] ?? 0)) this.low[state] = to;
  }

  private close(root: number): void {
    const part: number[] = [];
    for (let state = this.pending.pop(); state !== undefined; state = this.pending.pop()) {
      this.open[state] = 0;
      part.push(state);
      if (state === root) break;
    }
    const inside = new Set(part);
    if (innerEdges(this.graph, root, inside).length > 0) this.parts.push(part);
  }
}

function innerEdges(graph: Graph, state: number, inside: ReadonlySet<number>): number[] {
  const edges: number[] = [];
  for (let edge = graph.first[state] ?? 0; edge < (graph.first[state + 1] ?? 0); edge++) {
    if (inside.has(graph.to[edge] ?? 0)) edges.push(edge);
  }
  return edges;
}

export function isFair(graph: Graph, part: readonly number[]): boolean {
  const inside = new Set(part);
  const stepping = new Set<number>();
  let alwaysAble: ReadonlySet<number> | undefined;
  for (const state of part) {
    const able = new Set(graph.by.subarray(graph.first[state], graph.first[state + 1]));
    alwaysAble =
      alwaysAble === undefined ? able : new Set([...alwaysAble].filter(actor => able.has(actor)));
    for (const edge of innerEdges(graph, state, inside)) stepping.add(graph.by[edge] ?? 0);
  }
  return [...(alwaysAble ?? [])].every(actor => stepping.has(actor));
}

/** A shortest round from `start` back to itself inside its part, as the choices taken. */
export function roundFrom(graph: Graph, start: number, part: readonly number[]): readonly number[] {
  const inside = new Set(part);
  const reached = new Map<number, { readonly edge: number; readonly from: number }>();
  const queue = [start];
  for (const state of queue) {
    for (const edge of innerEdges(graph, state, inside)) {
      const target = graph.to[edge] ?? 0;
      if (reached.has(target)) continue;
      reached.set(target, { edge, from: state });
      queue.push(target);
    }
  }
  const choices: number[] = [];
  for (let at = reached.get(start); at !== undefined; at = reached.get(at.from)) {
    choices.push(at.edge - (graph.first[at.from] ?? 0));
    if (at.from === start) break;
  }
  return choices.reverse();
}
