// Small words that all sentences share: names of identities, lists, ordinals, signals. English.

import { type Ino, SIG } from '../kernel/index.ts';
import type { WorldView } from '../machine/view.ts';

/** `worker`; somebody whose name is not known stays somebody. */
export function nameIn(view: Pick<WorldView, 'people'>, pid: Ino | undefined): string {
  return view.people.find(p => p.pid === pid)?.name ?? 'somebody';
}

/** `worker, first holder of 303`: the spoken form of 303·A. */
export function spokenHolder(view: Pick<WorldView, 'people'>, pid: Ino | undefined): string {
  const person = view.people.find(p => p.pid === pid);
  return person === undefined
    ? 'somebody'
    : `${person.name}, ${ordinal(person.letter)} holder of ${person.nr}`;
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];

/** `first` for 0. */
export function ordinal(index: number): string {
  return ORDINALS[index] ?? `${index + 1}th`;
}

/** `300 and 301`, `a, b and c`. */
export function listOf(items: readonly (string | number)[]): string {
  const last = items.at(-1);
  if (items.length < 2 || last === undefined) return String(last ?? '');
  return `${items.slice(0, -1).join(', ')} and ${last}`;
}

const SIGNAL_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(SIG).map(([name, value]) => [value, name]),
);

/** `SIGKILL`; a number that has no name stays one. */
export function signalName(signal: number): string {
  return SIGNAL_NAMES.get(signal) ?? `signal ${signal}`;
}

/** `12,345`. */
export const countText = (n: number): string => n.toLocaleString('en');
