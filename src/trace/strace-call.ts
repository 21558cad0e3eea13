// A strace call's arguments and result as the fields of a record: births from fork and its kin, execs,
// what a wait collected, numbers and pidfds in other calls.

import { textOfWords } from './incarnation.ts';
import { clamp, inRange } from './json-bytes.ts';
import type { Tables } from './ndjson-scan.ts';
import type { Newcomers } from './newcomers.ts';
import type { Population } from './population.ts';
import { type Birth, Cut, Kind, NONE, type Rec, Via } from './record.ts';
import { signalNumber } from './strace-signals.ts';
import { type CallText, splitArgs } from './strace-split.ts';

/** What reading a fork needs to know of the tasks seen so far. */
export interface Births {
  /** Whether other tasks are in a fork now. */
  readonly othersFork: boolean;
  readonly newcomers: Newcomers;
  readonly population: Population;
}

export const FORKS: ReadonlySet<string> = new Set(['fork', 'vfork', 'clone', 'clone2', 'clone3']);
/** Calls whose arguments are kept as text: those that concern processes. */
const KEPT =
  /^(?:wait|kill|t.?kill|rt_|pidfd|process_|set(?:ns|pgid|sid)|unshare|prctl|prlimit64|sched_set(?:affinity|scheduler)|poll|ppoll|epoll|ptrace|exec|close|dup|clone|v?fork|exit)/;
/** Among those, the ones that say more than their arguments do. */
const TELLING = /^(?:clone|v?fork|exec|exit|waitid|unshare|fcntl|getsockopt)/;

/** An argument that is a signal; with -X verbose its name stands behind the number. */
const SIGNAL = /^(?:\d{1,2} \/\* )?(SIG[A-Z0-9_]+)/;

/** How much of a call counts: 0 its name and result, 1 its arguments too, 2 more than that. */
export function careOf(name: string): 0 | 1 | 2 {
  if (!/^[a-z_][a-z0-9_]*$/.test(name) || TELLING.test(name)) return 2;
  return KEPT.test(name) ? 1 : 0;
}

/** Whether this call's arguments are of interest, where most of its kind are not. */
const isKept = (name: string, args: string): boolean =>
  KEPT.test(name) ||
  (name === 'fcntl' && args.includes('F_DUPFD')) ||
  (name === 'getsockopt' && /\bSO_PEERCRED\b|\b(?:SO_PEERPIDFD|0x4d)\b/.test(args));

/** Fills a call's record, or makes it a birth or an exec. */
export function fillCall(
  rec: Rec,
  name: string,
  call: CallText,
  { names, texts }: Tables,
  births: Births,
): void {
  const { args, ret, err } = call;
  rec.name = names.of(name);
  rec.err = names.of(err);
  // `?` with an errno is a call that a signal interrupted; without, the task ended in it.
  if (err !== '') rec.ret = -1;
  else if (ret === undefined) rec.cut = Cut.exit;
  else rec.ret = clamp(ret);
  const failed = err !== '' || ret === undefined || ret < 0;
  if (FORKS.has(name) && !failed && ret > 0 && inRange(ret)) {
    rec.kind = Kind.clone;
    rec.extra = birth(rec, name, call, ret, births);
    rec.name = 0;
    return;
  }
  if (/^execve(?:at)?$/.test(name) && !failed) {
    rec.kind = Kind.exec;
    rec.extra = exec(args);
    rec.name = 0;
    return;
  }
  if (!isKept(name, args)) return;
  const parts = splitArgs(args);
  [rec.a0, rec.a1, rec.a2] = [figure(parts[0]), figure(parts[1]), figure(parts[2])];
  const all = parts.map(readable);
  rec.args = texts.of(
    rec.a0 === NONE
      ? all.join(', ')
      : all
          .slice(1)
          .map(part => `, ${part}`)
          .join(''),
  );
  const sig = parts.map(part => SIGNAL.exec(part)?.[1]).find(found => found !== undefined);
  if (sig !== undefined) rec.sig = names.of(sig);
  aimed(rec, name, parts);
  if (name === 'unshare' && ret === 0 && flagsOf(parts[0] ?? '').includes('CLONE_NEWPID')) {
    births.newcomers.unshare(rec.tid);
  }
  if (failed) return;
  if (name === 'getsockopt') rec.extra = peer(args);
  collected(rec, name, parts, ret);
  if (rec.waitNr !== NONE) rec.waitTid = call.outside ?? elsewhere(parts[2] ?? '') ?? NONE;
}

/** SO_PEERCRED's number, SO_PEERPIDFD's descriptor. */
function peer(args: string): Rec['extra'] {
  const nr = /\bSO_PEERCRED, \{pid=(\d{1,9})\b/.exec(args)?.[1];
  const pidfd = /\b(?:SO_PEERPIDFD|0x4d(?: \/\* SO_\?{3} \*\/)?), \[(\d{1,9})\b/.exec(args)?.[1];
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return { kind: 'peer', nr: number(nr), pidfd: number(pidfd) };
}

/** Another number of the same task, that of strace's namespace, from --decode-pids=pidns. */
function elsewhere(part: string): number | undefined {
  const match = /\b\d{1,10}(?:<.{0,64}?>)? \/\* (\d{1,9}) in strace's PID NS \*\//.exec(part);
  return match === null ? undefined : Number(match[1]);
}

/** Whom a number means, where the line says it. */
function aimed(rec: Rec, name: string, parts: readonly string[]): void {
  const second = name === 'tgkill' || name === 'rt_tgsigqueueinfo';
  const tid = elsewhere(parts[second ? 1 : 0] ?? '');
  if (tid === undefined || name === 'wait4' || name === 'waitid') return;
  rec.targetNr = second ? rec.a1 : rec.a0;
  rec.targetTid = tid;
  rec.via = Via.nr;
}

/** The leading number of an argument, also as -X raw has it; strace adds `<…>` and comments behind. */
function figure(part: string | undefined): number {
  const match = part === undefined ? null : /^(?:-?\d{1,10}|0x[0-9a-f]{1,7})(?=$|[<\s])/.exec(part);
  const n = match === null ? Number.NaN : Number(match[0]);
  return inRange(n) ? n : NONE;
}

/** Pointers say nothing to a reader. */
const readable = (part: string): string =>
  part.length > 400
    ? `${part.slice(0, 400)}…`
    : part.replace(/0x[0-9a-f]{8,16}(?: \/\*.*\*\/)?/g, '…');

function collected(rec: Rec, name: string, parts: readonly string[], ret: number): void {
  const status = parts[name === 'waitid' ? 2 : 1] ?? '';
  if (name === 'wait4' && ret > 0) rec.waitNr = ret;
  if (name === 'waitid') {
    const nr = /\bsi_pid=(\d{1,10})/.exec(status);
    if (nr !== null) rec.waitNr = Number(nr[1]);
  }
  if (name === 'pidfd_open' || rec.waitNr === NONE) return;
  const exited =
    /WEXITSTATUS\(s\) == (\d{1,3})/.exec(status) ?? /CLD_EXITED.*si_status=(\d{1,3})/.exec(status);
  const killed = /WTERMSIG\(s\) == (SIG\w+)/.exec(status);
  if (exited !== null) rec.status = Number(exited[1]) << 8;
  else if (killed !== null) rec.status = signalNumber(killed[1] ?? '');
  else if (/WIFSTOPPED|CLD_(?:STOPPED|TRAPPED)/.test(status)) rec.status = 0x7f;
  else if (/WIFCONTINUED|CLD_CONTINUED/.test(status)) rec.status = 0xffff;
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
function flagsOf(args: string): string[] {
  const names = args.match(/\bCLONE_[A-Z_]+/g);
  if (names !== null) return [...new Set(names)];
  const raw = /(?:^|flags=)(0x[0-9a-f]{1,8})\b/.exec(args);
  const bits = raw === null ? 0 : Number(raw[1]);
  return FLAG_BITS.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
}

function birth(rec: Rec, how: string, call: CallText, ret: number, births: Births): Birth {
  const { args } = call;
  const flags = how === 'fork' || how === 'vfork' ? [] : flagsOf(args);
  const { tid, nr } = births.newcomers.childOf({
    maker: rec.tid,
    ret,
    outside: call.outside,
    start: rec.t - rec.d,
    newNamespace: flags.includes('CLONE_NEWPID'),
    othersFork: births.othersFork,
  });
  const pidfd = /(?:=> \{|\{|, )(?:pidfd|parent_tid)=\[(\d{1,10})/.exec(args);
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
    pidfd: flags.includes('CLONE_PIDFD') && pidfd !== null ? Number(pidfd[1]) : undefined,
  };
}

/** The thread id of the leader of a task's thread group. */
function leaderOf({ population }: Births, tid: number): number {
  const index = population.at(tid);
  return index < 0 ? tid : population.get(population.get(index).leader).tid;
}

function exec(args: string): Rec['extra'] {
  const strings = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(match => match[1] ?? '');
  const [path = '', ...argv] = strings;
  const comm = (path.split('/').pop() ?? '').slice(0, 15);
  return { kind: 'exec', former: undefined, path, argv: textOfWords(argv.slice(0, 256)), comm };
}
