// Predict-first questions: asked before a step when there is one for every world, answered by the
// step itself. Pure selectors.

import { onScript, type Timeline } from '../../src/machine/timeline.ts';
import type { Worlds } from '../../src/machine/worlds.ts';
import type { Race } from '../../src/race/program.ts';
import { worldName } from './select.ts';

type Answers = Readonly<Record<number, number | 'skipped'>>;

/** One question of a card, for one world. */
export interface QuizSide {
  /** Index in the race's questions. */
  readonly question: number;
  readonly tag: string;
  readonly text: string;
  /** By name, so that their order gives nothing away; `index` is the one in the race. */
  readonly answers: readonly {
    readonly index: number;
    readonly text: string;
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
      tag: worldName(race, variant),
      text,
      answers: given
        .map((a, index) => ({ index, text: a.text, picked: answers[question] === index }))
        .sort((a, b) => (a.text < b.text ? -1 : 1)),
    }),
  );
  const question = common(sides.map(s => s.text));
  return { sides, question, complete: sides.every(s => s.answers.some(a => a.picked)) };
}

/** One question for both sides, where their texts differ by the side alone. */
function common(texts: readonly string[]): string {
  const bare = texts.map(t => t.replace(/ on the (left|right)/, ''));
  const first = bare[0] ?? '';
  const question = bare.every(t => t === first) ? first : texts.join(' ');
  return question.charAt(0).toLowerCase() + question.slice(1);
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
    return [`${worldName(race, variant)}: you said ${answer.text}, ${verdict}. ${answer.why}`];
  });
}

/** Questions at a step, if every world has one. */
function sidesAt(race: Race, at: number) {
  const sides = race.questions.flatMap((q, question) =>
    q.at === at && q.variant !== undefined
      ? [{ question, variant: q.variant, text: q.text, given: q.answers }]
      : [],
  );
  const all = race.variants.every((_, v) => sides.some(s => s.variant === v));
  return all ? sides : [];
}
