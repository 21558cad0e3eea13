// The level is solved: the counts against the shortest order, and the ways on.

import { levelId } from '../../src/catalogue/levels.ts';
import { formatSchedule } from '../../src/machine/schedule.ts';
import { lettersOf } from '../../src/machine/setup.ts';
import { done } from '../../src/machine/timeline.ts';
import { AS_WRITTEN } from '../../src/machine/what-if.ts';
import { writeExplorerLink } from '../explorer/explorer-link.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { keepFocus } from '../lab/focus.ts';
import { writeLink } from '../lab/lab-link.ts';
import { reset } from './challenge-store.ts';
import type { Game } from './game.ts';
import { Stars } from './Stars.tsx';
import { nextLevel, wordText } from './words.ts';

export function Ending({ game }: { readonly game: Game }) {
  const { word, task, number } = game;
  const stars = word.kind === 'won' ? word.result.stars : word.kind === 'proved' ? word.stars : 0;
  const told = word.kind === 'won' ? word.result.told : game.told;
  const next = nextLevel(number);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row.
    <div className="ending" role="group" aria-label="Solved: what then?">
      <Stars stars={stars} label={`${stars} of 3 stars.`} size={30} />
      <p>
        {wordText(word, game)}
        <span className="caption"> {TOLD[told]}</span>
      </p>
      <div className="ways">
        <a
          className="button primary"
          data-focus="next"
          href={next === undefined ? '#/challenge' : `#/challenge/${levelId(next)}`}
        >
          {next === undefined ? 'All levels' : 'Next level'}
          <Icon name="right" size={17} />
        </a>
        {word.kind === 'proved' ? (
          <a className="button" href={writeExplorerLink(task.race.id, AS_WRITTEN)}>
            See all orders
          </a>
        ) : (
          <a className="button" href={replayLink(game)}>
            Replay in the lab
          </a>
        )}
        <button type="button" className="button" onClick={() => keepFocus(reset)}>
          Try again
        </button>
      </div>
    </div>
  );
}

const TOLD = {
  nothing: '',
  hint: 'With a hint, two stars at most.',
  order: 'It was shown, so one star.',
} as const;

/** The order in the lab, beside the other worlds, at its start. */
function replayLink({ task, timeline }: Game): string {
  const { race } = task;
  const schedule = formatSchedule(done(timeline), lettersOf(race));
  return writeLink({ id: race.id, schedule, at: 0, xray: false });
}
