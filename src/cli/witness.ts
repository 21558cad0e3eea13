// A witness in words: the steps of an order that the explorer found, told as `run` tells them.

import { callLine } from '../explain/call.ts';
import { headlineOf } from '../explain/headline.ts';
import { look } from '../machine/look.ts';
import type { ActorRef, Schedule } from '../machine/schedule.ts';
import { startWorlds, stepWorlds } from '../machine/worlds.ts';
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
    const next = stepWorlds(worlds, who);
    if (next === undefined) throw new Error('bug: a witness that cannot be followed');
    worlds = next;
    const view = look(worlds, variant);
    const call = view.last === undefined ? '' : callLine(view.last);
    return { who: actorName(race, who), call, says: headlineOf(view).headline };
  });
}
