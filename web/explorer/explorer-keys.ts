// The explorer's keys: along the shown order, up and down a column, between variants, wrong ones only.

import type { KeyBinding } from '../shell/keys.ts';
import { goTo } from '../shell/url.ts';
import {
  explorer,
  moveTo,
  pointAt,
  shownOrder,
  showVariant,
  toggleWrongOnly,
} from './explorer-store.ts';
import { replayOf } from './replay.ts';

const done = (action: () => void) => () => {
  action();
  return true;
};

export const explorerKeys: readonly KeyBinding[] = [
  {
    keys: ['ArrowRight', 'PageDown'],
    label: 'Next state on the way',
    run: () => moveTo(explorer.getState().at + 1),
    repeat: true,
  },
  {
    keys: ['ArrowLeft', 'PageUp', 'Backspace'],
    label: 'Previous state on the way',
    run: () => moveTo(explorer.getState().at - 1),
    repeat: true,
  },
  { keys: ['ArrowDown'], label: 'Next state of the column', run: () => column(1), repeat: true },
  { keys: ['ArrowUp'], label: 'Previous state of the column', run: () => column(-1), repeat: true },
  { keys: ['Home'], label: 'Start of the way', run: () => moveTo(0) },
  { keys: ['End'], label: 'End of the way', run: () => moveTo(Number.MAX_SAFE_INTEGER) },
  { keys: ['x'], label: 'Wrong orders only', run: done(toggleWrongOnly) },
  { keys: ['1'], label: 'Graph of the first world', run: () => variant(0) },
  { keys: ['2'], label: 'Graph of the second world', run: () => variant(1) },
  { keys: ['3'], label: 'Graph of the third world', run: () => variant(2) },
  { keys: ['Enter'], label: 'Open the shown order in the lab', run: openInLab },
  {
    keys: ['Escape'],
    label: 'Back to the shortest wrong order',
    run: () => {
      if (explorer.getState().pointed === undefined) return false;
      pointAt(undefined);
      return true;
    },
  },
];

function variant(index: number): boolean {
  if (index >= explorer.getState().race.variants.length) return false;
  showVariant(index);
  return true;
}

/** Opens the shown order in the lab, at the marked step. Returns: whether that is possible. */
export function openInLab(): boolean {
  const state = explorer.getState();
  const order = shownOrder(state);
  if (order === undefined) return false;
  const replay = replayOf(state, order, state.at);
  if (replay === undefined) return false;
  goTo(replay.href);
  return true;
}

/** Moves to another state with as many steps taken, from band to band. */
function column(by: 1 | -1): boolean {
  const state = explorer.getState();
  const search = state.searches[state.shown];
  if (search?.kind !== 'found' || search.found.graph === undefined) return false;
  const { states } = search.found.layout;
  const now = state.pointed?.state ?? shownOrder(state)?.states[state.at] ?? 0;
  const here = states.find(place => place.state === now) ?? states[0];
  if (here === undefined) return false;
  const line = states.filter(p => p.depth === here.depth).sort((a, b) => a.y - b.y);
  const next = line[line.indexOf(here) + by];
  if (next === undefined) return false;
  pointAt(next.state);
  document.querySelector<SVGElement>(`[data-state="${next.state}"]`)?.focus();
  return true;
}
