// The lab's clock: plays step after step.

import { now } from '../../src/machine/timeline.ts';
import { worldsChoices } from '../../src/machine/worlds.ts';
import { busy } from '../shell/idle.ts';
import { lab, setPlaying, stepForward } from './lab-store.ts';

const PAUSE_MS = 1600;

let timer: ReturnType<typeof setTimeout> | undefined;
let playing: (() => void) | undefined;

/** Starts or stops; at the end of an order there is nothing to play. */
export function togglePlay(): boolean {
  if (lab.getState().play.kind === 'playing') stopPlay();
  else startPlay();
  return true;
}

function startPlay(): void {
  playing ??= busy('playing');
  setPlaying(true);
  if (!stepForward()) stopPlay();
  else schedule();
}

export function stopPlay(): void {
  clearTimeout(timer);
  playing?.();
  playing = undefined;
  if (lab.getState().play.kind === 'playing') setPlaying(false);
}

/** The next step comes after the pause at the present speed, and never before motion has ended. */
function schedule(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (lab.getState().play.kind === 'playing' && stepForward() && canGoOn()) schedule();
    else stopPlay();
  }, PAUSE_MS / lab.getState().speed);
}

function canGoOn(): boolean {
  return worldsChoices(now(lab.getState().timeline)).some(choice => choice.ready);
}
