// The explorer's state: which race, with which changes, what each variant's search has found so far,
// and what is pointed at. One worker does one variant after the other; a new question replaces it.

import { createStore } from 'zustand/vanilla';
import { IDS, raceOf } from '../../src/catalogue/index.ts';
import type { Progress } from '../../src/explore/explore.ts';
import { AS_WRITTEN, applyWhatIf, type WhatIf } from '../../src/machine/what-if.ts';
import { compile } from '../../src/race/compile.ts';
import type { Race } from '../../src/race/program.ts';
import { busy } from '../shell/idle.ts';
import type { Route } from '../shell/route.ts';
import { setNotice } from '../shell/shell-store.ts';
import { replaceAddress } from '../shell/url.ts';
import { type ExplorerLink, OWN, readExplorerLink, writeExplorerLink } from './explorer-link.ts';
import { type Found, type Job, orderTo, type Shown } from './job.ts';
import type { FromWorker, ToWorker } from './search-worker.ts';

export type Search =
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'running';
      readonly progress: Progress | undefined;
      /** Has been told to end; what was found is being put together. */
      readonly ending?: boolean;
    }
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'failed'; readonly why: string };

export interface Explorer {
  readonly id: string;
  /** The text, where it is no scenario as it stands. */
  readonly program: string | undefined;
  /** With the changes made. */
  readonly race: Race;
  readonly asWritten: Race;
  readonly whatIf: WhatIf;
  readonly cap: number;
  readonly searches: readonly Search[];
  /** The variant whose graph and witness are shown. */
  readonly shown: number;
  /** Whether the reader has chosen the variant: it is not changed under them then. */
  readonly chosen: boolean;
  /** An order to one state that the reader points at; undefined: the witness. */
  readonly pointed: { readonly state: number; readonly way: Shown } | undefined;
  /** Which of the shown order's steps is marked: 0 is the start. */
  readonly at: number;
  /** Only orders that go wrong are drawn strongly. */
  readonly wrongOnly: boolean;
}

export const CAP = 200_000;
const SECONDS = 60;

function opened(id: string, whatIf: WhatIf, program: string | undefined) {
  const own = program === undefined ? undefined : compile(program).race;
  const asWritten = own ?? raceOf(id === OWN ? (IDS[0] ?? '') : id);
  const race = applyWhatIf(asWritten, whatIf);
  return { id, program: own && program, asWritten, whatIf, race };
}

export const explorer = createStore<Explorer>(() => ({
  ...opened(IDS[0] ?? '', AS_WRITTEN, undefined),
  cap: CAP,
  searches: [],
  shown: 0,
  chosen: false,
  pointed: undefined,
  at: 0,
  wrongOnly: false,
}));

const set = explorer.setState;
const get = explorer.getState;

/** Shows what the address names; starts searching when that is another question. */
export function followRoute(route: Route): void {
  const link = readExplorerLink(route);
  if (link.notice !== undefined) setNotice(link.notice);
  const now = get();
  const asked = ({ id, program, whatIf }: ExplorerLink | Explorer) =>
    JSON.stringify([id, program, whatIf]);
  if (asked(now) === asked(link) && now.searches.length > 0) return;
  const next = opened(link.id, link.whatIf, link.program);
  if (next.program !== link.program)
    setNotice('The program in this link has mistakes; the editor names them. This is a scenario.');
  set({ ...next, shown: 0, chosen: false, cap: CAP });
  restart();
}

/** Asks the same of a changed race. */
export function change(part: Partial<WhatIf>): void {
  const { id, whatIf, program } = get();
  set(opened(id, { ...whatIf, ...part }, program));
  replaceAddress(writeExplorerLink(id, get().whatIf, program));
  restart();
}

/** Goes on with ten times the room. */
export function searchFurther(): void {
  set({ cap: get().cap * 10 });
  restart();
}

export function showVariant(shown: number): void {
  set({ shown, chosen: true, pointed: undefined });
  set({ at: shownOrder(get())?.rows.length ?? 0 });
}

/** The order in the list: to the state pointed at, else the shown variant's witness. */
export function shownOrder(state: Explorer): Shown | undefined {
  if (state.pointed !== undefined) return state.pointed.way;
  const search = state.searches[state.shown];
  return search?.kind === 'found' ? search.found.shown.find(s => s !== undefined) : undefined;
}

/** Points at one state of the graph; undefined: back to the witness. */
export function pointAt(state: number | undefined): void {
  const now = get();
  const search = now.searches[now.shown];
  const graph = search?.kind === 'found' ? search.found.graph : undefined;
  const way =
    state === undefined || !graph ? undefined : orderTo(jobOf(now, now.shown), graph, state);
  const pointed = state === undefined || way === undefined ? undefined : { state, way };
  set({ pointed });
  set({ at: shownOrder(get())?.rows.length ?? 0 });
}

/** Moves the mark along the shown order. Returns: whether it moved. */
export function moveTo(at: number): boolean {
  const order = shownOrder(get());
  if (order === undefined) return false;
  set({ at: Math.max(0, Math.min(order.rows.length, at)) });
  return true;
}

export function toggleWrongOnly(): void {
  set({ wrongOnly: !get().wrongOnly });
}

function jobOf(state: Explorer, variant: number): Job {
  const { race, cap } = state;
  return { race, variant, version: race.version, cap, seconds: SECONDS };
}

/** The worker of the question being asked. `id` of a job is its variant. */
let worker: Worker | undefined;
let done: () => void = () => undefined;

/** Drops what runs and starts the first variant. */
function restart(): void {
  stop();
  const { race } = get();
  set({ searches: race.variants.map(() => ({ kind: 'waiting' })), pointed: undefined, at: 0 });
  worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => receive(data);
  worker.onerror = event => failed(event.message);
  done = busy('search');
  runNext();
}

/** Ends the search without a result: the page is left. */
export function stop(): void {
  worker?.terminate();
  worker = undefined;
  done();
}

/** Ends the running search with what it has found so far. */
export function cancel(): void {
  get().searches.forEach((search, id) => {
    if (search.kind !== 'running' && search.kind !== 'waiting') return;
    send({ kind: 'cancel', id });
    if (search.kind === 'running') put(id, { ...search, ending: true });
  });
}

function send(message: ToWorker): void {
  worker?.postMessage(message);
}

function put(variant: number, search: Search): void {
  set({ searches: get().searches.map((old, i) => (i === variant ? search : old)) });
}

function runNext(): void {
  const next = get().searches.findIndex(search => search.kind === 'waiting');
  if (next < 0) {
    stop();
    return;
  }
  put(next, { kind: 'running', progress: undefined });
  send({ kind: 'run', id: next, job: jobOf(get(), next) });
}

function failed(why: string): void {
  const running = get().searches.findIndex(search => search.kind === 'running');
  if (running >= 0) put(running, { kind: 'failed', why });
  stop();
}

function told(id: number, progress: Progress): void {
  const now = get().searches[id];
  put(id, { kind: 'running', progress, ending: now?.kind === 'running' && now.ending === true });
}

function receive(message: FromWorker): void {
  switch (message.kind) {
    case 'progress':
      told(message.id, message.progress);
      return;
    case 'failed':
      put(message.id, { kind: 'failed', why: message.why });
      runNext();
      return;
    case 'found':
      put(message.id, { kind: 'found', found: message.found });
      settle();
      runNext();
      return;
  }
}

/** Until the reader chooses, the first variant that goes wrong is shown. */
function settle(): void {
  const { searches, chosen, shown } = get();
  const wrong = searches.findIndex(s => s.kind === 'found' && s.found.shown.some(Boolean));
  if (!chosen && wrong >= 0 && wrong !== shown) set({ shown: wrong });
  if (get().pointed === undefined) set({ at: shownOrder(get())?.rows.length ?? 0 });
}
