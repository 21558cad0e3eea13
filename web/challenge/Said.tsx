// The line between the order and the chooser: a hint, a dead end, or that some order does it after all.

import { Icon } from '../glyphs/Icon.tsx';
import { keepFocus } from '../lab/focus.ts';
import { reveal, undo } from './challenge-store.ts';
import type { Game } from './game.ts';
import { DEAD_END, wordText } from './words.ts';

interface SaidProps {
  readonly game: Game;
  /** Nobody can run, and the goal is not reached. */
  readonly dead: boolean;
}

export function Said({ game, dead }: SaidProps) {
  const { word } = game;
  if (word.kind === 'won' || word.kind === 'proved') return undefined;
  if (word.kind === 'none' && !dead) return undefined;
  const stuck = (word.kind === 'noWay' && !word.atStart) || word.kind === 'none';
  return (
    <p className={stuck ? 'said warn' : 'said'}>
      <Icon name={stuck ? 'warning' : 'help'} size={18} />
      <span>{word.kind === 'none' ? DEAD_END : wordText(word, game)}</span>
      {stuck ? (
        <button type="button" className="button" onClick={() => keepFocus(undo)}>
          Undo
        </button>
      ) : undefined}
      {word.kind === 'refuted' ? (
        <button type="button" className="button" onClick={() => keepFocus(reveal)}>
          Show it
        </button>
      ) : undefined}
    </p>
  );
}
