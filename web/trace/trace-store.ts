// What the trace page shows: the recording, how far it is read, the window on the time axis, the
// cursor and the selected use. Everything else is derived.

import { createStore } from 'zustand/vanilla';
import { type Counts, countVerdicts } from '../../src/explain/trace-report.ts';
import type { Group } from '../../src/explain/trace-verdict.ts';
import type { Found } from '../../src/trace/find.ts';
import { type Filter, NO_FILTER, nextKept } from '../../src/trace/kinds.ts';
import {
  eventAt,
  indexTrace,
  type Trace,
  type TraceIndex,
  usageAt,
} from '../../src/trace/trace.ts';
import { graveOf, hazardsOf, isHazard } from './hazards.ts';
import { beginFolded, type Folds, type LaneSet, type Order } from './lanes.ts';
import { type Moments, momentsOf } from './moments.ts';
import { defaultFocus } from './rows.ts';
import { clampRange, type Range, wholeRange } from './scale.ts';
import { idOf, type Shipped } from './shipped.ts';
import { type Tones, tonesOf } from './tones.ts';
import type { Panel, Place } from './trace-link.ts';

export interface Loaded {
  readonly name: string;
  readonly shipped: Shipped | undefined;
  readonly trace: Trace;
  readonly index: TraceIndex;
  readonly tones: Tones;
  readonly counts: Counts;
  /** Uses worth stepping through: all but the safe ones; all of them if there are no others. */
  readonly hazards: readonly number[];
  /** Of these the ones that reached somebody else or nobody, in order. */
  readonly grave: Int32Array;
  readonly moments: Moments;
  readonly blob: Blob;
}

export type Status =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'reading';
      readonly name: string;
      readonly done: number;
      readonly total: number;
      readonly lines: number;
    }
  | {
      readonly kind: 'failed';
      readonly name: string;
      readonly title: string;
      readonly detail: string;
    }
  | { readonly kind: 'ready'; readonly loaded: Loaded };

/** A selected stretch of the recording, from one event to another, both included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The end that stays while the other follows the cursor. */
  readonly anchor: number;
  /** Whether it still follows the cursor. */
  readonly open: boolean;
}

/** A search: its words, and what was found; undefined while it is running. */
export interface Search {
  readonly query: string;
  readonly found: Found | undefined;
}

export interface TraceState {
  readonly status: Status;
  readonly shipped: readonly Shipped[];
  readonly range: Range;
  readonly cursor: number;
  /** The selected use, or -1. */
  readonly use: number;
  readonly focus: number;
  /** The incarnation put in question; -1 for none. */
  readonly life: number;
  readonly panel: Panel;
  /** The selected events; undefined when none are. */
  readonly stretch: Stretch | undefined;
  readonly order: Order;
  readonly set: LaneSet;
  readonly folds: Folds;
  /** 1 for each incarnation of the process tree that alone is shown; undefined: all are. */
  readonly family: Uint8Array | undefined;
  readonly filter: Filter;
  /** 1 for each event that the filter keeps; undefined: all. */
  readonly kept: Uint8Array | undefined;
  /** Open while the search box is. */
  readonly search: Search | undefined;
  readonly group: Group | undefined;
  readonly sawtooth: boolean;
}

export const traces = createStore<TraceState>(() => ({
  status: { kind: 'empty' },
  shipped: [],
  range: { from: 0, to: 1 },
  cursor: 0,
  use: -1,
  focus: -1,
  life: -1,
  panel: 'details',
  stretch: undefined,
  order: 'number',
  set: 'interest',
  folds: { all: false, except: new Set() },
  family: undefined,
  filter: NO_FILTER,
  kept: undefined,
  search: undefined,
  group: undefined,
  sawtooth: typeof window === 'undefined' || window.innerHeight >= 800,
}));

const set = traces.setState;

export const loadedNow = (): Loaded | undefined => {
  const { status } = traces.getState();
  return status.kind === 'ready' ? status.loaded : undefined;
};

/** A recording that was read. */
export type Opened = Pick<Loaded, 'name' | 'shipped' | 'trace' | 'blob'>;

/** Shows a recording; of the place, what `arrive` does not see to. */
export function show({ name, shipped, trace, blob }: Opened, place: Place): void {
  const index = indexTrace(trace);
  const counts = countVerdicts(trace);
  const hazards = hazardsOf(trace);
  const whole = wholeRange(trace.length);
  const use = place.use ?? (place.event === undefined ? (hazards[0] ?? -1) : -1);
  const atUse = use >= 0 && use < trace.uses.count ? (trace.uses.event[use] ?? 0) : 0;
  const tones = tonesOf(trace, index);
  const lanes = place.set ?? (hazards.length > 0 ? 'interest' : 'all');
  const cursor = Math.min(Math.max(0, place.event ?? atUse), Math.max(0, trace.count - 1));
  set({
    status: {
      kind: 'ready',
      loaded: {
        name,
        shipped,
        trace,
        index,
        tones,
        counts,
        hazards,
        grave: graveOf(trace),
        moments: momentsOf(trace),
        blob,
      },
    },
    range: place.range === undefined ? whole : clampRange(place.range, trace.length),
    cursor,
    use: use < trace.uses.count ? use : -1,
    focus: use >= 0 ? (trace.uses.user[use] ?? -1) : defaultFocus(trace),
    // Without hazards and reuse there is nothing to single out: all tasks, as the tree they are.
    order: place.order ?? (hazards.length > 0 || tones.size > 0 ? 'number' : 'parent'),
    set: lanes,
    folds: { all: beginFolded(trace, index, lanes), except: new Set() },
    family: undefined,
    filter: NO_FILTER,
    kept: undefined,
    search: undefined,
    group: undefined,
    life: -1,
    stretch: undefined,
  });
}

export const idShown = (): string | undefined => {
  const shipped = loadedNow()?.shipped;
  return shipped === undefined ? undefined : idOf(shipped);
};

/** The stretch between two events, in either order. */
export const between = (anchor: number, event: number, open: boolean): Stretch => ({
  from: Math.min(anchor, event),
  to: Math.max(anchor, event),
  anchor,
  open,
});

/** Moves the cursor to an event and keeps it in the window. */
export function goToEvent(event: number): void {
  const loaded = loadedNow();
  if (loaded === undefined || loaded.trace.count === 0) return;
  const cursor = Math.min(Math.max(0, event), loaded.trace.count - 1);
  const t = loaded.trace.columns.t[cursor] ?? 0;
  const { range, use, focus, stretch } = traces.getState();
  const at = usageAt(loaded.trace, cursor);
  const hazard = at >= 0 && isHazard(loaded.trace, at);
  set({
    cursor,
    use: hazard ? at : use,
    focus: hazard ? (loaded.trace.uses.user[at] ?? focus) : focus,
    range: withMoment(range, t, loaded.trace.length),
    stretch: stretch?.open === true ? between(stretch.anchor, cursor, true) : stretch,
  });
}

/** The window, moved so that a moment is in it. */
function withMoment(range: Range, t: number, length: number): Range {
  const span = range.to - range.from;
  if (t >= range.from && t <= range.to) return range;
  return clampRange({ from: t - span / 2, to: t + span / 2 }, length);
}

/** The last event at or before a moment; the first of all when there is none. */
export function eventOfTime(t: number): number {
  const loaded = loadedNow();
  return loaded === undefined ? 0 : Math.max(0, eventAt(loaded.trace, t));
}

/** The next or previous event that the filter keeps. */
export function stepEvent(by: 1 | -1): void {
  const { cursor, kept } = traces.getState();
  const next = nextKept(kept, cursor + by, by);
  if (next >= 0) goToEvent(next);
}

/** Selects a use and goes to its call. */
export function selectUse(use: number): void {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  goToEvent(loaded.trace.uses.event[use] ?? 0);
  set({ use, life: -1, focus: loaded.trace.uses.user[use] ?? -1 });
}

export const showPanel = (panel: Panel): void => set({ panel });
export const toggleSawtooth = (): void => set(s => ({ sawtooth: !s.sawtooth }));
