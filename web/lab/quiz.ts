// Predict-first questions: asked before a step, of one world, of each, or of all at once, and
// answered by the step itself. Pure selectors.

import { look } from '../../src/machine/look.ts';
import { now, onScript, type Timeline } from '../../src/machine/timeline.ts';
import type { Worlds } from '../../src/machine/worlds.ts';
import type { Race } from '../../src/race/program.ts';
import { worldName } from './select.ts';

type Answers = Readonly<Record<number, number | 'skipped'>>;

/** One question of a card, for one world or all of them. */
export interface QuizSide {
  /** Index in the race's questions. */
  readonly question: number;
  readonly tag: string;
  /** How that world holds on to others; undefined: the question is about all. */
  readonly by: 'number' | 'reference' | undefined;
  readonly text: string;
  /** By name, so that their order gives nothing away; `index` is the one in the race. */
  readonly answers: readonly {
    readonly index: number;
    readonly text: string;
    /** The answer is somebody's name: drawn with its glyph. */
    readonly named: boolean;
    readonly glyph: string | undefined;
    readonly picked: boolean;
  }[];
}

/** The card at this moment; undefined: none, or it was answered or passed by. */
export function quizOf(timeline: Timeline<Worlds>, race: Race, answers: Answers) {
  if (!onScript(timeline)) return undefined;
  const asked = sidesAt(race, timeline.at);
  if (asked.length === 0 || asked.some(({ question }) => answers[question] === 'skipped')) {
    return undefined;
  }
  const sides = asked.map(
    ({ question, variant, text, given }): QuizSide => ({
      question,
      tag: tagOf(race, variant),
      by: variant === undefined ? undefined : (look(now(timeline), variant).holder?.by ?? 'number'),
      text,
      answers: given
        .map((a, index) => ({
          index,
          text: a.text,
          named: race.processes.some(p => p.name === a.text),
          glyph: race.processes.find(p => p.name === a.text)?.glyph,
          picked: answers[question] === index,
        }))
        .sort((a, b) => (a.text < b.text ? -1 : 1)),
    }),
  );
  const question = common(sides.map(s => s.text));
  return { sides, question, complete: sides.every(s => s.answers.some(a => a.picked)) };
}

function tagOf(race: Race, variant: number | undefined): string {
  if (variant !== undefined) return worldName(race, variant);
  return race.variants.length === 2 ? 'Both worlds' : 'All worlds';
}

/** One question for both sides, where their texts differ by the side alone. */
function common(texts: readonly string[]): string {
  const bare = texts.map(t => t.replace(/ on the (left|right)/, ''));
  const first = bare[0] ?? '';
  const question = bare.every(t => t === first) ? first : texts.join(' ');
  return /^[A-Z][a-z]/.test(question) && !/^PIDs?\b/.test(question)
    ? question.charAt(0).toLowerCase() + question.slice(1)
    : question;
}

/** What came of the answers given before the last step, one line a side. */
export function quizResult(
  timeline: Timeline<Worlds>,
  race: Race,
  answers: Answers,
): readonly string[] {
  if (!onScript(timeline)) return [];
  return sidesAt(race, timeline.at - 1).flatMap(({ question, variant, given }) => {
    const picked = answers[question];
    const answer = typeof picked === 'number' ? given[picked] : undefined;
    if (answer === undefined) return [];
    const verdict = answer.right ? 'right' : 'not so';
    return [`${tagOf(race, variant)}: you said ${answer.text}, ${verdict}. ${answer.why}`];
  });
}

/** Questions at a step, in the order of the worlds; those about all of them last. */
function sidesAt(race: Race, at: number) {
  const place = (variant: number | undefined) => variant ?? race.variants.length;
  return race.questions
    .flatMap((q, question) =>
      q.at === at ? [{ question, variant: q.variant, text: q.text, given: q.answers }] : [],
    )
    .sort((a, b) => place(a.variant) - place(b.variant));
}
