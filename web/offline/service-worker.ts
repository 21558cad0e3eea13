// The service worker: keeps the whole built site on the device, so that it opens without a network.
// Built by itself (scripts/offline.ts) into `sw.js`, with the list of the site's files put in.

import { cleanupOutdatedCaches, type PrecacheEntry, precacheAndRoute } from 'workbox-precaching';

declare const self: ServiceWorkerGlobalScope;
/** Every file of the site; `revision` is null where the name changes with the content. */
declare const SITE_FILES: PrecacheEntry[];

cleanupOutdatedCaches();
precacheAndRoute(SITE_FILES);

// A new version waits until no window shows the old one, unless the page asks (see keep.ts).
self.addEventListener('message', event => {
  if (event.data?.type === 'SKIP_WAITING') void self.skipWaiting();
});
