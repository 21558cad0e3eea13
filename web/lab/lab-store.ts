// The lab's state and everything that can be done to it. A timeline of worlds is the whole truth;
// actions replace it by another value. Effects (timers, address bar) are in playback.ts and here in
// `commit`, nowhere else.

import { createStore } from 'zustand/vanilla';
import { type ActorRef, formatSchedule, sameActor } from '../../src/machine/schedule.ts';
import { lettersOf } from '../../src/machine/setup.ts';
import {
  branchOf,
  now,
  redo as redoOn,
  rejoin as rejoinOn,
  seek as seekOn,
  suggested,
  switchTo,
  type Timeline,
  take,
} from '../../src/machine/timeline.ts';
import { AS_WRITTEN, type WhatIf } from '../../src/machine/what-if.ts';
import { advanceWorlds, type Worlds, worldsChoices } from '../../src/machine/worlds.ts';
import type { Race } from '../../src/race/program.ts';
import type { Route } from '../shell/route.ts';
import { setNotice } from '../shell/shell-store.ts';
import { isMotionReduced } from '../shell/theme.ts';
import { replaceAddress } from '../shell/url.ts';
import { follow, openRace } from './follow.ts';
import { FIRST_SCENARIO, readLink, writeLink } from './lab-link.ts';
import { motionSeconds, movesFor } from './motion.ts';
import { quizOf } from './quiz.ts';

export type Drawer = 'none' | 'code' | 'transcript' | 'branches' | 'chooser' | 'inspector';

/** What the inspector looks at: a part of one world, by identity or by number. */
export type Inspected =
  | { readonly kind: 'number'; readonly world: number; readonly nr: number }
  | { readonly kind: 'pid'; readonly world: number; readonly pid: number };

/** How the shown moment was reached. Steps forward are animated, everything else is not. */
export type Arrival = 'step' | 'branch' | 'undo' | 'seek' | 'open';

export interface Lab {
  /** With the changes made. */
  readonly race: Race;
  readonly whatIf: WhatIf;
  readonly timeline: Timeline<Worlds>;
  readonly arrival: Arrival;
  /** Whether the way here is shown: steps, where motion is wanted. */
  readonly animated: boolean;
  /** Whether what has changed is outlined instead: steps, where motion is not wanted. */
  readonly outlined: boolean;
  /** Counts what was done, so that a picture is redrawn for each. */
  readonly turn: number;
  readonly xray: boolean;
  readonly play: { readonly kind: 'paused' } | { readonly kind: 'playing' };
  /** 0.25 to 4. */
  readonly speed: number;
  readonly drawer: Drawer;
  readonly inspected: Inspected | undefined;
  /** Answers given to the questions of this race, by question index. */
  readonly answers: Readonly<Record<number, number | 'skipped'>>;
}

export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4];

export const lab = createStore<Lab>(() => ({
  ...openRace(FIRST_SCENARIO),
  whatIf: AS_WRITTEN,
  arrival: 'open',
  animated: false,
  outlined: false,
  turn: 0,
  xray: false,
  play: { kind: 'paused' },
  speed: 1,
  drawer: 'none',
  inspected: undefined,
  answers: {},
}));

/** Shows what an address asks for, paused. Tells the reader when that is not quite possible. */
export function openLink(route: Route): void {
  const bare = route.rest.length === 0 && Object.keys(route.query).length === 0;
  if (bare && lab.getState().turn > 0) {
    // Coming back from another page: what was left is still here.
    commit({}, 'open');
    return;
  }
  const link = readLink(route);
  const opened = openRace(link.id, link.whatIf, link.schedule);
  const followed = follow(opened.race, opened.timeline, link.schedule, link.at);
  commit(
    {
      ...opened,
      whatIf: link.whatIf,
      timeline: followed.timeline,
      xray: link.xray,
      answers: {},
      play: { kind: 'paused' },
    },
    'open',
  );
  setNotice(link.notice ?? followed.notice);
}

/** Lets one process run: along the known way, or as a new branch. */
export function choose(who: ActorRef): boolean {
  const { timeline } = lab.getState();
  const next = take(timeline, who, advanceWorlds);
  if (next === undefined) return false;
  commit({ timeline: next }, next.nextId === timeline.nextId ? 'step' : 'branch');
  return true;
}

/** The suggested step, else the first process that can run. */
export function stepForward(): boolean {
  const { timeline } = lab.getState();
  const who = nextActor(timeline);
  return who !== undefined && choose(who);
}

/** Who runs when nobody is chosen: the shown branch, else the script, else the first that can. */
export function nextActor(timeline: Timeline<Worlds>): ActorRef | undefined {
  const planned = suggested(timeline);
  const ready = worldsChoices(now(timeline)).filter(c => c.ready);
  const fits = planned !== undefined && ready.some(c => sameActor(c.ref, planned));
  return fits ? planned : ready[0]?.ref;
}

/** The n-th answer of the card that is shown, counted over its sides; false when there is none. */
export function answerNth(n: number): boolean {
  const { timeline, race, answers, play, arrival } = lab.getState();
  // No card is shown then.
  if (play.kind === 'playing' || arrival === 'seek') return false;
  const flat = quizOf(timeline, race, answers)?.sides.flatMap(side =>
    side.answers.map(({ index }) => ({ question: side.question, index })),
  );
  const picked = flat?.[n];
  if (picked === undefined) return false;
  answer(picked.question, picked.index);
  return true;
}

/** The n-th process that can run, from 0, in the chooser's order. */
export function chooseNth(n: number): boolean {
  const { timeline } = lab.getState();
  const first = nextActor(timeline);
  const ready = worldsChoices(now(timeline)).filter(c => c.ready);
  const order = [
    ...ready.filter(c => sameActor(c.ref, first)),
    ...ready.filter(c => !sameActor(c.ref, first)),
  ];
  const chosen = order[n];
  return chosen !== undefined && choose(chosen.ref);
}

export function stepBack(): boolean {
  return goTo(lab.getState().timeline.at - 1, 'undo');
}

export function redo(): boolean {
  const { timeline } = lab.getState();
  const next = redoOn(timeline);
  if (next === timeline) return false;
  commit({ timeline: next }, 'seek');
  return true;
}

/** Any position of the shown branch, without motion. */
export function goTo(at: number, arrival: Arrival = 'seek'): boolean {
  const { timeline } = lab.getState();
  const next = seekOn(timeline, at);
  if (next === timeline) return false;
  commit({ timeline: next }, arrival);
  return true;
}

export const toStart = (): boolean => goTo(0);
export const toEnd = (): boolean => goTo(branchOf(lab.getState().timeline).steps.length);

/** Back to the start of the script; other branches are kept. */
export function reset(): boolean {
  const { timeline } = lab.getState();
  commit(
    { timeline: seekOn(rejoinOn(timeline), 0), answers: {}, play: { kind: 'paused' } },
    'open',
  );
  return true;
}

export function showBranch(id: number, at?: number): void {
  commit({ timeline: switchTo(lab.getState().timeline, id, at) }, 'seek');
}

export function rejoin(): void {
  commit({ timeline: rejoinOn(lab.getState().timeline) }, 'seek');
}

export function toggleXray(): void {
  const { xray, arrival } = lab.getState();
  commit({ xray: !xray }, arrival === 'seek' ? 'seek' : 'open');
}

export function setPlaying(playing: boolean): void {
  lab.setState({ play: { kind: playing ? 'playing' : 'paused' } });
}

/** One notch faster or slower. */
export function changeSpeed(notches: number): void {
  const { speed } = lab.getState();
  const i = SPEEDS.indexOf(speed) + notches;
  lab.setState({ speed: SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, i))] ?? 1 });
}

export function openDrawer(drawer: Drawer): void {
  lab.setState({ drawer });
}

export function inspect(inspected: Inspected): void {
  lab.setState({ drawer: 'inspector', inspected });
}

export function answer(question: number, given: number | 'skipped'): void {
  lab.setState({ answers: { ...lab.getState().answers, [question]: given } });
}

/** The address of what is shown. */
export function addressOf({ race, whatIf, timeline, xray }: Lab): string {
  const schedule = formatSchedule(branchOf(timeline).steps, lettersOf(race));
  return writeLink({ id: race.id, whatIf, schedule, at: timeline.at, xray });
}

function commit(change: Partial<Lab>, arrival: Arrival): void {
  const { turn } = lab.getState();
  const forward = arrival === 'step' || arrival === 'branch';
  const animated = forward && !isMotionReduced();
  const outlined = forward && !animated;
  lab.setState({ ...change, arrival, animated, outlined, turn: turn + 1 });
  // News about the link is old news once something has been done.
  if (arrival !== 'open') setNotice(undefined);
  const state = lab.getState();
  movesFor(animated ? motionSeconds(state.timeline) : 0);
  replaceAddress(addressOf(state));
}
