// Going from hazard to hazard, and choosing a class of them.

import { type Group, groupOf, verdictAt } from '../../src/explain/trace-verdict.ts';
import { loadedNow, selectUse, traces } from './trace-store.ts';

/** The next or previous hazard in the recording's order. */
export function stepHazard(by: 1 | -1): void {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  const { cursor } = traces.getState();
  const events = loaded.hazards
    .map(use => ({ use, event: loaded.trace.uses.event[use] ?? 0 }))
    .filter(({ event }) => (by > 0 ? event > cursor : event < cursor))
    .sort((a, b) => (a.event - b.event) * by);
  const next = events[0];
  if (next !== undefined) selectUse(next.use);
}

/** Filters by verdict and goes to the first use of that kind; again: no filter. */
export function chooseGroup(group: Group): void {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  if (traces.getState().group === group) {
    traces.setState({ group: undefined });
    return;
  }
  traces.setState({ group });
  for (let use = 0; use < loaded.trace.uses.count; use++) {
    if (groupOf(verdictAt(loaded.trace, use)) === group) {
      selectUse(use);
      return;
    }
  }
}
