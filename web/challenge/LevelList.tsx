// All levels with what has been reached in each. Nothing is locked.

import { titleOf } from '../../src/catalogue/index.ts';
import { LEVELS, levelId } from '../../src/catalogue/levels.ts';
import { Icon } from '../glyphs/Icon.tsx';
import type { Progress } from './progress.ts';
import { Stars } from './Stars.tsx';
import { count, standing, variantName } from './words.ts';

export function LevelList({ progress }: { readonly progress: Progress }) {
  const stars = LEVELS.reduce((sum, level) => sum + (progress[levelId(level)]?.stars ?? 0), 0);
  const first = LEVELS.find(level => progress[levelId(level)] === undefined);
  return (
    <div className="levels">
      <header className="levels-head">
        <div>
          <h1 className="headline">Be the scheduler. Break the claim.</h1>
          <p className="subline">
            Choose who runs, step by step, until it goes wrong. Some levels cannot be broken: then
            say so.
          </p>
        </div>
        <p className="total">
          <strong>{stars}</strong> of {count(LEVELS.length * 3, 'star')}
        </p>
      </header>
      <ol className="level-cards">
        {LEVELS.map((level, i) => {
          const id = levelId(level);
          return (
            <li key={id}>
              <a
                className={`card level-card${level === first ? ' next' : ''}`}
                href={`#/challenge/${id}`}
              >
                <span className="place" aria-hidden="true">
                  {i + 1}
                </span>
                <span className="about">
                  <strong>{level.goal}</strong>
                  <span className="caption">
                    {titleOf(level.scenario)} <span className="with">· {variantName(level)}</span>
                  </span>
                </span>
                <Stars stars={progress[id]?.stars ?? 0} label={standing(id, progress)} />
                <Icon name="right" size={18} />
              </a>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
