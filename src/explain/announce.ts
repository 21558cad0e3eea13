// What a screen reader is told. Left is always told first; at most two sentences a side; holders of
// a number are counted in words, and errnos are spelt.

import type { WorldView } from '../machine/view.ts';
import type { WorldsChoice } from '../machine/worlds.ts';
import { blockedWords } from './blocked.ts';
import { headlineOf, passedOver } from './headline.ts';
import { nextVerb } from './verb.ts';
import { verdictWords } from './verdict.ts';
import { listOf, nameIn, ordinal, signalName, spokenHolder } from './words.ts';

/** After a step: `Step 3 of 7. Both sides: init collects worker. Number 303 is free.` */
export function announceStep(views: readonly WorldView[], at: number, of: number): string {
  const told = views.map(v => ({ name: v.name, text: sideText(v) }));
  const first = told[0]?.text ?? '';
  const place = `Step ${at} of ${Math.max(at, of)}.`;
  if (told.length < 2 || told.every(t => t.text === first)) {
    const side = told.length < 2 ? '' : 'Both sides: ';
    return `${place} ${side}${first}`;
  }
  return `${place} ${told.map(t => `${t.name}: ${t.text}`).join(' ')}`;
}

function sideText(view: WorldView): string {
  const { headline } = headlineOf(view);
  const { last } = view;
  const recycled = last && recycling(view);
  const skipped = last && (last.op === 'spawn' || last.op === 'syscall') ? passedOver(last) : '';
  const verdict = verdictWords(view.verdict);
  const ending = verdict.tone === 'ok' && last?.hit !== undefined ? verdict.lead : '';
  return spoken([headline, recycled ?? '', recycled ? '' : (skipped ?? ''), ending]);
}

/** `Number 303 now belongs to postgres, its second holder. watchdog's note still says 303.` */
function recycling(view: WorldView): string | undefined {
  const alloc = view.last?.events.find(e => e.kind === 'alloc');
  if (alloc?.kind !== 'alloc') return undefined;
  const person = view.people.find(p => p.pid === alloc.pid);
  if (person === undefined || person.letter === 0) return undefined;
  const holder = `${person.name}, its ${ordinal(person.letter)} holder`;
  const note = view.notes.find(n => n.nr === person.nr && n.state === 'wrong');
  const still = note ? ` ${nameIn(view, note.holder)}’s note still says ${person.nr}.` : '';
  return `Number ${person.nr} now belongs to ${holder}.${still}`;
}

/** For the assertive region: harm that this step did; undefined: none. */
export function announceHarm(views: readonly WorldView[]): string | undefined {
  const harms = views.flatMap(v => {
    const words = harmIn(v);
    return words === undefined ? [] : [views.length > 1 ? `${v.name}: ${words}` : words];
  });
  return harms.length === 0 ? undefined : harms.join(' ');
}

/** `Wrong target. postgres, second holder of 303, was killed. The signal was meant for ...` */
function harmIn(view: WorldView): string | undefined {
  const hit = view.last?.hit;
  if (hit?.outcome !== 'wrong') return undefined;
  const reached = spokenHolder(view, hit.reached);
  const meant = spokenHolder(view, hit.meant);
  if (hit.deed === 'wait') return `Wrong child. ${reached}, was collected, not ${meant}.`;
  if (hit.deed !== 'signal') return undefined;
  const killed = view.verdict.kind === 'wrongTarget' && view.verdict.killed;
  const deed = killed ? 'was killed' : `got ${signalName(hit.signal)}`;
  return `Wrong target. ${reached}, ${deed}. The signal was meant for ${meant}.`;
}

/** `2 processes can run: watchdog kill, cron fork. init cannot: wait: nothing to reap.` */
export function announceChoices(
  choices: readonly WorldsChoice[],
  views: readonly WorldView[],
): string {
  const ready = choices.filter(c => c.ready);
  const waiting = choices.flatMap(c => {
    const blocked = c.ready ? undefined : c.perWorld.find(p => p !== undefined)?.blocked;
    const view = views[0];
    const ends = blocked?.kind === 'finished' || blocked?.kind === 'dead';
    if (blocked === undefined || view === undefined || ends) return [];
    return [`${c.name} cannot: ${blockedWords(blocked, view)}.`];
  });
  if (ready.length === 0) return spoken(['Every process has finished or waits.', ...waiting]);
  const list = listOf(ready.map(c => `${c.name} ${verbOf(c)}`.trim()));
  const noun = ready.length === 1 ? 'process' : 'processes';
  return spoken([`${ready.length} ${noun} can run: ${list}.`, ...waiting]);
}

function verbOf(choice: WorldsChoice): string {
  const next = choice.perWorld.find(p => p?.next !== undefined)?.next;
  return next === undefined ? '' : nextVerb(next);
}

export const announceUndo = (at: number, of: number): string => `Undone. Step ${at} of ${of}.`;
export const announceSeek = (at: number, of: number): string => `Step ${at} of ${of}.`;

/** `New branch at step 4. The script has 3 more steps.` */
export function announceBranch(at: number, scriptLeft: number): string {
  const steps = scriptLeft === 1 ? '1 more step' : `${scriptLeft} more steps`;
  return `New branch at step ${at}. The script has ${steps}.`;
}

/** Joins sentences, and spells errnos: ESRCH is said E S R C H. */
function spoken(parts: readonly string[]): string {
  return parts
    .filter(p => p !== '')
    .join(' ')
    .replace(/\bE[A-Z0-9]{3,}\b/g, word => [...word].join(' '));
}
