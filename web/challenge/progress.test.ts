// Stars, the better of two results, and what was kept by whoever kept it.

import { describe, expect, it } from 'vitest';
import { parseProgress, starsFor, starsForNone, withResult } from './progress.ts';

const par = { steps: 7, switches: 4 };

describe('stars', () => {
  it('are three for the fewest steps with the fewest switches', () => {
    expect(starsFor(par, par, 'nothing')).toBe(3);
  });

  it('count steps and switches apart', () => {
    expect(starsFor({ steps: 7, switches: 5 }, par, 'nothing')).toBe(2);
    expect(starsFor({ steps: 9, switches: 4 }, par, 'nothing')).toBe(2);
    expect(starsFor({ steps: 9, switches: 6 }, par, 'nothing')).toBe(1);
  });

  it('are two at most after a hint, and one after the order was shown', () => {
    expect(starsFor(par, par, 'hint')).toBe(2);
    expect(starsFor(par, par, 'order')).toBe(1);
    expect([starsForNone('nothing'), starsForNone('hint')]).toEqual([3, 2]);
  });
});

describe('progress', () => {
  it('keeps the better of each count', () => {
    const once = withResult({}, 'a', { stars: 2, steps: 7 });
    const twice = withResult(once, 'a', { stars: 1, steps: 9 });
    expect(twice).toEqual({ a: { stars: 2, steps: 7 } });
    expect(withResult({}, 'b', { stars: 3, steps: undefined }).b?.steps).toBeUndefined();
  });

  it('survives being kept', () => {
    const progress = { a: { stars: 2, steps: 7 }, b: { stars: 3, steps: undefined } };
    expect(parseProgress(JSON.stringify(progress))).toEqual(progress);
  });

  it('leaves out what it does not understand', () => {
    const kept = '{"a":{"stars":9},"b":7,"c":{"stars":1,"steps":-1},"d":{"stars":1,"steps":5}}';
    expect(parseProgress(kept)).toEqual({ d: { stars: 1, steps: 5 } });
    for (const text of ['', 'null', '[', '3']) expect(parseProgress(text)).toEqual({});
  });
});
