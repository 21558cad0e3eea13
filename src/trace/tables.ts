// Lookups by numbers without an object per entry: typed arrays, which the garbage collector need not
// walk.

/*
 * Arrays that are replaced as they grow are set twice as their tables are made. The engine compiles a field
 * that was set once into the code as it is, and compiles all that code anew when it is set again.
 */

/** From a pair of 32-bit numbers to a number from 0 up. */
export class PairTable {
  /** Three numbers a place: the pair, and the value plus two; 0 is an empty place, 1 no value. */
  private places = new Int32Array(0);
  private mask = 0;
  private used = 0;

  constructor() {
    this.places = new Int32Array(3 * 64);
    this.mask = 63;
  }

  /** -1 for none. */
  get(a: number, b: number): number {
    const value = this.places[this.find(a, b) + 2] as number;
    return value === 0 ? -1 : value - 2;
  }

  /** Sets a value; -1 for none. */
  set(a: number, b: number, value: number): void {
    let at = this.find(a, b);
    if (this.places[at + 2] === 0) {
      if (++this.used * 2 > this.mask) {
        this.grow();
        at = this.find(a, b);
      }
      this.places[at] = a;
      this.places[at + 1] = b;
    }
    this.places[at + 2] = value + 2;
  }

  /** Where a pair is, or would be. */
  private find(a: number, b: number): number {
    const { places, mask } = this;
    const mixed = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca6b);
    for (let i = (mixed ^ (mixed >>> 15)) & mask; ; i = (i + 1) & mask) {
      const at = 3 * i;
      if (places[at + 2] === 0 || (places[at] === a && places[at + 1] === b)) return at;
    }
  }

  private grow(): void {
    const { places } = this;
    this.mask = this.mask * 2 + 1;
    this.places = new Int32Array(3 * (this.mask + 1));
    for (let from = 0; from < places.length; from += 3) {
      if (places[from + 2] === 0) continue;
      const at = this.find(places[from] as number, places[from + 1] as number);
      this.places[at] = places[from] as number;
      this.places[at + 1] = places[from + 1] as number;
      this.places[at + 2] = places[from + 2] as number;
    }
  }
}

type Ints = Int32Array<ArrayBuffer>;

/** The array itself if it has a place `index`, else a longer copy, filled up with `blank`. */
export function roomFor(array: Ints, index: number, blank = 0): Ints {
  if (index < array.length) return array;
  const wider = new Int32Array(Math.max(index + 1, array.length * 2)).fill(blank, array.length);
  wider.set(array);
  return wider;
}
