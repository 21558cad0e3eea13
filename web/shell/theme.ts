// Theme, contrast, motion and key settings: kept in the browser when it allows that, shown as data
// attributes on the root element, where the style sheets read them.

import { createStore } from 'zustand/vanilla';

export interface Settings {
  /** `system` follows prefers-color-scheme. */
  readonly theme: 'system' | 'light' | 'dark';
  readonly contrast: 'system' | 'more' | 'normal';
  readonly motion: 'system' | 'reduced';
  readonly letterKeys: 'on' | 'off';
}

const DEFAULTS: Settings = {
  theme: 'system',
  contrast: 'system',
  motion: 'system',
  letterKeys: 'on',
};

const KEYS = ['theme', 'contrast', 'motion', 'letterKeys'] as const;

const ALLOWED: { readonly [K in keyof Settings]: readonly Settings[K][] } = {
  theme: ['system', 'light', 'dark'],
  contrast: ['system', 'more', 'normal'],
  motion: ['system', 'reduced'],
  letterKeys: ['on', 'off'],
};

export const settings = createStore<Settings>(() => DEFAULTS);

/** Reads the stored settings and shows them. Called once at start. */
export function loadSettings(): void {
  for (const key of KEYS) {
    const stored = read(key);
    const value = ALLOWED[key].find(allowed => allowed === stored);
    if (value !== undefined) settings.setState({ [key]: value });
  }
  show(settings.getState());
}

export function setSetting<K extends keyof Settings>(key: K, value: Settings[K]): void {
  settings.setState({ [key]: value });
  write(key, value);
  show(settings.getState());
}

/** Dark becomes light and the reverse, whatever the system says. */
export function toggleTheme(): void {
  setSetting('theme', isDark() ? 'light' : 'dark');
}

export function isDark(): boolean {
  const { theme } = settings.getState();
  return theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}

export function isMotionReduced(): boolean {
  return (
    settings.getState().motion === 'reduced' ||
    matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}

export function isContrastMore(now: Settings): boolean {
  if (now.contrast !== 'system') return now.contrast === 'more';
  return matchMedia('(prefers-contrast: more)').matches;
}

export function toggleContrast(): void {
  setSetting('contrast', isContrastMore(settings.getState()) ? 'normal' : 'more');
}

function show(now: Settings): void {
  const { dataset } = document.documentElement;
  if (now.theme === 'system') delete dataset.theme;
  else dataset.theme = now.theme;
  if (isContrastMore(now)) dataset.contrast = 'more';
  else delete dataset.contrast;
  if (now.motion === 'reduced') dataset.motion = 'reduced';
  else delete dataset.motion;
}

function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    // Storage refused: the defaults hold, for this visit.
    return undefined;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage refused: the setting holds for this visit.
    return;
  }
}
