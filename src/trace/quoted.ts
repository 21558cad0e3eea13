// Strings in quotes inside the texts of arguments: JSON in our own format, C with octal or \x bytes in
// strace's.

import { decode, encode } from './bytes.ts';

const WHOLE = /^"((?:[^"\\]|\\.)*)"/s;
/** JSON's units together, since some letters take two. */
const PIECE = /((?:\\u[0-9a-f]{4})+)|\\(?:([0-7]{1,3})|x([0-9a-f]{2})|(.))|[^\\]+/gis;
const LETTERS: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  v: '\v',
  f: '\f',
  b: '\b',
};

/** What the string that a text begins with stands for; undefined where it begins with none that ends. */
export function unquoted(text: string): string | undefined {
  const body = WHOLE.exec(text)?.[1];
  if (body === undefined || !body.includes('\\')) return body;
  const bytes: number[] = [];
  for (const [piece, units, octal, hex, letter] of body.matchAll(PIECE)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (units !== undefined) bytes.push(...encode(JSON.parse(`"${units}"`) as string));
    else bytes.push(...encode(letter === undefined ? piece : (LETTERS[letter] ?? letter)));
  }
  return decode(Uint8Array.from(bytes));
}
