// Keeps the keyboard's place: when a control goes away with the step it has caused, the focus moves
// to the chooser's first button, or to the result sentence.

import { flushSync } from 'react-dom';

/** Runs an action that may remove the focused control. */
export function keepFocus(action: () => unknown): void {
  const before = document.activeElement;
  flushSync(() => {
    action();
  });
  const lost = before !== null && before !== document.body && !before.isConnected;
  if (!lost) return;
  const next = document.querySelector<HTMLElement>('[data-focus="next"]');
  (next ?? document.getElementById('result'))?.focus();
}
