// The state at any moment of a large recording, against going through the events from the beginning.
// A million events and 20,000 incarnations with `TRACE_EVENTS=1000000`; a fifth by default.

import { bench, describe } from 'vitest';
import { findEvents } from './find.ts';
import { filterEvents, NO_FILTER } from './kinds.ts';
import { indexLiving, livingAt } from './living.ts';
import { indexHandouts, numbersAt } from './numbers.ts';
import { analyse } from './reader.ts';
import { Kind } from './record.ts';
import { generateBytes } from './testing/generate.ts';
import { indexTrace } from './trace.ts';
import { indexAdoptions, treeAt } from './tree.ts';

const events = Number(process.env.TRACE_EVENTS ?? 200_000);
const result = analyse(generateBytes({ events, lives: Math.ceil(events / 50), numbers: 3000 }));
if (!result.ok) throw new Error('not read');
const trace = result.value;
const index = indexTrace(trace);
const living = indexLiving(trace);
const adoptions = indexAdoptions(trace);
const [numbers] = indexHandouts(trace);
if (numbers === undefined) throw new Error('no numbers');

let at = 0;
/** Moments all over the recording. */
const moment = (): number => {
  at = (at + Math.floor(trace.count * 0.382)) % trace.count;
  return at;
};

/** Who is there, by playing the events up to a moment. */
function replayed(event: number): ReadonlySet<number> {
  const { kind, object } = trace.columns;
  const there = new Set<number>();
  for (let i = 0; i <= event; i++) {
    if (kind[i] === Kind.clone) there.add(object[i] as number);
    else if (kind[i] === Kind.reap) there.delete(object[i] as number);
  }
  return there;
}

describe(`a moment among ${events} events, ${trace.lives.length} incarnations`, () => {
  bench('play the events up to it', () => {
    replayed(moment());
  });
  bench('look at every incarnation', () => {
    const event = moment();
    trace.lives.filter(life => life.born <= event && (life.reap < 0 || life.reap > event));
  });
  bench('who is there, the tree, the numbers', () => {
    const event = moment();
    const there = livingAt(living, event);
    treeAt(trace, adoptions, there, event);
    numbersAt(trace, numbers, there, event);
  });
});

describe(`once over ${events} events`, () => {
  bench('touch kind, actor and object of each', () => {
    const { kind, actor, object } = trace.columns;
    let sum = 0;
    for (let i = 0; i < trace.count; i++)
      sum += (kind[i] ?? 0) + (actor[i] ?? 0) + (object[i] ?? 0);
    if (sum < 0) throw new Error('touched nothing');
  });
  bench('filter by topic and subtree', () => {
    filterEvents(trace, index, { ...NO_FILTER, without: new Set(['waits']), root: 0 });
  });
  bench('find a word', () => {
    for (const _ of findEvents(trace, 'sigusr1'));
  });
  bench('find a number', () => {
    for (const _ of findEvents(trace, '2303'));
  });
  bench('build the lookups of moments', () => {
    indexLiving(trace);
    indexAdoptions(trace);
    indexHandouts(trace);
  });
});
