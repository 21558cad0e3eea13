// The keys that work on every page, and the one listener for all keys.

import { isControl, isSingleCharacter, isTyping, type KeyBinding, keyName } from './keys.ts';
import { closeDialog, openDialog, shell } from './shell-store.ts';
import { settings, toggleContrast, toggleTheme } from './theme.ts';

const done = (action: () => void) => () => {
  action();
  return true;
};

export const SHELL_KEYS: readonly KeyBinding[] = [
  { keys: ['?'], label: 'Keys and settings', run: done(() => openDialog('help')) },
  {
    keys: ['s'],
    label: 'Share: a link to this very state',
    run: () => {
      if (!shell.getState().shareable) return false;
      openDialog('share');
      return true;
    },
  },
  { keys: ['d'], label: 'Light or dark theme', run: done(toggleTheme) },
  {
    keys: ['c'],
    label: 'High contrast',
    run: done(toggleContrast),
  },
  { keys: ['f'], label: 'Full screen', run: done(toggleFullScreen) },
];

/** Listens for keys, for the whole app. */
export function listenToKeys(): void {
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing) return;
    if (handle(event)) event.preventDefault();
  });
}

function handle(event: KeyboardEvent): boolean {
  const name = keyName(event);
  if (isTyping(event.target)) return false;
  // A dialog has the keyboard; `?` closes help again. Esc is the dialog's own.
  if (document.querySelector('dialog[open]') !== null) {
    if (name !== '?' || shell.getState().dialog !== 'help') return false;
    closeDialog();
    return true;
  }
  if (isSingleCharacter(name) && settings.getState().letterKeys === 'off' && name !== '?')
    return false;
  const binding = [...pageKeys(), ...SHELL_KEYS].find(({ keys }) => keys.includes(name));
  if (binding === undefined || (event.repeat && binding.repeat !== true)) return false;
  if ((name === 'Space' || name === 'Enter') && isControl(event.target)) return false;
  return binding.run(name);
}

function pageKeys(): readonly KeyBinding[] {
  const { page } = shell.getState();
  return page.kind === 'ready' ? (page.module.keys ?? []) : [];
}

function toggleFullScreen(): void {
  const change =
    document.fullscreenElement === null
      ? document.documentElement.requestFullscreen()
      : document.exitFullscreen();
  // Refused by the browser or by an embedding page: the view just stays as it is.
  change.catch(() => undefined);
}
