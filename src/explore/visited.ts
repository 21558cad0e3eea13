// Which states have been seen: two open-addressing tables over one Int32Array each, keyed by the
// 64-bit fingerprint. `FingerprintSet` keeps the fingerprints alone (10 to 20 bytes a state);
// `StateIndex` also numbers the states in order of discovery (for parents, edges and drawings).
//
// A slot is chosen by scaling the low half to the capacity, so any capacity will do. Two different
// states with one fingerprint would be merged: with n states the chance is below n * n / 2^65.

const LOAD = 0.8;
const GROWTH = 1.6;
const TWO_32 = 4294967296;

/** Spreads the halves: a model's digest may be weak in the bits that choose the slot. */
function mix(hi: number, lo: number): number {
  let h = Math.imul(lo ^ (hi >>> 15) ^ (hi << 17), 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

/** The set of fingerprints seen so far. */
export class FingerprintSet {
  size = 0;
  private capacity: number;
  private scale: number;
  private bound: number;
  private slots: Int32Array;
  /** What addAll has seen: kept, so that the looks are not optimised away. */
  protected looked = 0;

  constructor(capacity = 1024) {
    this.capacity = capacity;
    this.scale = capacity / TWO_32;
    this.bound = Math.floor(capacity * LOAD);
    this.slots = new Int32Array(capacity * 2);
  }

  get bytes(): number {
    return this.slots.byteLength;
  }

  has(fpHi: number, fpLo: number): boolean {
    const at = this.find(fpHi | 0, fpLo | 0);
    return this.slots[at] !== 0 || this.slots[at + 1] !== 0;
  }

  /** Puts it in. Returns: true if it was not there before. */
  add(fpHi: number, fpLo: number): boolean {
    const hi = fpHi | 0;
    let lo = fpLo | 0;
    if (hi === 0 && lo === 0) lo = 1;
    const at = this.find(hi, lo);
    if (this.slots[at] !== 0 || this.slots[at + 1] !== 0) return false;
    this.slots[at] = hi;
    this.slots[at + 1] = lo;
    this.size += 1;
    if (this.size > this.bound) this.grow();
    return true;
  }

  /**
   * Puts in the first `count` of `prints` (pairs of halves; a pair of zeros is changed to 0 and 1) and
   * says in `isNew` which were not there before. The first look at all of them comes before any is
   * compared, so that they wait for the memory together and not one after the other.
   */
  addAll(prints: Int32Array, count: number, isNew: Uint8Array): void {
    while (this.size + count > this.bound) this.grow();
    const { slots, scale } = this;
    let looked = 0;
    for (let i = 0; i < count * 2; i += 2) {
      const hi = prints[i] as number;
      if (hi === 0 && prints[i + 1] === 0) prints[i + 1] = 1;
      const at = Math.floor(mix(hi, prints[i + 1] as number) * scale) * 2;
      looked ^= slots[at] as number;
    }
    this.looked = looked;
    for (let i = 0; i < count; i++) {
      const hi = prints[i * 2] as number;
      const lo = prints[i * 2 + 1] as number;
      const at = this.find(hi, lo);
      const free = slots[at] === 0 && slots[at + 1] === 0;
      isNew[i] = free ? 1 : 0;
      if (!free) continue;
      slots[at] = hi;
      slots[at + 1] = lo;
      this.size += 1;
    }
  }

  /** Where it is, or the empty slot where it would go. */
  private find(hi: number, low: number): number {
    const lo = hi === 0 && low === 0 ? 1 : low;
    const slots = this.slots;
    let at = Math.floor(mix(hi, lo) * this.scale) * 2;
    const end = slots.length;
    for (;;) {
      const h = slots[at];
      const l = slots[at + 1];
      if ((h === hi && l === lo) || (h === 0 && l === 0)) return at;
      at += 2;
      if (at === end) at = 0;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.capacity = Math.ceil(this.capacity * GROWTH);
    this.scale = this.capacity / TWO_32;
    this.bound = Math.floor(this.capacity * LOAD);
    this.slots = new Int32Array(this.capacity * 2);
    for (let i = 0; i < old.length; i += 2) {
      const hi = old[i] ?? 0;
      const lo = old[i + 1] ?? 0;
      if (hi === 0 && lo === 0) continue;
      const at = this.find(hi, lo);
      this.slots[at] = hi;
      this.slots[at + 1] = lo;
    }
  }
}

/** Numbers the states 0, 1, 2, ... in order of discovery. */
export class StateIndex {
  size = 0;
  private capacity = 1024;
  private table = new Int32Array(this.capacity);
  private prints = new Int32Array(1024);

  get bytes(): number {
    return this.table.byteLength + this.prints.byteLength;
  }

  /** The number of this state, or -1. */
  find(fpHi: number, fpLo: number): number {
    return (this.table[this.slot(fpHi | 0, fpLo | 0)] ?? 0) - 1;
  }

  /** The number of this state, new or old; it is new if it equals the former `size`. */
  add(fpHi: number, fpLo: number): number {
    const hi = fpHi | 0;
    const lo = fpLo | 0;
    const at = this.slot(hi, lo);
    const known = this.table[at] ?? 0;
    if (known !== 0) return known - 1;
    const id = this.size;
    if (id * 2 + 2 > this.prints.length) this.prints = enlarged(this.prints, id * 2 + 2);
    this.prints[id * 2] = hi;
    this.prints[id * 2 + 1] = lo;
    this.table[at] = id + 1;
    this.size = id + 1;
    if (this.size > this.capacity * LOAD) this.grow();
    return id;
  }

  private slot(hi: number, lo: number): number {
    const { table, prints, capacity } = this;
    let at = Math.floor((mix(hi, lo) * capacity) / TWO_32);
    for (;;) {
      const id = (table[at] ?? 0) - 1;
      if (id < 0 || (prints[id * 2] === hi && prints[id * 2 + 1] === lo)) return at;
      at += 1;
      if (at === capacity) at = 0;
    }
  }

  private grow(): void {
    this.capacity = Math.ceil(this.capacity * GROWTH);
    this.table = new Int32Array(this.capacity);
    for (let id = 0; id < this.size; id++) {
      const at = this.slot(this.prints[id * 2] ?? 0, this.prints[id * 2 + 1] ?? 0);
      this.table[at] = id + 1;
    }
  }
}

/** A copy with room for at least `needed` entries. */
export function enlarged(array: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(Math.max(needed, Math.ceil(array.length * GROWTH)));
  copy.set(array);
  return copy;
}
