// The calls that tasks are in: told by an unfinished line, and not returned yet.

/** Where a line is. */
export interface Place {
  readonly line: number;
  readonly offset: number;
}

/** A call that did not return yet. */
export interface Pending extends Place {
  readonly name: string;
  /** From the name on, as far as it was told. */
  readonly text: string;
  readonly t: number;
  /** Whether it makes a task. */
  readonly forks: boolean;
}

export class PendingCalls {
  /** How many of them are forks. */
  forks = 0;
  private readonly calls = new Map<number, Pending>();

  get(tid: number): Pending | undefined {
    return this.calls.get(tid);
  }

  all(): Iterable<readonly [number, Pending]> {
    return this.calls;
  }

  open(tid: number, call: Pending): void {
    this.calls.set(tid, call);
    if (call.forks) this.forks++;
  }

  /** Takes the call that a task is in off the list. */
  take(tid: number): Pending | undefined {
    const call = this.calls.get(tid);
    if (call === undefined) return undefined;
    this.calls.delete(tid);
    if (call.forks) this.forks--;
    return call;
  }

  clear(): void {
    this.calls.clear();
    this.forks = 0;
  }
}
