// Lists of views on the rows of columns: a view is made when it is asked for, so that nothing is kept
// of a row but its numbers.

/** The rows of columns, each seen through a view. Two views of one row are alike but not identical. */
export abstract class Views<T> implements Iterable<T> {
  abstract readonly length: number;

  /** The view of a row that is there. */
  protected abstract view(index: number): T;

  /** The row of that index; undefined beyond the ends, -1 included. */
  at(index: number): T | undefined {
    return index >= 0 && index < this.length ? this.view(index) : undefined;
  }

  [Symbol.iterator](): IterableIterator<T> {
    let index = 0;
    const next = (): IteratorResult<T> =>
      index < this.length
        ? { done: false, value: this.view(index++) }
        : { done: true, value: undefined };
    return { next, [Symbol.iterator]: () => this[Symbol.iterator]() };
  }

  map<U>(make: (row: T, index: number) => U): U[] {
    return Array.from({ length: this.length }, (_, index) => make(this.view(index), index));
  }

  filter(test: (row: T) => boolean): T[] {
    const found: T[] = [];
    for (const row of this) if (test(row)) found.push(row);
    return found;
  }

  find(test: (row: T) => boolean): T | undefined {
    return this.at(this.findIndex(test));
  }

  /** -1 for none. */
  findIndex(test: (row: T) => boolean): number {
    for (let index = 0; index < this.length; index++) if (test(this.view(index))) return index;
    return -1;
  }

  findLast(test: (row: T) => boolean): T | undefined {
    for (let index = this.length - 1; index >= 0; index--) {
      const row = this.view(index);
      if (test(row)) return row;
    }
    return undefined;
  }

  some(test: (row: T) => boolean): boolean {
    return this.findIndex(test) >= 0;
  }

  slice(from: number, to: number): T[] {
    const found: T[] = [];
    for (let i = Math.max(0, from); i < Math.min(to, this.length); i++) found.push(this.view(i));
    return found;
  }
}
