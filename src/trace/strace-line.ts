// One line of strace's text, taken apart: who, when, and which of the dozen shapes it has. The shapes
// are those that strace prints with -f, -o, -ff, -t, -tt, -ttt, -r, -T, -y, -yy and -Y.

import { inRange } from './json-bytes.ts';
import { type Clock, lexPrefix } from './strace-prefix.ts';

export type Piece =
  /** `text` runs from the name to the end of the line. */
  | { readonly kind: 'call'; readonly name: string; readonly text: string }
  | { readonly kind: 'unfinished'; readonly name: string; readonly text: string }
  /** The last line of a task that strace let go of (-b). */
  | { readonly kind: 'detached'; readonly name: string; readonly text: string }
  /** `???` is the name of a call of which strace saw no beginning, or cannot tell. */
  | { readonly kind: 'resumed'; readonly name: string; readonly text: string }
  | { readonly kind: 'signal'; readonly sig: string; readonly from: number | undefined }
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly sig: string; readonly core: boolean }
  | { readonly kind: 'superseded'; readonly by: number }
  /** The rule of a table: what follows is not about events, unless it looks like them. */
  | { readonly kind: 'summary' }
  /** A remark of strace's that concerns nobody here. */
  | { readonly kind: 'remark' }
  | { readonly kind: 'bad'; readonly reason: string };

export interface StraceLine {
  readonly tid: number | undefined;
  readonly clock: Clock;
  /** The time in the clock's own way: whole seconds, and nanoseconds beside them. */
  readonly seconds: number;
  readonly ns: number;
  readonly piece: Piece;
}

/** Takes a line apart. */
export function lexLine(line: string): StraceLine {
  const { tid, clock, seconds, ns, end } = lexPrefix(line);
  const piece: Piece =
    tid === undefined || inRange(tid)
      ? lexPiece(line.slice(end))
      : { kind: 'bad', reason: 'no process has such a number' };
  return { tid, clock, seconds, ns, piece };
}

/** How a call's line ends that did not return yet, or whose end somebody else will tell. */
const OPEN_ENDED = / <(?:unfinished|detached|pid changed to \d{1,10}) \.\.\.>$/;

function lexPiece(text: string): Piece {
  const first = text[0] ?? '';
  if (first === '<') return resumed(text);
  if (first === '+') return ending(text);
  if (first === '-') return signalled(text);
  if (REMARK.test(text)) return { kind: 'remark' };
  const bracket = text.indexOf('(');
  const name = bracket > 0 && bracket < 64 ? text.slice(0, bracket) : '';
  if (!/^[a-z_][a-z0-9_]*$/i.test(name))
    return { kind: 'bad', reason: 'no syscall, exit or signal' };
  const open = openEnd(text);
  if (open < 0) return { kind: 'call', name, text };
  const kind = text.startsWith(' <detached', open) ? 'detached' : 'unfinished';
  return { kind, name, text: text.slice(0, open) };
}

/** What strace says beside its events: stack frames, dumps of data, personalities, its own remarks. */
const REMARK =
  /^(?: > | \| |[?[]|strace: |Process \d{1,10} |[ %\w/-]{0,200}\bsyscall$|System call usage summary for )/;

function openEnd(text: string): number {
  if (!text.endsWith('>')) return -1;
  const match = OPEN_ENDED.exec(text.slice(-48));
  return match === null ? -1 : Math.max(0, text.length - 48) + match.index;
}

function resumed(text: string): Piece {
  const match = /^<\.\.\. (\w{1,64}|\?\?\?) resumed> ?/.exec(text);
  if (match === null) return { kind: 'bad', reason: 'an incomplete “resumed” line' };
  const rest = text.slice(match[0].length);
  const name = match[1] ?? '';
  const open = openEnd(rest);
  return open >= 0
    ? { kind: 'unfinished', name, text: rest.slice(0, open) }
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
  if (/^-{4,}(?: -+)*$/.test(text)) return { kind: 'summary' };
  const match = /^--- (SIG\w{1,12}|RT_\d{1,2}) /.exec(text);
  if (match === null) return { kind: 'bad', reason: 'an incomplete signal line' };
  const from = /\bsi_pid=(\d{1,10})/.exec(text);
  return { kind: 'signal', sig: match[1] ?? '', from: from === null ? undefined : Number(from[1]) };
}
