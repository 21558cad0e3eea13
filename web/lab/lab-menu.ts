// The lab's entries of the menu on tablets and phones: what wide windows have as buttons.

import type { MenuItem } from '../pages.ts';
import { openDrawer, reset, toggleXray } from './lab-store.ts';
import { stopPlay, togglePlay } from './playback.ts';

export const LAB_MENU: readonly MenuItem[] = [
  {
    icon: 'play',
    label: 'Play or pause',
    run: () => {
      togglePlay();
    },
  },
  {
    icon: 'reset',
    label: 'Start again',
    run: () => {
      stopPlay();
      reset();
    },
  },
  { icon: 'branch', label: 'Orders tried so far', run: () => openDrawer('branches') },
  { icon: 'list', label: 'Transcript', run: () => openDrawer('transcript') },
  { icon: 'code', label: 'Programs', run: () => openDrawer('code') },
  { icon: 'search', label: 'Inspect', run: () => openDrawer('inspector') },
  { icon: 'xray', label: 'X-ray', run: toggleXray },
];
