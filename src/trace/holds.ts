// Pidfds that processes had open, as columns.

import { resized, trimmed } from './growing.ts';
import { countUpTo } from './sorted.ts';
import { Views } from './views.ts';

export const HOLD_HOWS = ['clone', 'open', 'copy', 'inherited', 'peer'] as const;

/** An open pidfd, and afterwards its history. */
export interface PidfdHold {
  readonly process: number;
  readonly fd: number;
  /** Incarnation it refers to, -1 when the log does not show it. */
  readonly life: number;
  readonly how: (typeof HOLD_HOWS)[number];
  readonly opened: number;
  /** -1: not seen to be closed. */
  readonly closed: number;
  /** The use that opened it by number, or -1. */
  readonly use: number;
}

export interface HoldColumns {
  readonly process: Int32Array<ArrayBuffer>;
  readonly fd: Int32Array<ArrayBuffer>;
  readonly life: Int32Array<ArrayBuffer>;
  /** Place in HOLD_HOWS. */
  readonly how: Uint8Array<ArrayBuffer>;
  readonly opened: Int32Array<ArrayBuffer>;
  readonly closed: Int32Array<ArrayBuffer>;
  readonly use: Int32Array<ArrayBuffer>;
}

const holdColumns = (n: number): HoldColumns => ({
  process: new Int32Array(n),
  fd: new Int32Array(n),
  life: new Int32Array(n),
  how: new Uint8Array(n),
  opened: new Int32Array(n),
  closed: new Int32Array(n),
  use: new Int32Array(n),
});

/** The pidfds in the order in which they were opened. */
export class Holds extends Views<PidfdHold> {
  columns: HoldColumns;
  length: number;

  constructor(columns: HoldColumns = holdColumns(16), length = columns.process.length) {
    super();
    this.columns = columns;
    this.length = length;
  }

  protected view(i: number): PidfdHold {
    const { process, fd, life, how, opened, closed, use } = this.columns;
    return {
      process: process[i] as number,
      fd: fd[i] as number,
      life: life[i] as number,
      how: HOLD_HOWS[how[i] as number] ?? 'open',
      opened: opened[i] as number,
      closed: closed[i] as number,
      use: use[i] as number,
    };
  }

  /** Those that an event opened. */
  openedBy(event: number): readonly PidfdHold[] {
    const { opened } = this.columns;
    return this.slice(countUpTo(opened, event - 1), countUpTo(opened, event));
  }

  /** Those that are open once an event has happened. */
  openAt(event: number): readonly PidfdHold[] {
    const { opened, closed } = this.columns;
    const found: PidfdHold[] = [];
    const end = countUpTo(opened, event);
    for (let i = 0; i < end; i++) {
      const until = closed[i] as number;
      if (until < 0 || until > event) found.push(this.view(i));
    }
    return found;
  }
}

/** Pidfds while a recording is read. */
export class HoldBuilder extends Holds {
  constructor() {
    super(holdColumns(16), 0);
  }

  /** Returns its index. */
  add(hold: PidfdHold): number {
    const i = this.length++;
    if (i === this.columns.process.length) this.columns = resized(this.columns, holdColumns(i * 2));
    const c = this.columns;
    c.process[i] = hold.process;
    c.fd[i] = hold.fd;
    c.life[i] = hold.life;
    c.how[i] = HOLD_HOWS.indexOf(hold.how);
    c.opened[i] = hold.opened;
    c.closed[i] = hold.closed;
    c.use[i] = hold.use;
    return i;
  }

  openedAt(index: number): number {
    return this.columns.opened[index] as number;
  }

  /** Whether it was not yet closed just before an event. */
  isOpen(index: number, event: number): boolean {
    const closed = this.columns.closed[index] as number;
    return closed < 0 || closed >= event;
  }

  close(index: number, event: number): void {
    this.columns.closed[index] = event;
  }

  /** What was gathered, made to measure. */
  finish(): Holds {
    const { columns, length } = this;
    const { opened } = columns;
    if (opened.every((event, i) => i === 0 || i >= length || event >= (opened[i - 1] as number))) {
      return new Holds(trimmed(columns, length));
    }
    const rows = Array.from({ length }, (_, i) => i).sort(
      (a, b) => this.openedAt(a) - this.openedAt(b) || a - b,
    );
    const sorted = holdColumns(length);
    for (const key of Object.keys(sorted) as (keyof HoldColumns)[]) {
      rows.forEach((row, i) => {
        sorted[key][i] = columns[key][row] as number;
      });
    }
    return new Holds(sorted);
  }
}
