// Going from hazard to hazard, and choosing a class of them.

import { type Group, groupOf, verdictAt } from '../../src/explain/trace-verdict.ts';
import { firstUse } from '../../src/trace/trace.ts';
import { isHazard } from './hazards.ts';
import { loadedNow, selectUse, traces } from './trace-store.ts';

/** The next or previous hazard in the recording's order. */
export function stepHazard(by: 1 | -1): void {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  const { trace } = loaded;
  const { cursor } = traces.getState();
  let use = by > 0 ? firstUse(trace, cursor + 1) : firstUse(trace, cursor) - 1;
  while (use >= 0 && use < trace.uses.count && !isHazard(trace, use)) use += by;
  if (use >= 0 && use < trace.uses.count) selectUse(use);
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
