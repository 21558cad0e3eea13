// The hash behind a fingerprint: two 32-bit lanes of multiply and rotate, mixed at the end.

import type { Cached } from './id.ts';

/** Two lanes of a multiplicative hash. One object serves a whole commit. */
export class Hash {
  hi = 0;
  lo = 0;

  start(kind: number, place: number): void {
    this.hi = Math.imul(place + 1, 0x9e3779b1) ^ kind;
    this.lo = Math.imul(kind + 0x51ed, 0x85ebca77) ^ place;
  }

  int(v: number): void {
    const a = Math.imul(this.hi ^ v, 0xcc9e2d51);
    this.hi = (a << 15) | (a >>> 17);
    const b = Math.imul(this.lo + v + 0x2545, 0x9e3779b1);
    this.lo = b ^ (b >>> 15);
  }

  flag(v: boolean): void {
    this.int(v ? 3 : 5);
  }

  /** An id or a number that may be absent. */
  maybe(v: number | undefined): void {
    this.int(v === undefined ? -7 : v);
  }

  text(s: string): void {
    this.int(s.length);
    for (let i = 0; i < s.length; i++) this.int(s.charCodeAt(i));
  }

  ints(list: readonly number[]): void {
    this.int(list.length);
    for (let i = 0; i < list.length; i++) this.int(list[i] ?? 0);
  }

  /** Stores the hash, well mixed, in the record. */
  finish(record: Cached): void {
    let h = this.hi ^ (this.lo >>> 16);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    let l = this.lo ^ Math.imul(this.hi, 0x27d4eb2f);
    l = Math.imul(l ^ (l >>> 15), 0x2c1b3c6d);
    l = Math.imul(l ^ (l >>> 12), 0x297a2d39);
    record.fpHi = h ^ (h >>> 16);
    record.fpLo = l ^ (l >>> 15);
  }
}
