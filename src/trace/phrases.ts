// Texts that come again: the parts of a line that are the same in thousands of lines, found by their
// first eight bytes and compared whole, so that they are taken apart once. A phrase must end in
// something that no longer one can go on from, such as a closing quote.

import { type Cursor, maskOf, wordAt } from './cursor.ts';

const SLOT_BITS = 10;
const SLOTS = 1 << SLOT_BITS;
/** How many phrases with like beginnings are compared before one gives up. */
const TRIES = 8;
const WORDS_MAX = 1 << 16;

/** Phrases, and what each means. */
export class Phrases<Meaning> {
  private readonly meanings: Meaning[] = [];
  /** By the first bytes: the phrase's number plus one; 0 for none. */
  private readonly slots = new Int32Array(SLOTS);
  /** Where each begins in the pool, in words, and its length in bytes. */
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private pool = new Int32Array(0);
  private used = 0;

  /** What grows is set twice: see tables.ts. */
  constructor() {
    this.pool = new Int32Array(1 << 10);
  }

  /** Steps over a known phrase. Returns its meaning; undefined if none is here. */
  find(at: Cursor): Meaning | undefined {
    const { slots } = this;
    let slot = slotOf(at, at.p);
    for (let i = 0; i < TRIES; i++) {
      const phrase = (slots[slot] as number) - 1;
      if (phrase < 0) return undefined;
      if (this.same(at, phrase)) {
        at.p += this.lengths[phrase] as number;
        return this.meanings[phrase];
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    return undefined;
  }

  /** Learns the bytes from `from` to the cursor, if there is room for them. */
  learn(at: Cursor, from: number, meaning: Meaning): void {
    const length = at.p - from;
    const words = (length + 3) >> 2;
    const slot = this.free(slotOf(at, from));
    const full = this.used + words > WORDS_MAX || this.meanings.length * 2 > SLOTS;
    if (slot < 0 || full) return;
    if (this.used + words > this.pool.length) {
      const wider = new Int32Array((this.used + words) * 2);
      wider.set(this.pool);
      this.pool = wider;
    }
    for (let i = 0; i < words; i++) {
      this.pool[this.used + i] = wordAt(at.bytes, from + 4 * i, Math.min(4, length - 4 * i));
    }
    this.slots[slot] = this.meanings.push(meaning);
    this.starts.push(this.used);
    this.lengths.push(length);
    this.used += words;
  }

  private free(first: number): number {
    for (let i = 0; i < TRIES; i++) {
      const slot = (first + i) & (SLOTS - 1);
      if (this.slots[slot] === 0) return slot;
    }
    return -1;
  }

  private same({ view, p }: Cursor, phrase: number): boolean {
    const { pool } = this;
    const length = this.lengths[phrase] as number;
    let i = this.starts[phrase] as number;
    let at = p;
    for (const end = p + length - 3; at < end; at += 4) {
      if (view.getInt32(at, true) !== pool[i++]) return false;
    }
    const rest = p + length - at;
    return rest === 0 || ((view.getInt32(at, true) ^ (pool[i] as number)) & maskOf(rest)) === 0;
  }
}

function slotOf({ view }: Cursor, p: number): number {
  const mixed = view.getInt32(p, true) ^ Math.imul(view.getInt32(p + 4, true), 0x9e3779b1);
  return Math.imul(mixed, 0x85ebca6b) >>> (32 - SLOT_BITS);
}
