// A call that the quick path saw begin, kept until it returns.

import { decode } from './bytes.ts';
import type { Pending } from './strace-pending.ts';

/** Bytes of arguments that are kept until the rest of them comes. */
export const HALF_MAX = 256;

/** A call of which the first part was told, as bytes. Used again when it has returned. */
export class HalfCall implements Pending {
  name = '';
  line = 0;
  offset = 0;
  t = 0;
  readonly forks = false;
  readonly said = new Uint8Array(HALF_MAX);
  length = 0;

  /** Keeps the bytes of the arguments so far. */
  keep(b: Uint8Array, from: number, to: number): void {
    const { said } = this;
    let n = 0;
    for (let i = from; i < to; i++) said[n++] = b[i] as number;
    this.length = n;
  }

  get text(): string {
    return `${this.name}(${decode(this.said, 0, this.length)}`;
  }
}
