// A selected stretch of the recording, event A to event B: by mouse (Shift and drag, Shift and click),
// by keyboard (Shift and arrows, or M, any move, M), by touch (the button, then any move).

import { spanOf } from '../../src/trace/trace.ts';
import { lifeInQuestion } from './lives.ts';
import { between, goToEvent, loadedNow, type Stretch, traces } from './trace-store.ts';
import { setRange } from './window.ts';

/** The selected events, both ends included; undefined when none are. */
export const stretchNow = (): Stretch | undefined => traces.getState().stretch;

/** Selects from one event to another and puts the cursor on the second. */
export function selectStretch(from: number, to: number): void {
  goToEvent(to);
  traces.setState({ stretch: between(clamped(from), clamped(to), false) });
}

/** Selects up to an event: from where the selection began, or from the cursor. */
export function extendTo(event: number): void {
  const { stretch, cursor } = traces.getState();
  selectStretch(stretch?.anchor ?? cursor, event);
}

/** Moves the cursor by some events and selects on the way. */
export const extendBy = (by: number): void => extendTo(clamped(traces.getState().cursor + by));

/** Begins a stretch at the cursor, which from then on drags its end along; the next time, ends it. */
export function mark(): void {
  const { stretch, cursor } = traces.getState();
  traces.setState({
    stretch: stretch?.open === true ? { ...stretch, open: false } : between(cursor, cursor, true),
  });
}

/** Selects nothing. False when nothing was. */
export function clearStretch(): boolean {
  if (stretchNow() === undefined) return false;
  traces.setState({ stretch: undefined });
  return true;
}

/** Shows the selected stretch across the whole window. */
export function zoomToStretch(): void {
  const stretch = stretchNow();
  const t = loadedNow()?.trace.columns.t;
  if (stretch === undefined || t === undefined) return;
  const [from, to] = [t[stretch.from] ?? 0, t[stretch.to] ?? 0];
  const air = Math.max(500, (to - from) * 0.04);
  setRange({ from: from - air, to: to + air });
}

/** Shows the selected stretch, else the life of the incarnation in question, across the window. */
export function zoomToSelection(): void {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  if (stretchNow() !== undefined) {
    zoomToStretch();
    return;
  }
  const life = loaded.trace.lives.at(lifeInQuestion(loaded));
  if (life === undefined) return;
  const [from, to] = spanOf(loaded.trace, life);
  const air = Math.max(500, (to - from) * 0.08);
  setRange({ from: from - air, to: to + air });
}

function clamped(event: number): number {
  const last = (loadedNow()?.trace.count ?? 1) - 1;
  return Math.min(Math.max(0, event), Math.max(0, last));
}
