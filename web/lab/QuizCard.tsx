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
  /** The step that answers sends a signal. */
  readonly fires: boolean;
}

function skip(sides: readonly QuizSide[]): void {
  for (const side of sides) answer(side.question, 'skipped');
}

export function QuizCard({ sides, question, complete, fires }: QuizCardProps) {
  const offsets = sides.map((_, i) =>
    sides.slice(0, i).reduce((sum, side) => sum + side.answers.length, 0),
  );
  return (
    <section className="quiz panel" aria-label="Before you step">
      <div className="ask">
        <h2>Before you step: {question}</h2>
        <p>{sides.length > 1 ? 'Pick one for each side.' : 'Pick one.'} The step answers.</p>
      </div>
      <div className="sides">
        {sides.map((side, i) => (
          <Side key={side.question} side={side} first={offsets[i] ?? 0} />
        ))}
      </div>
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
          {fires ? 'Fire' : 'Step'} <Icon name="right" size={17} />
        </button>
        <button type="button" className="button quiet" onClick={() => keepFocus(() => skip(sides))}>
          Skip
        </button>
      </div>
    </section>
  );
}

const TAGS = { number: 'tag small paper', reference: 'tag small cable' } as const;

/** The answers for one world; `first` is how many answers come before them. */
function Side({ side, first }: { readonly side: QuizSide; readonly first: number }) {
  return (
    <fieldset>
      <legend className={side.by === undefined ? 'tag small' : TAGS[side.by]}>
        {side.by === undefined ? undefined : (
          <Icon name={side.by === 'number' ? 'note' : 'plug'} size={16} />
        )}
        {side.tag}
        <span className="sr">: {side.text}</span>
      </legend>
      <div className="answers">
        {side.answers.map(({ index, text, named, glyph, picked }, j) => (
          <button
            key={text}
            type="button"
            className="button outlined"
            aria-pressed={picked}
            aria-keyshortcuts={String(first + j + 1)}
            onClick={() => answer(side.question, index)}
          >
            {text === 'nobody' ? <Icon name="cross" size={18} /> : undefined}
            {named ? <Glyph name={text} glyph={glyph} size={20} /> : undefined}
            {text}
            <kbd>{first + j + 1}</kbd>
          </button>
        ))}
      </div>
    </fieldset>
  );
}
