// One line of a recording, as every reader hands it on: the fields of docs/trace-format.md in a
// reusable record of plain numbers. Names and texts are numbers of an interner.

import { NOTHING } from './json-bytes.ts';

/** What a line tells. The numbers are stored in a column; 0 is no event. */
export const Kind = {
  proc: 1,
  clone: 2,
  exec: 3,
  call: 4,
  signal: 5,
  exit: 6,
  reap: 7,
  note: 8,
  lost: 9,
  end: 10,
  adopt: 11,
  name: 12,
} as const;
export type KindName = keyof typeof Kind;
export const KIND_NAMES = Object.keys(Kind) as readonly KindName[];

/** A text, or its number among the recording's texts. */
export type Said = string | number;

/** A task's beginning, or its being there when recording began. */
export interface Birth {
  readonly kind: 'birth';
  readonly tid: number;
  readonly pid: number;
  readonly ppid: number | undefined;
  readonly comm: Said;
  readonly start: number | undefined;
  /** The task's identity, as `identity` makes a number of it; 0 for none. */
  readonly idNumber: number;
  /** Inode of the task's own PID namespace; undefined when the log does not say. */
  readonly ns: string | undefined;
  /** All its numbers, from the recorder's namespace inwards. */
  readonly nr: readonly number[];
  readonly how: string;
  readonly flags: readonly string[];
  /** The signal its end sends to its parent, as the log writes it; undefined: not said. */
  readonly exitSignal: string | undefined;
  readonly pidfd: number | undefined;
}

export interface Exec {
  readonly kind: 'exec';
  readonly former: number | undefined;
  readonly path: string;
  /** The arguments as one text: see `wordsOf`. */
  readonly argv: Said;
  readonly comm: Said;
}

/** One pidfd of a poll. */
export interface Polled {
  readonly fd: number;
  readonly events: string;
  readonly revents: string;
  readonly id: string | undefined;
}

export type Extra =
  | Birth
  | Exec
  /** rt_sigaction's new disposition. */
  | { readonly kind: 'act'; readonly handler: string; readonly flags: string }
  /** getsockopt's credentials: a number, or a pidfd. */
  | { readonly kind: 'peer'; readonly nr: number | undefined; readonly pidfd: number | undefined }
  /** A file that was opened: the number in it and when that was written; or whose /proc directory. */
  | {
      readonly kind: 'learnt';
      readonly from: string;
      readonly nr: number | undefined;
      readonly written: number | undefined;
      /** Who has the number as the file is opened: name and start time. */
      readonly comm: string;
      readonly start: number | undefined;
    }
  | { readonly kind: 'polled'; readonly fds: readonly Polled[] }
  /** A new name of a task, in a light recording. */
  | { readonly kind: 'name'; readonly comm: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'lost'; readonly n: number }
  | { readonly kind: 'end'; readonly status: number; readonly lost: number };

/** No number here. Never a value a kernel returns for the calls recorded. */
export const NONE = NOTHING;

export const Via = { none: 0, nr: 1, pidfd: 2, group: 3 } as const;
export const Cut = { no: 0, exit: 1, end: 2 } as const;
export const How = { none: 0, wait: 1, auto: 2, thread: 3 } as const;
/** What a process does about a signal that reached it; `unhandled`: it has no handler. */
export const Act = { unknown: 0, default: 1, ignore: 2, handler: 3, unhandled: 4 } as const;

export interface Rec {
  kind: number;
  /** Nanoseconds; a call's end. */
  t: number;
  /** A call's duration. */
  d: number;
  tid: number;
  pid: number;
  /** Interned syscall name; for `exit`, `reap`: 0. */
  name: number;
  /** Interned text of the arguments without brackets; without the first if that is a number (`a0`). */
  args: number;
  /** The first three arguments where they are numbers. */
  a0: number;
  a1: number;
  a2: number;
  ret: number;
  /** Interned errno name; 0 for success. */
  err: number;
  cut: number;
  /** Interned signal name. */
  sig: number;
  /** `from` of a signal, `by` of a reap. */
  from: number;
  /** How a reap came; of a signal, what its receiver does about it (`Act`). */
  how: number;
  /** Wait status of an `exit`, or of the child a wait collected. */
  status: number;
  /** The target: its number as the caller wrote it, its thread id in the recorder's namespace. */
  targetNr: number;
  targetTid: number;
  /** Its identity, as `identity` makes a number of it. */
  targetId: number;
  via: number;
  /** Who a wait collected. */
  waitNr: number;
  waitTid: number;
  extra: Extra | undefined;
}

/**
 * A blank record. Times and identities begin as fractions, so that the engine keeps room for any number
 * there from the first line on, and does not compile all that reads a record anew for each it meets.
 */
export const newRec = (): Rec => {
  const rec = { ...BLANK };
  clearRec(rec);
  return rec;
};

const BLANK: Rec = {
  kind: 0,
  t: 0.5,
  d: 0.5,
  tid: NONE,
  pid: NONE,
  name: 0,
  args: 0,
  a0: NONE,
  a1: NONE,
  a2: NONE,
  ret: NONE,
  err: 0,
  cut: 0,
  sig: 0,
  from: NONE,
  how: 0,
  status: NONE,
  targetNr: NONE,
  targetTid: NONE,
  targetId: 0.5,
  via: 0,
  waitNr: NONE,
  waitTid: NONE,
  extra: undefined,
};

/** Makes a record blank for the next line. */
export function clearRec(r: Rec): void {
  r.kind = 0;
  r.t = 0;
  r.d = 0;
  r.tid = NONE;
  r.pid = NONE;
  r.name = 0;
  r.args = 0;
  r.a0 = NONE;
  r.a1 = NONE;
  r.a2 = NONE;
  r.ret = NONE;
  r.err = 0;
  r.cut = 0;
  r.sig = 0;
  r.from = NONE;
  r.how = 0;
  r.status = NONE;
  r.targetNr = NONE;
  r.targetTid = NONE;
  r.targetId = 0;
  r.via = 0;
  r.waitNr = NONE;
  r.waitTid = NONE;
  r.extra = undefined;
}

/** A remark of the recorder, or a gap. */
export interface Remark {
  readonly event: number;
  readonly text: string;
  readonly lost: number;
}
