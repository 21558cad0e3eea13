// The editor's keys. Outside the text they are the lab's; inside it they come with a modifier, so that
// letters and arrows stay the text's own.

import type { KeyBinding } from '../shell/keys.ts';
import { choose, editor, formatText, goTo } from './editor-store.ts';
import { saveRaceFile } from './files.ts';
import { nextActor } from './next-actor.ts';

function stepForward(): boolean {
  const { good } = editor.getState();
  const who = good && nextActor(good.timeline);
  return who !== undefined && choose(who);
}

function stepBack(): boolean {
  const { good } = editor.getState();
  return good !== undefined && goTo(good.timeline.at - 1);
}

export function save(): boolean {
  const { text, good, origin } = editor.getState();
  saveRaceFile(text, origin ?? good?.race.id ?? 'race');
  return true;
}

/** Inside the text, by CodeMirror's names. */
export const TEXT_KEYS: Readonly<Record<string, () => boolean>> = {
  'Mod-Enter': () => {
    stepForward();
    return true;
  },
  'Mod-Shift-Enter': () => {
    stepBack();
    return true;
  },
  'Mod-s': save,
  'Shift-Alt-f': () => {
    formatText();
    return true;
  },
};

const toEnd = () => goTo(Number.MAX_SAFE_INTEGER);

export const EDITOR_KEYS: readonly KeyBinding[] = [
  { keys: ['ArrowRight', 'PageDown', 'n', 'Ctrl+Enter'], label: 'Next step', run: stepForward },
  {
    keys: ['ArrowLeft', 'PageUp', 'Backspace', 'u', 'Ctrl+Shift+Enter'],
    label: 'Step back',
    run: stepBack,
  },
  { keys: ['Home', 'r'], label: 'To the start', run: () => goTo(0) },
  { keys: ['End'], label: 'To the end of this order', run: toEnd },
  { keys: ['Alt+Shift+f'], label: 'Format the program (also in the text)', run: formatText },
  { keys: ['Ctrl+s'], label: 'Save as a file (also in the text)', run: save },
  {
    keys: ['e'],
    label: 'Into the text; Esc and then Tab leads out of it',
    run: () => {
      const text = document.querySelector<HTMLElement>('.cm-content');
      text?.focus();
      return text !== null;
    },
  },
];
