// Ends and orphans of a recording on the model. An end waits until something shows it; whose child an
// orphan becomes the model says itself, and is asked about.

import { giveChild } from '../kernel/index.ts';
import { judged } from './killed.ts';
import { LATE } from './overlap.ts';
import type { Parts } from './parts.ts';
import { SAID, type Why } from './report.ts';
import type { Stage } from './stage.ts';

/** A task is about to end. */
export function exits(parts: Parts, event: number, status: number): void {
  const { stage, places, ledger } = parts;
  const life = stage.trace.columns.actor[event] ?? -1;
  if (places.ensure(life) === undefined) return;
  if (judged(parts, life, event, Math.max(status, 0))) ledger.agree();
  stage.dies(life, Math.max(status, 0));
}

/** Whose child an orphan becomes. */
export function adopted(parts: Parts, event: number, t: number): void {
  const { stage, places, ledger, reaps } = parts;
  const child = stage.trace.columns.actor[event] ?? -1;
  places.ensure(child);
  const recorded = stage.leader(stage.trace.columns.object[event] ?? -1);
  const father = stage.parent(child);
  const before = reaps.adopters.get(child);
  reaps.adopters.set(child, recorded);
  if (before === recorded && recorded >= 0) {
    const why: Why = { kind: 'is', life: recorded, state: stage.state(recorded) };
    ledger.diverge(event, 'adopt', SAID, SAID, why);
    return;
  }
  if (stage.leader(father) === recorded && stage.group(child) !== undefined) {
    ledger.agree();
    return;
  }
  if (father >= 0 && !stage.dying.has(father) && stage.state(father) === 'alive')
    endEarly(stage, father, t);
  stage.settle(father);
  const group = stage.group(child);
  const model = stage.leader(stage.parent(child));
  if (group === undefined || recorded === model) {
    ledger.agree();
    return;
  }
  const unknown = recorded >= 0 && !places.knowledge(recorded).children;
  if (!unknown && !(father >= 0 && stage.state(father) === 'alive')) {
    const said = { ...SAID, life: recorded };
    ledger.diverge(event, 'adopt', said, { ...SAID, life: model }, { kind: 'parent', life: model });
    return;
  }
  ledger.cannotTell('past');
  const to = (recorded < 0 ? undefined : places.ensure(recorded)) ?? stage.outside;
  stage.kernel = giveChild(stage.kernel, group, to);
}

/** The end of a process begins, if the log tells of it a little later. */
export function endEarly(stage: Stage, life: number, t: number): void {
  const it = stage.life(life);
  if (it === undefined || it.exit < 0 || it.exitAt > t + LATE) return;
  stage.dies(life, it.status ?? 0);
}

/** The recording's last line says how the command that it is of has ended. */
export function finished({ stage, places, ledger }: Parts, event: number, status: number): void {
  const ended = stage.statuses.get(0);
  if (ended === undefined || !places.isCommand(0)) return;
  if (ended === status) ledger.agree();
  else {
    const why: Why = { kind: 'is', life: 0, state: 'ended' };
    ledger.diverge(event, 'end', { ...SAID, status }, { ...SAID, status: ended }, why);
  }
}
