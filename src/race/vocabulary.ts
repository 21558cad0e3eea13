// What the editor offers while one types: the calls with all that is known of them, the constants of
// the chosen kernel, and the language's own words.

import { type ErrorCause, tableRow } from '../kernel/index.ts';
import { NAMED, type NamedConstant, valueOn, versionText } from './constants.ts';
import { OWN_CALLS, prototype, SIGNATURES } from './signatures.ts';

/** Everything about one call that fits beside a line of code. */
export interface CallHelp {
  readonly name: string;
  readonly prototype: string;
  readonly purpose: string;
  readonly returns: string;
  /** How it can fail on that kernel. */
  readonly errors: readonly { readonly errno: string; readonly cause: string }[];
  /** `5.3` when the call is newer than 5.0; undefined: it has always been there. */
  readonly since: string | undefined;
  /** The chosen kernel has it. */
  readonly there: boolean;
}

/** Words that begin a declaration. */
// biome-ignore format: a list
export const OUTER_WORDS = [
  'race', 'story', 'source', 'caveat', 'chapter', 'level', 'tags', 'numbers', 'cursor', 'kernel',
  'watch', 'tick', 'cell', 'namespace', 'socket', 'process', 'claim', 'expect', 'schedule', 'at',
  'question',
] as const;

/** Words that begin a statement. */
// biome-ignore format: a list
export const INNER_WORDS = [
  'int', 'if', 'else', 'repeat', 'while', 'mark', 'after', 'break', 'continue',
] as const;

/** Help for a call of the kernel or of the language; undefined: there is none of that name. */
export function callHelp(name: string, version: number): CallHelp | undefined {
  const own = OWN_CALLS.get(name);
  if (own !== undefined) {
    const [shape, purpose] = own.split(': ');
    return {
      name,
      prototype: shape ?? name,
      purpose: purpose ?? '',
      returns: '',
      errors: [],
      since: undefined,
      there: true,
    };
  }
  const signature = SIGNATURES.get(name);
  if (signature === undefined) return undefined;
  const row = tableRow(signature.calls);
  return {
    name,
    prototype: prototype(signature),
    purpose: row?.purpose ?? '',
    returns: signature.returns,
    errors: (row?.errors ?? []).filter(e => applies(e, version)).map(errorOf),
    since: signature.since === 0 ? undefined : versionText(signature.since),
    there: signature.since <= version,
  };
}

function applies(error: ErrorCause, version: number): boolean {
  return error.since <= version && (error.until === 0 || version < error.until);
}

function errorOf({ errno, cause }: ErrorCause): CallHelp['errors'][number] {
  return { errno, cause };
}

/** The names of all calls. */
export function callNames(): readonly string[] {
  return [...SIGNATURES.keys(), ...OWN_CALLS.keys()];
}

/** The constants of that kernel, with the values that they have there. */
export function constantsOn(version: number): readonly NamedConstant[] {
  return [...NAMED.values()]
    .filter(constant => constant.since <= version)
    .map(constant => ({ ...constant, value: valueOn(constant, version) }));
}
