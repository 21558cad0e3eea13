// The numbers in a program's arguments, which is how a process hands a number on by exec.

import { isDigit } from './bytes.ts';
import { wordsOf } from './incarnation.ts';

/** As far as arguments are looked through, in characters. */
const ARGUMENTS_MAX = 1 << 16;

/** Arguments whose numbers are remembered: programs are started again and again. */
const REMEMBERED = 4096;

export class Mentions {
  private readonly known = new Map<string, readonly number[]>();

  /** The whole numbers that stand alone in the arguments. */
  in(argv: string): readonly number[] {
    let found = this.known.get(argv);
    if (found !== undefined) return found;
    if (this.known.size >= REMEMBERED) this.known.clear();
    found = mentioned(argv);
    this.known.set(argv, found);
    return found;
  }
}

function mentioned(argv: string): readonly number[] {
  const text = argv.includes('\\') ? wordsOf(argv).join('"') : argv;
  const found: number[] = [];
  const end = Math.min(text.length, ARGUMENTS_MAX);
  for (let i = 0; i < end; i++) {
    if (!isDigit(text.charCodeAt(i))) continue;
    const from = i;
    while (isDigit(text.charCodeAt(i))) i++;
    const alone = !isInWord(text.charCodeAt(from - 1)) && !isInWord(text.charCodeAt(i));
    const nr = alone && i - from <= 7 ? Number(text.slice(from, i)) : 0;
    if (nr > 1 && !found.includes(nr)) found.push(nr);
  }
  return found;
}

/** A letter, digit, underscore or full stop; not NaN, which is beyond the end. */
const isInWord = (c: number): boolean =>
  isDigit(c) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c === 0x5f || c === 0x2e;
