// The challenge's state: which level, the order so far, what the player was told, and what has been
// reached over all visits. Actions replace values; effects (address, storage, the idle signal) are in
// the actions alone.

import { createStore } from 'zustand/vanilla';
import { LEVELS, type Level, levelId } from '../../src/catalogue/levels.ts';
import type { ActorRef } from '../../src/machine/schedule.ts';
import { branchOf, done, now, redo as redoOn, seek, take } from '../../src/machine/timeline.ts';
import { advanceWorlds, worldsChoices } from '../../src/machine/worlds.ts';
import type { Arrival } from '../lab/lab-store.ts';
import { motionSeconds, movesFor } from '../lab/motion.ts';
import type { Route } from '../shell/route.ts';
import { setNotice } from '../shell/shell-store.ts';
import { isMotionReduced } from '../shell/theme.ts';
import {
  anew,
  begun,
  type Game,
  hintOf,
  isOver,
  NOTHING,
  reached,
  resultOf,
  shown,
  type Word,
} from './game.ts';
import { judge } from './judge.ts';
import { loadProgress, type Progress, saveProgress, starsForNone, withResult } from './progress.ts';

export interface Challenge {
  /** Undefined: the list is shown. */
  readonly game: Game | undefined;
  readonly progress: Progress;
  readonly arrival: Arrival;
  readonly animated: boolean;
  readonly outlined: boolean;
  /** Counts what was done, so that a picture is redrawn for each. */
  readonly turn: number;
}

export const challenge = createStore<Challenge>(() => ({
  game: undefined,
  progress: {},
  arrival: 'open',
  animated: false,
  outlined: false,
  turn: 0,
}));

const get = challenge.getState;

/** Shows what the address names: the list, or a level at its start. */
export function openRoute({ rest }: Route): void {
  // Another window may have kept something better since.
  const kept = Object.entries(loadProgress());
  const progress = kept.reduce((all, [id, best]) => withResult(all, id, best), get().progress);
  challenge.setState({ progress });
  const [wanted] = rest;
  const index = LEVELS.findIndex(level => levelId(level) === wanted);
  const level = LEVELS[index];
  if (level === undefined) {
    challenge.setState({ game: undefined });
    if (wanted !== undefined) setNotice(`There is no level named “${wanted}”. These are all.`);
    return;
  }
  if (get().game?.level === level) return;
  commit(begun(level, index + 1), 'open');
}

/** Lets one process run. */
export function choose(who: ActorRef): boolean {
  const { game } = get();
  if (game === undefined || isOver(game)) return false;
  const timeline = take(game.timeline, who, advanceWorlds);
  if (timeline === undefined) return false;
  arrive({ ...game, timeline }, 'step');
  return true;
}

/** The n-th process that can run, from 0, in the chooser's order. */
export function chooseNth(n: number): boolean {
  const { game } = get();
  if (game === undefined) return false;
  const chosen = worldsChoices(now(game.timeline)).filter(c => c.ready)[n];
  return chosen !== undefined && choose(chosen.ref);
}

export function undo(): boolean {
  const { game } = get();
  return game !== undefined && goTo(game.timeline.at - 1, 'undo');
}

/** One step on along an order that was gone, or shown, before. */
export function redo(): boolean {
  const { game } = get();
  if (game === undefined || isOver(game)) return false;
  const timeline = redoOn(game.timeline);
  if (timeline === game.timeline) return false;
  arrive({ ...game, timeline }, 'step');
  return true;
}

/** Any position of the shown order. */
export function goTo(at: number, arrival: Arrival = 'seek'): boolean {
  const { game } = get();
  if (game === undefined) return false;
  const timeline = seek(game.timeline, at);
  if (timeline === game.timeline) return false;
  arrive({ ...game, timeline }, arrival);
  return true;
}

export const toStart = (): boolean => goTo(0);
export const toEnd = (): boolean => {
  const { game } = get();
  return game !== undefined && goTo(branchOf(game.timeline).steps.length);
};

/** A new attempt: nothing done, nothing told. */
export function reset(): boolean {
  const { game } = get();
  if (game === undefined) return false;
  commit(anew(game), 'open');
  return true;
}

/** Searches from where the player stands, and tells the next step; or that no way is left. */
export function hint(): boolean {
  const { game } = get();
  if (game === undefined || isOver(game)) return false;
  const found = judge(game.task, done(game.timeline));
  say({ ...game, told: game.told === 'order' ? 'order' : 'hint' }, hintOf(found, game));
  return true;
}

/** The player says that no order does it. All orders are looked at. */
export function sayNone(): boolean {
  const { game } = get();
  if (game === undefined || isOver(game)) return false;
  const found = judge(game.task, []);
  switch (found.kind) {
    case 'unknown':
      say(game, { kind: 'undecided' });
      return true;
    case 'way':
      say(game, { kind: 'refuted' });
      return true;
    case 'none': {
      const stars = starsForNone(game.told);
      const { orders, states } = found;
      say(game, { kind: 'proved', stars, orders, states });
      keep(game.level, { stars, steps: undefined });
      return true;
    }
  }
}

/** Lays the shortest order out, to be stepped through. */
export function reveal(): boolean {
  const { game } = get();
  if (game === undefined || isOver(game)) return false;
  const next = shown(game);
  if (next === undefined) return false;
  commit(next, 'seek');
  return true;
}

/** A moment is reached: what was said belongs to another one, and the goal may be reached too. */
function arrive(game: Game, arrival: Arrival): void {
  const result = reached(game) ? resultOf(game) : undefined;
  const word: Word = result === undefined ? NOTHING : { kind: 'won', result };
  commit({ ...game, word }, arrival);
  if (result !== undefined) keep(game.level, result);
}

/** News is given once a visit. */
let refused = false;

function keep(level: Level, best: { readonly stars: number; readonly steps: number | undefined }) {
  const progress = withResult(get().progress, levelId(level), best);
  challenge.setState({ progress });
  if (saveProgress(progress) || refused) return;
  refused = true;
  setNotice('Progress will not be kept.');
}

function say(game: Game, word: Word): void {
  challenge.setState({ game: { ...game, word } });
}

function commit(game: Game, arrival: Arrival): void {
  const forward = arrival === 'step';
  const animated = forward && !isMotionReduced();
  const outlined = forward && !animated;
  challenge.setState({ game, arrival, animated, outlined, turn: get().turn + 1 });
  movesFor(animated ? motionSeconds(game.timeline) : 0);
}

/** The page is left: what moves need not come to rest. */
export const leave = (): void => movesFor(0);
