// The lab: one race in two worlds under one schedule. Puts rows made by select.ts into components.

import { useStore } from 'zustand';
import { raceOf } from '../../src/catalogue/index.ts';
import { before, now, type Timeline } from '../../src/machine/timeline.ts';
import type { WorldView } from '../../src/machine/view.ts';
import type { Worlds } from '../../src/machine/worlds.ts';
import { layout } from '../shell/layout.ts';
import { changeTexts, isChanged } from '../shell/what-if-link.ts';
import { CodePanels } from './CodePanels.tsx';
import { Dock } from './Dock.tsx';
import { Drawers } from './Drawers.tsx';
import { HatchDefs } from './HatchDefs.tsx';
import { LiveRegion } from './LiveRegion.tsx';
import { lab, nextActor, openLink, stepBack, stepForward } from './lab-store.ts';
import { stopPlay } from './playback.ts';
import { QuizCard } from './QuizCard.tsx';
import { quizOf, quizResult } from './quiz.ts';
import { ResultBand } from './ResultBand.tsx';
import { choiceRows, numbersOf, tapeRows, telling, transcriptRows, viewsOf } from './select.ts';
import { swipe } from './swipe.ts';
import { Transcript } from './Transcript.tsx';
import { WorldScene } from './WorldScene.tsx';
import '../styles/scene.css';
import '../styles/scene-held.css';
import '../styles/scene-links.css';
import '../styles/lab.css';
import '../styles/dock.css';
import '../styles/quiz.css';
import '../styles/lab-projector.css';
import '../styles/lab-tablet.css';
import '../styles/lab-phone.css';
import '../styles/drawers.css';

export { LAB_KEYS as keys } from './lab-keys.ts';
export { LAB_MENU as menu } from './lab-menu.ts';
export const open = openLink;
export const leave = stopPlay;

export default function LabPage() {
  const { timeline, play, speed, xray, turn, animated, outlined, race, answers, arrival, whatIf } =
    useStore(lab);
  const { kind, short } = useStore(layout);
  const views = viewsOf(now(timeline));
  const keep = numbersOf(timeline);
  const quiz = quizOf(timeline, race, answers);
  const choices = choiceRows(timeline, nextActor(timeline));
  const told = telling(timeline);
  const earlier = animated || outlined ? earlierViews(timeline) : undefined;
  const form = kind === 'strip' ? 'phone' : kind === 'compact' ? 'stack' : short ? 'row' : 'rows';
  return (
    <div className={`lab ${kind}${short ? ' short' : ''}`}>
      <HatchDefs />
      <ResultBand
        title={told.headline}
        sub={told.detail ?? ''}
        learnt={quizResult(timeline, race, answers)}
        at={timeline.at}
        of={tapeRows(timeline).length}
        scenario={race.id}
        changes={isChanged(whatIf) ? changeTexts(raceOf(race.id), whatIf) : []}
        xray={xray}
        form={form}
      />
      <div
        className={views.length > 2 ? 'worlds many' : 'worlds'}
        {...swipe({ left: stepForward, right: stepBack })}
      >
        {views.map((view, i) => (
          <WorldScene
            key={view.variant}
            view={view}
            before={earlier?.[i]}
            outlined={outlined}
            index={i}
            race={race}
            turn={turn}
            xray={xray}
            kind={kind === 'wide' && views.length > 2 ? 'compact' : kind}
            keep={keep}
            {...(kind === 'wide' && views.length > 2 ? { lines: short ? 2 : 5 } : {})}
          />
        ))}
      </div>
      {kind === 'compact' ? (
        <>
          <CodePanels views={views} />
          <Transcript rows={transcriptRows(timeline)} title="So far" />
        </>
      ) : undefined}
      {quiz === undefined || play.kind === 'playing' || arrival === 'seek' ? (
        <Dock
          tape={tapeRows(timeline)}
          choices={choices}
          playing={play.kind === 'playing'}
          speed={speed}
          canBack={timeline.at > 0}
          form={form}
          yours={timeline.current !== 0}
        />
      ) : (
        <QuizCard {...quiz} fires={/kill|send_signal/.test(choices[0]?.shortVerb ?? '')} />
      )}
      <Drawers />
      <LiveRegion />
    </div>
  );
}

function earlierViews(timeline: Timeline<Worlds>): readonly WorldView[] | undefined {
  const state = before(timeline);
  return state === undefined ? undefined : viewsOf(state);
}
