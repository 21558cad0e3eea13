// The result sentence of a moment, over all worlds: the author's own words while the user follows
// the pinned schedule, else made from what the step did.

import type { WorldView } from '../machine/view.ts';
import type { Beat, Race } from '../race/program.ts';
import { callLine } from './call.ts';
import { errnoWords } from './errno.ts';
import { headlineOf } from './headline.ts';
import { doneVerb } from './verb.ts';

export interface Telling {
  readonly headline: string;
  readonly detail: string | undefined;
  /** Each world's call with its result, in order of the worlds; equal ones are given once. */
  readonly calls: readonly string[];
}

/** `onScript`: every step so far is the pinned schedule's own. */
export function tell(
  race: Race,
  views: readonly WorldView[],
  at: number,
  onScript: boolean,
): Telling {
  const calls = callsOf(views);
  const beat = onScript ? beatAt(race.beats, at) : undefined;
  if (beat) return { headline: beat.headline, detail: beat.detail, calls };
  if (at === 0) return { ...opening(race, views), calls };
  return { ...combine(views, race.version), calls };
}

function beatAt(beats: readonly Beat[], at: number): Beat | undefined {
  return beats.find(b => b.at === at);
}

function callsOf(views: readonly WorldView[]): readonly string[] {
  const lines = views.flatMap(v => (v.last === undefined ? [] : [callLine(v.last)]));
  return lines.every(l => l === lines[0]) ? lines.slice(0, 1) : lines;
}

/** Before the first step: who is there. */
function opening(race: Race, views: readonly WorldView[]) {
  const count = views[0]?.rings[0]?.cells.filter(c => c.state !== 'free').length ?? 0;
  const numbers = race.numbers.last - race.numbers.first + 1;
  const headline = `${race.title}: ${count} processes, ${numbers} numbers.`;
  return { headline, detail: 'The kernel hands numbers out in turn and skips those in use.' };
}

/** One sentence if all worlds agree, else each world's clause. */
function combine(
  views: readonly WorldView[],
  version: number,
): { headline: string; detail: string | undefined } {
  const told = views.map(headlineOf);
  const first = told[0];
  if (first === undefined) return { headline: '', detail: undefined };
  const failed = views.find(v => v.last?.errno !== undefined);
  const cause = failed?.last && errnoWords(failed.last, failed, version);
  if (told.every(t => t.headline === first.headline)) {
    return { headline: first.headline, detail: told.find(t => t.detail)?.detail ?? cause };
  }
  const name = actorName(views);
  const detail = joined(views, told);
  const clauses = told.map(t => t.clause);
  for (const attempt of [clauses, clauses.map((c, i) => shorter(c, views[i]))]) {
    const headline = `${name}. ${clausesText(views, attempt)}`;
    if (headline.length <= LONGEST) return { headline, detail };
  }
  return { headline: `${name} acts. The worlds differ.`, detail };
}

/** The call's bare name where the clause is long. */
function shorter(clause: string, view: WorldView | undefined): string {
  const last = view?.last;
  if (clause.length <= SHORT || last === undefined || last.op === 'none') return clause;
  return last.errno === undefined ? doneVerb(last) : `${last.what}: ${last.errno}`;
}

const SHORT = 16;

/** `Left: postgres dies. Right: ESRCH.`; of more than two, those that agree are put together. */
function clausesText(views: readonly WorldView[], clauses: readonly string[]): string {
  if (clauses.length === 2) return `Left: ${clauses[0]}. Right: ${clauses[1]}.`;
  const kinds = [...new Set(clauses)];
  return kinds
    .map(kind => {
      const names = views.flatMap((v, i) => (clauses[i] === kind ? [v.name] : []));
      return `${names.join(', ')}: ${kind}.`;
    })
    .join(' ');
}

const LONGEST = 62;

function actorName(views: readonly WorldView[]): string {
  return views.find(v => v.last !== undefined)?.last?.name ?? '';
}

function joined(
  views: readonly WorldView[],
  told: readonly { readonly headline: string }[],
): string {
  return told.map((t, i) => `${views[i]?.name}: ${t.headline}`).join(' ');
}
