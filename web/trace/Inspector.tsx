// The panel beside the timeline: the selected use with its verdict, evidence and fix; or the task at
// the cursor; and what to know about a recording that is not whole.

import { useEffect, useState } from 'react';
import { callText, duration, endText, fullName, moment, nameIn } from '../../src/explain/trace.ts';
import { report } from '../../src/explain/trace-report.ts';
import {
  evidence,
  fixOf,
  groupOf,
  reasonText,
  staleTime,
  tagOf,
  verdictAt,
  verdictText,
} from '../../src/explain/trace-verdict.ts';
import { type Incarnation, labelOf, letter } from '../../src/trace/incarnation.ts';
import { stateAt } from '../../src/trace/trace.ts';
import { Icon, type IconName } from '../glyphs/Icon.tsx';
import { readLine } from './open.ts';
import { keyOf } from './tones.ts';
import { goToEvent, type Loaded } from './trace-store.ts';

const ICONS: Readonly<Record<string, IconName>> = {
  wrong: 'cross',
  nobody: 'note',
  unprotected: 'warning',
  unknown: 'help',
  safe: 'tick',
};
export const iconOf = (group: string): IconName => ICONS[group] ?? 'help';

interface Props {
  readonly loaded: Loaded;
  readonly use: number;
  readonly cursor: number;
}

export function Inspector({ loaded, use, cursor }: Props) {
  return (
    <aside className="inspector panel" aria-label="Details">
      {use >= 0 ? <UseDetail loaded={loaded} use={use} /> : undefined}
      <EventDetail loaded={loaded} cursor={cursor} open={use < 0} />
    </aside>
  );
}

function UseDetail({ loaded, use }: { readonly loaded: Loaded; readonly use: number }) {
  const { trace } = loaded;
  const verdict = verdictAt(trace, use);
  const group = groupOf(verdict);
  const stale = staleTime(trace, use);
  const reason = reasonText(trace, use);
  const fix = fixOf(trace, use);
  return (
    <section className={`use-detail ${group}`} aria-label="Selected use">
      <p className={`verdict-tag ${group}`}>
        <Icon name={verdict === 'late' ? 'plug' : iconOf(group)} size={15} />
        {tagOf(trace, use)}
      </p>
      <h2>{verdictText(trace, use)}</h2>
      {reason === '' ? undefined : <p className="reason">{reason}</p>}
      {stale === undefined || !trace.timed ? undefined : (
        <p className={`stale ${group}`}>
          <span className="mono">{duration(stale.ns)}</span>
          <span>{stale.words}</span>
        </p>
      )}
      <EvidenceList loaded={loaded} use={use} />
      {fix === undefined ? undefined : (
        <details className="fix" open={window.innerHeight >= 800 && window.innerWidth >= 1024}>
          <summary>What would have held</summary>
          <pre>
            {fix.lines.map(line => (
              <code key={line.code} className={line.sign === '+' ? 'plus' : 'minus'}>
                {line.sign} {line.code}
              </code>
            ))}
          </pre>
          <p className="caption">{fix.why}</p>
        </details>
      )}
      <CopyReport loaded={loaded} use={use} />
    </section>
  );
}

function EvidenceList({ loaded, use }: { readonly loaded: Loaded; readonly use: number }) {
  const { trace, index } = loaded;
  return (
    <ol className="evidence">
      {evidence(trace, index, use).map(step => (
        <li key={step.event} className={step.last ? `last ${groupOf(verdictAt(trace, use))}` : ''}>
          <button type="button" onClick={() => goToEvent(step.event)}>
            <span className="when mono">
              {trace.timed ? moment(trace, trace.columns.t[step.event] ?? 0) : `#${step.event + 1}`}
              <small>L{trace.columns.line[step.event]}</small>
            </span>
            <span className="what">
              {step.title}
              <code>{step.call}</code>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function CopyReport({ loaded, use }: { readonly loaded: Loaded; readonly use: number }) {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(report(loaded.trace, loaded.index, use, loaded.name));
      setSaid('Copied.');
    } catch {
      setSaid('The browser did not allow copying.');
    }
  };
  return (
    <p className="row">
      <button type="button" className="button outlined" onClick={() => void copy()}>
        Copy report
      </button>
      <span role="status" className="caption">
        {said}
      </span>
    </p>
  );
}

function EventDetail(props: {
  readonly loaded: Loaded;
  readonly cursor: number;
  readonly open: boolean;
}) {
  const { loaded, cursor, open } = props;
  const { trace } = loaded;
  if (trace.count === 0) return undefined;
  const actor = trace.lives[trace.columns.actor[cursor] ?? -1];
  const object = trace.lives[trace.columns.object[cursor] ?? -1];
  return (
    <details className="event-detail" open={open} key={String(open)}>
      <summary>
        Event {cursor + 1}, line {trace.columns.line[cursor]}
      </summary>
      <p className="mono call">{callText(trace, cursor)}</p>
      <RawLine loaded={loaded} event={cursor} />
      {actor === undefined ? undefined : <Task loaded={loaded} life={actor} event={cursor} />}
      {object === undefined || object === actor ? undefined : (
        <Task loaded={loaded} life={object} event={cursor} />
      )}
    </details>
  );
}

/** The line as it stands in the file. */
function RawLine({ loaded, event }: { readonly loaded: Loaded; readonly event: number }) {
  const [text, setText] = useState('');
  const offset = loaded.trace.columns.offset[event] ?? 0;
  useEffect(() => {
    let wanted = true;
    readLine(loaded.blob, offset).then(
      line => wanted && setText(line),
      () => wanted && setText(''),
    );
    return () => {
      wanted = false;
    };
  }, [loaded.blob, offset]);
  return text === '' ? undefined : <pre className="raw-line">{text.slice(0, 600)}</pre>;
}

function Task({
  loaded,
  life,
  event,
}: {
  readonly loaded: Loaded;
  readonly life: Incarnation;
  readonly event: number;
}) {
  const { trace, index, tones } = loaded;
  const tone = tones.get(keyOf(life));
  const parent = trace.lives[life.parent];
  const holders = index.holders.get(keyOf(life)) ?? [];
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
              onClick={() => goToEvent(Math.max(0, trace.lives[other]?.born ?? 0))}
            >
              {letter(trace.lives[other]?.holder.at(-1) ?? 0)}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
