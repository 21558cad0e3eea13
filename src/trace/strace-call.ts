// A strace call's arguments and result as the fields of a record: births from fork and its kin, execs,
// what a wait collected, numbers and pidfds in other calls.

import { clamp, inRange } from './json-bytes.ts';
import type { Tables } from './ndjson-scan.ts';
import { Cut, Kind, NONE, type Rec, Via } from './record.ts';
import { type Births, birth, exec, flagsOf } from './strace-births.ts';
import { signalNumber } from './strace-signals.ts';
import { type CallText, splitArgs } from './strace-split.ts';

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

/** What a call's name means for how its line is read. */
interface Way {
  /** Number among the names. */
  readonly id: number;
  readonly kind: 'fork' | 'exec' | 'kept' | 'perhaps';
}

/** Whether this call's arguments are of interest, where most of its kind are not. */
const isKept = (name: string, args: string): boolean =>
  (name === 'fcntl' && args.includes('F_DUPFD')) ||
  (name === 'getsockopt' && /\bSO_PEERCRED\b|\b(?:SO_PEERPIDFD|0x4d)\b/.test(args));

/** Arguments taken apart, and what is kept of them. */
interface Parts {
  readonly parts: readonly string[];
  readonly a0: number;
  readonly a1: number;
  readonly a2: number;
  readonly args: number;
  readonly sig: number;
}

/** As many of either are remembered, since they come again and again. */
const REMEMBERED = 4096;

/** Makes records of calls that are given as texts. */
export class CallFiller {
  private readonly tables: Tables;
  private readonly births: Births;
  private readonly ways = new Map<string, Way>();
  private readonly known = new Map<string, Parts>();

  constructor(tables: Tables, births: Births) {
    this.tables = tables;
    this.births = births;
  }

  /** Fills a call's record, or makes it a birth or an exec. */
  fill(rec: Rec, name: string, call: CallText): void {
    const way = this.ways.get(name) ?? this.newWay(name);
    const { args, ret, err } = call;
    rec.name = way.id;
    // `?` with an errno is a call that a signal interrupted; without, the task ended in it.
    if (err !== '') {
      rec.err = this.tables.names.of(err);
      rec.ret = -1;
    } else if (ret === undefined) rec.cut = Cut.exit;
    else rec.ret = clamp(ret);
    const failed = err !== '' || ret === undefined || ret < 0;
    if (way.kind === 'perhaps') {
      if (isKept(name, args)) this.keep(rec, name, call, failed);
    } else if (way.kind === 'kept' || failed) this.keep(rec, name, call, failed);
    else if (way.kind === 'exec') {
      rec.kind = Kind.exec;
      rec.extra = exec(args);
      rec.name = 0;
    } else if (ret > 0 && inRange(ret)) {
      rec.kind = Kind.clone;
      rec.extra = birth(rec, name, call, ret, this.births);
      rec.name = 0;
    } else this.keep(rec, name, call, failed);
  }

  private newWay(name: string): Way {
    const id = this.tables.names.of(name);
    let kind: Way['kind'] = KEPT.test(name) ? 'kept' : 'perhaps';
    if (FORKS.has(name)) kind = 'fork';
    else if (/^execve(?:at)?$/.test(name)) kind = 'exec';
    const way: Way = { id, kind };
    if (this.ways.size >= REMEMBERED) this.ways.clear();
    this.ways.set(name, way);
    return way;
  }

  private keep(rec: Rec, name: string, { args, ret, outside }: CallText, failed: boolean): void {
    const kept = this.known.get(args) ?? this.takeApart(args);
    const { parts } = kept;
    rec.a0 = kept.a0;
    rec.a1 = kept.a1;
    rec.a2 = kept.a2;
    rec.args = kept.args;
    rec.sig = kept.sig;
    aimed(rec, name, parts);
    if (name === 'unshare' && ret === 0 && flagsOf(parts[0] ?? '').includes('CLONE_NEWPID')) {
      this.births.newcomers.unshare(rec.tid);
    }
    if (failed || ret === undefined) return;
    if (name === 'getsockopt') rec.extra = peer(args);
    if (name === 'wait4' || name === 'waitid') collected(rec, name, parts, ret);
    if (rec.waitNr !== NONE) rec.waitTid = outside ?? elsewhere(parts[2] ?? '') ?? NONE;
  }

  private takeApart(args: string): Parts {
    const { texts, names } = this.tables;
    const parts = splitArgs(args);
    const a0 = figure(parts[0]);
    const all = parts.map(readable);
    const rest =
      a0 === NONE
        ? all.join(', ')
        : all
            .slice(1)
            .map(part => `, ${part}`)
            .join('');
    const sig = parts.map(part => SIGNAL.exec(part)?.[1]).find(found => found !== undefined);
    const kept: Parts = {
      ...{ parts, a0, a1: figure(parts[1]), a2: figure(parts[2]) },
      args: texts.of(rest),
      sig: sig === undefined ? 0 : names.of(sig),
    };
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(args, kept);
    return kept;
  }
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
  if (rec.waitNr === NONE) return;
  const exited =
    /WEXITSTATUS\(s\) == (\d{1,3})/.exec(status) ?? /CLD_EXITED.*si_status=(\d{1,3})/.exec(status);
  const killed = /WTERMSIG\(s\) == (SIG\w+)/.exec(status);
  if (exited !== null) rec.status = Number(exited[1]) << 8;
  else if (killed !== null) rec.status = signalNumber(killed[1] ?? '');
  else if (/WIFSTOPPED|CLD_(?:STOPPED|TRAPPED)/.test(status)) rec.status = 0x7f;
  else if (/WIFCONTINUED|CLD_CONTINUED/.test(status)) rec.status = 0xffff;
}
