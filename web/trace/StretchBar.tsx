// The selected stretch in words, and what can be done with it.

import { useStore } from 'zustand';
import { duration } from '../../src/explain/trace.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { OpenEventsInLab } from './OpenInLab.tsx';
import { clearStretch, mark, zoomToStretch } from './stretch.ts';
import { type Loaded, type Stretch, traces } from './trace-store.ts';

export function StretchBar({ loaded }: { readonly loaded: Loaded }) {
  const stretch = useStore(traces, s => s.stretch);
  if (stretch === undefined) return undefined;
  return (
    <section className="stretch-bar panel" aria-label="Selected stretch">
      <p aria-live={stretch.open ? 'off' : 'polite'}>{stretchText(loaded, stretch)}</p>
      {stretch.open ? (
        <button type="button" className="button outlined" onClick={mark}>
          End it here
        </button>
      ) : (
        <>
          <OpenEventsInLab loaded={loaded} from={stretch.from} to={stretch.to} />
          <button type="button" className="button outlined" onClick={zoomToStretch}>
            Zoom to it
          </button>
        </>
      )}
      <button
        type="button"
        className="button icon quiet"
        aria-label="Select nothing"
        title="Select nothing (Esc)"
        onClick={clearStretch}
      >
        <Icon name="cross" />
      </button>
    </section>
  );
}

/** `Events 16 to 54 selected: 39 events in 249 ms.` */
function stretchText({ trace }: Loaded, { from, to, open }: Stretch): string {
  if (open && from === to) return `Selecting from event ${from + 1}. Move on, then end it.`;
  const { t } = trace.columns;
  const count = to - from + 1;
  const span = trace.timed ? ` in ${duration((t[to] ?? 0) - (t[from] ?? 0))}` : '';
  const events = count === 1 ? '1 event' : `${count} events`;
  return `Events ${from + 1} to ${to + 1} selected: ${events}${span}.`;
}
