// What signals have done and are about to do: who must end by which signal, who is stopped, and what has
// been sent that may yet arrive.

/** A process must end by a signal. */
export interface Fate {
  readonly signal: number;
  /** When it was taken, or sent; by which thread, -1 where nobody saw it taken. */
  readonly t: number;
  readonly thread: number;
  readonly event: number;
}

export class Signals {
  /** By process, as the incarnation of its leader. */
  readonly fates = new Map<number, Fate>();
  /** Who has been stopped: when last, and which thread took the signal. */
  readonly stopped = new Map<number, { readonly t: number; readonly thread: number }>();
  /** `event:process`: what that call sends to it has arrived already. */
  readonly early = new Set<string>();
  private readonly taken = new Map<number, Set<number>>();
  private readonly credits = new Map<string, number>();

  doom(leader: number, fate: Fate): void {
    if (!this.fates.has(leader)) this.fates.set(leader, fate);
  }

  took(leader: number, signal: number): void {
    const set = this.taken.get(leader);
    if (set === undefined) this.taken.set(leader, new Set([signal]));
    else set.add(signal);
  }

  /** Whether such a signal has arrived there. */
  hasTaken(leader: number, signal: number): boolean {
    return this.taken.get(leader)?.has(signal) === true;
  }

  /** A process has sent a signal to another. */
  credit(from: number, to: number, signal: number): void {
    const key = `${from}:${to}:${signal}`;
    this.credits.set(key, (this.credits.get(key) ?? 0) + 1);
  }

  /** One that was sent has arrived. False: none was. Two of a kind may have become one. */
  spend(from: number, to: number, signal: number): boolean {
    const key = `${from}:${to}:${signal}`;
    const left = this.credits.get(key) ?? 0;
    if (left > 0) this.credits.set(key, left - 1);
    return left > 0;
  }
}
