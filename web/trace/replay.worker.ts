// Replays a recording on the model kernel, away from the page. It reads the recording by itself, twice:
// once for the trace, once for the events. Cancelling is ending the worker.

import type { ReplayReport } from '../../src/replay/report.ts';
import { Replayer } from '../../src/replay/run.ts';
import { LIMITS } from '../../src/trace/limits.ts';
import { Reader } from '../../src/trace/reader.ts';

export interface ReplayJob {
  /** Unpacked. */
  readonly blob: Blob;
  /** The task of a file written by `strace -ff`. */
  readonly tid: number | undefined;
}

export type ReplayNews =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'done'; readonly report: ReplayReport }
  | { readonly kind: 'failed'; readonly why: string };

const post = (news: ReplayNews): void => self.postMessage(news);

self.onmessage = (message: MessageEvent<ReplayJob>) => {
  run(message.data).catch((error: unknown) => {
    post({ kind: 'failed', why: error instanceof Error ? error.message : String(error) });
  });
};

/** Of all the work, how much the first reading is. */
const FIRST = 0.1;

async function run({ blob, tid }: ReplayJob): Promise<void> {
  const who = tid === undefined ? {} : { tid };
  const reader = new Reader({ bytes: Math.min(blob.size, LIMITS.bytesMax), ...who });
  await pump(
    blob,
    bytes => reader.push(bytes),
    share => share * FIRST,
  );
  const result = reader.finish();
  if (!result.ok) throw new Error('this is no recording');
  const replayer = new Replayer(result.value, { tid });
  await pump(
    blob,
    bytes => replayer.push(bytes),
    share => FIRST + share * (1 - FIRST),
  );
  post({ kind: 'done', report: replayer.finish() });
}

/** Small bites, so that progress is told even where each takes long. */
const BITE = 1 << 18;

async function pump(
  blob: Blob,
  take: (bytes: Uint8Array) => void,
  shareOf: (share: number) => number,
): Promise<void> {
  let told = performance.now();
  for (let at = 0; at < blob.size && at <= LIMITS.bytesMax; at += BITE) {
    take(new Uint8Array(await blob.slice(at, at + BITE).arrayBuffer()));
    if (performance.now() - told < 100) continue;
    told = performance.now();
    post({ kind: 'progress', share: shareOf(at / blob.size) });
  }
}
