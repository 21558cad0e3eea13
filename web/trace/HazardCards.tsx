// On phones the hazards come first: one card each, worst first, with a small picture of three lanes.

import { memo } from 'react';
import { groupOf, tagOf, verdictAt, verdictText } from '../../src/explain/trace-verdict.ts';
import { labelOf } from '../../src/trace/incarnation.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { toneClass } from './frame.ts';
import { keyOf } from './tones.ts';
import { type Loaded, selectUse } from './trace-store.ts';
import { iconOf } from './UseDetail.tsx';

const SHOWN = 30;

export const HazardCards = memo(function HazardCards(props: {
  readonly loaded: Loaded;
  readonly use: number;
}) {
  const { loaded, use } = props;
  const { trace, hazards } = loaded;
  const shown = hazards.length > 0 ? hazards : [...Array(Math.min(trace.uses.count, 8)).keys()];
  if (shown.length === 0) return undefined;
  return (
    <ol className="hazard-cards" aria-label="Uses, worst first">
      {shown.slice(0, SHOWN).map(each => {
        const group = groupOf(verdictAt(trace, each));
        return (
          <li key={each}>
            <button
              type="button"
              className={`card ${group}`}
              aria-pressed={each === use}
              onClick={() => selectUse(each)}
            >
              <span className={`verdict-tag ${group}`}>
                <Icon name={iconOf(group)} size={14} />
                {tagOf(trace, each)}
              </span>
              <strong>{verdictText(trace, each)}</strong>
              <Mini loaded={loaded} use={each} />
            </button>
          </li>
        );
      })}
      {shown.length > SHOWN ? (
        <li className="caption">and {shown.length - SHOWN} more</li>
      ) : undefined}
    </ol>
  );
});

const WIDTH = 300;
const LABEL = 58;

/** The lanes of who was meant and who was hit, and the moment of the call. */
function Mini({ loaded, use }: { readonly loaded: Loaded; readonly use: number }) {
  const { trace, tones } = loaded;
  const lives = [...new Set([trace.uses.user[use], trace.uses.meant[use], trace.uses.hit[use]])]
    .map(life => trace.lives.at(life ?? -1))
    .filter(life => life !== undefined);
  // Only the stretch in which these lives were lived: of a long recording it may be a small part.
  const ends = lives.map(life => (life.reap >= 0 ? life.reapAt : trace.length));
  const first = Math.min(...lives.map(life => life.bornAt));
  const span = Math.max(1, Math.max(...ends) - first);
  const x = (t: number): number => LABEL + ((t - first) / span) * (WIDTH - LABEL - 4);
  const at = x(trace.columns.t[trace.uses.event[use] ?? 0] ?? 0);
  const group = groupOf(verdictAt(trace, use));
  return (
    <svg className="mini" viewBox={`0 0 ${WIDTH} ${lives.length * 22}`} aria-hidden="true">
      {lives.map((life, i) => {
        const from = x(life.bornAt);
        const to = x(life.reap >= 0 ? life.reapAt : trace.length);
        return (
          <g key={life.index} className={toneClass(tones.get(keyOf(life)))}>
            <text className="mono" x={0} y={i * 22 + 15}>
              {labelOf(life)}
            </text>
            <rect
              className="fill"
              x={from}
              y={i * 22 + 4}
              width={Math.max(2, to - from)}
              height={14}
              rx={3}
            />
          </g>
        );
      })}
      <path className={`mini-call ${group}`} d={`M${at} 0V${lives.length * 22}`} />
    </svg>
  );
}
