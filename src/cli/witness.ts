// A witness in words: the steps of an order that the explorer found, told as `run` tells them.

import { ensure } from '../base.ts';
import { blockedWords } from '../explain/blocked.ts';
import { callLine } from '../explain/call.ts';
import { headlineOf } from '../explain/headline.ts';
import { choices } from '../machine/choice.ts';
import { look } from '../machine/look.ts';
import type { ActorRef, Schedule } from '../machine/schedule.ts';
import { startWorlds, stepWorlds, type Worlds } from '../machine/worlds.ts';
import type { Race } from '../race/program.ts';

export interface ToldStep {
  readonly who: string;
  readonly call: string;
  readonly says: string;
}

/** `cron`, and `cron#2` for the second of them, as races write it. */
export function actorName(race: Race, ref: ActorRef): string {
  const name = race.processes[ref.process]?.name ?? '?';
  return ref.instance === 0 ? name : `${name}#${ref.instance + 1}`;
}

/** Every step of an order in one variant. The order must be possible there. */
export function tellOrder(
  race: Race,
  variant: number,
  version: number,
  order: Schedule,
): readonly ToldStep[] {
  let worlds = startWorlds(race, version);
  return order.map(who => {
    worlds = follow(worlds, who);
    const view = look(worlds, variant);
    const call = view.last === undefined ? '' : callLine(view.last);
    return { who: actorName(race, who), call, says: headlineOf(view).headline };
  });
}

const follow = (worlds: Worlds, who: ActorRef): Worlds =>
  ensure(stepWorlds(worlds, who), 'a witness that can be followed');

/** Who is alive and held back at the end of an order: `init (wait: nothing to reap)`. */
export function waitingAfter(
  race: Race,
  variant: number,
  version: number,
  order: Schedule,
): readonly string[] {
  const worlds = order.reduce(follow, startWorlds(race, version));
  const view = look(worlds, variant);
  return choices(ensure(worlds.machines[variant], 'world')).flatMap(({ ref, blocked }) =>
    blocked?.kind === 'call' || blocked?.kind === 'after'
      ? [`${actorName(race, ref)} (${blockedWords(blocked, view)})`]
      : [],
  );
}
