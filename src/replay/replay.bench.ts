// Replaying a recording, against what is its floor: reading it, which a replay does once more.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { bench, describe } from 'vitest';
import { analyse } from '../trace/reader.ts';
import { replay } from './run.ts';

const file = new URL('../../public/traces/build.ndjson.gz', import.meta.url);
const bytes = new Uint8Array(gunzipSync(readFileSync(file)));

describe('the build recording, 16 045 events of 2 100 processes', () => {
  bench('read', () => {
    if (!analyse(bytes).ok) throw new Error('not read');
  });
  bench('read, then replayed on the model', () => {
    const result = analyse(bytes);
    if (!result.ok || replay(result.value, bytes).diverged > 0) throw new Error('not replayed');
  });
});
