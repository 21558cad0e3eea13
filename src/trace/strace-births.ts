// What calls of strace's text that make a task, or a program of one, say in their arguments.

import { textOfWords } from './incarnation.ts';
import type { Newcomers } from './newcomers.ts';
import type { Population } from './population.ts';
import type { Birth, Rec } from './record.ts';
import type { CallText } from './strace-split.ts';

/** What reading a fork needs to know of the tasks seen so far. */
export interface Births {
  /** Who is in a fork now. */
  readonly pending: { readonly forks: number };
  readonly newcomers: Newcomers;
  readonly population: Population;
}

/** The flags that matter here and their bits, for -X raw. */
const FLAG_BITS: readonly (readonly [string, number])[] = [
  ['CLONE_FILES', 0x400],
  ['CLONE_PIDFD', 0x1000],
  ['CLONE_VFORK', 0x4000],
  ['CLONE_PARENT', 0x8000],
  ['CLONE_THREAD', 0x10000],
  ['CLONE_NEWPID', 0x20000000],
];

/** The flags of clone, clone3 or unshare, by names or as a number. */
export function flagsOf(args: string): string[] {
  const names = args.match(/\bCLONE_[A-Z_]+/g);
  if (names !== null) return [...new Set(names)];
  const raw = /(?:^|flags=)(0x[0-9a-f]{1,8})\b/.exec(args);
  const bits = raw === null ? 0 : Number(raw[1]);
  return FLAG_BITS.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
}

/** The task that a fork made. */
export function birth(rec: Rec, how: string, call: CallText, ret: number, births: Births): Birth {
  const { args } = call;
  const flags = how === 'fork' || how === 'vfork' ? [] : flagsOf(args);
  const { tid, nr } = births.newcomers.childOf({
    maker: rec.tid,
    ret,
    outside: call.outside,
    start: rec.t - rec.d,
    newNamespace: flags.includes('CLONE_NEWPID'),
    othersFork: births.pending.forks > 0,
  });
  const pidfd = !flags.includes('CLONE_PIDFD')
    ? null
    : /(?:=> \{|\{|, )(?:pidfd|parent_tid)=\[(\d{1,10})/.exec(args);
  const thread = flags.includes('CLONE_THREAD');
  return {
    kind: 'birth',
    tid,
    pid: thread ? leaderOf(births, rec.tid) : tid,
    ppid: undefined,
    comm: '',
    start: undefined,
    idNumber: 0,
    ns: undefined,
    nr,
    how,
    flags,
    exitSignal: undefined,
    pidfd: pidfd === null ? undefined : Number(pidfd[1]),
  };
}

/** The thread id of the leader of a task's thread group. */
function leaderOf({ population }: Births, tid: number): number {
  const index = population.at(tid);
  return index < 0 ? tid : population.get(population.get(index).leader).tid;
}

/** The program that an exec started. */
export function exec(args: string): Rec['extra'] {
  const [path = '', ...argv] = quoted(args);
  const comm = (path.split('/').pop() ?? '').slice(0, 15);
  return { kind: 'exec', former: undefined, path, argv: textOfWords(argv.slice(0, 256)), comm };
}

/** What stands between quotes. */
function quoted(args: string): string[] {
  if (args.includes('\\')) {
    return [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(match => match[1] ?? '');
  }
  const found: string[] = [];
  for (let from = args.indexOf('"'); from >= 0; ) {
    const to = args.indexOf('"', from + 1);
    if (to < 0) break;
    found.push(args.slice(from + 1, to));
    from = args.indexOf('"', to + 1);
  }
  return found;
}
