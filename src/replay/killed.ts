// Whether a process may end as it does: by a signal only if one has reached it, and by that one where it
// has to.

import { SIG, threadsOf } from '../kernel/index.ts';
import { Kind } from '../trace/record.ts';
import type { Fate } from './fates.ts';
import { LATE } from './overlap.ts';
import type { Parts } from './parts.ts';
import { SAID, type Said, type Why } from './report.ts';

/** Signals with which the kernel ends a process without showing them to a tracer first. */
const UNSEEN: ReadonlySet<number> = new Set([SIG.SIGSYS, SIG.SIGSEGV, SIG.SIGTRAP]);

/** Whether an end agrees with the signals before it; says so where it does not. */
export function judged(parts: Parts, life: number, event: number, status: number): boolean {
  const { signals, ledger } = parts;
  const leader = parts.stage.leader(life);
  const signal = status & 0x7f;
  const fate = leader === life ? signals.fates.get(life) : undefined;
  if (fate !== undefined) signals.fates.delete(life);
  const must = fate === undefined ? undefined : mustBe(parts, life, event, fate, signal);
  const one = signal === 0 ? undefined : signals.ended.get(leader);
  if (must !== undefined || (one !== undefined && one !== signal)) {
    const why: Why = { kind: 'killed', life: leader, signal: must ?? one ?? 0 };
    ledger.diverge(event, 'exit', said(status), said(why.signal), why);
    return false;
  }
  if (signal === 0) return true;
  signals.ended.set(leader, signal);
  if (fate?.signal === signal || signals.hasEnded(leader, signal)) return true;
  if (mayBeUnseen(parts, life, event, signal)) return true;
  ledger.diverge(event, 'exit', said(status), SAID, { kind: 'unsent', life: -1, signal });
  ledger.disputed.add(leader);
  return false;
}

/** The signal by which it has to end, where it does not. SIGKILL overtakes every other. */
function mustBe(
  parts: Parts,
  life: number,
  event: number,
  fate: Fate,
  signal: number,
): number | undefined {
  if (signal === fate.signal || signal === SIG.SIGKILL) return undefined;
  return mustEndSo(parts, life, event, fate) ? fate.signal : undefined;
}

const said = (status: number): Said => ({ ...SAID, status });

/** Another thread may have begun to end it otherwise; so may itself, when the signal was only sent. */
function mustEndSo({ stage, tracers }: Parts, life: number, event: number, fate: Fate): boolean {
  const group = stage.group(life);
  if (group === undefined || tracers.isTraced(life)) return false;
  const threads = threadsOf(stage.kernel, group).filter(task => task.state !== 'zombie');
  if (threads.length > 1) return false;
  return fate.thread === life || (stage.trace.columns.t[event] ?? 0) > fate.t + LATE;
}

/** SIGKILL is taken unseen, and comes from outside, from a falling namespace, from the kernel. */
function mayBeUnseen(
  { stage, tracers }: Parts,
  life: number,
  event: number,
  signal: number,
): boolean {
  if (signal === SIG.SIGKILL || UNSEEN.has(signal) || tracers.isTraced(life)) return true;
  // A zombie from before.
  const { kind, object } = stage.trace.columns;
  if (kind[event - 1] === Kind.proc && object[event - 1] === life) return true;
  const { format, header } = stage.trace;
  if (format === 'ndjson') return header?.light === true || stage.life(life)?.how === 'seen';
  // strace may have been told to show no signals.
  return !stage.look.signals;
}
