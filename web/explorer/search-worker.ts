// The worker: runs one job at a time, tells progress ten times a second, and can be cancelled.

import type { Progress } from '../../src/explore/explore.ts';
import { type Found, type Job, runJob } from './job.ts';

export type ToWorker =
  | { readonly kind: 'run'; readonly id: number; readonly job: Job }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly kind: 'found'; readonly id: number; readonly found: Found }
  | { readonly kind: 'failed'; readonly id: number; readonly why: string };

const scope = self as unknown as DedicatedWorkerGlobalScope;
const cancelled = new Set<number>();
const post = (message: FromWorker) => scope.postMessage(message);

scope.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'cancel') cancelled.add(data.id);
  else void run(data.id, data.job);
};

/** A message to itself comes after those already waiting: unlike a timer it is never held back. */
function pause(): Promise<void> {
  return new Promise(resolve => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(0);
  });
}

async function run(id: number, job: Job): Promise<void> {
  const driver = {
    now: () => performance.now(),
    pause,
    cancelled: () => cancelled.has(id),
    tell: (progress: Progress) => post({ kind: 'progress', id, progress }),
  };
  try {
    post({ kind: 'found', id, found: await runJob(job, driver) });
  } catch (error) {
    post({ kind: 'failed', id, why: String(error) });
  }
}
