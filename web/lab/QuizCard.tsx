// The predict card: takes the dock's place before the step that answers it. Never in the way: the
// next step passes it by.

import { Glyph } from '../glyphs/Glyph.tsx';
import { Icon } from '../glyphs/Icon.tsx';
import { keepFocus } from './focus.ts';
import { answer, stepForward } from './lab-store.ts';
import type { QuizSide } from './quiz.ts';

interface QuizCardProps {
  readonly sides: readonly QuizSide[];
  readonly question: string;
  readonly complete: boolean;
}

function skip(sides: readonly QuizSide[]): void {
  for (const side of sides) answer(side.question, 'skipped');
}

export function QuizCard({ sides, question, complete }: QuizCardProps) {
  const offsets = sides.map((_, i) =>
    sides.slice(0, i).reduce((sum, side) => sum + side.answers.length, 0),
  );
  return (
    <section className="quiz panel" aria-label="Before you step">
      <div className="ask">
        <h2>Before you step: {question}</h2>
        <p>Pick one for each side. The step answers.</p>
      </div>
      {sides.map((side, i) => (
        <fieldset key={side.question}>
          <legend className={`tag small ${i === 0 ? 'paper' : 'cable'}`}>
            <Icon name={i === 0 ? 'note' : 'plug'} size={16} />
            {side.tag}
            <span className="sr">: {side.text}</span>
          </legend>
          <div className="answers">
            {side.answers.map(({ index, text, picked }, j) => (
              <button
                key={text}
                type="button"
                className="button outlined"
                aria-pressed={picked}
                onClick={() => answer(side.question, index)}
              >
                {text === 'nobody' ? (
                  <Icon name="cross" size={18} />
                ) : (
                  <Glyph name={text} size={20} />
                )}
                {text}
                <kbd>{(offsets[i] ?? 0) + j + 1}</kbd>
              </button>
            ))}
          </div>
        </fieldset>
      ))}
      <div className="go">
        <button
          type="button"
          className="button primary"
          aria-disabled={!complete}
          data-focus="next"
          onClick={() => {
            if (complete) keepFocus(stepForward);
          }}
        >
          Fire <Icon name="right" size={17} />
        </button>
        <button type="button" className="button quiet" onClick={() => keepFocus(() => skip(sides))}>
          Skip
        </button>
      </div>
    </section>
  );
}
