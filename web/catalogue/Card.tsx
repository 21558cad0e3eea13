// One scenario: its picture, title, story in a sentence, what is expected of each world, where it was
// told, and the ways on.

import type { Source } from '../../src/race/program.ts';
import { variantText } from '../explorer/words.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { formatRoute } from '../shell/route.ts';
import type { Entry, Verdict } from './entry.ts';
import { LifePicture } from './LifePicture.tsx';

export function Card({ entry }: { readonly entry: Entry }) {
  const { id, number, title, lead, verdicts, lives, sources } = entry;
  const name = `card-${id}`;
  return (
    <article className="cat-card card" aria-labelledby={name}>
      <div className="picture">
        <LifePicture lives={lives} label={variantText} />
      </div>
      <h3 id={name}>
        <a href={formatRoute(['lab', id])}>{title}</a>
        <span className="caption mono" aria-hidden="true">
          {number}
        </span>
      </h3>
      <p className="lead">{lead}</p>
      <ul className="verdicts" aria-label="Expected verdicts">
        {verdicts.map(verdict => (
          <VerdictRow key={verdict.variant} verdict={verdict} entry={entry} />
        ))}
      </ul>
      <Sources sources={sources} />
      <p className="ways">
        <a className="button" href={formatRoute(['lab', id])} aria-label={`${title}: lab`}>
          Lab
        </a>
        <a className="button" href={formatRoute(['explore', id])} aria-label={`${title}: explorer`}>
          Explorer
        </a>
        <a className="button" href={formatRoute(['edit', id])} aria-label={`${title}: edit a copy`}>
          Edit a copy
        </a>
      </p>
    </article>
  );
}

interface VerdictRowProps {
  readonly verdict: Verdict;
  readonly entry: Entry;
}

function VerdictRow({ verdict: { variant, verdict, inSteps }, entry }: VerdictRowProps) {
  const broken = verdict === 'broken';
  const end = entry.lives.find(life => life.variant === variant)?.end.short;
  const steps = inSteps === undefined ? '' : ` in ${inSteps} steps`;
  return (
    <li className={broken ? 'bad' : 'ok'}>
      <Icon name={broken ? 'cross' : 'tick'} size={16} />
      <span>
        <strong>{variantText(variant)}</strong> {broken ? `breaks${steps}` : 'holds in every order'}
        {end === undefined || end === '' ? '' : `: ${end}`}
      </span>
    </li>
  );
}

function Sources({ sources }: { readonly sources: readonly Source[] }) {
  return (
    <ul className="sources">
      {sources.slice(0, 2).map(({ text, url }) => (
        <li key={text}>
          {url === undefined ? (
            text
          ) : (
            <a href={url} target="_blank" rel="noreferrer">
              {text}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
