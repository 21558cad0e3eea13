// The lab's keys: the conventions of slides (arrows, clickers), debuggers and undo, in one table that
// the help dialog shows.

import type { KeyBinding } from '../shell/keys.ts';
import {
  answerNth,
  changeSpeed,
  chooseNth,
  lab,
  openDrawer,
  redo,
  reset,
  stepBack,
  stepForward,
  toEnd,
  toggleXray,
  toStart,
} from './lab-store.ts';
import { stopPlay, togglePlay } from './playback.ts';

const still = (action: () => boolean) => () => {
  stopPlay();
  action();
  return true;
};

const also = (action: () => void) => () => {
  action();
  return true;
};

export const LAB_KEYS: readonly KeyBinding[] = [
  { keys: ['ArrowRight', 'PageDown', 'n'], label: 'Next step', run: still(stepForward) },
  {
    keys: ['ArrowLeft', 'PageUp', 'Backspace', 'Ctrl+z', 'u'],
    label: 'Step back (undo)',
    run: still(stepBack),
  },
  { keys: ['Ctrl+Shift+z', 'Ctrl+y'], label: 'Redo along this order', run: still(redo) },
  { keys: ['Home'], label: 'To the start', run: still(toStart) },
  { keys: ['End'], label: 'To the end of this order', run: still(toEnd) },
  { keys: ['Space', 'a'], label: 'Play or pause', run: togglePlay },
  { keys: ['+', '='], label: 'Faster', run: also(() => changeSpeed(1)) },
  { keys: ['-'], label: 'Slower', run: also(() => changeSpeed(-1)) },
  {
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: '1 to 9',
    label: 'Let that process of the list run; give that answer',
    run: key => {
      stopPlay();
      const n = Number(key) - 1;
      return answerNth(n) || chooseNth(n);
    },
  },
  {
    keys: ['ArrowDown', 'ArrowUp'],
    label: 'Move among those who can run',
    run: () => {
      const first = document.querySelector<HTMLElement>('.choose button[tabindex="0"]');
      first?.focus();
      return first !== null;
    },
  },
  { keys: ['b'], label: 'Branches: orders tried so far', run: also(() => openDrawer('branches')) },
  { keys: ['x'], label: 'X-ray: what each note really means', run: also(toggleXray) },
  { keys: ['t'], label: 'Transcript', run: also(() => openDrawer('transcript')) },
  { keys: ['i'], label: 'Inspect a process or a number', run: also(() => openDrawer('inspector')) },
  { keys: ['v'], label: 'Programs', run: also(() => openDrawer('code')) },
  { keys: ['r'], label: 'Start again', run: still(reset) },
  {
    keys: ['Escape'],
    label: 'Stop playing',
    run: () => {
      if (lab.getState().play.kind === 'paused') return false;
      stopPlay();
      return true;
    },
  },
];
