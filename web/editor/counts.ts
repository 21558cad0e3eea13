// The verdict of the last good program, searched again after each change in the explorer's own worker:
// one variant after the other; a new question replaces the old one.

import type { Race } from '../../src/race/program.ts';
import type { Search } from '../explorer/explorer-store.ts';
import type { FromWorker, ToWorker } from '../explorer/search-worker.ts';
import { busy } from '../shell/idle.ts';

/** Small enough to answer while one types; the explorer has more patience. */
const STATES = 60_000;
const SECONDS = 12;

/** A search begins when the program has been the same for so long. */
const PATIENCE_MS = 400;

let worker: Worker | undefined;
let waiting: ReturnType<typeof setTimeout> | undefined;
let done: () => void = () => undefined;

/** Ends what is being searched. */
export function stopCounting(): void {
  clearTimeout(waiting);
  worker?.terminate();
  worker = undefined;
  done();
}

/** Searches every variant, soon; tells what is known each time that changes. */
export function count(race: Race, tell: (searches: readonly Search[]) => void): void {
  stopCounting();
  done = busy('verdict');
  waiting = setTimeout(() => search(race, tell), PATIENCE_MS);
}

function search(race: Race, tell: (searches: readonly Search[]) => void): void {
  let searches: readonly Search[] = race.variants.map(() => ({ kind: 'waiting' }));
  const mine = new Worker(new URL('../explorer/search-worker.ts', import.meta.url), {
    type: 'module',
  });
  worker = mine;
  const put = (variant: number, now: Search) => {
    searches = searches.map((old, i) => (i === variant ? now : old));
    tell(searches);
  };
  const ask = (variant: number) => {
    if (variant >= race.variants.length) {
      stopCounting();
      return;
    }
    put(variant, { kind: 'running', progress: undefined });
    const job = { race, variant, version: race.version, cap: STATES, seconds: SECONDS };
    mine.postMessage({ kind: 'run', id: variant, job } satisfies ToWorker);
  };
  mine.onerror = event => {
    const running = searches.findIndex(one => one.kind === 'running');
    if (running >= 0) put(running, { kind: 'failed', why: event.message });
    stopCounting();
  };
  mine.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if (data.kind === 'progress') put(data.id, { kind: 'running', progress: data.progress });
    else {
      const { id } = data;
      put(id, data.kind === 'found' ? { kind: 'found', found: data.found } : data);
      ask(id + 1);
    }
  };
  ask(0);
}
