// Reads a recording away from the page: streams it, unpacks gzip, reports progress and hands the
// finished trace over. Cancelling is ending the worker.

import { analyseParts } from '../../src/trace/parts.ts';
import type { Reader as TraceReader } from '../../src/trace/reader.ts';
import { LIMITS, Reader, type Refusal } from '../../src/trace/reader.ts';
import type { Trace } from '../../src/trace/trace.ts';

export type Job =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'files'; readonly files: readonly File[] };

export type News =
  | {
      readonly kind: 'progress';
      readonly done: number;
      readonly total: number;
      readonly lines: number;
    }
  | { readonly kind: 'done'; readonly trace: Trace; readonly blob: Blob }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly why: string };

const post = (news: News, transfer: Transferable[] = []): void => {
  self.postMessage(news, { transfer });
};

self.onmessage = (message: MessageEvent<Job>) => {
  run(message.data).catch((error: unknown) => {
    post({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
  });
};

async function run(job: Job): Promise<void> {
  if (job.kind === 'files' && job.files.length > 1) {
    await readParts(job.files);
    return;
  }
  const blob = job.kind === 'url' ? await load(job.url) : job.files[0];
  if (blob === undefined) return;
  await readOne(blob, job.kind === 'files' ? (job.files[0]?.name ?? '') : job.url);
}

async function load(url: string): Promise<Blob> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.split('/').pop()}: ${response.status}`);
  return await response.blob();
}

/** The bytes unpacked, and the blob they can be looked up in again. */
async function unpacked(blob: Blob): Promise<{ blob: Blob; packed: boolean }> {
  const head = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  if (head[0] !== 0x1f || head[1] !== 0x8b) return { blob, packed: false };
  const stream = blob.stream().pipeThrough(new DecompressionStream('gzip'));
  return { blob: await limited(stream), packed: true };
}

/** Collects a stream into a blob, which the browser may keep on disk; stops at the limit. */
async function limited(stream: ReadableStream<Uint8Array>): Promise<Blob> {
  const parts: Blob[] = [];
  let size = 0;
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      parts.push(new Blob([new Uint8Array(next.value)]));
      size += next.value.length;
      if (size > LIMITS.bytesMax) break;
    }
  } catch (error) {
    // A gzip cut short: what came out of it is shown, unless nothing did.
    if (size === 0) throw new Error(`This gzip file cannot be unpacked: ${String(error)}`);
  }
  return new Blob(parts);
}

async function readOne(source: Blob, name: string): Promise<void> {
  const { blob } = await unpacked(source);
  const tid = /\.(\d{1,10})$/.exec(name);
  const reader = new Reader({
    bytes: Math.min(blob.size, LIMITS.bytesMax),
    ...(tid === null ? {} : { tid: Number(tid[1]) }),
  });
  let told = performance.now();
  const stream = blob.stream().getReader();
  for (let next = await stream.read(); !next.done; next = await stream.read()) {
    reader.push(next.value);
    if (reader.bytes > LIMITS.bytesMax) break;
    if (performance.now() - told > 100) {
      told = performance.now();
      tell(reader, blob.size);
    }
  }
  deliver(reader.finish(), blob);
}

const tell = (reader: TraceReader, total: number): void =>
  post({ kind: 'progress', done: reader.bytes, total, lines: reader.lines });

/** Files of one `strace -ff` run. */
async function readParts(files: readonly File[]): Promise<void> {
  const parts = [];
  for (const file of files) {
    const { blob } = await unpacked(file);
    if (blob.size > LIMITS.bytesMax / 8) throw new Error(`${file.name} is too large to merge.`);
    parts.push({ name: file.name, bytes: new Uint8Array(await blob.arrayBuffer()) });
  }
  const { result, text } = analyseParts(parts);
  deliver(result, new Blob([new Uint8Array(text)]));
}

function deliver(result: ReturnType<TraceReader['finish']>, blob: Blob): void {
  if (!result.ok) {
    post({ kind: 'refused', refusal: result.error });
    return;
  }
  const trace = result.value;
  const buffers = [...Object.values(trace.columns), ...Object.values(trace.uses)]
    .filter(ArrayBuffer.isView)
    .map(column => column.buffer)
    .filter(buffer => buffer instanceof ArrayBuffer);
  post({ kind: 'done', trace, blob }, [...new Set(buffers)]);
}
