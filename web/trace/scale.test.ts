import { describe, expect, it } from 'vitest';
import { clampRange, panRange, ticks, timeOf, xOf, zoomRange } from './scale.ts';

const scale = { from: 1e9, to: 3e9, left: 100, width: 800 };

describe('the time axis', () => {
  it('goes from time to pixels and back', () => {
    expect(xOf(scale, 2e9)).toBe(500);
    expect(timeOf(scale, 500)).toBe(2e9);
  });

  it('zooms about a moment, which stays where it was', () => {
    const zoomed = zoomRange({ from: 0, to: 1e9 }, 2.5e8, 0.5, 1e9);
    expect((2.5e8 - zoomed.from) / (zoomed.to - zoomed.from)).toBeCloseTo(0.25);
  });

  it('never leaves the recording, nor shows less than a microsecond', () => {
    expect(panRange({ from: 0, to: 1e8 }, -5, 1e9).from).toBeGreaterThanOrEqual(-1e7);
    const small = clampRange({ from: 5, to: 6 }, 1e9);
    expect(small.to - small.from).toBe(1000);
  });

  it('has round ticks in a unit that fits', () => {
    expect(ticks({ from: 0, to: 2e9, left: 0, width: 500 }).map(tick => tick.label)).toEqual([
      '0.0 s',
      '0.5 s',
      '1.0 s',
      '1.5 s',
      '2.0 s',
    ]);
    expect(ticks({ from: 0, to: 2e6, left: 0, width: 330 })[1]?.label).toBe('1 ms');
  });
});
