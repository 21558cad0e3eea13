// What one task does comes one after the other: the lines of a task are in their true order even where
// those of different tasks are not.

import { Kind, type Rec } from '../trace/record.ts';
import type { Trace } from '../trace/trace.ts';
import { slack } from './overlap.ts';
import type { State } from './report.ts';

export class Order {
  /** A recording of the whole machine may lack a call's beginning. */
  private readonly tellsBeginnings: boolean;
  /** When a task's last line ended, by incarnation. */
  private readonly last = new Map<number, number>();
  private readonly ended = new Set<number>();

  constructor(trace: Trace) {
    this.tellsBeginnings = trace.header?.system !== true;
  }

  /** Why a task cannot have done this now; undefined: it can. */
  odd(life: number, rec: Rec): State | undefined {
    if (this.ended.has(life)) {
      const takesOver = rec.extra?.kind === 'exec' && rec.extra.former !== undefined;
      if (!takesOver) return 'ended';
      this.ended.delete(life);
    }
    const last = this.last.get(life) ?? Number.NEGATIVE_INFINITY;
    if (rec.kind === Kind.exit) {
      this.ended.add(life);
      this.last.delete(life);
    }
    // A signal is told in the middle of the call that it interrupts.
    else if (rec.kind !== Kind.signal) this.last.set(life, rec.t);
    const call = rec.kind === Kind.call && rec.d > 0 && this.tellsBeginnings;
    return call && rec.t - rec.d + slack(rec.d) < last ? 'busy' : undefined;
  }
}
