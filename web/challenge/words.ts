// The challenge's words. Pure text from data.

import { LEVELS, type Level } from '../../src/catalogue/levels.ts';
import { announceHarm, announceStep } from '../../src/explain/announce.ts';
import { headlineOf } from '../../src/explain/headline.ts';
import { branchOf, now } from '../../src/machine/timeline.ts';
import { leadOf } from '../catalogue/entry.ts';
import { numberText } from '../explorer/words.ts';
import { choiceRows, viewsOf, worldName } from '../lab/select.ts';
import type { Challenge } from './challenge-store.ts';
import type { Game, Result, Word } from './game.ts';
import type { Progress } from './progress.ts';

export const variantName = ({ variant }: Level): string =>
  variant === 'pid' ? 'Plain PID' : variant;

export const count = (n: number, what: string): string =>
  `${n} ${what}${n === 1 ? '' : what.endsWith('h') ? 'es' : 's'}`;

/** `Solved, 2 of 3 stars, 7 steps`. */
export function standing(level: string, progress: Progress): string {
  const best = progress[level];
  if (best === undefined) return 'not solved yet';
  const how = best.steps === undefined ? 'no order does it' : count(best.steps, 'step');
  return `${best.stars} of 3 stars, ${how}`;
}

/** What has just happened, or what the story is. */
export function momentText({ timeline, task }: Game): string {
  const [view] = viewsOf(now(timeline));
  if (view === undefined || timeline.at === 0) return leadOf(task.race.story);
  return headlineOf(view).headline;
}

/** Why the order ends here without the goal. */
export const DEAD_END = 'The order ends here, and the claim holds. Undo, and try another way.';

export function wordText(word: Word, game: Game): string {
  switch (word.kind) {
    case 'none':
      return '';
    case 'hint':
      return `${hintText(game, word.who)} From here ${count(word.left, 'step')} will do.`;
    case 'noWay':
      return word.atStart
        ? 'No first step leads there. Then what is the answer?'
        : 'From here no way is left. Undo.';
    case 'refuted':
      return 'Some order does it. Look again, or have it shown.';
    case 'shown':
      return `This is the shortest: ${count(word.steps, 'step')}. Press → to go through it.`;
    case 'proved':
      return provedText(word.orders, word.states);
    case 'won':
      return resultText(word.result);
    case 'undecided':
      return 'The search was not complete. Nothing is known.';
  }
}

function hintText({ timeline }: Game, who: Extract<Word, { kind: 'hint' }>['who']): string {
  const row = choiceRows(timeline, who).find(r => r.suggested);
  return row === undefined ? '' : `Let ${row.name} run: ${row.verb}.`;
}

function provedText(orders: bigint | undefined, states: number): string {
  const where = `${numberText(states)} states`;
  if (orders === undefined) return `Right. All ${where} were visited; the claim holds in each.`;
  return `Right. All ${numberText(orders)} orders (${where}) were checked. None breaks the claim.`;
}

export function resultText({ steps, switches, par }: Result): string {
  const mine = `${count(steps, 'step')}, ${count(switches, 'switch')}.`;
  const most = steps <= par.steps && switches <= par.switches;
  return most
    ? `${mine} No order does it in fewer.`
    : `${mine} The shortest has ${count(par.steps, 'step')}, ${count(par.switches, 'switch')}.`;
}

/** For the polite live region. */
export function spoken({ game, arrival, turn }: Challenge): string {
  if (game === undefined || turn === 0) return '';
  const { timeline, word } = game;
  const { at } = timeline;
  const of = branchOf(timeline).steps.length;
  const said = wordText(word, game);
  if (word.kind !== 'none' && word.kind !== 'won') return said;
  if (arrival === 'open') return '';
  if (arrival !== 'step') return `Step ${at} of ${of}. ${said}`;
  const ready = choiceRows(timeline, undefined).filter(row => row.ready);
  const end = word.kind === 'won' ? `Done. ${said}` : ready.length === 0 ? DEAD_END : '';
  const names = ready.map((row, i) => `${i + 1} ${row.name} ${row.shortVerb}`).join(', ');
  const next = end === '' ? `Can run: ${names}.` : end;
  return `${announceStep(viewsOf(now(timeline)), at, of)} ${next}`;
}

/** For the assertive one. */
export function spokenHarm({ game, arrival }: Challenge): string {
  if (game === undefined || arrival !== 'step') return '';
  return announceHarm(viewsOf(now(game.timeline))) ?? '';
}

export function tagOf(game: Game): string {
  return worldName(game.task.race, game.task.variant);
}

/** The level after this one; undefined after the last. */
export const nextLevel = (number: number): Level | undefined => LEVELS[number];
