// The time axis: from nanoseconds to pixels and back, where the ticks stand, zooming about a point.

export interface Range {
  /** Nanoseconds. */
  readonly from: number;
  readonly to: number;
}

export interface Scale extends Range {
  readonly left: number;
  readonly width: number;
}

export const xOf = ({ from, to, left, width }: Scale, t: number): number =>
  left + ((t - from) / (to - from)) * width;

export const timeOf = ({ from, to, left, width }: Scale, x: number): number =>
  from + ((x - left) / width) * (to - from);

/** Keeps a range inside the recording, and not narrower than a microsecond. */
export function clampRange({ from, to }: Range, length: number): Range {
  const whole = Math.max(1000, length);
  const span = Math.min(Math.max(1000, to - from), whole * 1.02);
  const start = Math.min(Math.max(from, -whole * 0.01), whole * 1.01 - span);
  return { from: start, to: start + span };
}

/** The whole recording, with a little air behind. */
export const wholeRange = (length: number): Range => ({
  from: 0,
  to: Math.max(1000, length * 1.01),
});

/** Zooms about a moment; `factor` below 1 shows less. */
export function zoomRange(range: Range, at: number, factor: number, length: number): Range {
  return clampRange(
    { from: at - (at - range.from) * factor, to: at + (range.to - at) * factor },
    length,
  );
}

/** Moves the range by a share of its own width. */
export function panRange(range: Range, share: number, length: number): Range {
  const by = (range.to - range.from) * share;
  return clampRange({ from: range.from + by, to: range.to + by }, length);
}

export interface Tick {
  readonly t: number;
  readonly label: string;
}

/** Round moments, about one per 110 pixels. */
export function ticks({ from, to, width }: Scale): readonly Tick[] {
  const rough = ((to - from) * 110) / Math.max(width, 1);
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(k => k * unit).find(s => s >= rough) ?? unit * 10;
  const [per, word] = step >= 1e8 ? [1e9, 's'] : step >= 1e5 ? [1e6, 'ms'] : [1e3, 'µs'];
  const places = Math.max(0, Math.ceil(-Math.log10(step / per) - 1e-9));
  const list: Tick[] = [];
  for (let t = Math.ceil(Math.max(0, from) / step) * step; t <= to && list.length < 60; t += step) {
    list.push({ t, label: `${(t / per).toFixed(places)} ${word}` });
  }
  return list;
}
