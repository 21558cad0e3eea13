// What signals have done and are about to do: who must end by which signal, who is stopped, and what has
// been sent that may yet arrive. And whose numbers have gone back.

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
  /** Who has been sent a SIGSTOP that has not arrived: when. */
  readonly halts = new Map<number, number>();
  /** By which signal tasks of a process have ended, since its last program was started. */
  readonly ended = new Map<number, number>();
  /** What has arrived, by process: whether it can have ended it. */
  private readonly taken = new Map<number, Map<number, boolean>>();
  private readonly told = new Set<string>();
  private readonly credits = new Map<string, number>();

  doom(leader: number, fate: Fate): void {
    if (!this.fates.has(leader)) this.fates.set(leader, fate);
  }

  /** A signal has arrived. */
  took(leader: number, signal: number, deadly: boolean): void {
    const taken = this.taken.get(leader) ?? new Map<number, boolean>();
    this.taken.set(leader, taken);
    taken.set(signal, deadly || taken.get(signal) === true);
  }

  /** Whether such a signal has arrived there. */
  hasTaken(leader: number, signal: number): boolean {
    return this.taken.get(leader)?.has(signal) === true;
  }

  /** Whether one has arrived there that can have ended it. */
  hasEnded(leader: number, signal: number): boolean {
    return this.taken.get(leader)?.get(signal) === true;
  }

  /** SIGCHLD tells a process of another's end. False: it has told already. */
  tells(from: number, to: number): boolean {
    const key = `${from}:${to}`;
    if (this.told.has(key)) return false;
    this.told.add(key);
    return true;
  }

  /** Whether a signal that one has sent to another may yet arrive. */
  owes(from: number, to: number, signal: number): boolean {
    return (this.credits.get(`${from}:${to}:${signal}`) ?? 0) > 0;
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

/** What a recording has told of numbers that go back. */
export class Reaps {
  /** Whose number has gone back. */
  readonly freed = new Set<number>();
  /** By whose wait somebody was collected. */
  readonly collected = new Map<number, number>();
  /** Who has adopted somebody last. */
  readonly adopters = new Map<number, number>();
}
