// One incarnation in words: from when to when, whose child, and who else held its number.

import { endText, fullName, moment, nameIn } from '../../src/explain/trace.ts';
import { type Incarnation, labelOf, letter } from '../../src/trace/incarnation.ts';
import { stateAt } from '../../src/trace/trace.ts';
import { goToLife, holdersLike } from './lives.ts';
import { keyOf } from './tones.ts';
import type { Loaded } from './trace-store.ts';

export function Task({
  loaded,
  life,
  event,
}: {
  readonly loaded: Loaded;
  readonly life: Incarnation;
  readonly event: number;
}) {
  const { trace, tones } = loaded;
  const tone = tones.get(keyOf(life));
  const parent = trace.lives.at(life.parent);
  const holders = holdersLike(loaded, life.index);
  const state = stateAt(life, event);
  const end =
    life.exit >= 0
      ? `${endText(life.status)} at ${moment(trace, life.exitAt)}`
      : 'does not end here';
  return (
    <div className={`task ${tone === undefined ? 'plain' : `n${tone.colour}`}`}>
      <h3>
        <span className="mono task-badge">{labelOf(life)}</span> {nameIn(life, event)}
        <small>{state}</small>
      </h3>
      <dl>
        <dt>began</dt>
        <dd>
          {life.born < 0
            ? 'before the recording, or unseen'
            : `${moment(trace, life.bornAt)}${life.how === '' ? '' : `, by ${life.how}`}`}
        </dd>
        <dt>ended</dt>
        <dd>{end}</dd>
        <dt>number free</dt>
        <dd>
          {life.reap < 0 || life.reapHow === 'unseen'
            ? 'not seen'
            : `${moment(trace, life.reapAt)}${life.reapHow === 'inferred' ? ', inferred from its reuse' : ''}`}
        </dd>
        {parent === undefined ? undefined : (
          <>
            <dt>parent</dt>
            <dd>{fullName(parent)}</dd>
          </>
        )}
        {life.nr.length > 1 ? (
          <>
            <dt>numbers</dt>
            <dd className="mono">{life.nr.map(nr => (nr > 0 ? nr : '?')).join(' / ')}</dd>
          </>
        ) : undefined}
        {life.id === undefined ? undefined : (
          <>
            <dt>pidfs inode</dt>
            <dd className="mono">{life.id}</dd>
          </>
        )}
      </dl>
      {holders.length < 2 ? undefined : (
        <p className="row holders">
          Holders of the number:
          {holders.slice(0, 12).map(other => (
            <button
              type="button"
              key={other}
              className="button quiet"
              aria-current={other === life.index}
              onClick={() => goToLife(other)}
            >
              {letter(trace.lives.at(other)?.holder.at(-1) ?? 0)}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
