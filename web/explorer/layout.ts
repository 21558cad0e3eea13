// Where the states go: one column per step taken, one band per meaning of the watched number, and the
// outcomes in a column of their own at the right. Pure arithmetic; units are those of the drawing.

import { depthOf, type Graph } from '../../src/explore/graph.ts';
import { BAND_MASK, type Folded, fold } from './fold.ts';

export interface Box {
  readonly width: number;
  readonly height: number;
  /** Where the first column may begin: right of the bands' names. */
  readonly left: number;
  /** Width kept for the outcomes. */
  readonly right: number;
}

export interface BandPlace {
  readonly band: number;
  readonly top: number;
  readonly height: number;
}

export interface StatePlace {
  readonly state: number;
  readonly band: number;
  readonly depth: number;
  readonly x: number;
  readonly y: number;
}

export interface OutcomePlace {
  readonly outcome: number;
  readonly x: number;
  readonly y: number;
}

/** So many states of one band after so many steps: the folded form of a large graph. */
export interface Density {
  readonly band: number;
  readonly depth: number;
  readonly states: number;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

export interface Layout {
  readonly bands: readonly BandPlace[];
  readonly columns: readonly { readonly depth: number; readonly x: number }[];
  readonly pitch: number;
  readonly states: readonly StatePlace[];
  readonly outcomes: readonly OutcomePlace[];
  readonly densities: readonly Density[];
  readonly folded: Folded;
}

/** More states than this are drawn as densities. */
export const MANY_STATES = 400;
const GAP = 5;
const ROW = 30;
const LEAST = 82;

/**
 * `bandOfOutcome` says in which band each outcome is at home. `keep` names states that are drawn even
 * where the others are folded into densities (the witness).
 */
export function layout(
  graph: Graph,
  box: Box,
  bands: readonly number[],
  bandOfOutcome: readonly number[],
  keep: ReadonlySet<number> = new Set(),
): Layout {
  const folded = fold(graph);
  const many = folded.shown.length > MANY_STATES;
  const groups = grouped(graph, folded);
  const depths = Math.max(0, ...[...groups.values()].map(group => group.depth));
  const pitch = (box.width - box.left - box.right) / Math.max(1, depths + 0.6);
  const x = (depth: number) => box.left + (depth + 0.3) * pitch;
  const places = bandPlaces(box, bands, [...groups.values()], many, bandOfOutcome);
  const middle = (band: number) => {
    const place = places.find(p => p.band === band);
    return place === undefined ? box.height / 2 : place.top + place.height / 2;
  };
  const states = placeStates(graph, [...groups.values()], places, x, many ? keep : undefined);
  return {
    bands: places,
    columns: Array.from({ length: depths + 1 }, (_, depth) => ({ depth, x: x(depth) })),
    pitch,
    states,
    outcomes: placeOutcomes(bandOfOutcome, middle, box, places),
    densities: many ? densities([...groups.values()], places, x) : [],
    folded,
  };
}

interface Group {
  readonly band: number;
  readonly depth: number;
  readonly states: number[];
}

function grouped(graph: Graph, folded: Folded): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const state of folded.shown) {
    const band = (graph.label[state] ?? 0) & BAND_MASK;
    const depth = depthOf(graph.levels, state);
    const key = `${band} ${depth}`;
    const group = groups.get(key) ?? { band, depth, states: [] };
    group.states.push(state);
    groups.set(key, group);
  }
  return groups;
}

/** Heights by the fullest column of each band, within what there is. */
function bandPlaces(
  box: Box,
  bands: readonly number[],
  groups: readonly Group[],
  many: boolean,
  bandOfOutcome: readonly number[],
): BandPlace[] {
  const wants = bands.map(band => {
    const rows = groups.filter(g => g.band === band).map(g => g.states.length);
    const outcomes = bandOfOutcome.filter(b => b === band).length;
    const stack = many ? 3 : Math.max(1, ...rows);
    return Math.max(LEAST, stack * ROW + 24, outcomes * LEAST + 10);
  });
  const free = box.height - GAP * (bands.length - 1);
  const sum = wants.reduce((a, b) => a + b, 0);
  const floor = Math.min(LEAST, free / bands.length);
  const spare = Math.max(0, free - floor * bands.length);
  const above = Math.max(1, sum - floor * bands.length);
  let top = 0;
  return bands.map((band, i) => {
    const height = floor + (((wants[i] ?? floor) - floor) / above) * spare;
    const place = {
      band,
      top,
      height: sum === floor * bands.length ? free / bands.length : height,
    };
    top += place.height + GAP;
    return place;
  });
}

function placeStates(
  graph: Graph,
  groups: readonly Group[],
  bands: readonly BandPlace[],
  x: (depth: number) => number,
  only: ReadonlySet<number> | undefined,
): StatePlace[] {
  const y = new Map<number, number>();
  const from = predecessors(graph);
  const placed: StatePlace[] = [];
  for (const group of [...groups].sort((a, b) => a.depth - b.depth || a.band - b.band)) {
    const band = bands.find(p => p.band === group.band);
    if (band === undefined) continue;
    const wish = (state: number) => {
      const above = (from.get(state) ?? []).flatMap(before => y.get(before) ?? []);
      return above.length === 0 ? 0 : above.reduce((a, b) => a + b, 0) / above.length;
    };
    const kept = only === undefined ? group.states : group.states.filter(s => only.has(s));
    const order = kept.map(state => ({ state, at: wish(state) })).sort((a, b) => a.at - b.at);
    const row = Math.min(ROW, (band.height - 22) / Math.max(1, order.length));
    order.forEach(({ state }, i) => {
      const at = band.top + band.height / 2 + (i - (order.length - 1) / 2) * row;
      y.set(state, at);
      placed.push({ state, band: group.band, depth: group.depth, x: x(group.depth), y: at });
    });
  }
  return placed;
}

function predecessors(graph: Graph): Map<number, number[]> {
  const from = new Map<number, number[]>();
  if (graph.states > MANY_STATES * 4) return from;
  for (let state = 0; state < graph.states; state++) {
    for (let edge = graph.first[state] ?? 0; edge < (graph.first[state + 1] ?? 0); edge++) {
      const to = graph.to[edge] ?? 0;
      from.set(to, [...(from.get(to) ?? []), state]);
    }
  }
  return from;
}

function placeOutcomes(
  bandOfOutcome: readonly number[],
  middle: (band: number) => number,
  box: Box,
  places: readonly BandPlace[],
): OutcomePlace[] {
  const x = box.width - box.right / 2;
  return bandOfOutcome.map((band, outcome) => {
    const same = bandOfOutcome.flatMap((b, i) => (b === band ? [i] : []));
    const height = places.find(p => p.band === band)?.height ?? box.height;
    const row = Math.min(LEAST, height / same.length);
    return { outcome, x, y: middle(band) + (same.indexOf(outcome) - (same.length - 1) / 2) * row };
  });
}

function densities(
  groups: readonly Group[],
  bands: readonly BandPlace[],
  x: (depth: number) => number,
): Density[] {
  const most = Math.max(...groups.map(g => g.states.length));
  return groups.flatMap(({ band, depth, states }) => {
    const place = bands.find(p => p.band === band);
    if (place === undefined) return [];
    // The square root keeps small columns visible beside large ones.
    const height = Math.max(4, Math.sqrt(states.length / most) * (place.height - 20));
    const y = place.top + (place.height - height) / 2;
    return [{ band, depth, states: states.length, x: x(depth), y, height }];
  });
}
