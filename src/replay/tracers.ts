// Who traces whom in a recording: a tracer is told of stops that nobody else sees, collects who is no
// child of its, and decides about the signals and stops of those it traces.

import type { Call } from './call.ts';
import { whole } from './call.ts';
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

/** ptrace(2): who becomes a tracer, and of whom. */
export function ptrace(c: Call): void {
  c.skip();
  if (c.failed) return;
  const { stage, tracers } = c.parts;
  if (c.args[0] === 'PTRACE_TRACEME') tracers.add(stage.parent(stage.leader(c.actor)), c.actor);
  else tracers.add(c.actor, c.holder(c.kernel, whole(c.args[1])) ?? -1);
}
