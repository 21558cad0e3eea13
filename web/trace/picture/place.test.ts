import { describe, expect, it } from 'vitest';
import type { Arrow } from '../arrow-list.ts';
import { markOf, placeBetween } from './place.ts';

const scale = { from: 0, to: 1, left: 100, width: 500 };
const arrow = (x: number, look: Arrow['look']): Arrow => ({ use: 0, x, from: 0, to: 50, look });

describe('a place for words', () => {
  it('is the first gap that is wide enough', () => {
    const covered = [
      { from: 0, to: 20 },
      { from: 15, to: 40 },
      { from: 60, to: 70 },
    ];
    expect(placeBetween([], 5, 100, 30)).toBe(5);
    expect(placeBetween(covered, 5, 200, 20)).toBe(40);
    expect(placeBetween(covered, 5, 200, 21)).toBe(70);
    expect(placeBetween(covered, 5, 90, 21)).toBeUndefined();
  });

  it('is not told by what ends before it', () => {
    expect(placeBetween([{ from: 0, to: 10 }], 10, 40, 30)).toBe(10);
  });
});

describe('the stamp of a call that reached nobody', () => {
  it('begins at its arrow and stays in the picture', () => {
    expect(markOf(scale, arrow(300, 'nobody')).from).toBeCloseTo(296, 5);
    expect(markOf(scale, arrow(598, 'gone')).to).toBeLessThanOrEqual(615);
  });
});
