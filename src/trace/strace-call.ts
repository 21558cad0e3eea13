// A strace call's arguments and result as the fields of a record: births from fork and its kin, execs,
// what a wait collected, numbers and pidfds in other calls.

import { textOfWords } from './incarnation.ts';
import { clamp, inRange } from './json-bytes.ts';
import type { Tables } from './ndjson-scan.ts';
import type { Newcomers } from './newcomers.ts';
import type { Population } from './population.ts';
import { type Birth, Cut, Kind, NONE, type Rec } from './record.ts';
import { type CallText, splitArgs } from './strace-line.ts';

/** What reading a fork needs to know of the tasks seen so far. */
export interface Births {
  /** The task in strace's namespace that a fork's result means, and its numbers outside in. */
  readonly newcomers: Newcomers;
  readonly population: Population;
}

const FORKS: ReadonlySet<string> = new Set(['fork', 'vfork', 'clone', 'clone2', 'clone3']);
/** Calls whose arguments are kept as text: those that concern processes. */
const KEPT =
  /^(?:wait|kill|t.?kill|rt_|pidfd|process_|set(?:ns|pgid|sid)|unshare|prctl|poll|ppoll|epoll|ptrace|exec|close|dup|clone|v?fork|exit)/;

const NUMBERS = [
  '',
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'IO',
  'PWR',
  'SYS',
];
/** The number of a signal by name (asm-generic numbering); 0 for one not known. */
export function signalNumber(name: string): number {
  const real = /^SIGRT_(\d{1,2})$/.exec(name);
  return real === null ? Math.max(0, NUMBERS.indexOf(name.slice(3))) : 32 + Number(real[1]);
}
/** The name of a signal by number. */
export const signalName = (nr: number): string =>
  nr >= 32
    ? `SIGRT_${nr - 32}`
    : nr > 0 && NUMBERS[nr] !== undefined
      ? `SIG${NUMBERS[nr]}`
      : `${nr}`;

/** Fills a call's record, or makes it a birth or an exec. */
export function fillCall(
  rec: Rec,
  name: string,
  { args, ret, err }: CallText,
  { names, texts }: Tables,
  births: Births,
): void {
  rec.name = names.of(name);
  rec.err = names.of(err);
  if (ret === undefined) rec.cut = Cut.exit;
  else rec.ret = err !== '' ? -1 : clamp(ret);
  const failed = err !== '' || ret === undefined || ret < 0;
  if (FORKS.has(name) && !failed && ret > 0 && inRange(ret)) {
    rec.kind = Kind.clone;
    rec.extra = birth(rec, name, args, ret, births);
    rec.name = 0;
    return;
  }
  if (/^execve(?:at)?$/.test(name) && !failed) {
    rec.kind = Kind.exec;
    rec.extra = exec(args);
    rec.name = 0;
    return;
  }
  if (!KEPT.test(name)) return;
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
  const sig = parts.find(part => /^SIG[A-Z0-9_]+/.test(part));
  if (sig !== undefined) rec.sig = names.of((/^SIG[A-Z0-9_]+/.exec(sig) ?? [''])[0]);
  if (name === 'unshare' && ret === 0 && args.includes('CLONE_NEWPID')) {
    births.newcomers.unshare(rec.tid);
  }
  if (!failed) collected(rec, name, parts, ret);
}

/** The leading number of an argument; strace adds `<…>` and comments behind. */
function figure(part: string | undefined): number {
  const match = part === undefined ? null : /^-?\d{1,10}(?=$|[<\s])/.exec(part);
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

function birth(rec: Rec, how: string, args: string, ret: number, births: Births): Birth {
  const flags: string[] = args.match(/\bCLONE_[A-Z_]+/g) ?? [];
  const outside = /\/\* (\d{1,10}) in strace's PID NS \*\//.exec(args);
  const found = births.newcomers.childOf(
    rec.tid,
    ret,
    rec.t - rec.d,
    flags.includes('CLONE_NEWPID'),
  );
  const tid = outside !== null && inRange(Number(outside[1])) ? Number(outside[1]) : found.tid;
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
    nr: found.nr,
    how,
    flags: [...new Set(flags)],
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
