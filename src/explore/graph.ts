// The state graph as columns: states are numbered in order of discovery (breadth first, so by fewest
// steps from the start), the edges of state i lie from first[i] to first[i + 1]. Kept for spaces that
// are small enough to count, to draw and to look for cycles in.

import { enlarged } from './visited.ts';

export interface Graph {
  readonly states: number;
  readonly edges: number;
  /** levels[d] is the first state that needs d steps; one entry more than there are levels. */
  readonly levels: readonly number[];
  readonly first: Int32Array;
  readonly to: Int32Array;
  /** Who acts on the edge. */
  readonly by: Int32Array;
  /** Claims of kind `never` broken, and of kind `eventually` not met, as bits. */
  readonly broken: Int32Array;
  readonly unmet: Int32Array;
  /** -1, or at an end the index of its outcome. */
  readonly outcome: Int32Array;
  /** 1 at an end where somebody is stuck. */
  readonly stuck: Int32Array;
  readonly label: Int32Array;
  readonly outcomes: readonly string[];
}

/** A growing column of 32-bit integers. */
export class Column {
  length = 0;
  private data = new Int32Array(256);

  get bytes(): number {
    return this.data.byteLength;
  }

  push(value: number): void {
    if (this.length === this.data.length) this.data = enlarged(this.data, this.length + 1);
    this.data[this.length] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.data[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  /** The entries, without copying. */
  view(): Int32Array {
    return this.data.subarray(0, this.length);
  }
}

/** How many steps state `id` needs at least. */
export function depthOf(levels: readonly number[], id: number): number {
  let low = 0;
  let high = levels.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((levels[middle] ?? 0) <= id) low = middle;
    else high = middle - 1;
  }
  return low;
}
