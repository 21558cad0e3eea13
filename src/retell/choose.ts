// Which use of a process a stretch is about: the one that is asked for, or the worst in a range.

import { err, ok, type Result } from '../base.ts';
import { VERDICT_NAMES } from '../trace/hazard.ts';
import { firstUse, type Trace, usageAt } from '../trace/trace.ts';

/** A use by its number, or the events between two, both included. */
export type Stretch =
  | { readonly kind: 'use'; readonly use: number }
  | { readonly kind: 'events'; readonly from: number; readonly to: number };

/** Calls that the race language has, of those that name a process. */
const SAYABLE: ReadonlySet<string> = new Set([
  'kill',
  'tkill',
  'tgkill',
  'rt_sigqueueinfo',
  'pidfd_open',
  'pidfd_send_signal',
]);

/** What a story can be made of, the worst first. */
const ORDER = ['wrong', 'nobody', 'unprotected', 'late', 'unknown', 'child', 'pidfd'] as const;

export const callOf = (trace: Trace, use: number): string =>
  trace.names[trace.columns.name[trace.uses.event[use] ?? 0] ?? 0] ?? '';

/** The use to tell, or why there is none. */
export function chooseUse(trace: Trace, stretch: Stretch): Result<number, string> {
  if (stretch.kind === 'use') {
    if (trace.uses.verdict[stretch.use] === undefined) return err('there is no such use');
    return sayable(trace, stretch.use);
  }
  const { from, to } = stretch;
  if (from > to) return err('the stretch ends before it begins');
  let best = -1;
  let other: string | undefined;
  for (let use = firstUse(trace, from); use < trace.uses.count; use++) {
    if ((trace.uses.event[use] ?? 0) > to) break;
    const fine = sayable(trace, use);
    if (!fine.ok) other = fine.error;
    else if (best < 0 || rank(trace, use) < rank(trace, best)) best = use;
  }
  if (best >= 0) return ok(best);
  return err(other ?? 'in this stretch nobody uses a number or a pidfd of another process');
}

const rank = (trace: Trace, use: number): number =>
  ORDER.indexOf(verdictOf(trace, use) as (typeof ORDER)[number]);

export const verdictOf = (trace: Trace, use: number): string =>
  VERDICT_NAMES[(trace.uses.verdict[use] ?? 5) - 1] ?? 'unknown';

function sayable(trace: Trace, use: number): Result<number, string> {
  const call = callOf(trace, use);
  if (!SAYABLE.has(call)) return err(`${call} is a call that the race language does not have`);
  if (verdictOf(trace, use) === 'self') return err('the process means itself: that is no race');
  if ((trace.columns.a0[trace.uses.event[use] ?? 0] ?? 0) < 0)
    return err('a signal to a whole group has no single process as its target');
  return ok(use);
}

/** The use that an event makes, for those who stand on an event. */
export const useAt = (trace: Trace, event: number): number => usageAt(trace, event);
