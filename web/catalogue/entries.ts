// Every scenario as the catalogue shows it. Compiling them all and running their pinned orders takes a
// moment, so a built site carries the result: vite.config.ts works this module out at build time.

import { IDS, raceOf } from '../../src/catalogue/index.ts';
import { type Entry, entryOf } from './entry.ts';

export const ENTRIES: readonly Entry[] = IDS.map((id, i) => entryOf(raceOf(id), i + 1));
