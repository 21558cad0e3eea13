// The panel beside the timeline: what is selected in detail, or what there is at the cursor.

import { memo } from 'react';
import { useStore } from 'zustand';
import { EventDetail } from './EventDetail.tsx';
import { MomentPanel } from './MomentPanel.tsx';
import { Task } from './Task.tsx';
import type { Panel } from './trace-link.ts';
import { type Loaded, showPanel, traces } from './trace-store.ts';
import { UseDetail } from './UseDetail.tsx';

interface Props {
  readonly loaded: Loaded;
  readonly use: number;
  readonly cursor: number;
  /** The incarnation in question; -1 for none. */
  readonly life: number;
}

const PANELS: readonly (readonly [Panel, string])[] = [
  ['details', 'Details'],
  ['moment', 'At the cursor'],
];

export const Inspector = memo(function Inspector({ loaded, use, cursor, life: chosen }: Props) {
  const panel = useStore(traces, s => s.panel);
  const life = loaded.trace.lives.at(chosen);
  const alone = use < 0 && life === undefined;
  return (
    <aside className={`inspector panel ${panel}`} aria-label="Details">
      <fieldset className="segmented panels">
        <legend className="sr">What is shown here</legend>
        {PANELS.map(([value, label]) => (
          <button
            type="button"
            key={value}
            aria-pressed={panel === value}
            onClick={() => showPanel(value)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {panel === 'moment' ? (
        <MomentPanel loaded={loaded} use={use} cursor={cursor} life={chosen} />
      ) : (
        <>
          {life === undefined ? undefined : (
            <section className="life-detail" aria-label="Selected process">
              <Task loaded={loaded} life={life} event={cursor} />
            </section>
          )}
          {use >= 0 ? <UseDetail loaded={loaded} use={use} /> : undefined}
          <EventDetail key={String(alone)} loaded={loaded} cursor={cursor} open={alone} />
        </>
      )}
    </aside>
  );
});
