// The times of strace's lines as nanoseconds since the first: of day with midnights between, since
// the epoch, as differences, or none at all, and then only the order counts. strace writes its lines as
// things happen, so each is later than the one before, however coarse its clock is.

import type { Clock } from './strace-prefix.ts';

const DAY = 86_400e9;
/** A step back by more than this is a midnight. */
const MIDNIGHT = DAY / 2;
/** A smaller one by more than this may be a clock that was set back, if it stays so for so many lines. */
const BACK = 1e9;
const BACK_LINES = 64;
/** More than ticks that only keep the order. */
const LATE = 1e6;

/** Nanoseconds as a time of a recording may be: whole ones are exact. */
export const bounded = (ns: number): number => Math.min(Math.max(0, ns), Number.MAX_SAFE_INTEGER);

export class StraceClock {
  /** The last time read, and what the line itself said, which may be earlier. */
  last = 0.5;
  said = 0.5;
  private clock: Clock | undefined;
  private firstSeconds = 0.5;
  private firstNs = 0;
  private shift = 0.5;
  private latest = 0.5;
  private backLines = 0;

  /** Times begin as fractions: see `newRec`. */
  constructor() {
    this.last = this.said = this.shift = this.latest = this.firstSeconds = 0;
  }

  isReal(): boolean {
    return this.clock !== undefined && this.clock !== 'none';
  }

  /** Nanoseconds since the first line, and after every line before. */
  read(clock: Clock, seconds: number, ns: number): number {
    if (this.clock === undefined) {
      this.clock = clock;
      this.firstSeconds = seconds;
      this.firstNs = ns;
      if (clock !== 'none') return 0;
    }
    if (this.clock === 'none') this.said = this.last + 1000;
    else if (clock !== this.clock) this.said = this.last;
    else if (clock === 'delta') this.said = this.last + seconds * 1e9 + ns;
    else this.said = this.sinceFirst((seconds - this.firstSeconds) * 1e9 + (ns - this.firstNs));
    this.said = bounded(this.said);
    this.last = Math.min(Math.max(this.said, this.last + 1), Number.MAX_SAFE_INTEGER);
    return this.last;
  }

  /** When something began whose line, of the time `end`, is told late, as that of a long call is without “unfinished”. */
  beginning(end: number): number {
    return end - this.said > LATE ? this.said : end;
  }

  /** The end of something that began at the last line and took `ns`. */
  after(ns: number): number {
    return Math.max(this.last, bounded(this.said + ns));
  }

  private sinceFirst(since: number): number {
    const back = this.latest - (since + this.shift);
    if (back > MIDNIGHT && this.clock === 'day') {
      this.shift += DAY;
      this.backLines = 0;
    } else if (back <= BACK) this.backLines = 0;
    else if (++this.backLines > BACK_LINES) {
      this.shift += back;
      this.backLines = 0;
    }
    this.latest = Math.max(this.latest, since + this.shift);
    return since + this.shift;
  }
}
