// For how long the picture moves after a step, and telling the outside when it has come to rest.

import { look } from '../../src/machine/look.ts';
import { before, now, type Timeline } from '../../src/machine/timeline.ts';
import type { Worlds } from '../../src/machine/worlds.ts';
import { busy } from '../shell/idle.ts';
import { sceneOf } from './scene/layout.ts';
import { scoreOf } from './scene/score.ts';
import { WIDE } from './scene/spec.ts';

/** Seconds that the way to the shown moment takes, in the world where it takes longest. */
export function motionSeconds(timeline: Timeline<Worlds>): number {
  const earlier = before(timeline);
  if (earlier === undefined) return 0;
  const totals = now(timeline).machines.map((_, i) => {
    const view = look(now(timeline), i);
    const holding = view.holder?.by ?? 'number';
    const scene = sceneOf(view, WIDE, holding);
    const was = sceneOf(look(earlier, i), WIDE, holding);
    return scene === undefined ? 0 : (scoreOf(was, scene)?.total ?? 0);
  });
  return Math.max(0, ...totals);
}

let settling: ReturnType<typeof setTimeout> | undefined;
let moving: (() => void) | undefined;

/** The picture moves for so long, from now; a later step takes its place. */
export function movesFor(seconds: number): void {
  clearTimeout(settling);
  moving?.();
  moving = undefined;
  if (seconds <= 0) return;
  moving = busy('motion');
  settling = setTimeout(() => {
    moving?.();
    moving = undefined;
  }, seconds * 1000);
}
