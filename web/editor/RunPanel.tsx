// The last good program, running: the sentence of the step, its worlds, and who runs next. The same
// scenes and rows as in the lab, under a schedule of its own.

import { useStore } from 'zustand';
import { before, now } from '../../src/machine/timeline.ts';
import { Glyph } from '../glyphs/Glyph.tsx';
import { Icon } from '../glyphs/Icon.tsx';
import type { ChoiceRow } from '../lab/rows.ts';
import { choiceRows, tapeRows, telling, viewsOf } from '../lab/select.ts';
import { WorldScene } from '../lab/WorldScene.tsx';
import { choose, editor, goTo } from './editor-store.ts';
import { nextActor } from './next-actor.ts';
import type { Run } from './run.ts';

export function RunPanel() {
  const good = useStore(editor, s => s.good);
  if (good === undefined) {
    return <p className="panel ed-empty">The worlds appear here when the program compiles.</p>;
  }
  return (
    <section className="ed-run" aria-label="The program, running">
      <Sentence run={good} />
      <Worlds run={good} />
      <Steps run={good} />
    </section>
  );
}

function Sentence({ run }: { readonly run: Run }) {
  const told = telling(run.timeline);
  return (
    <div className="ed-sentence">
      <h2 aria-live="polite">{told.headline}</h2>
      <p className="caption">{told.detail ?? ''}</p>
      {run.stoppedAt === undefined ? undefined : (
        <p className="otherwise">Step {run.stoppedAt} of the schedule is not possible here.</p>
      )}
    </div>
  );
}

function Worlds({ run }: { readonly run: Run }) {
  const { race, timeline } = run;
  const arrival = useStore(editor, s => s.arrival);
  const turn = useStore(editor, s => s.turn);
  const earlier = arrival === 'still' ? undefined : before(timeline);
  const views = viewsOf(now(timeline));
  const were = earlier === undefined ? undefined : viewsOf(earlier);
  return (
    // The inspector is the lab's: a click on a part of the picture does nothing here.
    <div
      className={views.length > 2 ? 'worlds many' : 'worlds'}
      onPointerUpCapture={event => event.stopPropagation()}
      {...(views.length > 2 ? { role: 'group', 'aria-label': 'Worlds', tabIndex: 0 } : {})}
    >
      {views.map((view, i) => (
        <WorldScene
          key={view.variant}
          view={view}
          before={were?.[i]}
          outlined={arrival === 'outlined'}
          index={i}
          race={race}
          turn={turn}
          xray={false}
          kind="compact"
        />
      ))}
    </div>
  );
}

function Steps({ run }: { readonly run: Run }) {
  const { timeline } = run;
  const steps = tapeRows(timeline);
  const choices = choiceRows(timeline, nextActor(timeline)).filter(choice => choice.ready);
  return (
    <div className="panel ed-steps">
      <button
        type="button"
        className="button icon"
        aria-label="Back"
        aria-keyshortcuts="ArrowLeft"
        aria-disabled={timeline.at === 0}
        onClick={() => goTo(timeline.at - 1)}
      >
        <Icon name="left" />
      </button>
      <span className="mono ed-at">
        {timeline.at}
        <span className="sr"> of </span>
        <span aria-hidden="true">/</span>
        {steps.length}
      </span>
      <button
        type="button"
        className="button icon"
        aria-label="To the start"
        aria-keyshortcuts="Home"
        aria-disabled={timeline.at === 0}
        onClick={() => goTo(0)}
      >
        <Icon name="reset" />
      </button>
      <fieldset className="ed-choices">
        <legend className="sr">Who runs next?</legend>
        {choices.map(choice => (
          <Choice key={`${choice.ref.process}.${choice.ref.instance}`} choice={choice} />
        ))}
        {choices.length === 0 ? <p>Every process has finished or waits.</p> : undefined}
      </fieldset>
    </div>
  );
}

function Choice({ choice }: { readonly choice: ChoiceRow }) {
  const { ref, name, glyph, verb, suggested } = choice;
  return (
    <button
      type="button"
      className={`button ${suggested ? 'primary' : 'outlined'}`}
      aria-keyshortcuts={suggested ? 'ArrowRight' : undefined}
      onClick={() => choose(ref)}
    >
      <Glyph name={name} glyph={glyph} size={18} />
      <span>
        {name} <span className="mono verb">{verb}</span>
      </span>
    </button>
  );
}
