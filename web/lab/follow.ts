// From a link to a timeline: the scenario's script, then the link's own order as far as it goes.

import { raceOf } from '../../src/catalogue/index.ts';
import { type ActorRef, parseSchedule } from '../../src/machine/schedule.ts';
import { lettersOf } from '../../src/machine/setup.ts';
import { branchOf, seek, type Timeline, take } from '../../src/machine/timeline.ts';
import { AS_WRITTEN, applyWhatIf } from '../../src/machine/what-if.ts';
import { advanceWorlds, type Worlds, worldsTimeline } from '../../src/machine/worlds.ts';
import type { Race } from '../../src/race/program.ts';
import { isChanged } from '../shell/what-if-link.ts';

export interface Opened {
  readonly race: Race;
  readonly timeline: Timeline<Worlds>;
}

/**
 * A scenario at its start. A changed one is told and asked of in the author's words no more, for they
 * may be wrong there; its script is the order that is to be replayed.
 */
export function openRace(id: string, whatIf = AS_WRITTEN, schedule?: string): Opened {
  const asWritten = raceOf(id);
  if (!isChanged(whatIf)) {
    return { race: asWritten, timeline: worldsTimeline(asWritten, scriptOf(asWritten)).timeline };
  }
  const race = { ...applyWhatIf(asWritten, whatIf), beats: [], questions: [] };
  const names = race.processes.map(p => p.name);
  const parsed =
    schedule === undefined ? undefined : parseSchedule(schedule, lettersOf(race), names);
  const script = parsed?.ok === true ? parsed.value : scriptOf(race);
  return { race, timeline: worldsTimeline(race, script).timeline };
}

/** The pinned schedule as references. */
function scriptOf(race: Race): readonly ActorRef[] {
  return race.pinned.map(({ process, instance }) => ({ process, instance }));
}

/** Walks a printed schedule as far as it goes, then to the wanted position. */
export function follow(
  race: Race,
  start: Timeline<Worlds>,
  schedule: string | undefined,
  at: number,
): { readonly timeline: Timeline<Worlds>; readonly notice: string | undefined } {
  if (schedule === undefined) return clampTo(start, at, undefined);
  const names = race.processes.map(p => p.name);
  const parsed = parseSchedule(schedule, lettersOf(race), names);
  if (!parsed.ok) {
    return { timeline: start, notice: 'The order in this link cannot be read. Showing the start.' };
  }
  let timeline = start;
  for (const [i, who] of parsed.value.entries()) {
    const next = take(timeline, who, advanceWorlds);
    if (next === undefined) {
      const stopped = Math.min(at, i);
      const notice = `Step ${i + 1} of this link is not possible here. Stopped at ${stopped}.`;
      return { timeline: seek(timeline, stopped), notice };
    }
    timeline = next;
  }
  return clampTo(timeline, at, parsed.value.length);
}

function clampTo(timeline: Timeline<Worlds>, at: number, length: number | undefined) {
  const end = length ?? branchOf(timeline).steps.length;
  const notice = at > end ? `This order has ${end} steps. Showing the last.` : undefined;
  return { timeline: seek(timeline, Math.min(at, end)), notice };
}
