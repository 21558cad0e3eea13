// A call that the quick path saw begin, kept until it returns.

import { decode } from './bytes.ts';
import type { Pending } from './strace-tasks.ts';

/** Bytes of arguments that are kept as such until the rest of them comes. */
export const HALF_MAX = 256;

/** A call of which the first part was told, as bytes. Used again when it has returned. */
export class HalfCall implements Pending {
  name = '';
  line = 0;
  offset = 0;
  /** Begins as a fraction: see `newRec`. */
  t = 0.5;
  forks = false;
  readonly said = new Uint8Array(HALF_MAX);
  length = 0;
  /** What is too long for that. */
  private long = '';

  /** Keeps the bytes of the arguments so far. */
  keep(b: Uint8Array, from: number, to: number): void {
    const { said } = this;
    let n = 0;
    if (to - from > HALF_MAX) this.long = decode(b, from, to);
    else {
      this.long = '';
      for (let i = from; i < to; i++) said[n++] = b[i] as number;
    }
    this.length = n;
  }

  get isLong(): boolean {
    return this.long !== '';
  }

  /** The arguments so far. */
  get args(): string {
    return this.length > 0 ? decode(this.said, 0, this.length) : this.long;
  }

  get text(): string {
    return `${this.name}(${this.args}`;
  }
}
