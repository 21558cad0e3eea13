// The cast of a retold stretch: a name that the language takes for everybody, and a number for those
// who are there from the start. The number that it is about is the log's own where that is between
// 300 and 311, else 303.

import { callNames, constantsOn, INNER_WORDS } from '../race/vocabulary.ts';
import { type Incarnation, nameOf } from '../trace/incarnation.ts';

export const FIRST = 300;
export const LAST = 311;

/** Words that are no name for a process. */
const TAKEN: ReadonlySet<string> = new Set([
  ...INNER_WORDS,
  ...callNames(),
  ...constantsOn(7001).map(c => c.name),
  ...['for', 'do', 'goto', 'switch', 'return', 'errno', 'NULL', 'init', 'via', 'idle', 'end'],
  ...['pid', 'fd', 'note', 'noted', 'signal', 'anybody', 'stranger', 'who', 'is', 'never', 'only'],
]);

export class Cast {
  private readonly names = new Map<number, string>();
  private readonly used = new Set<string>(['init']);
  private readonly numbers = new Set<number>();

  /** The name of an incarnation in the race: as it was called at an event. */
  name(it: Incarnation, event: number): string {
    const known = this.names.get(it.index);
    if (known !== undefined) return known;
    const name = this.fresh(nameOf(it, event));
    this.names.set(it.index, name);
    return name;
  }

  /** A name that nobody has yet, as near to the wanted one as the language allows. */
  fresh(wanted: string): string {
    const plain = wanted.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
    const base = plain === '' || /^\d/.test(plain) ? `p${plain}` : plain;
    let name = TAKEN.has(base) ? `${base}_1` : base;
    for (let i = 2; this.used.has(name); i++) name = `${base}_${i}`;
    this.used.add(name);
    return name;
  }

  /** Takes a number for somebody who is there from the start: the wanted one if it can be had. */
  number(wanted: number): number {
    const inRange = wanted >= FIRST && wanted <= LAST && !this.numbers.has(wanted);
    let nr = inRange ? wanted : 305;
    while (this.numbers.has(nr)) nr = nr === LAST ? FIRST : nr + 1;
    this.numbers.add(nr);
    return nr;
  }

  /** Where the kernel must look first to give `nr` after `before` other numbers. */
  cursor(nr: number, before: number): number {
    let at = nr;
    for (let left = before; left > 0; ) {
      at = at === FIRST ? LAST : at - 1;
      if (!this.numbers.has(at)) left--;
      if (at === nr) break;
    }
    return at;
  }
}
