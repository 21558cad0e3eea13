// What a replay counts: results that agree, that differ, and that cannot be compared.

import { lineOf, type Trace } from '../trace/trace.ts';
import {
  type Divergence,
  KEPT,
  SAID,
  type Said,
  UNKNOWNS,
  type Unknown,
  type Why,
} from './report.ts';

export class Ledger {
  agreed = 0;
  shifted = 0;
  diverged = 0;
  readonly divergences: Divergence[] = [];
  readonly skipped: Record<string, number> = {};
  readonly unknown: Record<Unknown, number>;
  /** Events were lost: from here on a difference proves nothing. */
  gap = false;
  /** Incarnations over which the two have differed: what follows from that is no further difference. */
  readonly disputed = new Set<number>();
  private readonly trace: Trace;

  constructor(trace: Trace) {
    this.trace = trace;
    this.unknown = Object.fromEntries(UNKNOWNS.map(why => [why, 0])) as Record<Unknown, number>;
  }

  agree(shifted = false): void {
    this.agreed++;
    if (shifted) this.shifted++;
  }

  skip(name: string): void {
    this.skipped[name] = (this.skipped[name] ?? 0) + 1;
  }

  cannotTell(why: Unknown): void {
    this.unknown[why]++;
  }

  diverge(event: number, what: string, recorded: Said, model: Said, why: Why): void {
    if (this.gap) {
      this.cannotTell('gap');
      return;
    }
    this.diverged++;
    for (const life of [recorded.life, model.life, 'life' in why ? why.life : undefined])
      if (life !== undefined && life >= 0) this.disputed.add(life);
    if (this.divergences.length >= KEPT) return;
    const line = lineOf(this.trace, event);
    this.divergences.push({ event, line, what, recorded, model, why });
  }

  /** A number was given away that somebody still has in the model. */
  taken(event: number, why: Why): void {
    this.diverge(event, 'clone', SAID, { ...SAID, errno: 'EEXIST' }, why);
  }
}
