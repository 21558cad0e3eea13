// One level: the goal, the world, the programs, and the order under the player's hands.

import { useStore } from 'zustand';
import { titleOf } from '../../src/catalogue/index.ts';
import { before, now } from '../../src/machine/timeline.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { HatchDefs } from '../lab/HatchDefs.tsx';
import { numbersOf, viewsOf } from '../lab/select.ts';
import { swipe } from '../lab/swipe.ts';
import { WorldScene } from '../lab/WorldScene.tsx';
import { layout } from '../shell/layout.ts';
import { type Challenge, redo, undo } from './challenge-store.ts';
import type { Game } from './game.ts';
import { Order } from './Order.tsx';
import { Programs } from './Programs.tsx';
import { count, momentText, spoken, spokenHarm } from './words.ts';

interface LevelViewProps {
  readonly state: Challenge;
  readonly game: Game;
}

export function LevelView({ state, game }: LevelViewProps) {
  const { kind, short } = useStore(layout);
  const { timeline } = game;
  const [view] = viewsOf(now(timeline));
  if (view === undefined) return undefined;
  return (
    <div className={`lab challenge ${kind}${short ? ' short' : ''}`}>
      <HatchDefs />
      <Goal game={game} />
      <div className="stage">
        {/* The lab's inspector is not here to open. */}
        <div
          className="worlds"
          onPointerUpCapture={event => event.stopPropagation()}
          {...swipe({ left: redo, right: undo })}
        >
          <Picture state={state} game={game} kind={kind} />
        </div>
        <Programs view={view} folded={kind === 'strip'} />
      </div>
      <Order game={game} />
      <div className="sr">
        <p role="status">{spoken(state)}</p>
        <p role="alert">{spokenHarm(state)}</p>
      </div>
    </div>
  );
}

interface PictureProps extends LevelViewProps {
  readonly kind: 'wide' | 'compact' | 'strip';
}

function Picture({ state, game, kind }: PictureProps) {
  const { timeline, task } = game;
  const [view] = viewsOf(now(timeline));
  const moved = state.animated || state.outlined;
  const earlier = moved ? before(timeline) : undefined;
  if (view === undefined) return undefined;
  return (
    <WorldScene
      view={view}
      before={earlier === undefined ? undefined : viewsOf(earlier)[0]}
      outlined={state.outlined}
      index={0}
      race={task.race}
      turn={state.turn}
      xray={false}
      kind={kind}
      keep={numbersOf(timeline)}
    />
  );
}

function Goal({ game }: { readonly game: Game }) {
  const { level, number, task, timeline } = game;
  return (
    <header className="result goal">
      <p className="stepbox" aria-hidden="true">
        <strong>{timeline.at}</strong>
        <span>{timeline.at === 1 ? 'step' : 'steps'}</span>
      </p>
      <div className="sentence">
        <h1 id="result" className="headline" tabIndex={-1}>
          {level.goal}
        </h1>
        <p className={timeline.at === 0 ? 'subline story' : 'subline'}>{momentText(game)}</p>
      </div>
      <div className="aside">
        <a className="button" href="#/challenge">
          <Icon name="list" size={17} />
          All levels
        </a>
        <p className="caption">
          Level {number}: {titleOf(level.scenario)}
          <span className="sr">
            . {count(timeline.at, 'step')} done. The claim to break: {claimText(task)}.
          </span>
        </p>
      </div>
    </header>
  );
}

const claimText = ({ race, claim }: Game['task']): string => race.claims[claim]?.text ?? '';
