// Uses worth stepping through: which they are.

import { groupOf, verdictAt } from '../../src/explain/trace-verdict.ts';
import { Verdict } from '../../src/trace/hazard.ts';
import type { Trace } from '../../src/trace/trace.ts';

/** Whether a use is not safe. */
export const isHazard = (trace: Trace, use: number): boolean =>
  groupOf(verdictAt(trace, use)) !== 'safe';

/** Uses that are not safe, worst first, then in order. */
export function hazardsOf(trace: Trace): readonly number[] {
  const list: number[] = [];
  for (let use = 0; use < trace.uses.count; use++) {
    if (isHazard(trace, use)) list.push(use);
  }
  return list.sort((a, b) => (trace.uses.verdict[a] ?? 0) - (trace.uses.verdict[b] ?? 0) || a - b);
}

/** Uses that reached somebody else or nobody, in order. */
export function graveOf({ uses }: Trace): Int32Array {
  const list: number[] = [];
  for (let use = 0; use < uses.count; use++) {
    if ((uses.verdict[use] as number) < Verdict.unprotected) list.push(use);
  }
  return Int32Array.from(list);
}
