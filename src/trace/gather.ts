// Small pieces put together, and large ones cut: an unpacked stream comes in pieces of a few kilobytes,
// and every piece's last lines take a slower way.

import { plain } from './bytes.ts';

export class Gatherer {
  private readonly size: number;
  private readonly most: number;
  private readonly take: (bytes: Uint8Array) => void;
  private buffer = new Uint8Array(0);
  private used = 0;

  /** Hands pieces of `size` to `most` bytes to `take`, which must not keep them. */
  constructor(size: number, most: number, take: (bytes: Uint8Array) => void) {
    this.size = size;
    this.most = most;
    this.take = take;
  }

  push(chunk: Uint8Array): void {
    if (this.used + chunk.length < this.size) {
      if (this.buffer.length === 0) this.buffer = new Uint8Array(this.size);
      this.buffer.set(chunk, this.used);
      this.used += chunk.length;
      return;
    }
    let from = 0;
    if (this.used > 0) {
      from = this.size - this.used;
      this.buffer.set(chunk.subarray(0, from), this.used);
      this.used = this.size;
      this.flush();
    }
    for (let at = from; at < chunk.length; at += this.most) {
      const piece = plain(chunk, at, Math.min(chunk.length, at + this.most));
      if (piece.length < this.size && at > 0) this.push(piece);
      else this.take(piece);
    }
  }

  /** Hands on what was gathered. */
  flush(): void {
    if (this.used === 0) return;
    const bytes = this.buffer.subarray(0, this.used);
    this.used = 0;
    this.take(bytes);
  }
}
