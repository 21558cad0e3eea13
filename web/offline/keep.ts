// Keeps the site on the device, and takes a newer version when nothing can be lost by it: at once while
// nobody has touched the page yet, else when the reader says so.

import { Workbox } from 'workbox-window';
import { createStore } from 'zustand/vanilla';

/** `no`: this browser or address keeps nothing; `newer`: kept, and a newer version waits. */
export type Kept = 'no' | 'coming' | 'yes' | 'newer';

export const kept = createStore<{ readonly state: Kept }>(() => ({ state: 'no' }));

let worker: Workbox | undefined;

/** Registers the service worker of the built site, once the page itself is there. */
export function keepOnDevice(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  worker = new Workbox('./sw.js');
  kept.setState({ state: navigator.serviceWorker.controller === null ? 'coming' : 'yes' });
  worker.addEventListener('activated', () => kept.setState({ state: 'yes' }));
  worker.addEventListener('redundant', () => {
    if (kept.getState().state === 'coming') kept.setState({ state: 'no' });
  });
  worker.addEventListener('waiting', () => {
    kept.setState({ state: 'newer' });
    if (!navigator.userActivation?.hasBeenActive) takeNewer();
  });
  // Also registers when the page is long there; no storage (private windows) means nothing is kept.
  worker.register().catch(() => kept.setState({ state: 'no' }));
}

/** Changes to the version that waits; the address holds where the reader was. */
export function takeNewer(): void {
  worker?.addEventListener('controlling', () => location.reload());
  worker?.messageSkipWaiting();
}
