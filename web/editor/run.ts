// From a text to something that can be stepped: compiled, set up in all its worlds, and brought to
// where the run before stood, as far as that fits. Pure.

import { lookAll } from '../../src/machine/look.ts';
import { type ActorRef, parseSchedule } from '../../src/machine/schedule.ts';
import { lettersOf } from '../../src/machine/setup.ts';
import { done, now, seek, type Timeline, take } from '../../src/machine/timeline.ts';
import type { WorldView } from '../../src/machine/view.ts';
import { advanceWorlds, type Worlds, worldsTimeline } from '../../src/machine/worlds.ts';
import { type Compiled, compile } from '../../src/race/compile.ts';
import type { Race } from '../../src/race/program.ts';

/** A program that compiled, and its run. */
export interface Run {
  readonly text: string;
  readonly race: Race;
  readonly timeline: Timeline<Worlds>;
  /** The pinned schedule could not be followed from that step on (from 1). */
  readonly stoppedAt: number | undefined;
}

export interface Attempt {
  readonly diagnostics: Compiled['diagnostics'];
  /** undefined: errors, or it cannot be set up. */
  readonly run: Run | undefined;
  /** It compiles, but the machine does not take it: why. */
  readonly failed: string | undefined;
}

/** Compiles and starts a text; goes on where `before` stood. */
export function attempt(text: string, before: Run | undefined): Attempt {
  const { race, diagnostics } = compile(text);
  if (race === undefined) return { diagnostics, run: undefined, failed: undefined };
  try {
    const script = race.pinned.map(({ process, instance }) => ({ process, instance }));
    const { timeline, stoppedAt } = worldsTimeline(race, script);
    const at = stoppedAt === undefined ? undefined : stoppedAt + 1;
    const run = { text, race, timeline: resumed(race, timeline, before), stoppedAt: at };
    // What cannot be looked at cannot be shown.
    lookAll(now(run.timeline));
    return { diagnostics, run, failed: undefined };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { diagnostics, run: undefined, failed: why };
  }
}

/** The steps done before, by the names of those who took them, as far as they fit. */
function resumed(race: Race, start: Timeline<Worlds>, before: Run | undefined): Timeline<Worlds> {
  if (before === undefined) return start;
  const refs = done(before.timeline).flatMap((ref): ActorRef[] => {
    const name = before.race.processes[ref.process]?.name;
    const process = race.processes.findIndex(p => p.name === name);
    return process < 0 ? [] : [{ process, instance: ref.instance }];
  });
  return walk(start, refs);
}

function walk(start: Timeline<Worlds>, refs: readonly ActorRef[]): Timeline<Worlds> {
  let timeline = start;
  for (const ref of refs) {
    const next = take(timeline, ref, advanceWorlds);
    if (next === undefined) break;
    timeline = next;
  }
  return timeline;
}

/** A run at the place that a link names; as it is when the link's order cannot be read. */
export function runAt(run: Run, schedule: string | undefined, at: number): Run {
  if (schedule === undefined) return { ...run, timeline: seek(run.timeline, at) };
  const names = run.race.processes.map(p => p.name);
  const parsed = parseSchedule(schedule, lettersOf(run.race), names);
  if (!parsed.ok) return run;
  return { ...run, timeline: seek(walk(run.timeline, parsed.value), at) };
}

/** A source line to mark, with who is there. */
export interface LineMark {
  /** From 1. */
  readonly line: number;
  readonly who: readonly string[];
  /** last: the step just taken came from here. next: they go on here. */
  readonly at: 'last' | 'next';
}

/** The current line of every process, in all worlds; and where the last step came from. */
export function lineMarks(views: readonly WorldView[]): readonly LineMark[] {
  const found = new Map<number, { who: Set<string>; at: LineMark['at'] }>();
  for (const view of views) {
    for (const card of view.cards) {
      for (const { line, at } of card.lines) {
        if (at === 'none' || (at === 'next' && !card.alive)) continue;
        const mark = found.get(line) ?? { who: new Set<string>(), at };
        mark.who.add(card.name);
        if (at === 'last') mark.at = 'last';
        found.set(line, mark);
      }
    }
  }
  return [...found]
    .map(([line, { who, at }]) => ({ line, who: [...who], at }))
    .sort((a, b) => a.line - b.line);
}

/** The smallest single change from one text to the other: keeps cursor and history in place. */
export function smallestChange(before: string, after: string) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
