// A recorded call's arguments as values: from the text that the reader keeps, in our format's JSON or
// in strace's notation, names of constants as numbers.

import { CONSTANTS } from '../kernel/index.ts';
import { NONE, type Rec } from '../trace/record.ts';
import { splitArgs } from '../trace/strace-split.ts';
import { numberOf } from './under-way.ts';

export type Argument = number | string | undefined;

const VALUES: ReadonlyMap<string, number> = new Map(CONSTANTS.map(c => [c.name, c.value] as const));

/** The arguments in man-page order; pointers are undefined. */
export function argumentsOf(rec: Rec, texts: readonly string[], strace: boolean): Argument[] {
  const first = rec.a0 === NONE ? '' : String(rec.a0);
  const all = first + (texts[rec.args] ?? '');
  if (strace) return splitArgs(all).map(straceArgument);
  try {
    const list: unknown = JSON.parse(`[${all}]`);
    return Array.isArray(list) ? list.map(plain) : [];
  } catch {
    return [];
  }
}

const plain = (x: unknown): Argument =>
  typeof x === 'number' || typeof x === 'string' ? x : undefined;

/** strace puts what a descriptor is behind it: `3<pid:303>`. */
function straceArgument(part: string): Argument {
  const figure = /^-?\d{1,10}(?=$|[<\s])/.exec(part);
  if (figure !== null) return Number(figure[0]);
  return part === 'NULL' || part === '…' ? undefined : part;
}

/** An argument as a number: itself, or named flags put together. Undefined: a name not known here. */
export function constant(argument: Argument, otherwise = 0): number | undefined {
  if (argument === undefined) return otherwise;
  if (typeof argument === 'number') return argument;
  let sum = 0;
  for (const word of argument.split('|')) {
    const value = VALUES.get(word.trim()) ?? literal(word.trim());
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}

function literal(word: string): number | undefined {
  if (/^SIG[A-Z\d]/.test(word)) return numberOf(word) || undefined;
  const value = Number(word);
  return word === '' || Number.isNaN(value) ? undefined : value;
}
