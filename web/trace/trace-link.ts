// Where one stands in a recording, as the values of an address: the moment, who and what is selected, what
// is shown, folded, filtered and searched for. Pure.

import { GROUPS, type Group } from '../../src/explain/trace-verdict.ts';
import { TOPICS, type Topic } from '../../src/trace/kinds.ts';
import type { Trace } from '../../src/trace/trace.ts';
import type { Folds, LaneSet, Order } from './lanes.ts';
import type { Range } from './scale.ts';

export const PANELS = ['details', 'moment'] as const;
/** What the panel beside the timeline shows. */
export type Panel = (typeof PANELS)[number];

const ORDERS = ['number', 'start', 'parent'] as const satisfies readonly Order[];
const SETS = ['all', 'interest'] as const satisfies readonly LaneSet[];

/** Where to stand in a recording that is opened; what is left out begins as it always does. */
export interface Place {
  readonly event?: number | undefined;
  readonly use?: number | undefined;
  readonly life?: number | undefined;
  readonly range?: Range | undefined;
  readonly order?: Order | undefined;
  readonly set?: LaneSet | undefined;
  readonly folds?: Folds | undefined;
  readonly panel?: Panel | undefined;
  readonly group?: Group | undefined;
  /** Events from one to another, both included. */
  readonly stretch?: Range | undefined;
  readonly without?: readonly Topic[] | undefined;
  /** Only this process and what it started. */
  readonly root?: number | undefined;
  readonly query?: string | undefined;
}

type Query = Readonly<Record<string, string | undefined>>;

/** More lanes folded apart from the rest are not kept. */
const FOLDS_MAX = 60;

const int = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;

/** What an address says, and the parts of it that say nothing: `order=sideways`. */
export function readPlace(query: Query): { readonly place: Place; readonly bad: string[] } {
  const bad: string[] = [];
  const read = <T>(key: string, parse: (text: string) => T | undefined): T | undefined => {
    const text = query[key];
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) bad.push(`${key}=${text.slice(0, 40)}`);
    return value;
  };
  const among = <T extends string>(key: string, values: readonly T[]): T | undefined =>
    read(key, text => values.find(value => value === text));
  const range = read('to', to => rangeOf(query.from, to));
  if (query.from !== undefined && query.to === undefined) bad.push(`from=${query.from}`);
  const place: Place = {
    event: read('e', int),
    use: read('use', int),
    life: read('life', int),
    range,
    order: among('order', ORDERS),
    set: among('lanes', SETS),
    folds: read('folds', foldsOf),
    panel: among('tab', PANELS),
    group: among('show', GROUPS),
    stretch: read('sel', text => {
      const [from, to, more] = text.split('-');
      return more === undefined ? rangeOf(from, to) : undefined;
    }),
    without: read('hide', topicsOf),
    root: read('of', int),
    query: query.q,
  };
  return { place, bad };
}

function rangeOf(first: string | undefined, last: string | undefined): Range | undefined {
  const [from, to] = [int(first), int(last)];
  return from !== undefined && to !== undefined && to >= from ? { from, to } : undefined;
}

function topicsOf(text: string): readonly Topic[] | undefined {
  const found = text.split(',').map(word => TOPICS.find(topic => topic === word));
  return found.every(topic => topic !== undefined) ? found : undefined;
}

/** `closed`, `open`, and after it the lanes that are not: numbers as `0:303`, trees by their root. */
function foldsOf(text: string): Folds | undefined {
  const [all, ...except] = text.split(',');
  if ((all !== 'closed' && all !== 'open') || except.length > FOLDS_MAX) return undefined;
  if (!except.every(key => /^(\d{1,9}:)?\d{1,12}$/.test(key))) return undefined;
  const keys = except.map(key => (key.includes(':') ? `nr ${key}` : `life ${key}`));
  return { all: all === 'closed', except: new Set(keys) };
}

const foldsText = ({ all, except }: Folds): string =>
  [all ? 'closed' : 'open', ...[...except].slice(0, FOLDS_MAX).map(key => key.split(' ')[1])].join(
    ',',
  );

/** The parts of a place that a recording has, and those that it has not: `event 5000`. */
export function fitted(
  place: Place,
  { count, lives, uses }: Trace,
): { readonly place: Place; readonly bad: string[] } {
  const bad: string[] = [];
  const within = (what: string, value: number | undefined, end: number, first = 0) => {
    if (value === undefined || value < end) return value;
    bad.push(`${what} ${value + first}`);
    return undefined;
  };
  const { stretch } = place;
  const last = within('event', stretch?.to, count, 1);
  const fits: Place = {
    ...place,
    event: within('event', place.event, count, 1),
    use: within('use', place.use, uses.count),
    life: within('task', place.life, lives.length),
    root: within('task', place.root, lives.length),
    stretch: last === undefined ? undefined : stretch,
  };
  return { place: fits, bad };
}

/** What is written of a moment's state; see `Place`. */
export interface Standing {
  readonly cursor: number;
  readonly use: number;
  readonly life: number;
  /** Undefined for the whole recording. */
  readonly range: Range | undefined;
  readonly order: Order;
  readonly set: LaneSet;
  /** Undefined for lanes folded as they begin. */
  readonly folds: Folds | undefined;
  readonly panel: Panel;
  readonly group: Group | undefined;
  readonly stretch: Range | undefined;
  readonly filter: { readonly without: ReadonlySet<Topic>; readonly root: number };
  readonly query: string | undefined;
}

/** The values of an address; `readPlace` reads them. */
export function writePlace(now: Standing): Query {
  const { range, stretch, filter } = now;
  const some = (n: number): string | undefined => (n >= 0 ? String(n) : undefined);
  return {
    e: String(now.cursor),
    use: some(now.use),
    life: some(now.life),
    from: range && String(Math.max(0, Math.round(range.from))),
    to: range && String(Math.round(range.to)),
    order: now.order,
    lanes: now.set,
    folds: now.folds && foldsText(now.folds),
    tab: now.panel === 'details' ? undefined : now.panel,
    show: now.group,
    sel: stretch && `${stretch.from}-${stretch.to}`,
    hide: filter.without.size === 0 ? undefined : [...filter.without].join(','),
    of: some(filter.root),
    q: now.query === '' ? undefined : now.query,
  };
}
