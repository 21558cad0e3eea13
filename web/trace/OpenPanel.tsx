// What is shown while there is no recording: the place to drop one, how to make one, the samples;
// progress while a file is read; and, for a file that is no recording, what it is instead.

import { useStore } from 'zustand';
import { countText } from '../../src/explain/words.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { cancelReading, openShipped } from './open.ts';
import { OpenFile } from './TraceHead.tsx';
import { type Status, traces } from './trace-store.ts';

export function OpenPanel({ status }: { readonly status: Exclude<Status, { kind: 'ready' }> }) {
  return (
    <div className="open-panel">
      <Title status={status} />
      <div className="ghost-lanes">
        <i aria-hidden="true" />
        <i aria-hidden="true" />
        <i aria-hidden="true" />
        {status.kind === 'reading' ? <Progress status={status} /> : <PickFile />}
      </div>
      {status.kind === 'reading' ? undefined : <Choose />}
    </div>
  );
}

function Title({ status }: { readonly status: Exclude<Status, { kind: 'ready' }> }) {
  if (status.kind === 'failed') {
    return (
      <div className="open-error" role="alert">
        <h1 className="headline">
          <Icon name="warning" size={24} /> {status.title}
        </h1>
        <p className="subline">
          <strong className="mono">{status.name}</strong>: {status.detail}
        </p>
      </div>
    );
  }
  if (status.kind === 'reading') return <h1 className="headline">Reading {status.name}</h1>;
  return (
    <div>
      <h1 className="headline">Drop a recording here.</h1>
      <p className="subline">See every number that came back, and every signal that missed.</p>
    </div>
  );
}

function Progress({ status }: { readonly status: Extract<Status, { kind: 'reading' }> }) {
  const { done, total, lines } = status;
  return (
    <div className="reading">
      <progress aria-label="Bytes read" max={Math.max(1, total)} value={done} />
      <p className="caption" role="status">
        {lines === 0 ? 'Opening…' : `${countText(lines)} lines`}
        {total > 0 ? `, ${Math.round((100 * done) / total)} %` : ''}
      </p>
      <button type="button" className="button outlined" onClick={cancelReading}>
        Cancel
      </button>
    </div>
  );
}

function PickFile() {
  return (
    <div className="pick-file">
      <OpenFile />
      <p className="caption">Read on this device only. Nothing is sent anywhere.</p>
    </div>
  );
}

function Choose() {
  const shipped = useStore(traces, s => s.shipped);
  return (
    <>
      {shipped.length === 0 ? undefined : (
        <section aria-label="Recordings that come with this site">
          <h2>Real recordings to begin with</h2>
          <ul className="samples">
            {shipped.map(entry => (
              <li key={entry.file}>
                <button type="button" className="card" onClick={() => openShipped(entry)}>
                  <strong>{entry.title}</strong>
                  <span>{entry.note}</span>
                  <small className="mono">{entry.file}</small>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label="Recording your own">
        <h2>Record your own</h2>
        <pre className="how">
          <code>probe record -o daemon.ndjson -- ./daemon</code>
          <code>strace -f -ttt -e trace=process,signal,pidfd_open -o daemon.strace ./daemon</code>
        </pre>
      </section>
    </>
  );
}
