// Claims as monitors. What a single state or step can break is kept as bits in the machine and stays
// set; what must come true in the end is asked of the last state.

import { unreachable } from '../base.ts';
import type { KernelEvent } from '../kernel/index.ts';
import { pidTask } from '../kernel/index.ts';
import type { Claim, ClaimForm, Expr } from '../race/program.ts';
import { holds } from './eval.ts';
import { type Actor, alive, type Hit, type Machine, OUTCOME, type Setup } from './machine.ts';

/** `never`: broken by a state on the way. `eventually`: asked at the end of an order. */
export function claimKind(form: ClaimForm): 'never' | 'eventually' {
  return form.kind === 'eventually' || form.kind === 'eventuallyVar' ? 'eventually' : 'never';
}

/** Whether some claim needs the events of signals. */
export function watchesSignals(claims: readonly Claim[]): boolean {
  return claims.some(c => c.form.kind === 'neverReaches' || c.form.kind === 'reachesOnly');
}

/** What a step gives the monitors to look at. */
export interface Seen {
  readonly setup: Setup;
  readonly actors: readonly Actor[];
  /** The actors that it changed or made. */
  readonly changed: readonly Actor[];
  readonly hit: Hit | undefined;
  readonly events: readonly KernelEvent[] | undefined;
}

/** The claims that this step breaks, as bits. */
export function brokenBy(seen: Seen): number {
  let bits = 0;
  const { claims } = seen.setup.race;
  for (let i = 0; i < claims.length; i++) {
    const claim = claims[i];
    if (claim !== undefined && breaks(claim.form, seen)) bits |= 1 << i;
  }
  return bits;
}

function breaks(form: ClaimForm, seen: Seen): boolean {
  switch (form.kind) {
    case 'neverReaches':
      return delivered(seen, form.signal).some(
        p => form.process === undefined || p === form.process,
      );
    case 'reachesOnly':
      return delivered(seen, form.signal).some(p => p !== form.process);
    case 'neverVar':
      return seen.changed.some(
        a => a.process === form.process && condHolds(form.conds, a, seen.setup),
      );
    case 'neverStranger':
      return (
        seen.hit?.meant !== undefined &&
        seen.hit.deed !== 'read' &&
        seen.hit.reached !== undefined &&
        seen.hit.meant !== seen.hit.reached
      );
    case 'eventually':
    case 'eventuallyVar':
      return false;
    default:
      return unreachable(form);
  }
}

/** The condition as it reads in this variant. */
function condHolds(conds: readonly Expr[], actor: Actor, setup: Setup): boolean {
  const cond = conds[setup.variant] ?? conds[0];
  return cond !== undefined && holds(cond, actor, setup);
}

const NOBODY: readonly number[] = [];

/** The processes that such a signal was delivered to in this step. */
function delivered(seen: Seen, signal: number | undefined): readonly number[] {
  if (seen.events === undefined || seen.events.length === 0) return NOBODY;
  const processes: number[] = [];
  for (const e of seen.events) {
    if (e.kind !== 'deliver' || e.effect === 'none') continue;
    if (signal !== undefined && e.signal !== signal) continue;
    const actor = seen.actors.find(a => a.pid === e.pid);
    processes.push(actor?.process ?? -1);
  }
  return processes;
}

const HARMLESS: ReadonlySet<string> = new Set(['look', 'open', 'read']);

/** Which kind of end a hit makes, as a bit of OUTCOME. Looking and opening make none. */
export function outcomeOf(hit: Hit | undefined): number {
  if (hit === undefined || HARMLESS.has(hit.deed)) return 0;
  if (hit.deed !== 'signal' && hit.outcome !== 'wrong') return 0;
  return OUTCOME[hit.outcome];
}

/** The class in which a whole order is counted: the worst that it saw. */
export function outcomeName(machine: Machine): 'wrong' | 'right' | 'zombie' | 'nobody' | 'none' {
  if (machine.seen & OUTCOME.wrong) return 'wrong';
  if (machine.seen & OUTCOME.right) return 'right';
  if (machine.seen & OUTCOME.zombie) return 'zombie';
  return machine.seen & OUTCOME.nobody ? 'nobody' : 'none';
}

/** The claims that this state, were it the last one, leaves unmet, as bits. */
export function unmetAtEnd(machine: Machine): number {
  let bits = 0;
  machine.setup.race.claims.forEach((claim, i) => {
    if (!metAtEnd(machine, claim.form)) bits |= 1 << i;
  });
  return bits;
}

function metAtEnd(machine: Machine, form: ClaimForm): boolean {
  if (form.kind !== 'eventually' && form.kind !== 'eventuallyVar') return true;
  const all = machine.actors.filter(a => a.process === form.process);
  if (form.kind === 'eventuallyVar') {
    return all.some(a => condHolds(form.conds, a, machine.setup));
  }
  return all.every(a => endsAs(machine, a, form.is));
}

function endsAs(machine: Machine, actor: Actor, is: 'reaped' | 'dead' | 'zombie'): boolean {
  const zombie = pidTask(machine.kernel, actor.pid)?.state === 'zombie';
  const dead = !alive(machine.kernel, actor);
  if (is === 'dead') return dead;
  return is === 'zombie' ? zombie : dead && !zombie;
}
