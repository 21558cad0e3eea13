// The explorer's words: computed headlines and labels. Pure text from data.

import type { Graph } from '../../src/explore/graph.ts';
import { type End, ownerName as findOwner } from '../../src/machine/search.ts';
import type { Race } from '../../src/race/program.ts';
import { versionText } from '../shell/what-if-link.ts';
import type { Search } from './explorer-store.ts';
import type { Found } from './job.ts';

const PLAIN = new Intl.NumberFormat('en-GB');

const owners = new WeakMap<Race, { readonly name: string | undefined }>();

/** Whom the watched number means at first. */
function ownerName(race: Race): string | undefined {
  const known = owners.get(race) ?? { name: findOwner(race) };
  owners.set(race, known);
  return known.name;
}

/** 12 345, and from a trillion on a power: 3.2 × 10^21. */
export function numberText(n: bigint | number): string {
  const digits = n.toString();
  if (digits.length <= 12) return PLAIN.format(n).replaceAll(',', '\u00a0');
  return `${digits[0]}.${digits[1]} × 10${superscript(digits.length - 1)}`;
}

const superscript = (n: number): string =>
  [...n.toString()].map(d => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)] ?? '').join('');

const END_TEXT: Readonly<Record<End, string>> = {
  wrong: 'wrong target',
  broken: 'claim fails',
  right: 'right target',
  zombie: 'hits a zombie',
  nobody: 'ESRCH',
  none: 'no harm',
};

/** What an end is called in this race. */
export function endText(race: Race, end: string): string {
  const owner = ownerName(race);
  if (end === 'right' && owner !== undefined && owner.length < 10) return `hits ${owner}`;
  return END_TEXT[end as End];
}

/** `plain PID` for a variant called pid; other names as they are. */
export function variantText(name: string): string {
  return name === 'pid' ? 'Plain PID' : name;
}

/** How many orders go wrong; undefined while that is not known. */
export function wrongOrders(found: Found): bigint | undefined {
  if (found.report.orders === undefined) return undefined;
  return found.report.outcomes
    .filter(o => o.name === 'wrong' || o.name === 'broken')
    .reduce((sum, o) => sum + (o.orders ?? 0n), 0n);
}

const isBroken = (found: Found): boolean => found.report.claims.some(c => c.verdict === 'broken');
const holds = (found: Found): boolean => found.report.claims.every(c => c.verdict === 'holds');

/** The orders of the world that has the most. */
export function mostOrders(searches: readonly Search[]): bigint {
  const totals = searches.map(s => (s.kind === 'found' ? (s.found.report.orders ?? 0n) : 0n));
  let most = 0n;
  for (const total of totals) if (total > most) most = total;
  return most;
}

/** All worlds have been searched to the end, and no claim fails in any. */
export const isCalm = (searches: readonly Search[]): boolean =>
  searches.length > 0 && searches.every(s => s.kind === 'found' && holds(s.found));

/** The page's sentence. */
export function headline(race: Race, searches: readonly Search[]): string {
  const found = searches.map(s => (s.kind === 'found' ? s.found : undefined));
  if (found.some(f => f === undefined)) return 'Walking through every order…';
  const all = found.flatMap(f => f ?? []);
  const wrong = all.map(wrongOrders);
  const totals = all.map(f => f.report.orders);
  if (isCalm(searches)) return 'No order goes wrong.';
  const worst = all.findIndex(isBroken);
  const first = all[worst];
  if (first === undefined) return 'Not every order has been tried.';
  const goes = first.report.outcomes.some(o => o.name === 'broken');
  const does = (n: bigint) => (goes ? 'go' : 'hit') + (n !== 1n ? '' : goes ? 'es' : 's');
  const hit = (n: bigint) => `${does(n)} ${goes ? 'wrong' : 'the wrong process'}`;
  const pidfd = race.variants.findIndex((name, i) => i > worst && name.startsWith('pidfd'));
  const reference = all[pidfd];
  if (reference !== undefined && isBroken(reference)) {
    const k = wrong[pidfd];
    const some = k === undefined ? 'some' : numberText(k);
    return `A pidfd does not help here: ${some} ${k === 1n ? 'order' : 'orders'} still ${hit(k ?? 2n)}.`;
  }
  const name = `With ${withArticle(race.variants[worst] ?? '')}`;
  if (wrong[worst] === undefined) return `${name}, some orders go wrong.`;
  const k = wrong[worst] ?? 0n;
  return `${numberText(totals[worst] ?? 0n)} possible orders. ${name}, ${numberText(k)} ${hit(k)}.`;
}

function withArticle(variant: string): string {
  if (variant === 'pid') return 'a plain PID';
  return variant === 'pidfd' ? 'a pidfd' : variant;
}

export function subline(race: Race, searches: readonly Search[]): string {
  const calm = searches.flatMap((s, i) =>
    s.kind === 'found' && holds(s.found) ? [withArticle(race.variants[i] ?? '')] : [],
  );
  const lead =
    calm.length > 0 && calm.length < searches.length ? `With ${calm.join(' and ')}: none. ` : '';
  return `${lead}Orders are counted, not weighed; the real scheduler does not pick them evenly.`;
}

/** What stopped a search that is not complete. */
export function limitText(found: Found): string | undefined {
  const { complete, stoppedBy, states } = found.report;
  if (found.cancelled)
    return `Cancelled after ${numberText(states)} states. What is shown is a part.`;
  if (complete) return undefined;
  const why = {
    states: `More than ${numberText(states)} states.`,
    time: `Time is up after ${numberText(states)} states.`,
    memory: `Memory is full after ${numberText(states)} states.`,
    depth: 'Some orders are too long.',
    transitions: `Too many steps after ${numberText(states)} states.`,
  };
  const lead = stoppedBy === undefined ? '' : why[stoppedBy];
  const shortest = found.shown.find(s => s !== undefined);
  if (shortest === undefined) return `${lead} No wrong order found so far, which proves nothing.`;
  return `${lead} Shortest wrong order found so far: ${shortest.rows.length} steps.`;
}

/** A number's meaning as a band's name. */
export function bandText(race: Race, band: number): string {
  const nr = race.watched ?? 'It';
  const owner = ownerName(race) ?? 'its first holder';
  return (
    [`${nr} means ${owner}`, `Zombie holds ${nr}`, `${nr} is free`, `${nr} means someone else`][
      band
    ] ?? ''
  );
}

/** Why nothing goes wrong, read off the states that were reached. */
export function calmReason(race: Race, found: Found): string {
  const nr = race.watched;
  const { graph, layout } = found;
  if (!found.report.complete) return limitText(found) ?? '';
  if (nr === undefined || graph === undefined) {
    return `All ${numberText(found.report.states)} states were visited. No claim fails in any.`;
  }
  const had = haveHad(graph);
  const count = (band: number) =>
    layout.folded.shown.filter(s => had.has(s) && ((graph.label[s] ?? 0) & 7) === band).length;
  const states = (n: number) => (n === 1 ? '1 state' : `${numberText(n)} states`);
  if (count(3) > 0) {
    return `${nr} does come to mean someone else, in ${states(count(3))} before the deed. The deed does not go by the number, and reaches nobody else.`;
  }
  if (count(2) > 0) {
    return `${nr} is never given away again before the deed: it is free in ${states(count(2))}, and nobody takes it there.`;
  }
  return `${nr} is never free before the deed: until then nobody can collect its holder.`;
}

/** States in which the watched number has had its first holder. */
function haveHad(graph: Graph): ReadonlySet<number> {
  const had = new Set<number>();
  for (let state = 0; state < graph.states; state++) {
    const band = (graph.label[state] ?? 0) & 7;
    if (band !== 2) had.add(state);
    if (!had.has(state)) continue;
    for (let edge = graph.first[state] ?? 0; edge < (graph.first[state + 1] ?? 0); edge++) {
      had.add(graph.to[edge] ?? 0);
    }
  }
  return had;
}

/** A state, in words, for the list beside the picture and for screen readers. */
export function stateText(race: Race, band: number, depth: number): string {
  const after =
    depth === 0 ? 'At the start' : depth === 1 ? 'After 1 step' : `After ${depth} steps`;
  return `${after}: ${bandText(race, band)}`;
}

/** The whole result as one announcement. */
export function announcement(race: Race, searches: readonly Search[]): string {
  const parts = searches.map((search, i) => {
    const name = variantText(race.variants[i] ?? '');
    if (search.kind === 'running' && search.progress !== undefined) return '';
    if (search.kind !== 'found') return '';
    const { found } = search;
    const wrong = wrongOrders(found);
    const shortest = found.shown.find(s => s !== undefined);
    const counts = wrong === undefined ? 'not counted' : `${wrong} of ${found.report.orders} wrong`;
    const way =
      shortest === undefined ? '' : ` Shortest wrong order: ${shortest.rows.length} steps.`;
    return `${name}: ${counts}.${way}${found.report.complete ? '' : ' Not complete.'}`;
  });
  return searches.every(s => s.kind === 'found' || s.kind === 'failed') ? parts.join(' ') : '';
}

export const kernelText = (version: number): string => `Linux ${versionText(version)}`;
