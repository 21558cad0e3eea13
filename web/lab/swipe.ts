// A horizontal swipe on the worlds steps, as on any set of slides.

import type { TouchEvent } from 'react';

const ENOUGH = 24;

interface Swipes {
  readonly left: () => boolean;
  readonly right: () => boolean;
}

/** Touch handlers for an element. */
export function swipe({ left, right }: Swipes) {
  const start = { x: 0, y: 0 };
  return {
    onTouchStart: (event: TouchEvent) => {
      const touch = event.touches[0];
      start.x = touch?.clientX ?? 0;
      start.y = touch?.clientY ?? 0;
    },
    onTouchEnd: (event: TouchEvent) => {
      const touch = event.changedTouches[0];
      const dx = (touch?.clientX ?? 0) - start.x;
      const dy = (touch?.clientY ?? 0) - start.y;
      if (Math.abs(dx) < ENOUGH || Math.abs(dx) < Math.abs(dy) * 1.5) return;
      if (dx < 0) left();
      else right();
    },
  };
}
