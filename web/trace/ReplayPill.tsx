// Whether the model kernel agrees with the recording: a pill with the number, and below it, when
// opened, each difference with both sides, and what was not compared.

import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { divergenceText, replayHeadline, replayNotes } from '../../src/explain/replay.ts';
import { countText } from '../../src/explain/words.ts';
import type { ReplayReport } from '../../src/replay/report.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { cancelReplay, type ReplayStatus, replays, startReplay, UNASKED } from './replay-store.ts';
import { goToEvent, type Loaded } from './trace-store.ts';
import './replay.css';

export function ReplayPill({ loaded }: { readonly loaded: Loaded }) {
  const { of, status } = useStore(replays);
  useEffect(() => {
    if (loaded.trace.count > 0 && loaded.trace.count <= UNASKED) startReplay(loaded);
    return cancelReplay;
  }, [loaded]);
  if (loaded.trace.count === 0) return undefined;
  const mine: ReplayStatus = of === loaded.blob ? status : { kind: 'none' };
  switch (mine.kind) {
    case 'none':
      return (
        <button type="button" className="pill replay" onClick={() => startReplay(loaded)}>
          <Icon name="play" size={15} />
          Replay on the model
        </button>
      );
    case 'running':
      return (
        <span className="pill replay running">
          <Icon name="clock" size={15} />
          Replaying on the model, {Math.round(mine.share * 100)} %
        </span>
      );
    case 'failed':
      return <span className="pill replay">The replay failed: {mine.why}</span>;
    case 'done':
      return <Result loaded={loaded} report={mine.report} />;
  }
}

function Result({ loaded, report }: { readonly loaded: Loaded; readonly report: ReplayReport }) {
  const box = useRef<HTMLDetailsElement>(null);
  const differs = report.diverged > 0;
  useCloseOutside(box);
  return (
    <details className="replay-box" ref={box}>
      <summary className={`pill replay ${differs ? 'bad' : 'ok'}`}>
        <Icon name={differs ? 'cross' : 'tick'} size={16} />
        {differs ? (
          <span>
            Model differs at line <strong>{report.divergences[0]?.line}</strong>
          </span>
        ) : (
          <span>
            Model agrees
            <span className="wide">
              {' '}
              with <strong>{countText(report.agreed)}</strong> results
            </span>
          </span>
        )}
        <Icon name="down" size={13} />
      </summary>
      <div className="replay-report panel">
        <h2>{replayHeadline(report)}</h2>
        <p className="caption">
          Every recorded call was performed on the model kernel, and its result compared.
        </p>
        {differs ? <Differences loaded={loaded} report={report} box={box} /> : undefined}
        {replayNotes(report).map(note => (
          <p key={note}>{note}</p>
        ))}
      </div>
    </details>
  );
}

/** How many differences are listed. */
const SHOWN = 20;

function Differences({
  loaded,
  report,
  box,
}: {
  readonly loaded: Loaded;
  readonly report: ReplayReport;
  readonly box: React.RefObject<HTMLDetailsElement | null>;
}) {
  const shown = report.divergences.slice(0, SHOWN);
  const go = (event: number): void => {
    goToEvent(event);
    if (box.current !== null) box.current.open = false;
  };
  return (
    <ol className="replay-list">
      {shown.map(found => (
        <li key={found.event}>
          <button type="button" onClick={() => go(found.event)}>
            <span className="mono">L{found.line}</span>
            <span>{divergenceText(loaded.trace, found)}</span>
          </button>
        </li>
      ))}
      {report.diverged > shown.length ? (
        <li>and {report.diverged - shown.length} more</li>
      ) : undefined}
    </ol>
  );
}

/** Closes the report on Escape and on a press elsewhere. */
function useCloseOutside(box: React.RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    const close = (event: Event): void => {
      const at = box.current;
      if (at === null || !at.open) return;
      const escaping = event instanceof KeyboardEvent && event.key === 'Escape';
      const elsewhere = event.type === 'pointerdown' && !at.contains(event.target as Node);
      if (!escaping && !elsewhere) return;
      at.open = false;
      if (escaping) {
        event.stopPropagation();
        at.querySelector('summary')?.focus();
      }
    };
    window.addEventListener('keydown', close, true);
    window.addEventListener('pointerdown', close);
    return () => {
      window.removeEventListener('keydown', close, true);
      window.removeEventListener('pointerdown', close);
    };
  }, [box]);
}
