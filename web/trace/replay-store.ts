// The replay of the recording that is shown: not begun, under way, or its report. One worker at a time.

import { createStore } from 'zustand/vanilla';
import type { ReplayReport } from '../../src/replay/report.ts';
import { busy } from '../shell/idle.ts';
import type { ReplayJob, ReplayNews } from './replay.worker.ts';
import type { Loaded } from './trace-store.ts';

export type ReplayStatus =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly share: number }
  | { readonly kind: 'done'; readonly report: ReplayReport }
  | { readonly kind: 'failed'; readonly why: string };

/** More events than this are replayed only when asked for: a million take most of a minute. */
export const UNASKED = 100_000;

export const replays = createStore<{
  readonly of: Blob | undefined;
  readonly status: ReplayStatus;
}>(() => ({ of: undefined, status: { kind: 'none' } }));

let stop: (() => void) | undefined;

/** Ends a replay under way. */
export function cancelReplay(): void {
  stop?.();
  if (replays.getState().status.kind === 'running')
    replays.setState({ of: undefined, status: { kind: 'none' } });
}

/** Replays a recording, unless that is done or under way. */
export function startReplay({ blob, name }: Loaded): void {
  if (replays.getState().of === blob) return;
  stop?.();
  const worker = new Worker(new URL('./replay.worker.ts', import.meta.url), { type: 'module' });
  const done = busy(`replaying ${name}`);
  const end = (): void => {
    worker.terminate();
    done();
    if (stop === end) stop = undefined;
  };
  stop = end;
  const set = (status: ReplayStatus): void => replays.setState({ of: blob, status });
  set({ kind: 'running', share: 0 });
  worker.onmessage = ({ data }: MessageEvent<ReplayNews>) => {
    if (stop !== end) return;
    if (data.kind === 'progress') {
      set({ kind: 'running', share: data.share });
      return;
    }
    set(data);
    end();
  };
  worker.onerror = event => {
    if (stop !== end) return;
    set({ kind: 'failed', why: event.message || 'the replay could not be started' });
    end();
  };
  const tid = /\.(\d{1,10})$/.exec(name)?.[1];
  const job: ReplayJob = { blob, tid: tid === undefined ? undefined : Number(tid) };
  worker.postMessage(job);
}
