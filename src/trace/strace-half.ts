// A call that began and did not return yet: the first part of it, until the rest comes. Both ways to read
// a line make the same kind of it, since to meet two kinds slows all that looks at them.

import { decode } from './bytes.ts';

/** Where a line is. */
export interface Place {
  readonly line: number;
  readonly offset: number;
}

/** Bytes of arguments that are kept as such until the rest of them comes. */
export const HALF_MAX = 256;

export class HalfCall implements Place {
  name = '';
  line = 0;
  offset = 0;
  /** When it began. Begins as a fraction: see `newRec`. */
  t = 0.5;
  /** Whether it makes a task. */
  forks = false;
  /** The first bytes of its arguments, if the quick way has read them and they fit. */
  readonly said = new Uint8Array(HALF_MAX);
  length = 0;
  /** Else them as text, or all that was told from the name on. */
  private told = '';
  private kind: 'bytes' | 'args' | 'text' = 'bytes';

  /** What call it is, and where it began. */
  is(name: string, forks: boolean, line: number, offset: number): void {
    this.name = name;
    this.forks = forks;
    this.line = line;
    this.offset = offset;
  }

  /** Keeps the bytes of the arguments so far. */
  keep(b: Uint8Array, from: number, to: number): void {
    const { said } = this;
    let n = 0;
    this.kind = to - from > HALF_MAX ? 'args' : 'bytes';
    if (this.kind === 'args') this.told = decode(b, from, to);
    else for (let i = from; i < to; i++) said[n++] = b[i] as number;
    this.length = n;
  }

  /** Keeps all that was told. */
  tell(text: string): void {
    this.kind = 'text';
    this.told = text;
    this.length = 0;
  }

  /** Whether the arguments so far are in `said`. */
  get isBytes(): boolean {
    return this.kind === 'bytes';
  }

  /** The arguments so far; undefined if they cannot be told from the rest. */
  get args(): string | undefined {
    if (this.kind === 'text') return undefined;
    return this.kind === 'bytes' ? decode(this.said, 0, this.length) : this.told;
  }

  /** From the name on, as far as it was told. */
  get text(): string {
    return this.kind === 'text' ? this.told : `${this.name}(${this.args}`;
  }
}
