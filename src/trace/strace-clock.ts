// The times of strace's lines as nanoseconds since the first: of day with midnights between, since
// the epoch, as differences, or none at all, and then only the order counts.

import type { Clock } from './strace-line.ts';

const DAY = 86_400e9;
/** A step back by more than this is a midnight; by less, lines out of order. */
const BACK = DAY / 2;

/** Nanoseconds as a time of a recording may be: whole ones are exact. */
export const bounded = (ns: number): number => Math.min(Math.max(0, ns), Number.MAX_SAFE_INTEGER);

export class StraceClock {
  /** The last time read. */
  last = 0;
  private clock: Clock | undefined;
  private first = 0;
  private days = 0;
  private order = 0;

  isReal(): boolean {
    return this.clock !== undefined && this.clock !== 'none';
  }

  /** Nanoseconds since the first line. `time` is in seconds, in the clock's own way. */
  read(clock: Clock, time: number): number {
    if (this.clock === undefined) {
      this.clock = clock;
      this.first = time;
    }
    if (this.clock === 'none') {
      this.order += 1000;
      this.last = this.order;
    } else if (clock !== this.clock) {
      return this.last;
    } else if (clock === 'delta') {
      this.last = bounded(this.last + time * 1e9);
    } else {
      const since = Math.round((time - this.first) * 1e9);
      if (clock === 'day' && since + this.days < this.last - BACK) this.days += DAY;
      this.last = bounded(since + this.days);
    }
    return this.last;
  }
}
