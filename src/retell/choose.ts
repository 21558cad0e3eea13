// Which use of a process a stretch is about: the one that is asked for, or the worst in a range that
// can be told.

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

/** The uses of a stretch that may be told, the worst first; and of the others, why not. */
export interface Choice {
  readonly uses: readonly number[];
  readonly left: readonly { readonly use: number; readonly why: string }[];
}

export function chooseUses(trace: Trace, stretch: Stretch): Result<Choice, string> {
  if (stretch.kind === 'use') {
    if (trace.uses.verdict[stretch.use] === undefined) return err('there is no such use');
    const why = unsayable(trace, stretch.use);
    return why === undefined ? ok({ uses: [stretch.use], left: [] }) : err(why);
  }
  const { from, to } = stretch;
  if (from > to) return err('the stretch ends before it begins');
  const uses: number[] = [];
  const left: { use: number; why: string }[] = [];
  for (let use = firstUse(trace, from); use < trace.uses.count; use++) {
    if ((trace.uses.event[use] ?? 0) > to) break;
    const why = unsayable(trace, use);
    if (why === undefined) uses.push(use);
    else left.push({ use, why });
  }
  uses.sort((a, b) => rank(trace, a) - rank(trace, b) || a - b);
  if (uses.length > 0) return ok({ uses, left });
  return err(left.at(-1)?.why ?? whyNone(trace, from, to));
}

/** What is there instead of a use: signals to the caller's own group, or to everybody. */
function whyNone(trace: Trace, from: number, to: number): string {
  const { columns, names } = trace;
  for (let event = from; event <= Math.min(to, trace.count - 1); event++) {
    if (names[columns.name[event] ?? 0] !== 'kill') continue;
    if (columns.a0[event] === 0)
      return 'kill(0) means the caller’s own group, which cannot become another’s: that is no race';
    if (columns.a0[event] === -1)
      return 'kill(-1) means everybody and names nobody by a number: that is no race';
  }
  return 'in this stretch nobody uses a number or a pidfd of another process';
}

const rank = (trace: Trace, use: number): number =>
  ORDER.indexOf(verdictOf(trace, use) as (typeof ORDER)[number]);

export const verdictOf = (trace: Trace, use: number): string =>
  VERDICT_NAMES[(trace.uses.verdict[use] ?? 5) - 1] ?? 'unknown';

/** Why a use cannot be told; undefined: it may be. */
function unsayable(trace: Trace, use: number): string | undefined {
  const call = callOf(trace, use);
  if (!SAYABLE.has(call)) return `${call} is a call that the race language does not have`;
  return verdictOf(trace, use) === 'self' ? 'the process means itself: that is no race' : undefined;
}

/** The use that an event makes, for those who stand on an event. */
export const useAt = (trace: Trace, event: number): number => usageAt(trace, event);
