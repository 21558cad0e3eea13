// Small recordings for tests: a header and events as objects, in lines.

import { encode } from '../bytes.ts';
import { VERDICT_NAMES, type VerdictName } from '../hazard.ts';
import { analyse } from '../reader.ts';
import type { Trace } from '../trace.ts';

export const HEADER = {
  format: 'wrong-number-trace',
  version: 1,
  by: 'test',
  kernel: '6.18.0',
  arch: 'x86_64',
  date: '2026-01-01T00:00:00Z',
  clock: 'monotonic',
  hz: 100,
  pid_max: 4194304,
  pidns: '100',
  command: ['test'],
};

export type Event = { readonly ev: string; readonly [field: string]: unknown };

/** The text of a recording; each event is a microsecond after the last unless it has a `t`. */
export const textOf = (events: readonly Event[], end = true): string =>
  [HEADER, ...events, ...(end ? [{ ev: 'end', status: 0, events: events.length, lost: 0 }] : [])]
    .map((event, i) => JSON.stringify('ev' in event ? { t: i * 1000, ...event } : event))
    .join('\n');

/** Reads text, which must be a recording. */
export function read(text: string): Trace {
  const result = analyse(encode(`${text}\n`));
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

export const traceOf = (...events: Event[]): Trace => read(textOf(events));

/** Number, name: a process of the recorder's own namespace, made by another. */
export const clone = (by: number, child: number, more: object = {}): Event => ({
  ev: 'clone',
  tid: by,
  pid: by,
  how: 'clone',
  flags: 'CLONE_CHILD_SETTID',
  exit_signal: 'SIGCHLD',
  child,
  child_pid: child,
  comm: `p${child}`,
  ns: '100',
  nr: [child],
  ...more,
});
export const proc = (tid: number): Event => ({
  ev: 'proc',
  tid,
  pid: tid,
  ppid: 1,
  comm: `p${tid}`,
  start: 1,
  ns: '100',
  nr: [tid],
});
export const call = (
  tid: number,
  name: string,
  args: readonly unknown[],
  ret: number,
  more: object = {},
): Event => ({ ev: 'call', tid, pid: tid, name, args, ret, d: 100, ...more });
export const exit = (tid: number, status = 0): Event => ({ ev: 'exit', tid, pid: tid, status });
export const wait = (by: number, nr: number): Event =>
  call(by, 'wait4', [nr, null, 0, null], nr, { wait: { nr, tid: nr, status: 0 } });
export const fail = { ret: -1, err: 'ESRCH' };

export const verdicts = ({ uses }: Trace): readonly VerdictName[] =>
  [...uses.verdict].map(code => VERDICT_NAMES[code - 1] ?? 'unknown');
