// Searching and filtering, as actions: a search runs in slices, so that typing and drawing go on.

import { type Found, findEvents, nextFound } from '../../src/trace/find.ts';
import {
  type Filter,
  familyOf,
  filterEvents,
  NO_FILTER,
  type Topic,
} from '../../src/trace/kinds.ts';
import { busy } from '../shell/idle.ts';
import { goToEvent, loadedNow, traces } from './trace-store.ts';

const SLICE_MS = 8;

/** Looks for words. An empty query ends the search. */
export function search(query: string): void {
  if (query.trim() === '') {
    traces.setState({ search: { query, found: undefined } });
    return;
  }
  traces.setState({ search: { query, found: undefined } });
  const loaded = loadedNow();
  if (loaded === undefined) return;
  const steps = findEvents(loaded.trace, query);
  const done = busy('searching');
  const run = (): void => {
    const wanted = traces.getState().search?.query === query && loadedNow() === loaded;
    const until = performance.now() + SLICE_MS;
    let step = wanted ? steps.next() : undefined;
    while (step !== undefined && step.done !== true && performance.now() < until) {
      step = steps.next();
    }
    if (step === undefined) done();
    else if (step.done === true) {
      done();
      traces.setState({ search: { query, found: keptOf(step.value) } });
    } else setTimeout(run);
  };
  run();
}

/** What was found, without what the filter leaves out. */
function keptOf(found: Found): Found {
  const { kept } = traces.getState();
  if (kept === undefined) return found;
  return { ...found, events: found.events.filter(event => kept[event] === 1) };
}

/** Opens the search; the box takes the keyboard. */
export function openSearch(): void {
  if (traces.getState().search === undefined) search('');
  queueMicrotask(() => document.querySelector<HTMLInputElement>('.search input')?.select());
}

export const closeSearch = (): void => traces.setState({ search: undefined });

/** Goes to the next or previous find; going round. */
export function stepFound(by: 1 | -1): void {
  const { search: now, cursor } = traces.getState();
  if (now?.found === undefined) return;
  const at = nextFound(now.found, cursor, by);
  if (at >= 0) goToEvent(now.found.events[at] ?? 0);
}

/** Shows only the events that a filter keeps. */
export function filterBy(filter: Filter): void {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  const { trace, index } = loaded;
  traces.setState({
    filter,
    kept: filterEvents(trace, index, filter),
    family: filter.root < 0 ? undefined : familyOf(trace, index, filter.root),
  });
  const { search: now } = traces.getState();
  if (now !== undefined) search(now.query);
}

/** Shows a kind of events or leaves it out. */
export function toggleTopic(topic: Topic): void {
  const { filter } = traces.getState();
  const without = new Set(filter.without);
  if (!without.delete(topic)) without.add(topic);
  filterBy({ ...filter, without });
}

/** Shows one process and what it started; -1: everybody. */
export function showFamily(root: number): void {
  filterBy({ ...traces.getState().filter, root });
}

export const clearFilter = (): void => filterBy(NO_FILTER);
