// One game: a level, the order so far, what the player was told, and what is said of it. Pure.

import { raceOf } from '../../src/catalogue/index.ts';
import type { Level } from '../../src/catalogue/levels.ts';
import type { ActorRef } from '../../src/machine/schedule.ts';
import {
  done,
  now,
  rejoin,
  seek,
  startTimeline,
  type Timeline,
  take,
} from '../../src/machine/timeline.ts';
import { advanceWorlds, startWorlds, type Worlds } from '../../src/machine/worlds.ts';
import { isReached, type Judgement, judge, switchesIn, type Task, taskOf } from './judge.ts';
import { starsFor, type Told } from './progress.ts';

/** What the page says beside the picture. */
export type Word =
  | { readonly kind: 'none' }
  /** The first step of a shortest way from here. */
  | { readonly kind: 'hint'; readonly who: ActorRef; readonly left: number }
  /** No order that begins like this one reaches the goal. */
  | { readonly kind: 'noWay'; readonly atStart: boolean }
  /** "No order does it" was said, and one does. */
  | { readonly kind: 'refuted' }
  /** The shortest order is laid out ahead. */
  | { readonly kind: 'shown'; readonly steps: number }
  /** "No order does it" was said, and none does. */
  | {
      readonly kind: 'proved';
      readonly stars: number;
      readonly orders: bigint | undefined;
      readonly states: number;
    }
  | { readonly kind: 'won'; readonly result: Result }
  | { readonly kind: 'undecided' };

export interface Result {
  readonly stars: number;
  readonly steps: number;
  readonly switches: number;
  readonly par: { readonly steps: number; readonly switches: number };
  readonly told: Told;
}

export interface Game {
  readonly level: Level;
  /** Its place in the list, from 1. */
  readonly number: number;
  readonly task: Task;
  readonly timeline: Timeline<Worlds>;
  readonly told: Told;
  readonly word: Word;
}

export const NOTHING: Word = { kind: 'none' };

/** A level at its start. */
export function begun(level: Level, number: number): Game {
  const race = raceOf(level.scenario);
  const task = taskOf(level, race);
  const start = onlyWorld(startWorlds(race), task.variant);
  const { timeline } = startTimeline(start, [], advanceWorlds);
  return { level, number, task, timeline, told: 'nothing', word: NOTHING };
}

/** One of the variants, alone. */
function onlyWorld(worlds: Worlds, variant: number): Worlds {
  const pick = <T>(list: readonly T[]) => list.slice(variant, variant + 1);
  return { ...worlds, machines: pick(worlds.machines), laps: pick(worlds.laps) };
}

/** Whether the claim is broken at the shown moment. */
export function reached({ timeline, task }: Game): boolean {
  const machine = now(timeline).machines[0];
  return machine !== undefined && isReached(machine, task.claim);
}

/** The level is over here: nobody is chosen any more, but a step can be taken back. */
export const isOver = (game: Game): boolean => game.word.kind === 'proved' || reached(game);

/** A new attempt: nothing done, nothing told. */
export function anew(game: Game): Game {
  const timeline = seek(rejoin(game.timeline), 0);
  return { ...game, timeline, told: 'nothing', word: NOTHING };
}

/** The shortest order laid out ahead; undefined where there is none. */
export function shown(game: Game): Game | undefined {
  const found = judge(game.task, []);
  if (found.kind !== 'way') return undefined;
  let { timeline } = anew(game);
  for (const who of found.order) timeline = take(timeline, who, advanceWorlds) ?? timeline;
  const word: Word = { kind: 'shown', steps: found.order.length };
  return { ...game, timeline: seek(timeline, 0), told: 'order', word };
}

/** What to say of the way on from here. */
export function hintOf(found: Judgement, { timeline }: Game): Word {
  if (found.kind === 'unknown') return { kind: 'undecided' };
  if (found.kind === 'none') return { kind: 'noWay', atStart: timeline.at === 0 };
  const [who] = found.order;
  return who === undefined ? NOTHING : { kind: 'hint', who, left: found.order.length };
}

/** The counts of an order that has reached the goal. */
export function resultOf({ task, timeline, told }: Game): Result | undefined {
  const best = judge(task, []);
  if (best.kind !== 'way') return undefined;
  const order = done(timeline);
  const par = { steps: best.order.length, switches: best.switches };
  const mine = { steps: order.length, switches: switchesIn(order) };
  return { ...mine, par, told, stars: starsFor(mine, par, told) };
}
