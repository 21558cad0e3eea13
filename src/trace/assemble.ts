// The end of reading: what the tracker gathered becomes the value that everybody else looks at.

import { reviseForWaiters } from './hazard.ts';
import { REAP_HOWS } from './life-columns.ts';
import { type LifeData, Lives } from './lives.ts';
import type { Flaw, Trace } from './trace.ts';
import type { Tracker } from './tracker.ts';

/** What the reader knows of the file. */
export type About = Pick<
  Trace,
  'format' | 'header' | 'lines' | 'bytes' | 'bad' | 'badCount' | 'timed' | 'flaws'
>;

export function assemble(tracker: Tracker, about: About): Trace {
  const { population, memories, remarks, ended, names, texts } = tracker;
  const { columns, places, strangers } = tracker.columns.finish(population.all.columns.tid);
  const count = tracker.columns.length;
  const uses = tracker.uses.finish();
  const open = names.of('pidfd_open');
  reviseForWaiters(uses, columns, tracker, use => {
    return columns.name[uses.event[use] as number] === open;
  });
  const lives = population.all.finish();
  const lost = remarks.reduce((sum, remark) => sum + remark.lost, 0);
  const missing = Math.max(lost, ended?.lost ?? 0);
  const flaws: Flaw[] = [...about.flaws];
  if (about.header?.light === true) {
    endWithExit(lives);
    flaws.push({ kind: 'light' });
  }
  if (count === 0) flaws.push({ kind: 'only-header' });
  else if (about.format === 'ndjson' && ended === undefined) flaws.push({ kind: 'no-end' });
  const { guessed } = tracker.newcomers;
  if (guessed > 0) flaws.push({ kind: 'guessed', tasks: guessed });
  if (missing > 0) flaws.push({ kind: 'lost', events: missing });
  return {
    ...about,
    flaws,
    count,
    columns,
    places,
    strangers,
    names: names.strings,
    texts: texts.strings,
    lives: new Lives(lives, names.strings, texts.strings),
    namespaces: population.namespaces,
    uses,
    pidfds: memories.pidfds.finish(),
    remarks,
    ended,
    length: lastTime(columns.t),
  };
}

/** A light recording does not say when a number went back; after its exit nothing is known of a task. */
function endWithExit({ columns: { exit, exitAt, reap, reapAt, reapHow } }: LifeData): void {
  for (let life = 0; life < exit.length; life++) {
    if ((exit[life] as number) < 0 || (reap[life] as number) >= 0) continue;
    reap[life] = exit[life] as number;
    reapAt[life] = exitAt[life] as number;
    reapHow[life] = REAP_HOWS.indexOf('unseen');
  }
}

function lastTime(t: Float64Array): number {
  let last = 0;
  for (let i = 0; i < t.length; i++) last = Math.max(last, t[i] as number);
  return last;
}
