// Who traces whom in a recording: a tracer is told of stops that nobody else sees, collects who is no
// child of its, and decides about the signals and stops of those it traces.

import type { Stage } from './stage.ts';

export class Tracers {
  private readonly stage: Stage;
  /** Both as the incarnations of leaders. */
  private readonly tracers = new Set<number>();
  private readonly traced = new Set<number>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  add(tracer: number, tracee: number): void {
    if (tracer >= 0) this.tracers.add(this.stage.leader(tracer));
    if (tracee >= 0) this.traced.add(this.stage.leader(tracee));
  }

  /** A tracer may trace the children of those it traces. */
  inherit(child: number, maker: number): void {
    if (this.isTraced(maker)) this.add(-1, child);
  }

  isTracer(life: number): boolean {
    return this.tracers.has(this.stage.leader(life));
  }

  isTraced(life: number): boolean {
    return this.traced.has(this.stage.leader(life));
  }
}
