// The editor's state and what can be done to it: the text, what the compiler says of it, the last good
// program with its run, and the verdicts. Drafts, address and worker are touched here and nowhere else.

import { createStore } from 'zustand/vanilla';
import { IDS, sourceOf } from '../../src/catalogue/index.ts';
import { type ActorRef, formatSchedule } from '../../src/machine/schedule.ts';
import { lettersOf } from '../../src/machine/setup.ts';
import { branchOf, onScript, seek, type Timeline, take } from '../../src/machine/timeline.ts';
import { advanceWorlds, type Worlds } from '../../src/machine/worlds.ts';
import type { Diagnostic } from '../../src/race/diagnostic.ts';
import { format } from '../../src/race/format.ts';
import type { Search } from '../explorer/explorer-store.ts';
import { motionSeconds, movesFor } from '../lab/motion.ts';
import { busy } from '../shell/idle.ts';
import type { Route } from '../shell/route.ts';
import { setNotice, setShareable } from '../shell/shell-store.ts';
import { isMotionReduced } from '../shell/theme.ts';
import { replaceAddress } from '../shell/url.ts';
import { count, stopCounting } from './counts.ts';
import { dropDraft, readDraft, writeDraft } from './drafts.ts';
import { LONGEST_LINK, readProgramLink, writeProgramLink } from './program-link.ts';
import { attempt, type Run, runAt } from './run.ts';
import { TEMPLATE } from './template.ts';

export interface Editor {
  /** The scenario that this is a copy of; undefined: a program of one's own. */
  readonly origin: string | undefined;
  readonly text: string;
  /** What the compiler says of the text; of the text before while one types. */
  readonly diagnostics: readonly Diagnostic[];
  /** It compiles, but cannot be set up: why. */
  readonly failed: string | undefined;
  /** The last program that compiled. */
  readonly good: Run | undefined;
  readonly searches: readonly Search[];
  /** Motion of the last step is shown, or its changes are outlined. */
  readonly arrival: 'animated' | 'outlined' | 'still';
  readonly turn: number;
  readonly kept: 'draft' | 'refused';
  /** Too long for a link: the file is the way to pass it on. */
  readonly tooLong: boolean;
  /** One's own draft, set aside while a program from a link is shown. */
  readonly shelved: string | undefined;
}

export const editor = createStore<Editor>(() => ({
  origin: undefined,
  text: '',
  diagnostics: [],
  failed: undefined,
  good: undefined,
  searches: [],
  arrival: 'still',
  turn: 0,
  kept: 'draft',
  tooLong: false,
  shelved: undefined,
}));

const set = editor.setState;
const get = editor.getState;

const COMPILE_MS = 150;
const OWN = 'new';

let compiling: ReturnType<typeof setTimeout> | undefined;
let typing: (() => void) | undefined;

/** The text as it was before anything was changed. */
export function originalOf(origin: string | undefined): string {
  return (origin === undefined ? undefined : sourceOf(origin)) ?? TEMPLATE;
}

/** Shows what an address asks for: a program, one's draft, a scenario, or a new one. */
export function openRoute(route: Route): void {
  const link = readProgramLink(route, IDS);
  const draft = readDraft(link.origin ?? OWN);
  const text = link.program ?? draft ?? originalOf(link.origin);
  const fromLink = link.program !== undefined && draft !== undefined && draft !== link.program;
  set({ origin: link.origin, text, good: undefined, shelved: fromLink ? draft : undefined });
  judge();
  const { good } = get();
  if (good !== undefined) set({ good: runAt(good, link.schedule, link.at), turn: get().turn + 1 });
  const back =
    link.program === undefined && draft !== undefined && draft !== originalOf(link.origin);
  setNotice(
    link.notice ?? (back ? 'Your draft from before. Reset brings the original back.' : undefined),
  );
  writeAddress();
}

/** The page is left: what is under way is finished or dropped. */
export function leave(): void {
  if (typing !== undefined) settle();
  stopCounting();
  setShareable(true);
}

/** The text as it is now; compiled when the reader pauses. */
export function edit(text: string): void {
  if (text === get().text) return;
  set({ text });
  typing ??= busy('typing');
  clearTimeout(compiling);
  compiling = setTimeout(settle, COMPILE_MS);
}

/** Compiles now, keeps the draft and the address. */
function settle(): void {
  clearTimeout(compiling);
  typing?.();
  typing = undefined;
  judge();
  keep();
  writeAddress();
}

function judge(): void {
  const { text, good } = get();
  const { diagnostics, run, failed } = attempt(text, good);
  set({ diagnostics, failed });
  if (run === undefined) return;
  const asked = JSON.stringify({ ...run.race, source: '' });
  const before = good && JSON.stringify({ ...good.race, source: '' });
  set({ good: run, turn: get().turn + 1, arrival: 'still' });
  if (asked === before) return;
  set({ searches: [] });
  count(run.race, searches => set({ searches }));
}

/** A program that came by a link is kept by its address, and does not replace one's own draft. */
function keep(): void {
  const { origin, text, shelved } = get();
  if (shelved !== undefined) return;
  const name = origin ?? OWN;
  if (text === originalOf(origin)) dropDraft(name);
  else set({ kept: writeDraft(name, text) ? 'draft' : 'refused' });
}

/** Back to one's own draft, which a link had put aside. */
export function takeShelved(): void {
  const { shelved } = get();
  if (shelved === undefined) return;
  set({ shelved: undefined });
  replaceText(shelved);
}

/** Another text as a whole: from a file, from the formatter, from the original. */
export function replaceText(text: string): void {
  set({ text });
  settle();
}

export function reset(): void {
  replaceText(originalOf(get().origin));
  setNotice(undefined);
}

/** Returns whether the text could be laid out: broken ones are left alone. */
export function formatText(): boolean {
  const { text, diagnostics } = get();
  const laidOut = format(text);
  if (laidOut !== text) replaceText(laidOut);
  return laidOut !== text || !diagnostics.some(d => d.severity === 'error');
}

/** Lets a process run in the last good program. */
export function choose(who: ActorRef): boolean {
  const { good } = get();
  const next = good && take(good.timeline, who, advanceWorlds);
  return next !== undefined && show(next, !isMotionReduced() ? 'animated' : 'outlined');
}

/** Any position of the shown order. */
export function goTo(at: number): boolean {
  const { good } = get();
  if (good === undefined) return false;
  const next = seek(good.timeline, at);
  return next !== good.timeline && show(next, 'still');
}

function show(timeline: Timeline<Worlds>, arrival: Editor['arrival']): boolean {
  const { good, turn } = get();
  if (good === undefined) return false;
  set({ good: { ...good, timeline }, arrival, turn: turn + 1 });
  movesFor(arrival === 'animated' ? motionSeconds(timeline) : 0);
  writeAddress();
  return true;
}

/** The whole program in the address, where it is short enough to travel. */
function writeAddress(): void {
  const { origin, text, good } = get();
  const own = text !== originalOf(origin);
  const fits = good !== undefined && good.text === text;
  const place = fits ? placeOf(good) : { schedule: undefined, at: 0 };
  const hash = writeProgramLink({ origin, program: own ? text : undefined, ...place });
  const tooLong = hash.length > LONGEST_LINK;
  set({ tooLong });
  setShareable(!tooLong);
  replaceAddress(tooLong ? writeProgramLink({ origin, program: undefined, ...place }) : hash);
}

function placeOf({ race, timeline }: Run) {
  const steps = branchOf(timeline).steps;
  const schedule = onScript(timeline) ? undefined : formatSchedule(steps, lettersOf(race));
  return { schedule, at: timeline.at };
}
