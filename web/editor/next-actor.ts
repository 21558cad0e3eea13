// Who runs when nobody is chosen: the shown order, else the script, else the first that can. Pure.

import { type ActorRef, sameActor } from '../../src/machine/schedule.ts';
import { now, suggested, type Timeline } from '../../src/machine/timeline.ts';
import { type Worlds, worldsChoices } from '../../src/machine/worlds.ts';

export function nextActor(timeline: Timeline<Worlds>): ActorRef | undefined {
  const planned = suggested(timeline);
  const ready = worldsChoices(now(timeline)).filter(choice => choice.ready);
  const fits = planned !== undefined && ready.some(choice => sameActor(choice.ref, planned));
  return fits ? planned : ready[0]?.ref;
}
