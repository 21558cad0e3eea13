// The worker that makes the catalogue's entries: compiles each scenario and runs its pinned order.

import { IDS, raceOf } from '../../src/catalogue/index.ts';
import { type Entry, entryOf } from './entry.ts';

export type FromCatalogueWorker =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'done' };

const scope = self as unknown as DedicatedWorkerGlobalScope;
const post = (message: FromCatalogueWorker) => scope.postMessage(message);

IDS.forEach((id, i) => {
  post({ kind: 'entry', entry: entryOf(raceOf(id), i + 1) });
});
post({ kind: 'done' });
