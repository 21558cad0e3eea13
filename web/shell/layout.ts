// Which of the three layouts the window has room for. The measures are those of the style sheets.

import { createStore } from 'zustand/vanilla';

export interface Layout {
  /** wide: clocks with code. compact: small clocks. strip: number strips, one above the other. */
  readonly kind: 'wide' | 'compact' | 'strip';
  /** A low window (a projector): one row of controls. */
  readonly short: boolean;
  /** The window's width in pixels, in coarse steps. */
  readonly width: number;
}

export const layout = createStore<Layout>(() => ({ kind: 'wide', short: false, width: 1440 }));

const STEP = 20;

/** Follows the window's size. Called once at start. */
export function followWindow(): void {
  const queries = ['(max-width: 599px)', '(max-width: 1023px)', '(max-height: 799px)'].map(q =>
    matchMedia(q),
  );
  const read = () => {
    const [strip, compact, short] = queries.map(q => q.matches);
    const kind = strip ? 'strip' : compact ? 'compact' : 'wide';
    const width = Math.floor(window.innerWidth / STEP) * STEP;
    const old = layout.getState();
    if (old.kind !== kind || old.short !== short || old.width !== width) {
      layout.setState({ kind, short: short === true, width });
    }
  };
  window.addEventListener('resize', read);
  read();
}
