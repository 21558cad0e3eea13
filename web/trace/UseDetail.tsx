// The selected use: its verdict, the evidence line by line, what would have held, and a report to copy.

import { useState } from 'react';
import { duration, moment } from '../../src/explain/trace.ts';
import { fixOf } from '../../src/explain/trace-fix.ts';
import { report } from '../../src/explain/trace-report.ts';
import {
  evidence,
  groupOf,
  reasonText,
  staleTime,
  tagOf,
  verdictAt,
  verdictText,
} from '../../src/explain/trace-verdict.ts';
import { lineOf } from '../../src/trace/trace.ts';
import { Icon, type IconName } from '../glyphs/Icon.tsx';
import { OpenUseInLab } from './OpenInLab.tsx';
import { goToEvent, type Loaded } from './trace-store.ts';

const ICONS: Readonly<Record<string, IconName>> = {
  wrong: 'cross',
  nobody: 'note',
  unprotected: 'warning',
  unknown: 'help',
  safe: 'tick',
};
export const iconOf = (group: string): IconName => ICONS[group] ?? 'help';

export function UseDetail({ loaded, use }: { readonly loaded: Loaded; readonly use: number }) {
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
      <div className="row actions">
        <OpenUseInLab loaded={loaded} use={use} />
        <CopyReport loaded={loaded} use={use} />
      </div>
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
              <small>L{lineOf(trace, step.event)}</small>
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
    <>
      <button type="button" className="button outlined" onClick={() => void copy()}>
        Copy report
      </button>
      <span role="status" className="caption">
        {said}
      </span>
    </>
  );
}
