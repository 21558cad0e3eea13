// One search of one variant, as the worker runs it: in slices, with progress, until done, cancelled or
// stopped by a limit; and what the page gets from it. No DOM here, so that tests can run it too.

import { Exploration, type Progress } from '../../src/explore/explore.ts';
import type { Graph } from '../../src/explore/graph.ts';
import { defaultLimits } from '../../src/explore/limits.ts';
import type { Report, Witness } from '../../src/explore/report.ts';
import { bestPath } from '../../src/explore/witness.ts';
import type { Effect } from '../../src/machine/parts.ts';
import type { ActorRef } from '../../src/machine/schedule.ts';
import { ENDS, scheduleOf, searchModel } from '../../src/machine/search.ts';
import type { Race } from '../../src/race/program.ts';
import { type Layout, layout } from './layout.ts';
import { type Row, rowsOf } from './rows.ts';

export interface Job {
  readonly race: Race;
  readonly variant: number;
  readonly version: number;
  /** Up to so many states orders are counted; up to ten times as many a verdict is sought. */
  readonly cap: number;
  readonly seconds: number;
}

/** An order to show. */
export interface Shown {
  readonly order: readonly ActorRef[];
  readonly rows: readonly Row[];
  readonly switches: number;
  readonly shortest: boolean;
  /** States of the graph on the way; empty where none was kept. */
  readonly states: readonly number[];
}

export interface Found {
  /** Witnesses are in `shown`, as schedules. */
  readonly report: Report<never>;
  readonly cancelled: boolean;
  /** By claim; undefined: none to show. */
  readonly shown: readonly (Shown | undefined)[];
  readonly nearMiss: Shown | undefined;
  readonly deadlock: Shown | undefined;
  /** Kept for graphs small enough to point at single states. */
  readonly graph: Graph | undefined;
  readonly layout: Layout;
  readonly layoutWide: Layout;
}

/** The drawing's measures: in the middle of a wide page, and scrolled sideways on a phone. */
export const BOX = { width: 700, height: 640, left: 150, right: 96 };
export const BOX_WIDE = { width: 860, height: 470, left: 24, right: 96 };

/** Where each end is at home in the drawing, by index of ENDS: a band of the watched number. */
const HOME: Readonly<Record<string, number>> = {
  right: 0,
  none: 0,
  zombie: 1,
  nobody: 2,
  wrong: 3,
  broken: 3,
};
const BAND_NUMBERS = [0, 1, 2, 3] as const;
const POINTABLE = 20_000;
const SLICE_MS = 25;
const TELL_MS = 100;

export interface Driver {
  readonly now: () => number;
  /** Lets messages in. */
  readonly pause: () => Promise<void>;
  readonly cancelled: () => boolean;
  readonly tell: (progress: Progress) => void;
}

export async function runJob(job: Job, driver: Driver): Promise<Found> {
  const model = searchModel(job.race, job.variant, job.version);
  const end = driver.now() + job.seconds * 1000;
  const limits = {
    ...defaultLimits,
    states: job.cap * 10,
    expired: () => driver.now() > end,
  };
  const search = new Exploration(model, { limits, graphStates: job.cap, reduce: true });
  let told = driver.now();
  let cancelled = false;
  for (let done = false; !done && !cancelled; ) {
    const until = driver.now() + SLICE_MS;
    while (!done && driver.now() < until) done = search.advance(50);
    if (driver.now() - told >= TELL_MS) {
      told = driver.now();
      driver.tell(search.progress());
    }
    await driver.pause();
    cancelled = !done && driver.cancelled();
  }
  return foundBy(job, search, model.start, cancelled);
}

type Start = ReturnType<typeof searchModel>['start'];
type Search = Exploration<ReturnType<typeof searchModel>['init'], Effect>;

function foundBy(job: Job, search: Search, start: Start, cancelled: boolean): Found {
  const report = search.report();
  const show = (witness: Witness<Effect> | undefined): Shown | undefined => {
    if (witness === undefined) return undefined;
    const order = scheduleOf(
      start,
      witness.steps.map(step => step.index),
    );
    const { switches, shortest, states } = witness;
    const rows = rowsOf(job.race, job.variant, job.version, order);
    return { order, rows, switches, shortest, states };
  };
  const shown = report.claims.map(claim => show(claim.witness));
  const graph = search.breadth?.graph() ?? emptyGraph();
  const keep = new Set(shown.flatMap(s => s?.states ?? []));
  const homes = graph.outcomes.map(name => HOME[name] ?? 0);
  const place = (box: typeof BOX) => layout(graph, box, BAND_NUMBERS, homes, keep);
  return {
    report: plain(report),
    cancelled,
    shown,
    nearMiss: show(report.nearMisses?.witness),
    deadlock: show(report.deadlocks.witness),
    graph: graph.states <= POINTABLE ? copied(graph) : undefined,
    layout: place(BOX),
    layoutWide: place(BOX_WIDE),
  };
}

/** The shortest order to one state of a kept graph, for the list beside the drawing. */
export function orderTo(job: Job, graph: Graph, state: number): Shown | undefined {
  const path = bestPath(graph, s => s === state);
  if (path === undefined) return undefined;
  const { start } = searchModel(job.race, job.variant, job.version);
  const order = scheduleOf(
    start,
    path.choices.map((n, i) => actorAt(graph, path.states[i], n)),
  );
  const rows = rowsOf(job.race, job.variant, job.version, order);
  return { order, rows, switches: path.switches, shortest: true, states: path.states };
}

function actorAt(graph: Graph, state: number | undefined, choice: number): number {
  return graph.by[(graph.first[state ?? 0] ?? 0) + choice] ?? 0;
}

/** Ends in the order in which they are drawn: the worst first. */
export function endsOf(report: Report<never>) {
  return ENDS.flatMap(name => report.outcomes.filter(outcome => outcome.name === name));
}

function plain(report: Report<Effect>): Report<never> {
  const without = { witness: undefined };
  return {
    ...report,
    claims: report.claims.map(claim => ({ ...claim, ...without })),
    deadlocks: { ...report.deadlocks, ...without },
    cycles: report.cycles && { ...report.cycles, ...without },
    nearMisses: report.nearMisses && { ...report.nearMisses, ...without },
    invariant: undefined,
  };
}

/** Columns are views of larger buffers; only what is used crosses to the page. */
function copied(graph: Graph): Graph {
  const { first, to, by, broken, unmet, outcome, stuck, label } = graph;
  return {
    ...graph,
    first: first.slice(),
    to: to.slice(),
    by: by.slice(),
    broken: broken.slice(),
    unmet: unmet.slice(),
    outcome: outcome.slice(),
    stuck: stuck.slice(),
    label: label.slice(),
  };
}

function emptyGraph(): Graph {
  const none = new Int32Array(0);
  return {
    states: 0,
    edges: 0,
    levels: [0],
    first: new Int32Array(1),
    to: none,
    by: none,
    broken: none,
    unmet: none,
    outcome: none,
    stuck: none,
    label: none,
    outcomes: [],
  };
}
