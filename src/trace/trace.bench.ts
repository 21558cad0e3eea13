// Reading a large recording, against what one would write without thinking: JSON.parse of every line.
// A million events with `TRACE_EVENTS=1000000`; a fifth of that by default, to keep the run short.

import { bench, describe } from 'vitest';
import { bytesPerEvent } from './columns.ts';
import { analyse } from './reader.ts';
import { generateBytes } from './testing/generate.ts';
import { indexTrace } from './trace.ts';

const events = Number(process.env.TRACE_EVENTS ?? 200_000);
const bytes = generateBytes({ events, lives: Math.ceil(events / 50), numbers: 3000 });
const text = Buffer.from(bytes).toString('latin1');

describe(`${events} events, ${(bytes.length / 1e6).toFixed(0)} MB, ${bytesPerEvent()} bytes an event in columns`, () => {
  bench('JSON.parse of every line', () => {
    let last: unknown;
    for (const line of text.split('\n')) if (line !== '') last = JSON.parse(line);
    if (last === undefined) throw new Error('nothing was read');
  });
  bench('read, incarnations, verdicts', () => {
    const result = analyse(bytes);
    if (!result.ok || result.value.badCount > 0) throw new Error('not read');
  });
  bench('read, incarnations, verdicts, lookups', () => {
    const result = analyse(bytes);
    if (!result.ok) throw new Error('not read');
    indexTrace(result.value);
  });
});
