// Over the timeline: the result in one sentence, the file, filters with counts, order and set of lanes.

import { memo, useRef } from 'react';
import { useStore } from 'zustand';
import { duration } from '../../src/explain/trace.ts';
import { headline } from '../../src/explain/trace-report.ts';
import { GROUP_WORDS, GROUPS } from '../../src/explain/trace-verdict.ts';
import { countText } from '../../src/explain/words.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { FORMS, saveAs } from './export.ts';
import { setLaneSet, setOrder } from './folding.ts';
import type { LaneSet, Order } from './lanes.ts';
import { openFiles, openShipped } from './open.ts';
import { ReplayPill } from './ReplayPill.tsx';
import { idOf } from './shipped.ts';
import { type Loaded, traces } from './trace-store.ts';
import { iconOf } from './UseDetail.tsx';
import { chooseGroup } from './use-steps.ts';

export const TraceHead = memo(function TraceHead({ loaded }: { readonly loaded: Loaded }) {
  const { title, sub } = headline(loaded.trace, loaded.counts);
  return (
    <header className="trace-head">
      <div className="trace-title">
        <h1 className="headline">{title}</h1>
        <p className="subline">{sub}</p>
      </div>
      <FileChip loaded={loaded} />
      <OpenAnother />
      <Pills loaded={loaded} />
      <LaneChoices total={loaded.trace.lives.length} />
    </header>
  );
});

function FileChip({ loaded }: { readonly loaded: Loaded }) {
  const { trace } = loaded;
  const kernel = trace.header === undefined ? '' : `, Linux ${trace.header.kernel}`;
  const where = loaded.shipped === undefined ? 'read on this device only' : 'comes with this site';
  const span = trace.timed ? `, ${duration(trace.length)}` : '';
  return (
    <div className="file-chip card">
      <Icon name="file" />
      <div>
        <strong className="mono">{loaded.shipped?.file ?? loaded.name}</strong>
        <small>
          {countText(trace.lines)} lines{span}
          <span className="kernel">{kernel}</span>, {where}
        </small>
      </div>
    </div>
  );
}

/** A list of the shipped recordings, and the file picker. */
function OpenAnother() {
  const shipped = useStore(traces, s => s.shipped);
  return (
    <div className="open-another">
      {shipped.length === 0 ? undefined : (
        <label className="picker small">
          <strong>Recordings</strong>
          <Icon name="down" size={14} />
          <select
            aria-label="Open a recording that comes with this site"
            value=""
            onChange={event => {
              const found = shipped.find(entry => idOf(entry) === event.currentTarget.value);
              if (found !== undefined) openShipped(found);
            }}
          >
            <option value="" disabled>
              Recordings that come with this site
            </option>
            {shipped.map(entry => (
              <option key={entry.file} value={idOf(entry)}>
                {entry.title}
              </option>
            ))}
          </select>
        </label>
      )}
      <OpenFile />
      <Export />
    </div>
  );
}

/** The forms in which the recording can be saved. */
function Export() {
  return (
    <label className="picker small export">
      <strong>Export</strong>
      <Icon name="down" size={14} />
      <select
        aria-label="Save this recording as"
        value=""
        onChange={event => {
          const form = FORMS.find(each => each.id === event.currentTarget.value);
          if (form !== undefined) void saveAs(form);
        }}
      >
        <option value="" disabled>
          Save as
        </option>
        {FORMS.map(form => (
          <option key={form.id} value={form.id}>
            {form.label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The file picker. */
export function OpenFile() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        <Icon name="file" size={16} />
        Open a file
      </button>
      <input
        ref={input}
        type="file"
        multiple
        className="sr"
        tabIndex={-1}
        aria-label="Recording to open; it is read on this device only"
        onChange={event => {
          openFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

function Pills({ loaded }: { readonly loaded: Loaded }) {
  const chosen = useStore(traces, s => s.group);
  return (
    <fieldset className="pills">
      <legend className="sr">Show uses by verdict</legend>
      {GROUPS.filter(group => loaded.counts[group] > 0).map(group => (
        <button
          type="button"
          key={group}
          className={`pill ${group === 'wrong' ? 'bad' : group}`}
          aria-pressed={chosen === group}
          onClick={() => chooseGroup(group)}
        >
          <Icon name={iconOf(group)} size={16} />
          <strong>{countText(loaded.counts[group])}</strong> {GROUP_WORDS[group]}
        </button>
      ))}
      {loaded.trace.uses.count === 0 ? (
        <span className="caption">No signal or pidfd call in this recording.</span>
      ) : undefined}
      <ReplayPill loaded={loaded} />
    </fieldset>
  );
}

const ORDERS: readonly (readonly [Order, string])[] = [
  ['number', 'by number'],
  ['start', 'by start'],
  ['parent', 'by parent'],
];

function LaneChoices({ total }: { readonly total: number }) {
  const order = useStore(traces, s => s.order);
  const shown = useStore(traces, s => s.set);
  const sets: readonly (readonly [LaneSet, string])[] = [
    ['interest', 'Reused or signalled'],
    ['all', `All ${countText(total)}`],
  ];
  return (
    <div className="lane-choices">
      <span className="caption">Lanes</span>
      <fieldset className="segmented">
        <legend className="sr">Order of lanes</legend>
        {ORDERS.map(([value, label]) => (
          <button
            type="button"
            key={value}
            aria-pressed={order === value}
            onClick={() => setOrder(value)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      <fieldset className="segmented">
        <legend className="sr">Which lanes</legend>
        {sets.map(([value, label]) => (
          <button
            type="button"
            key={value}
            aria-pressed={shown === value}
            onClick={() => setLaneSet(value)}
          >
            {label}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
