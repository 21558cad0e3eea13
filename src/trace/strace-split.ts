// A call's text: the result behind the last bracket, and the arguments between the commas.

import { nanos } from './strace-prefix.ts';

/** A finished call's text: what is between the brackets, and the result. */
export interface CallText {
  readonly args: string;
  /** Undefined for `?`, a call that did not return. */
  readonly ret: number | undefined;
  readonly err: string;
  /** The result once more as strace's own namespace has it, from --decode-pids=pidns. */
  readonly outside: number | undefined;
  /** Nanoseconds, from -T. */
  readonly took: number | undefined;
}

/** The value, whom the number means to strace, the errno; -y and its kin add `<…>`. */
const RESULT =
  /^(0x[0-9a-f]{1,16}|-?\d{1,19}|\?)(?:<[^>]*>)?(?: \/\* (\d{1,10}) in strace's PID NS \*\/)?(?: (E[A-Z0-9][A-Z0-9_]{1,30}))?/;

/** Splits `name(args) = ret …`; undefined when the end of the call is missing. */
export function splitCall(text: string): CallText | undefined {
  const open = text.indexOf('(');
  for (
    let equals = text.lastIndexOf(' = ');
    equals > 0;
    equals = text.lastIndexOf(' = ', equals - 1)
  ) {
    let close = equals - 1;
    while (text[close] === ' ') close--;
    if (text[close] !== ')' || close <= open) continue;
    const args = text.slice(open + 1, close).replace(/\s*<unfinished \.\.\.>$/, '');
    const result = text.slice(equals + 3);
    const value = RESULT.exec(result);
    if (value === null) return undefined;
    const took = /<(\d{1,9})\.(\d{1,9})>\s*$/.exec(result);
    return {
      args,
      ret: value[1] === '?' ? undefined : Number(value[1]),
      err: value[3] ?? '',
      outside: value[2] === undefined ? undefined : Number(value[2]),
      took: took === null ? undefined : Number(took[1]) * 1e9 + nanos(took[2]),
    };
  }
  return undefined;
}

/** Splits arguments at the commas that are not inside brackets or quotes. */
export function splitArgs(args: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let i = 0; i < args.length; i++) {
    const c = args[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{' || c === '[' || c === '(') depth++;
    else if (c === '}' || c === ']' || c === ')') depth--;
    else if (c === ',' && depth === 0) {
      parts.push(args.slice(from, i).trim());
      from = i + 1;
    }
  }
  const last = args.slice(from).trim();
  if (last !== '' || parts.length > 0) parts.push(last);
  return parts;
}
