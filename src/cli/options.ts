// Reading a command's arguments: `--name VALUE` or `--name=VALUE`, `--flag`, and the rest.

import { nearest } from '../race/suggest.ts';

/** A mistake in how a command was called: told with its usage, exit status 2. */
export class UsageError extends Error {}

/** A file that cannot be read or is no such file: exit status 2. */
export class InputError extends Error {}

export interface Options {
  readonly values: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  readonly rest: readonly string[];
}

/** Splits arguments. Throws a UsageError for an option that is in neither list. */
export function readOptions(
  args: readonly string[],
  valued: readonly string[],
  flagged: readonly string[],
): Options {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    const [name = '', inline] = arg.startsWith('--') ? splitOnce(arg) : [arg, undefined];
    if (arg === '-' || !arg.startsWith('-')) rest.push(arg);
    else if (flagged.includes(name) && inline === undefined) flags.add(name);
    else if (valued.includes(name)) {
      const value = inline ?? args[++i];
      if (value === undefined) throw new UsageError(`${name} wants a value`);
      values.set(name, value);
    } else throw new UsageError(unknownOption(name, [...valued, ...flagged]));
  }
  return { values, flags, rest };
}

function unknownOption(name: string, known: readonly string[]): string {
  if (known.includes(name)) return `${name} takes no value`;
  const meant = nearest(name, known);
  return `unknown option ${name}${meant === undefined ? '' : `: did you mean ${meant}?`}`;
}

function splitOnce(arg: string): [string, string | undefined] {
  const at = arg.indexOf('=');
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

/** A whole number given as an option, within bounds. */
export function wholeNumber(
  options: Options,
  name: string,
  otherwise: number,
  least = 0,
  most = 2 ** 32 - 1,
): number {
  const text = options.values.get(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new UsageError(`${name} must be a whole number from ${least} to ${most}, not '${text}'`);
  }
  return value;
}
