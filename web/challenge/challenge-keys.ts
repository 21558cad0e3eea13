// The challenge's keys: those of the lab, as far as they make sense here, and two more.

import type { KeyBinding } from '../shell/keys.ts';
import {
  challenge,
  chooseNth,
  hint,
  redo,
  reset,
  sayNone,
  toEnd,
  toStart,
  undo,
} from './challenge-store.ts';

/** The list has no use for these. */
const inLevel = (action: () => boolean) => () => {
  if (challenge.getState().game === undefined) return false;
  action();
  return true;
};

export const CHALLENGE_KEYS: readonly KeyBinding[] = [
  {
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: '1 to 9',
    label: 'Let that process run',
    run: key => chooseNth(Number(key) - 1),
  },
  {
    keys: ['ArrowLeft', 'PageUp', 'Backspace', 'Ctrl+z', 'u'],
    label: 'Undo',
    run: inLevel(undo),
  },
  {
    keys: ['ArrowRight', 'PageDown', 'Ctrl+Shift+z', 'Ctrl+y'],
    label: 'Redo; step through an order that is shown',
    run: inLevel(redo),
  },
  { keys: ['Home'], label: 'To the start', run: inLevel(toStart) },
  { keys: ['End'], label: 'To the end of this order', run: inLevel(toEnd) },
  {
    keys: ['ArrowDown', 'ArrowUp'],
    label: 'Move among those who can run',
    run: () => {
      const first = document.querySelector<HTMLElement>('.challenge .options button');
      first?.focus();
      return first !== null;
    },
  },
  { keys: ['h'], label: 'Hint', run: inLevel(hint) },
  { keys: ['0'], label: 'Say that no order does it', run: inLevel(sayNone) },
  { keys: ['r'], label: 'Start again', run: inLevel(reset) },
];
