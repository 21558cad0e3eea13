// Reads a recording away from the page: streams it, unpacks gzip, reports progress and hands the
// finished trace over. Cancelling is ending the worker.

import { LIMITS } from '../../src/trace/limits.ts';
import { buffersOf, type Packed, packed } from '../../src/trace/packed.ts';
import { analyseParts } from '../../src/trace/parts.ts';
import type { Reader as TraceReader } from '../../src/trace/reader.ts';
import { Reader, type Refusal } from '../../src/trace/reader.ts';

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
  | { readonly kind: 'done'; readonly trace: Packed; readonly blob: Blob }
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

const isGzip = async (blob: Blob): Promise<boolean> => {
  const head = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return head[0] === 0x1f && head[1] === 0x8b;
};

/**
 * Hands a file on, unpacked, until `take` says that it is enough. Returns a blob in which the unpacked
 * bytes can be looked up again; the browser may keep it on disk. `done` is told the bytes of the file
 * itself that are used up.
 */
async function unpack(
  blob: Blob,
  take: (bytes: Uint8Array<ArrayBuffer>) => boolean,
  done: (bytes: number) => void,
): Promise<Blob> {
  let used = 0;
  const counted = blob.stream().pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        used += chunk.length;
        controller.enqueue(chunk);
      },
    }),
  );
  const packed = await isGzip(blob);
  const stream = packed ? counted.pipeThrough(new DecompressionStream('gzip')) : counted;
  const parts: Blob[] = [];
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (packed) parts.push(new Blob([next.value]));
      const more = take(next.value);
      done(used);
      if (more) continue;
      // Not awaited: the rest may be gigabytes that nobody wants.
      void reader.cancel().catch(() => undefined);
      break;
    }
  } catch (error) {
    // A gzip cut short: what came out of it is shown, unless nothing did.
    if (parts.length === 0) throw new Error(`This file cannot be unpacked: ${String(error)}`);
  }
  return packed ? new Blob(parts) : blob;
}

async function readOne(source: Blob, name: string): Promise<void> {
  const tid = /\.(\d{1,10})$/.exec(name);
  const packed = await isGzip(source);
  const reader = new Reader({
    bytes: packed ? 0 : Math.min(source.size, LIMITS.bytesMax),
    ...(tid === null ? {} : { tid: Number(tid[1]) }),
  });
  let told = performance.now();
  const blob = await unpack(
    source,
    bytes => {
      reader.push(bytes);
      return !reader.done;
    },
    done => {
      if (performance.now() - told < 100) return;
      told = performance.now();
      post({ kind: 'progress', done, total: source.size, lines: reader.lines });
    },
  );
  deliver(reader.finish(), blob);
}

/** Bytes of one file among several. */
const PART_MAX = LIMITS.bytesMax / 8;

/** Files of one `strace -ff` run. */
async function readParts(files: readonly File[]): Promise<void> {
  const parts = [];
  for (const file of files) {
    let size = 0;
    const blob = await unpack(
      file,
      bytes => {
        size += bytes.length;
        return size <= PART_MAX;
      },
      () => undefined,
    );
    if (blob.size > PART_MAX) throw new Error(`${file.name} is too large to merge.`);
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
  const trace = packed(result.value);
  post({ kind: 'done', trace, blob }, buffersOf(trace));
}
