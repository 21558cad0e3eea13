// Time travel: arrays of states and an index. Nothing is inverted or replayed; structure is shared
// between states, so keeping them all is cheap. Another order from some point is another branch;
// the one left stays, up to a limit. The first branch is the script, with all its states ready.

import { ensure } from '../base.ts';
import { type ActorRef, type Schedule, sameActor } from './schedule.ts';

/** One line of states. `states[0]` is the start; `steps[i]` leads from `states[i]` to the next. */
export interface Branch<S> {
  readonly id: number;
  /** script: what the race pins. yours: an order that the user took. */
  readonly kind: 'script' | 'yours';
  readonly steps: Schedule;
  readonly states: readonly S[];
  /** The branch that it left, and after how many steps; the script left none. */
  readonly from: { readonly branch: number; readonly at: number } | undefined;
}

export interface Timeline<S> {
  readonly branches: readonly Branch<S>[];
  /** Id of the branch that is shown. */
  readonly current: number;
  /** Steps done on it: an index into its states. */
  readonly at: number;
  readonly nextId: number;
}

/** How states follow each other: undefined when the actor cannot step anywhere. */
export type Advance<S> = (state: S, who: ActorRef) => S | undefined;

export const MAX_BRANCHES = 12;

/**
 * A timeline at the start of its script. A script that does not fit is cut at the first step that
 * is not possible; `stoppedAt` says where.
 */
export function startTimeline<S>(
  start: S,
  script: Schedule,
  advance: Advance<S>,
): { readonly timeline: Timeline<S>; readonly stoppedAt: number | undefined } {
  const { states, stoppedAt } = run(start, script, advance);
  const steps = script.slice(0, states.length - 1);
  const branch: Branch<S> = { id: 0, kind: 'script', steps, states, from: undefined };
  return { timeline: { branches: [branch], current: 0, at: 0, nextId: 1 }, stoppedAt };
}

function run<S>(start: S, script: Schedule, advance: Advance<S>) {
  const states = [start];
  let state = start;
  for (const [i, who] of script.entries()) {
    const next = advance(state, who);
    if (next === undefined) return { states, stoppedAt: i };
    states.push(next);
    state = next;
  }
  return { states, stoppedAt: undefined };
}

export function branchOf<S>(t: Timeline<S>, id = t.current): Branch<S> {
  return ensure(
    t.branches.find(b => b.id === id),
    `branch ${id}`,
  );
}

export function scriptOf<S>(t: Timeline<S>): Branch<S> {
  return branchOf(t, 0);
}

/** The state that is shown. */
export function now<S>(t: Timeline<S>): S {
  return ensure(branchOf(t).states[t.at], `state ${t.at}`);
}

/** The state before it, for what changed; undefined at the start. */
export function before<S>(t: Timeline<S>): S | undefined {
  return t.at === 0 ? undefined : branchOf(t).states[t.at - 1];
}

/** Steps done so far on the current branch. */
export function done<S>(t: Timeline<S>): Schedule {
  return branchOf(t).steps.slice(0, t.at);
}

/** Everything on the shown branch so far is the script's own. */
export function onScript<S>(t: Timeline<S>): boolean {
  const script = scriptOf(t).steps;
  return done(t).every((ref, i) => sameActor(ref, script[i]));
}

/** The actor that the shown branch, else the script, runs next; undefined at their end. */
export function suggested<S>(t: Timeline<S>): ActorRef | undefined {
  return branchOf(t).steps[t.at] ?? (onScript(t) ? scriptOf(t).steps[t.at] : undefined);
}

/**
 * Runs `who` now. Along a branch that already goes that way nothing is lost or computed; any other
 * way opens a branch. Undefined when `who` cannot step.
 */
export function take<S>(
  t: Timeline<S>,
  who: ActorRef,
  advance: Advance<S>,
): Timeline<S> | undefined {
  const branch = branchOf(t);
  if (sameActor(branch.steps[t.at], who)) return { ...t, at: t.at + 1 };
  const known = t.branches.find(
    b => sameActor(b.steps[t.at], who) && samePrefix(b.steps, branch.steps, t.at),
  );
  if (known) return { ...t, current: known.id, at: t.at + 1 };
  const next = advance(now(t), who);
  if (next === undefined) return undefined;
  const atEnd = t.at === branch.steps.length && branch.kind === 'yours';
  return atEnd ? extend(t, branch, who, next) : fork(t, branch, who, next);
}

function extend<S>(t: Timeline<S>, branch: Branch<S>, who: ActorRef, next: S): Timeline<S> {
  const longer = { ...branch, steps: [...branch.steps, who], states: [...branch.states, next] };
  const branches = t.branches.map(b => (b.id === branch.id ? longer : b));
  return { ...t, branches, at: t.at + 1 };
}

function fork<S>(t: Timeline<S>, branch: Branch<S>, who: ActorRef, next: S): Timeline<S> {
  const twig: Branch<S> = {
    id: t.nextId,
    kind: 'yours',
    steps: [...branch.steps.slice(0, t.at), who],
    states: [...branch.states.slice(0, t.at + 1), next],
    from: { branch: branch.id, at: t.at },
  };
  const branches = prune([...t.branches, twig], twig.id);
  return { branches, current: twig.id, at: t.at + 1, nextId: t.nextId + 1 };
}

/** Drops the oldest of the user's branches; what grew out of it is joined to where it grew from. */
function prune<S>(branches: readonly Branch<S>[], keep: number): readonly Branch<S>[] {
  if (branches.length <= MAX_BRANCHES) return branches;
  const oldest = branches.find(b => b.kind === 'yours' && b.id !== keep);
  if (oldest === undefined) return branches;
  const rest = branches.filter(b => b.id !== oldest.id);
  const rejoined = rest.map(b => {
    if (b.from?.branch !== oldest.id || oldest.from === undefined) return b;
    const at = Math.min(b.from.at, oldest.from.at);
    return { ...b, from: { branch: oldest.from.branch, at } };
  });
  return prune(rejoined, keep);
}

function samePrefix(a: Schedule, b: Schedule, length: number): boolean {
  for (let i = 0; i < length; i++) if (!sameActor(a[i], b[i])) return false;
  return true;
}

export function undo<S>(t: Timeline<S>): Timeline<S> {
  return seek(t, t.at - 1);
}

/** One step on along the shown branch, if it goes on. */
export function redo<S>(t: Timeline<S>): Timeline<S> {
  return seek(t, t.at + 1);
}

/** Anywhere on the shown branch; clamped to its ends. */
export function seek<S>(t: Timeline<S>, at: number): Timeline<S> {
  const end = branchOf(t).steps.length;
  const clamped = Math.max(0, Math.min(end, Math.trunc(at)));
  return clamped === t.at ? t : { ...t, at: clamped };
}

/** Shows another branch, at the given step or at the point where the two part. */
export function switchTo<S>(t: Timeline<S>, id: number, at?: number): Timeline<S> {
  const target = t.branches.find(b => b.id === id);
  if (target === undefined) return t;
  return seek({ ...t, current: id, at: 0 }, at ?? Math.min(t.at, commonPrefix(t, target)));
}

/** Back to the script, at the last step that both have. */
export function rejoin<S>(t: Timeline<S>): Timeline<S> {
  return switchTo(t, 0);
}

function commonPrefix<S>(t: Timeline<S>, other: Branch<S>): number {
  const mine = branchOf(t).steps;
  let n = 0;
  while (n < mine.length && n < other.steps.length && sameActor(mine[n], other.steps[n])) n++;
  return n;
}
