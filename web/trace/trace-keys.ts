// The keys of the trace page. WASD as in other trace viewers; [ and ] go between holders of a number.

import type { KeyBinding } from '../shell/keys.ts';
import { stepLane, toggleFold, toggleFolds } from './folding.ts';
import { selectLife, stepHolder } from './lives.ts';
import { openSearch } from './searching.ts';
import { clearStretch, extendBy, mark, zoomToSelection } from './stretch.ts';
import { shownRows } from './Timeline.tsx';
import * as store from './trace-store.ts';
import { traces } from './trace-store.ts';
import { stepHazard } from './use-steps.ts';
import { fit, pan, zoom } from './window.ts';

const act = (action: () => void) => () => {
  if (store.loadedNow() === undefined) return false;
  action();
  return true;
};

export const keys: readonly KeyBinding[] = [
  {
    keys: ['ArrowRight', 'Space', 'PageDown'],
    label: 'Next event',
    run: act(() => store.stepEvent(1)),
    repeat: true,
  },
  {
    keys: ['ArrowLeft', 'Backspace', 'PageUp'],
    label: 'Previous event',
    run: act(() => store.stepEvent(-1)),
    repeat: true,
  },
  {
    keys: ['Shift+ArrowRight'],
    label: 'Select to the next event',
    run: act(() => extendBy(1)),
    repeat: true,
  },
  {
    keys: ['Shift+ArrowLeft'],
    label: 'Select to the previous event',
    run: act(() => extendBy(-1)),
    repeat: true,
  },
  { keys: ['m'], label: 'Begin or end a selection here', run: act(mark) },
  {
    keys: ['Escape'],
    label: 'Select nothing',
    run: () => {
      if (clearStretch()) return true;
      const chosen = traces.getState().life >= 0;
      if (chosen) selectLife(-1);
      return chosen;
    },
  },
  { keys: ['/', 'Ctrl+f'], label: 'Search', run: act(openSearch) },
  { keys: ['Home'], label: 'First event', run: act(() => store.goToEvent(0)) },
  { keys: ['End'], label: 'Last event', run: act(() => store.goToEvent(Number.MAX_SAFE_INTEGER)) },
  { keys: ['.'], label: 'Next hazard', run: act(() => stepHazard(1)) },
  { keys: [','], label: 'Previous hazard', run: act(() => stepHazard(-1)) },
  {
    keys: ['ArrowDown'],
    label: 'Next lane',
    run: () => stepLane(shownRows.now, 1),
    repeat: true,
  },
  {
    keys: ['ArrowUp'],
    label: 'Previous lane',
    run: () => stepLane(shownRows.now, -1),
    repeat: true,
  },
  {
    keys: ['z'],
    label: 'Fold or open the chosen lane',
    run: act(() => toggleFold(traces.getState().life)),
  },
  { keys: ['Shift+z'], label: 'Fold or open all lanes', run: act(toggleFolds) },
  { keys: [']'], label: 'Next holder of this number', run: () => stepHolder(1) },
  { keys: ['['], label: 'Previous holder of this number', run: () => stepHolder(-1) },
  {
    keys: ['t'],
    label: 'Numbers and processes at the cursor',
    run: act(() => store.showPanel(traces.getState().panel === 'moment' ? 'details' : 'moment')),
  },
  { keys: ['w'], label: 'Zoom in', run: act(() => zoom(0.7)), repeat: true },
  { keys: ['s'], label: 'Zoom out', run: act(() => zoom(1 / 0.7)), repeat: true },
  { keys: ['a'], label: 'Earlier', run: act(() => pan(-0.15)), repeat: true },
  { keys: ['d'], label: 'Later', run: act(() => pan(0.15)), repeat: true },
  { keys: ['e'], label: 'Zoom to what is selected', run: act(zoomToSelection) },
  { keys: ['0'], label: 'The whole recording', run: act(fit) },
  ...[1, 2, 3, 4].map(n => ({
    keys: [String(n)],
    label: `Hazard ${n}`,
    run: act(() => {
      const use = store.loadedNow()?.hazards[n - 1];
      if (use !== undefined) store.selectUse(use);
    }),
  })),
];
