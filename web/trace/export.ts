// Saving a recording in another form: written in slices into a blob, which the browser saves.

import { chromeTrace } from '../../src/trace/export-chrome.ts';
import { eventsCsv, livesCsv } from '../../src/trace/export-csv.ts';
import { ndjsonOf } from '../../src/trace/export-ndjson.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { busy } from '../shell/idle.ts';
import { setNotice } from '../shell/shell-store.ts';
import { loadedNow } from './trace-store.ts';

export interface Form {
  readonly id: string;
  readonly label: string;
  readonly ending: string;
  readonly type: string;
  readonly write: (trace: Trace) => Generator<string>;
}

export const FORMS: readonly Form[] = [
  {
    id: 'chrome',
    label: 'Chrome trace JSON, for Perfetto',
    ending: '.trace.json',
    type: 'application/json',
    write: chromeTrace,
  },
  {
    id: 'events',
    label: 'CSV of the events',
    ending: '.events.csv',
    type: 'text/csv',
    write: eventsCsv,
  },
  {
    id: 'lives',
    label: 'CSV of who held which number',
    ending: '.numbers.csv',
    type: 'text/csv',
    write: livesCsv,
  },
  {
    id: 'ndjson',
    label: 'NDJSON, this program’s own format',
    ending: '.ndjson',
    type: 'application/x-ndjson',
    write: ndjsonOf,
  },
];

const SLICE_MS = 12;
const PART_CHARS = 1 << 20;

/** Writes the open recording in a form and has the browser save it. */
export async function saveAs(form: Form): Promise<void> {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  const done = busy('exporting');
  try {
    const blob = new Blob(await written(form.write(loaded.trace)), { type: form.type });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${(loaded.shipped?.file ?? loaded.name).replace(/(\.gz|\.ndjson|\.strace)+$/, '')}${form.ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (error) {
    setNotice(`The recording could not be written: ${String(error)}`);
  } finally {
    done();
  }
}

async function written(pieces: Generator<string>): Promise<BlobPart[]> {
  const parts: Blob[] = [];
  let text = '';
  let until = performance.now() + SLICE_MS;
  for (const piece of pieces) {
    text += piece;
    if (text.length > PART_CHARS) {
      parts.push(new Blob([text]));
      text = '';
    }
    if (performance.now() < until) continue;
    await new Promise(resolve => setTimeout(resolve));
    until = performance.now() + SLICE_MS;
  }
  return [...parts, text];
}
