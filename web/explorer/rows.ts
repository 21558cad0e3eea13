// The steps of one order as rows to read: who, what, and what came of it, in a few words each.

import { ensure } from '../../src/base.ts';
import { nextStep } from '../../src/machine/choice.ts';
import { findActor, type Machine } from '../../src/machine/machine.ts';
import type { Band } from '../../src/machine/model.ts';
import type { ActorRef } from '../../src/machine/schedule.ts';
import { bandNow } from '../../src/machine/search.ts';
import { init } from '../../src/machine/setup.ts';
import { type StepLog, step } from '../../src/machine/step.ts';
import type { Race } from '../../src/race/program.ts';

export interface Row {
  readonly ref: ActorRef;
  readonly name: string;
  readonly glyph: string | undefined;
  /** What it does: `fork 311`, `kill`. */
  readonly verb: string;
  /** What comes of it. */
  readonly effect: string;
  /** What the watched number means after it. */
  readonly band: Band;
  /** It reached somebody it did not mean. */
  readonly harm: boolean;
}

/** Follows an order that fits, from the start. */
export function rowsOf(
  race: Race,
  variant: number,
  version: number,
  order: readonly ActorRef[],
): readonly Row[] {
  let machine = init(race, variant, version);
  const start = machine;
  return order.map(ref => {
    const index = findActor(machine, ref);
    const before = machine;
    const log: StepLog = { events: [], result: undefined, errno: undefined, hit: undefined };
    machine = step(before, index, log);
    const actor = ensure(before.actors[index], 'actor of the order');
    return {
      ref,
      name: actor.name,
      glyph: race.processes[actor.process]?.glyph,
      verb: verbOf(before, index, log),
      effect: effectOf(before, machine, index, log),
      band: bandNow(start, machine),
      harm: log.hit?.outcome === 'wrong' || (machine.broken & ~before.broken) !== 0,
    };
  });
}

function verbOf(machine: Machine, index: number, log: StepLog): string {
  const actor = ensure(machine.actors[index], 'actor');
  const next = nextStep(machine, actor);
  switch (next?.op) {
    case 'spawn':
      return log.errno === undefined ? `fork ${log.result}` : 'fork';
    case 'load':
      return `read ${next.what}`;
    case 'store':
      return `write ${next.what}`;
    case 'pause':
      return 'takes time';
    default:
      return next?.what ?? '';
  }
}

function effectOf(before: Machine, after: Machine, index: number, log: StepLog): string {
  const actor = ensure(before.actors[index], 'actor');
  const next = nextStep(before, actor);
  const nameOf = (pid: number | undefined) => after.actors.find(a => a.pid === pid)?.name;
  if (log.hit !== undefined) return hitText(log, nameOf);
  if (log.errno !== undefined) return `fails: ${log.errno}`;
  for (const event of log.events) {
    if (event.kind === 'alloc') return `${nameOf(event.pid) ?? 'a new process'} takes ${event.nr}`;
    if (event.kind === 'free') return `${event.nr} is free`;
    if (event.kind === 'zombie') return `zombie holds ${actor.nr}`;
    if (event.kind === 'deliver' && event.effect === 'terminate') {
      return `${nameOf(event.pid) ?? 'somebody'} is killed`;
    }
  }
  if (next?.op === 'pause') return next.what;
  return log.result === undefined ? '' : `${next?.op === 'store' ? 'now' : 'gives'} ${log.result}`;
}

function hitText(log: StepLog, nameOf: (pid: number | undefined) => string | undefined): string {
  const hit = ensure(log.hit, 'hit');
  const reached = nameOf(hit.reached) ?? 'somebody';
  const number = hit.via === 'nr' ? `${hit.key}` : (nameOf(hit.meant) ?? 'it');
  if (hit.deed === 'look') {
    return hit.outcome === 'nobody' ? `nobody has ${number}` : `${number} exists: looks fine`;
  }
  if (hit.outcome === 'nobody') return `${log.errno ?? 'nobody there'}: nobody harmed`;
  if (hit.deed === 'open') return `now holds ${reached}`;
  if (hit.deed === 'wait') return `collects ${reached}`;
  if (hit.outcome === 'zombie') return `no effect: ${reached} is a zombie`;
  const killed = log.events.some(e => e.kind === 'deliver' && e.effect === 'terminate');
  return killed ? `${reached} is killed` : `${reached} is reached`;
}
