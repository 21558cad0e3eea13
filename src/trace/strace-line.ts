// One line of strace's text, taken apart: who, when, and which of the dozen shapes it has. The shapes
// are those that strace prints with -f, -o, -ff, -t, -tt, -ttt, -r, -T, -y, -yy and -Y.

import { inRange } from './json-bytes.ts';

/** How the lines tell the time. */
export type Clock = 'none' | 'day' | 'epoch' | 'delta';

export type Piece =
  /** `text` runs from the name to the end of the line. */
  | { readonly kind: 'call'; readonly name: string; readonly text: string }
  | { readonly kind: 'unfinished'; readonly name: string; readonly text: string }
  | { readonly kind: 'resumed'; readonly name: string; readonly text: string }
  | { readonly kind: 'signal'; readonly sig: string; readonly from: number | undefined }
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly sig: string; readonly core: boolean }
  | { readonly kind: 'superseded'; readonly by: number }
  | { readonly kind: 'attached'; readonly tid: number }
  /** A remark of strace's that concerns nobody here. */
  | { readonly kind: 'remark' }
  | { readonly kind: 'bad'; readonly reason: string };

export interface StraceLine {
  readonly tid: number | undefined;
  readonly clock: Clock;
  /** Seconds in the clock's own way. */
  readonly time: number;
  readonly piece: Piece;
}

const WHO =
  /^(?:\[pid\s+(\d{1,10})(?:<[^>]{0,64}>)?\]\s*|\s{0,12}(\d{1,10})(?:<[^>]{0,64}>)?\s+(?![.:\d]*\s*=))/;
const DAY = /^(\d{1,2}):(\d{2}):(\d{2}(?:\.\d{1,9})?)\s+/;
const SECONDS = /^\s{0,12}(\d{1,12}(?:\.\d{1,9}))\s+/;
const DELTA = /^\(\+\s{0,12}\d{1,12}\.\d{1,9}\)\s+/;

/** Takes a line apart. */
export function lexLine(line: string): StraceLine {
  let rest = line;
  let tid: number | undefined;
  const who = WHO.exec(rest);
  if (who !== null) {
    tid = Number(who[1] ?? who[2]);
    rest = rest.slice(who[0].length);
  }
  let clock: Clock = 'none';
  let time = 0;
  const day = DAY.exec(rest);
  const seconds = day === null ? SECONDS.exec(rest) : null;
  if (day !== null) {
    clock = 'day';
    time = Number(day[1]) * 3600 + Number(day[2]) * 60 + Number(day[3]);
    rest = rest.slice(day[0].length).replace(DELTA, '');
  } else if (seconds !== null) {
    time = Number(seconds[1]);
    clock = time > 1e8 ? 'epoch' : 'delta';
    rest = rest.slice(seconds[0].length).replace(DELTA, '');
  }
  const piece: Piece =
    tid === undefined || inRange(tid)
      ? lexPiece(rest)
      : { kind: 'bad', reason: 'no process has such a number' };
  return { tid, clock, time, piece };
}

const UNFINISHED = ' <unfinished ...>';

function lexPiece(text: string): Piece {
  const first = text[0] ?? '';
  if (first === '<') return resumed(text);
  if (first === '+') return ending(text);
  if (first === '-') return signalled(text);
  if (first === '[' || first === '?' || text.startsWith('strace: ') || first === 'P') {
    const attached = /^(?:strace: )?Process (\d{1,10}) attached/.exec(text);
    if (attached !== null) return { kind: 'attached', tid: Number(attached[1]) };
    return { kind: 'remark' };
  }
  const bracket = text.indexOf('(');
  const name = bracket > 0 && bracket < 64 ? text.slice(0, bracket) : '';
  if (!/^[a-z_][a-z0-9_]*$/i.test(name))
    return { kind: 'bad', reason: 'no syscall, exit or signal' };
  if (text.endsWith(UNFINISHED)) {
    return { kind: 'unfinished', name, text: text.slice(0, -UNFINISHED.length) };
  }
  return { kind: 'call', name, text };
}

function resumed(text: string): Piece {
  const match = /^<\.\.\. (\w{1,64}) resumed> ?/.exec(text);
  if (match === null) return { kind: 'bad', reason: 'an incomplete “resumed” line' };
  const rest = text.slice(match[0].length);
  const name = match[1] ?? '';
  return rest.endsWith(UNFINISHED)
    ? { kind: 'unfinished', name, text: rest.slice(0, -UNFINISHED.length) }
    : { kind: 'resumed', name, text: rest };
}

function ending(text: string): Piece {
  const exited = /^\+\+\+ exited with (\d{1,3}) \+\+\+/.exec(text);
  if (exited !== null) return { kind: 'exited', status: Number(exited[1]) };
  const killed = /^\+\+\+ killed by (SIG\w{1,12})( \(core dumped\))? \+\+\+/.exec(text);
  if (killed !== null) {
    return { kind: 'killed', sig: killed[1] ?? '', core: killed[2] !== undefined };
  }
  const superseded = /^\+\+\+ superseded by execve in pid (\d{1,10}) \+\+\+/.exec(text);
  if (superseded !== null) return { kind: 'superseded', by: Number(superseded[1]) };
  return { kind: 'bad', reason: 'an incomplete exit line' };
}

function signalled(text: string): Piece {
  if (/^--- stopped by SIG\w{1,12} ---/.test(text)) return { kind: 'remark' };
  const match = /^--- (SIG\w{1,12}|RT_\d{1,2}) /.exec(text);
  if (match === null) return { kind: 'bad', reason: 'an incomplete signal line' };
  const from = /\bsi_pid=(\d{1,10})/.exec(text);
  return { kind: 'signal', sig: match[1] ?? '', from: from === null ? undefined : Number(from[1]) };
}

/** A finished call's text: what is between the brackets, and the result. */
export interface CallText {
  readonly args: string;
  /** Undefined for `?`, a call that did not return. */
  readonly ret: number | undefined;
  readonly err: string;
  /** Seconds, from -T. */
  readonly took: number | undefined;
}

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
    const value = /^(-?\d{1,19}|0x[0-9a-f]{1,16}|\?)(?:<[^>]*>)?(?: (E[A-Z0-9]{2,15}))?/.exec(
      result,
    );
    if (value === null) return undefined;
    const took = /<(\d{1,9}\.\d{1,9})>\s*$/.exec(result);
    return {
      args,
      ret: value[1] === '?' ? undefined : Number(value[1]),
      err: value[2] ?? '',
      took: took === null ? undefined : Number(took[1]),
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
