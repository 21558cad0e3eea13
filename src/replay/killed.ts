// Whether a process may end as it does: by a signal only if one has reached it, and by that one where it
// has to.

import { SIG, threadsOf } from '../kernel/index.ts';
import type { Fate } from './fates.ts';
import { LATE } from './overlap.ts';
import type { Parts } from './parts.ts';
import { SAID, type Said, type Why } from './report.ts';

/** Signals with which the kernel ends a process without showing them to a tracer first. */
const UNSEEN: ReadonlySet<number> = new Set([SIG.SIGSYS, SIG.SIGSEGV, SIG.SIGTRAP]);

/** Whether an end agrees with the signals before it; says so where it does not. */
export function judged(parts: Parts, life: number, event: number, status: number): boolean {
  const { stage, signals, ledger } = parts;
  if (stage.leader(life) !== life) return true;
  const signal = status & 0x7f;
  const fate = signals.fates.get(life);
  signals.fates.delete(life);
  // SIGKILL overtakes every other signal.
  if (fate !== undefined && signal !== fate.signal && signal !== SIG.SIGKILL) {
    if (!mustEndSo(parts, life, event, fate)) return true;
    const why: Why = { kind: 'killed', life, signal: fate.signal };
    ledger.diverge(event, 'exit', said(status), said(fate.signal), why);
    return false;
  }
  if (signal === 0 || fate?.signal === signal || signals.hasTaken(life, signal)) return true;
  if (mayBeUnseen(parts, life, signal)) return true;
  ledger.diverge(event, 'exit', said(status), SAID, { kind: 'unsent', life: -1, signal });
  ledger.disputed.add(life);
  return false;
}

const said = (status: number): Said => ({ ...SAID, status });

/** Another thread may have begun to end it otherwise; so may itself, when the signal was only sent. */
function mustEndSo({ stage }: Parts, life: number, event: number, fate: Fate): boolean {
  const group = stage.group(life);
  if (group === undefined) return false;
  const threads = threadsOf(stage.kernel, group).filter(task => task.state !== 'zombie');
  if (threads.length > 1) return false;
  return fate.thread === life || (stage.trace.columns.t[event] ?? 0) > fate.t + LATE;
}

/** SIGKILL is taken unseen, and comes from outside, from a falling namespace, from the kernel. */
function mayBeUnseen({ stage }: Parts, life: number, signal: number): boolean {
  if (signal === SIG.SIGKILL || UNSEEN.has(signal)) return true;
  const { format, header } = stage.trace;
  if (format === 'ndjson') return header?.light === true || stage.life(life)?.how === 'seen';
  // strace may have been told to show no signals.
  return !stage.look.signals;
}
