// Spoilt recordings for fuzzing: a few lines of real ones, changed byte by byte, line by line and by
// words of the formats. The same number always gives the same bytes.

import { decode, encode } from '../bytes.ts';

/** Numbers below a bound, from a seed (mulberry32). */
export function dice(seed: number): (below: number) => number {
  let state = seed | 0;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let n = Math.imul(state ^ (state >>> 15), state | 1);
    n ^= n + Math.imul(n ^ (n >>> 7), n | 61);
    return Math.floor((((n ^ (n >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const BYTES = [
  0, 9, 10, 13, 27, 32, 34, 44, 45, 46, 48, 57, 58, 61, 91, 92, 93, 123, 125, 127, 255,
];
const WORDS = [
  ...['"', '\\', '\\u0000', '\\u001b[31m', '\\ud800', '<script>', '=1+1', '@x', '\u202e', '\u0007'],
  ...['0', '-1', '-0', '007', '1e400', '2147483648', '9007199254740993', '0.5', '1e-9', 'null'],
  ...['true', '[]', '{}', '"tid":1,', '"ev":"call",', '"ret":-1', '"err":"ESRCH"', ',"cut":"exit"'],
  ...[
    '<unfinished ...>',
    '<... wait4 resumed>',
    '+++ exited with 0 +++',
    '--- SIGCHLD {si_pid=9} ---',
  ],
  ...[
    '[pid 12] ',
    '12 ',
    '12:00:01.5 ',
    '1795436926.48 ',
    '(+ 0.000012) ',
    ' = ? ERESTARTSYS (To be)',
  ],
  ...[
    'strace: Process 7 attached',
    'clone(child_stack=NULL, flags=CLONE_VM) = 7',
    'kill(7, 9) = 0',
  ],
  ...[
    'execve("/bin/a", ["a", "7"], 0x7 /* 2 vars */) = 0',
    '<0.000020>',
    "/* 9 in strace's PID NS */",
  ],
];

/** One spoilt recording; `corpus` are whole real ones. */
export function spoilt(corpus: readonly (readonly string[])[], seed: number): Uint8Array {
  const roll = dice(seed);
  const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
  if (roll(50) === 0) return Uint8Array.from({ length: roll(300) }, () => roll(256));
  const lines = cutOut(pick(corpus), roll);
  for (let i = roll(4); i > 0; i--) disturb(lines, pick(corpus), roll);
  let bytes = encode(lines.join(roll(20) === 0 ? '\r\n' : '\n') + (roll(3) === 0 ? '' : '\n'));
  for (let i = roll(7); i > 0; i--) {
    const at = roll(bytes.length + 1);
    const kind = roll(4);
    if (kind === 0) bytes[at] = roll(3) === 0 ? roll(256) : pick(BYTES);
    else if (kind === 1) bytes = spliced(bytes, at, roll(9), '');
    else if (kind === 2) bytes = spliced(bytes, at, roll(3), pick(WORDS));
    else bytes = otherNumber(bytes, at, pick(WORDS.slice(10, 19)));
  }
  return roll(12) === 0 ? bytes.subarray(0, roll(bytes.length + 1)) : bytes;
}

/** Some lines in a row; mostly with the first one, which is the header. */
function cutOut(all: readonly string[], roll: (below: number) => number): string[] {
  const from = roll(all.length);
  const lines = all.slice(from, from + 1 + roll(14));
  return roll(3) === 0 ? lines : [all[0] ?? '', ...lines];
}

/** Removes, repeats, exchanges or brings in lines. */
function disturb(lines: string[], other: readonly string[], roll: (below: number) => number): void {
  const at = roll(lines.length + 1);
  const kind = roll(5);
  const [line = ''] = lines.slice(at);
  if (kind === 0) lines.splice(at, 1);
  else if (kind === 1) lines.splice(at, 0, ...Array.from({ length: 1 + roll(30) }, () => line));
  else if (kind === 2) lines.splice(at, 0, other[roll(other.length)] ?? '');
  else if (kind === 3) lines.splice(at, 1, ...lines.splice(roll(lines.length + 1), 1));
  else lines.reverse();
}

function spliced(bytes: Uint8Array, at: number, removed: number, inserted: string): Uint8Array {
  const middle = encode(inserted);
  const tail = bytes.subarray(Math.min(bytes.length, at + removed));
  const out = new Uint8Array(at + middle.length + tail.length);
  out.set(bytes.subarray(0, at));
  out.set(middle, at);
  out.set(tail, at + middle.length);
  return out;
}

/** Puts another number in the place of the next one. */
function otherNumber(bytes: Uint8Array, from: number, number: string): Uint8Array {
  const rest = /\d+/.exec(decode(bytes, from).slice(0, 200));
  return rest === null ? bytes : spliced(bytes, from + rest.index, rest[0].length, number);
}
