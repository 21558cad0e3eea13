// The catalogue's state: how its entries are grouped and what is looked for, both in the address.

import { createStore } from 'zustand/vanilla';
import { formatRoute, type Route } from '../shell/route.ts';
import { replaceAddress } from '../shell/url.ts';
import { VIEWS, type View } from './groups.ts';

export interface Catalogue {
  readonly view: View;
  readonly query: string;
}

export const catalogue = createStore<Catalogue>(() => ({ view: 'chapter', query: '' }));

const set = catalogue.setState;

/** Shows what the address asks for. */
export function openRoute({ query }: Route): void {
  set({ view: VIEWS.find(name => name === query.by) ?? 'chapter', query: query.q ?? '' });
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
