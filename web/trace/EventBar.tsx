// Under the timeline: the event at the cursor in words with its line, buttons to step, and a slider
// over all events.

import { memo, useLayoutEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { eventSentence, moment } from '../../src/explain/trace.ts';
import { lineOf } from '../../src/trace/trace.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { mark } from './stretch.ts';
import { goToEvent, type Loaded, stepEvent, traces } from './trace-store.ts';
import { stepHazard } from './use-steps.ts';

export function EventBar({ loaded, cursor }: { readonly loaded: Loaded; readonly cursor: number }) {
  const { trace } = loaded;
  if (trace.count === 0) return undefined;
  const t = trace.columns.t[cursor] ?? 0;
  const sentence = eventSentence(trace, cursor);
  return (
    <section className="event-bar panel" aria-label="Event at the cursor">
      <div className="event-grid">
        <Buttons loaded={loaded} first={cursor === 0} last={cursor >= trace.count - 1} />
        <p className="event-words" aria-live="polite" title={sentence}>
          <span>{sentence}</span>
        </p>
        <p className="event-place mono">
          {`${cursor + 1} of ${trace.count} · line ${lineOf(trace, cursor)}${trace.timed ? ` · ${moment(trace, t)}` : ''}`}
        </p>
        <Scrub loaded={loaded} cursor={cursor} />
      </div>
    </section>
  );
}

/** The slider over all events. Its place is set by hand: React would write an attribute as well. */
function Scrub({ loaded, cursor }: { readonly loaded: Loaded; readonly cursor: number }) {
  const { trace } = loaded;
  const slider = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (slider.current !== null) slider.current.value = String(cursor);
  }, [cursor]);
  return (
    <input
      ref={slider}
      type="range"
      className="scrub"
      aria-label="Event"
      aria-valuetext={`Event ${cursor + 1} of ${trace.count}, line ${lineOf(trace, cursor)}`}
      min={0}
      max={Math.max(0, trace.count - 1)}
      onChange={event => goToEvent(Number(event.currentTarget.value))}
    />
  );
}

const Buttons = memo(function Buttons(props: {
  readonly loaded: Loaded;
  readonly first: boolean;
  readonly last: boolean;
}) {
  const { hazards } = props.loaded;
  const marking = useStore(traces, s => s.stretch?.open === true);
  return (
    <div className="event-buttons">
      {hazards.length === 0 ? undefined : (
        <button
          type="button"
          className="button icon quiet hazard"
          aria-label="Previous hazard"
          title="Previous hazard (,)"
          onClick={() => stepHazard(-1)}
        >
          <Icon name="warning" />
          <Icon name="left" size={12} />
        </button>
      )}
      <button
        type="button"
        className="button icon"
        aria-label="Previous event"
        title="Previous event (←)"
        disabled={props.first}
        onClick={() => stepEvent(-1)}
      >
        <Icon name="left" />
      </button>
      <button
        type="button"
        className="button icon"
        aria-label="Next event"
        title="Next event (→)"
        disabled={props.last}
        onClick={() => stepEvent(1)}
      >
        <Icon name="right" />
      </button>
      {hazards.length === 0 ? undefined : (
        <button
          type="button"
          className="button icon quiet hazard"
          aria-label="Next hazard"
          title="Next hazard (.)"
          onClick={() => stepHazard(1)}
        >
          <Icon name="warning" />
          <Icon name="right" size={12} />
        </button>
      )}
      <button
        type="button"
        className="button icon quiet"
        aria-label="Begin or end a selection here"
        aria-pressed={marking}
        title="Begin or end a selection here (M)"
        onClick={mark}
      >
        <Icon name="stretch" />
      </button>
    </div>
  );
});
