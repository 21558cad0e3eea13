// The catalogue's state: the entries as the worker makes them, how they are grouped, what is looked
// for. Entries stay for later visits; grouping and search are in the address.

import { createStore } from 'zustand/vanilla';
import { busy } from '../shell/idle.ts';
import { formatRoute, type Route } from '../shell/route.ts';
import { replaceAddress } from '../shell/url.ts';
import type { FromCatalogueWorker } from './catalogue-worker.ts';
import type { Entry } from './entry.ts';
import { VIEWS, type View } from './groups.ts';

export interface Catalogue {
  readonly entries: readonly Entry[];
  readonly making:
    | { readonly kind: 'no' }
    | { readonly kind: 'running' }
    | { readonly kind: 'done' }
    | { readonly kind: 'failed'; readonly why: string };
  readonly view: View;
  readonly query: string;
}

export const catalogue = createStore<Catalogue>(() => ({
  entries: [],
  making: { kind: 'no' },
  view: 'chapter',
  query: '',
}));

const set = catalogue.setState;

/** Shows what the address asks for; makes the entries when they are not there yet. */
export function openRoute({ query }: Route): void {
  const view = VIEWS.find(name => name === query.by) ?? 'chapter';
  set({ view, query: query.q ?? '' });
  const { kind } = catalogue.getState().making;
  if (kind === 'no' || kind === 'failed') make();
}

export function showView(view: View): void {
  set({ view });
  writeAddress();
}

export function lookFor(query: string): void {
  set({ query });
  writeAddress();
}

function writeAddress(): void {
  const { view, query } = catalogue.getState();
  const by = view === 'chapter' ? undefined : view;
  replaceAddress(formatRoute(['catalogue'], { by, q: query === '' ? undefined : query }));
}

function make(): void {
  const done = busy('catalogue');
  const worker = new Worker(new URL('./catalogue-worker.ts', import.meta.url), { type: 'module' });
  const end = (making: Catalogue['making']) => {
    worker.terminate();
    set({ making });
    done();
  };
  set({ entries: [], making: { kind: 'running' } });
  worker.onerror = event => end({ kind: 'failed', why: event.message });
  worker.onmessage = ({ data }: MessageEvent<FromCatalogueWorker>) => {
    if (data.kind === 'done') end({ kind: 'done' });
    else set({ entries: [...catalogue.getState().entries, data.entry] });
  };
}
