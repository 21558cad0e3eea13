// The state at the cursor: lookups built once per recording, and what a moment looks like.

import { nameIn } from '../../src/explain/trace.ts';
import { type Incarnation, namespaceOf } from '../../src/trace/incarnation.ts';
import { indexLiving, type Living, livingAt } from '../../src/trace/living.ts';
import { type Handouts, indexHandouts, type Numbers, numbersAt } from '../../src/trace/numbers.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { type Adoptions, type Branch, indexAdoptions, treeAt } from '../../src/trace/tree.ts';
import type { Tones } from './tones.ts';

export interface Moments {
  readonly living: Living;
  readonly adoptions: Adoptions;
  readonly handouts: readonly Handouts[];
}

export const momentsOf = (trace: Trace): Moments => ({
  living: indexLiving(trace),
  adoptions: indexAdoptions(trace),
  handouts: indexHandouts(trace),
});

/** One moment of a recording. */
export interface Moment {
  readonly event: number;
  readonly living: Int32Array;
  readonly tree: readonly Branch[];
}

export function momentAt(trace: Trace, moments: Moments, event: number): Moment {
  const living = livingAt(moments.living, event);
  return { event, living, tree: treeAt(trace, moments.adoptions, living, event) };
}

export const numbersIn = (trace: Trace, handouts: Handouts, { living, event }: Moment): Numbers =>
  numbersAt(trace, handouts, living, event);

/** The namespace whose numbers matter: that of a task in question, of a coloured number, or the busiest. */
export function handoutsFor(
  { moments: { handouts }, tones }: { readonly moments: Moments; readonly tones: Tones },
  chosen: number | undefined,
  subject: Incarnation | undefined,
): Handouts | undefined {
  const wanted = chosen ?? (subject === undefined ? firstToned(tones) : namespaceOf(subject));
  const found = handouts.find(table => table.ns === wanted);
  if (found !== undefined) return found;
  return handouts.reduce<Handouts | undefined>(
    (best, table) => (best === undefined || table.nr.length > best.nr.length ? table : best),
    undefined,
  );
}

function firstToned(tones: Tones): number | undefined {
  const [key] = tones.keys();
  return key === undefined ? undefined : Number(key.split(':')[0]);
}

/** What a namespace is called: the recorder's, or whose it is. */
export function namespaceName(trace: Trace, { ns, life }: Handouts): string {
  if (ns === 0) return 'the recorder’s namespace';
  const first =
    trace.lives.find(other => namespaceOf(other) === ns) ?? trace.lives.at(life[0] ?? -1);
  return first === undefined ? `namespace ${ns}` : `the namespace of ${nameIn(first)}`;
}
