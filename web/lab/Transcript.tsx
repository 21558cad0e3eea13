// The steps so far, one sentence each, with the calls and their results.

import { goTo } from './lab-store.ts';
import type { TranscriptRow } from './rows.ts';

interface TranscriptProps {
  readonly rows: readonly TranscriptRow[];
  readonly title: string | undefined;
  /** With details and calls; the short list leaves them out. */
  readonly calls?: boolean;
}

export function Transcript({ rows, title, calls = false }: TranscriptProps) {
  return (
    <section className="transcript" aria-label="Transcript">
      {title === undefined ? undefined : <h2>{title}</h2>}
      <ol>
        {rows.map(row => (
          <li key={row.index} aria-current={row.now ? 'step' : undefined}>
            <button type="button" onClick={() => goTo(row.index)}>
              <span className="mono">{row.index}</span>
              <span>{row.text}</span>
            </button>
            {calls && row.detail !== undefined ? <p>{row.detail}</p> : undefined}
            {calls ? row.results.map(text => <code key={text}>{text}</code>) : undefined}
          </li>
        ))}
      </ol>
    </section>
  );
}
