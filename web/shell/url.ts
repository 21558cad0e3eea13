// The one place that touches the real address bar. Stepping replaces the current entry, so that
// the browser's Back leaves the page at once; going to another scenario or page adds one.

import { parseRoute } from './route.ts';
import { showRoute } from './shell-store.ts';

/** Follows the address bar: now, and on every change from outside. */
export function followAddress(): void {
  window.addEventListener('hashchange', () => showRoute(parseRoute(location.hash)));
  showRoute(parseRoute(location.hash));
}

/** Writes the address without adding a history entry and without telling anyone. */
export function replaceAddress(hash: string): void {
  if (location.hash !== hash) history.replaceState(undefined, '', hash);
}

/** Goes to another address, as a link would. */
export function goTo(hash: string): void {
  location.hash = hash;
}
