// The window on the time axis: zooming, moving, showing all of it.

import { clampRange, panRange, type Range, wholeRange, zoomRange } from './scale.ts';
import { loadedNow, traces } from './trace-store.ts';

export function zoom(factor: number, at?: number): void {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  const { range, cursor } = traces.getState();
  const t = loaded.trace.columns.t[cursor] ?? 0;
  const inside = t >= range.from && t <= range.to;
  const about = at ?? (inside ? t : (range.from + range.to) / 2);
  traces.setState({ range: zoomRange(range, about, factor, loaded.trace.length) });
}

export function pan(share: number): void {
  const loaded = loadedNow();
  if (loaded !== undefined) {
    traces.setState({ range: panRange(traces.getState().range, share, loaded.trace.length) });
  }
}

export function setRange(range: Range): void {
  const loaded = loadedNow();
  if (loaded !== undefined) traces.setState({ range: clampRange(range, loaded.trace.length) });
}

export function fit(): void {
  const loaded = loadedNow();
  if (loaded !== undefined) traces.setState({ range: wholeRange(loaded.trace.length) });
}
