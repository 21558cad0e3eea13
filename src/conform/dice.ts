// Seeded chance: the same seed throws the same sequence everywhere.

export interface Dice {
  /** A whole number from 0 to n - 1. */
  readonly below: (n: number) => number;
  /** True in `percent` of all throws. */
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T | undefined;
  readonly weighted: <T extends { readonly weight: number }>(list: readonly T[]) => T | undefined;
}

/** Dice for one plan of a run: splitmix32 over the run's seed and the plan's place in it. */
export function dice(seed: number, place: number): Dice {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(place + 1, 0x85ebca6b)) >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  const below = (n: number): number => Math.floor((next() / 4294967296) * n);
  return {
    below,
    chance: percent => below(100) < percent,
    pick: list => list[below(list.length)],
    weighted: list => {
      let left = below(list.reduce((sum, item) => sum + item.weight, 0));
      return list.find(item => {
        left -= item.weight;
        return left < 0;
      });
    },
  };
}
