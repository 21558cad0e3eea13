// Calls that send a signal and are told of only after it has arrived: the lines are in the order of the
// calls' ends.

import { Kind } from '../trace/record.ts';
import { signalNumber } from '../trace/strace-signals.ts';
import type { Trace } from '../trace/trace.ts';
import { LATE, slack } from './overlap.ts';

/** How many events further on, and how long after, such a call is looked for. */
const AHEAD = 10_000;
const AFTER = 1e9;

const SENDERS: ReadonlySet<string> = new Set([
  'kill',
  'tkill',
  'tgkill',
  'rt_sigqueueinfo',
  'rt_tgsigqueueinfo',
  'pidfd_send_signal',
]);

/**
 * The event of a call that had begun by the time of `event`, is told of later, and sends `signal`
 * (-1 any) to the process `receiver` or to a group; by process `sender`, -1 anybody.
 */
export function underWay(
  trace: Trace,
  event: number,
  signal: number,
  sender: number,
  receiver: number,
): number | undefined {
  const { columns, lives, names } = trace;
  const t = columns.t[event] ?? 0;
  for (let i = event + 1; i < Math.min(trace.count, event + AHEAD); i++) {
    const end = columns.t[i] ?? 0;
    if (end > t + AFTER) return undefined;
    if (columns.kind[i] !== Kind.call || columns.err[i] !== 0) continue;
    if (!SENDERS.has(names[columns.name[i] ?? 0] ?? '')) continue;
    const took = columns.d[i] ?? 0;
    if (end - took > t + slack(took)) continue;
    if (sender >= 0 && lives.at(columns.actor[i] ?? -1)?.leader !== sender) continue;
    const first = columns.a0[i] ?? 0;
    const group = names[columns.name[i] ?? 0] === 'kill' && first <= 0;
    if (!group && lives.at(columns.object[i] ?? -1)?.leader !== receiver) continue;
    if (signal >= 0 && numberOf(names[columns.sig[i] ?? 0] ?? '') !== signal) continue;
    return i;
  }
  return undefined;
}

/** Whether a signal from outside the recording is told soon to have arrived at a process. */
export function arrivesSoon(
  { columns, count, lives, names }: Trace,
  event: number,
  signal: string,
  receiver: number,
): boolean {
  const until = (columns.t[event] ?? 0) + LATE;
  for (let i = event + 1; i < Math.min(count, event + AHEAD); i++) {
    if ((columns.t[i] ?? 0) > until) return false;
    if (columns.kind[i] !== Kind.signal || names[columns.sig[i] ?? 0] !== signal) continue;
    if (lives.at(columns.actor[i] ?? -1)?.leader === receiver && (columns.object[i] ?? -1) < 0)
      return true;
  }
  return false;
}

/** The number of a signal by any of its names; 0 for none. */
export function numberOf(name: string): number {
  const real = /^SIG(?:RTMIN(?:\+(\d{1,2}))?|(\d{2}))$/.exec(name);
  if (real === null) return signalNumber(name);
  return real[2] === undefined ? 34 + Number(real[1] ?? 0) : Number(real[2]);
}
