// One scenario as the catalogue shows it, made from its compiled race, and the search over entries. Pure.

import type { Race, Source } from '../../src/race/program.ts';
import { type Life, livesOf } from './life.ts';

export interface Verdict {
  readonly variant: string;
  readonly verdict: 'broken' | 'holds';
  /** Steps of the shortest bad order, where stated. */
  readonly inSteps: number | undefined;
}

export interface Entry {
  readonly id: string;
  /** Its place in the catalogue, from 1. */
  readonly number: number;
  readonly title: string;
  /** The first sentence of its story, or two short ones. */
  readonly lead: string;
  readonly story: string;
  readonly sources: readonly Source[];
  readonly level: Race['level'];
  readonly chapters: readonly number[];
  readonly tags: readonly string[];
  readonly verdicts: readonly Verdict[];
  readonly lives: readonly Life[];
  /** All that a search looks at, in lower case. */
  readonly words: string;
}

export function entryOf(race: Race, number: number): Entry {
  const { id, title, story, sources, level, chapters, tags } = race;
  const names = race.processes.map(p => p.name);
  const told = sources.map(source => `${source.text} ${source.url ?? ''}`);
  const words = [id, title, story, ...told, ...tags, ...names, level ?? ''];
  return {
    id,
    number,
    title,
    lead: leadOf(story),
    story,
    sources,
    level,
    chapters,
    tags,
    verdicts: verdictsOf(race),
    lives: livesOf(race),
    words: words.join(' ').toLowerCase(),
  };
}

/** A world is as bad as the worst of its claims. */
export function verdictsOf({ variants, expectations }: Race): readonly Verdict[] {
  return variants.flatMap((variant, index): Verdict[] => {
    const mine = expectations.filter(e => e.variant === index);
    if (mine.length === 0) return [];
    const broken = mine.filter(e => e.verdict === 'broken');
    const steps = broken.flatMap(e => e.inSteps ?? []);
    const inSteps = steps.length === 0 ? undefined : Math.min(...steps);
    return [{ variant, verdict: broken.length > 0 ? 'broken' : 'holds', inSteps }];
  });
}

const LONGEST_LEAD = 150;

/** As many whole sentences as are short together; at least one. */
export function leadOf(story: string): string {
  const sentences = story.match(/.*?[.!?](?=\s|$)\s*/gs) ?? [story];
  let lead = '';
  for (const sentence of sentences) {
    if (lead !== '' && lead.length + sentence.length > LONGEST_LEAD) break;
    lead += sentence;
  }
  return lead.trim();
}

/** Entries that have every word looked for. */
export function matching(entries: readonly Entry[], query: string): readonly Entry[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(entry => wanted.every(word => entry.words.includes(word)));
}
