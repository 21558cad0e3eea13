// "Try another order": back to the last moment at which somebody else could have run.

import { branchOf } from '../../src/machine/timeline.ts';
import { worldsChoices } from '../../src/machine/worlds.ts';
import { goTo, lab } from './lab-store.ts';

export function tryAnother(): void {
  const { timeline } = lab.getState();
  const { states } = branchOf(timeline);
  for (let at = timeline.at - 1; at > 0; at--) {
    const state = states[at];
    if (state !== undefined && worldsChoices(state).filter(c => c.ready).length > 1) {
      goTo(at);
      return;
    }
  }
  goTo(0);
}
