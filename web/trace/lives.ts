// The incarnation in question: chosen on its lane, in the tree or on the ring; and the way to the
// other holders of its number.

import { holderOf, namespaceOf, numberOf } from '../../src/trace/incarnation.ts';
import { goToEvent, type Loaded, loadedNow, traces } from './trace-store.ts';

/** Puts an incarnation in question; -1 for none. The cursor stays. */
export function selectLife(life: number): void {
  traces.setState({ life });
}

/** The incarnation in question: the chosen one, else whom the event at the cursor is about. */
export function lifeInQuestion({ trace }: Loaded): number {
  const { life, cursor } = traces.getState();
  if (life >= 0) return life;
  const object = trace.columns.object[cursor] ?? -1;
  return object >= 0 ? object : (trace.columns.actor[cursor] ?? -1);
}

/** All holders of the number of an incarnation, by birth. */
export function holdersLike({ trace, index }: Loaded, life: number): readonly number[] {
  const found = trace.lives.at(life);
  if (found === undefined) return [];
  return [...index.holders.of(namespaceOf(found), numberOf(found))];
}

/** Goes to the next or the previous holder of the number in question: to where it gets it. */
export function stepHolder(by: 1 | -1): boolean {
  const loaded = loadedNow();
  if (loaded === undefined) return false;
  const life = loaded.trace.lives.at(lifeInQuestion(loaded));
  if (life === undefined) return false;
  const next = holdersLike(loaded, life.index)[holderOf(life) + by];
  if (next === undefined) return false;
  goToLife(next);
  return true;
}

/** Puts an incarnation in question and goes to where it begins. */
export function goToLife(life: number): void {
  const found = loadedNow()?.trace.lives.at(life);
  if (found === undefined) return;
  goToEvent(Math.max(0, found.born));
  selectLife(life);
}
