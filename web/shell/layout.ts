// Which of the three layouts the window has room for. The measures are those of the style sheets.

import { createStore } from 'zustand/vanilla';

export interface Layout {
  /** wide: clocks with code. compact: small clocks. strip: number strips, one above the other. */
  readonly kind: 'wide' | 'compact' | 'strip';
  /** A low window (a projector): one row of controls. */
  readonly short: boolean;
}

export const layout = createStore<Layout>(() => ({ kind: 'wide', short: false }));

/** Follows the window's size. Called once at start. */
export function followWindow(): void {
  const queries = ['(max-width: 599px)', '(max-width: 1023px)', '(max-height: 799px)'].map(q =>
    matchMedia(q),
  );
  const read = () => {
    const [strip, compact, short] = queries.map(q => q.matches);
    const kind = strip ? 'strip' : compact ? 'compact' : 'wide';
    const old = layout.getState();
    if (old.kind !== kind || old.short !== short) layout.setState({ kind, short: short === true });
  };
  for (const query of queries) query.addEventListener('change', read);
  read();
}
