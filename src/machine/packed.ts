// The machine as the explorer steps it: the same states and the same steps, remembered. A state is
// put together from parts that are shared between very many states (the kernel with who is who in it;
// what each actor is about to do; the shared cells). A step depends on the kernel, one actor and the
// cells alone, so it is taken once for each such triple by the one real `step`, and after that looked
// up. In a race of five million states there are some thousands of triples.

import { ensure } from '../base.ts';
import { canRun } from './choice.ts';
import { mix, storePrint } from './fingerprint.ts';
import { type Actor, alive, type Machine } from './machine.ts';
import {
  BLOCKED,
  type Digest,
  type Effect,
  type Ended,
  finish,
  HI,
  LO,
  type Local,
  type Packed,
  type Shared,
  type World,
} from './parts.ts';
import { makeMachine, step } from './step.ts';

/** More worlds than this are not remembered: their memory would outweigh the steps saved. */
const MOST_WORLDS = 60_000;

/** Puts states together and steps them. One packer serves one search. */
export class Packer {
  readonly init: Packed;
  /** Some claim reads the variables of the dead. */
  private readonly keepsDead: boolean;
  private worlds = new Map<string, World>();
  private locals = new Map<string, Local>();
  private shareds = new Map<string, Shared>();
  private nextId = 0;
  private readonly peeked: Digest = { sumHi: 0, sumLo: 0, fpHi: 0, fpLo: 0 };

  constructor(start: Machine) {
    const { claims } = start.setup.race;
    this.keepsDead = claims.some(claim => claim.form.kind === 'eventuallyVar');
    this.init = this.pack(start);
  }

  /** The steps that can be taken, in order of the actors. */
  choices(state: Packed): Effect[] {
    const found: Effect[] = [];
    const { locals, marks } = state;
    for (let i = 0; i < locals.length; i++) {
      const local = locals[i] as Local;
      if (!local.acts || (local.after & ~marks) !== 0) continue;
      const effect = this.effect(state, i, local);
      if (effect !== undefined) found.push(effect);
    }
    return found;
  }

  /** The fingerprint after a step, without taking it. The answer is overwritten by the next one. */
  peek(state: Packed, effect: Effect): { readonly fpHi: number; readonly fpLo: number } {
    const { world, own, shared, child, ended, before } = effect;
    let hi = state.sumHi - state.world.hi - before.hi + world.hi + own.hi;
    let lo = state.sumLo - state.world.lo - before.lo + world.lo + own.lo;
    hi += shared.hi - state.shared.hi;
    lo += shared.lo - state.shared.lo;
    if (child !== undefined) {
      hi += child.hi;
      lo += child.lo;
    }
    for (let i = 0; i < ended.length; i++) {
      const { index, rest } = ended[i] as Ended;
      const old = state.locals[index] as Local;
      hi += rest.hi - old.hi;
      lo += rest.lo - old.lo;
    }
    const into = this.peeked;
    into.sumHi = hi | 0;
    into.sumLo = lo | 0;
    const marks = state.marks | effect.marks;
    finish(into, marks, state.broken | effect.broken, state.seen | effect.seen);
    return into;
  }

  step(state: Packed, effect: Effect): Packed {
    this.peek(state, effect);
    const { sumHi, sumLo, fpHi, fpLo } = this.peeked;
    const locals = state.locals.slice();
    locals[effect.index] = effect.own;
    if (effect.child !== undefined) locals.push(effect.child);
    for (const { index, rest } of effect.ended) locals[index] = rest;
    return {
      world: effect.world,
      locals,
      shared: effect.shared,
      marks: state.marks | effect.marks,
      broken: state.broken | effect.broken,
      seen: state.seen | effect.seen,
      sumHi,
      sumLo,
      fpHi,
      fpLo,
    };
  }

  /** The machine that a state stands for. The log of hits is not kept. */
  unpack(state: Packed): Machine {
    const { world, shared, marks, broken, seen } = state;
    const actors = state.locals.map(local => local.actor);
    return makeMachine({ ...world.machine, actors, ...cellsOf(shared), marks, broken, seen });
  }

  /** The number that the actor's next step would give to a child; undefined: to none. */
  birthAt(state: Packed, index: number): number | undefined {
    const local = ensure(state.locals[index], 'actor');
    return this.effect(state, index, local)?.child?.actor.nr;
  }

  /** Asks once for each world, since invariants are about kernels. */
  invariant(state: Packed, ask: (machine: Machine) => string | undefined): string | undefined {
    const { world } = state;
    if (world.sound) return undefined;
    const name = ask(this.unpack(state));
    world.sound = name === undefined;
    return name;
  }

  private pack(machine: Machine): Packed {
    const world = this.worldOf(machine);
    const locals = machine.actors.map(actor => this.localOf(machine, actor));
    const shared = this.sharedOf(machine);
    let hi = world.hi + shared.hi;
    let lo = world.lo + shared.lo;
    for (const local of locals) {
      hi += local.hi;
      lo += local.lo;
    }
    const { marks, broken, seen } = machine;
    const digest = { sumHi: hi | 0, sumLo: lo | 0, fpHi: 0, fpLo: 0 };
    finish(digest, marks, broken, seen);
    return { world, locals, shared, marks, broken, seen, ...digest };
  }

  private effect(state: Packed, index: number, local: Local): Effect | undefined {
    const { effects } = state.world;
    const row = effects[state.shared.id] ?? newRow(effects, state.shared.id);
    const known = row[local.id];
    if (known !== undefined) return known === BLOCKED ? undefined : known;
    const made = this.take(state, index, local);
    row[local.id] = made ?? BLOCKED;
    return made;
  }

  /** Takes the real step, from a machine whose bits are clear, and says what it changed. */
  private take(state: Packed, index: number, local: Local): Effect | undefined {
    const before = makeMachine({ ...this.unpack(state), marks: -1, broken: 0, seen: 0 });
    const actor = ensure(before.actors[index], 'actor');
    if (!canRun(before, actor)) return undefined;
    const after = step(makeMachine({ ...before, marks: 0 }), index);
    const { marks, broken, seen } = after;
    const ended = before.actors.flatMap((other, i) => {
      if (i === index || !alive(before.kernel, other)) return [];
      const now = ensure(after.actors[i], 'actor');
      return alive(after.kernel, now) ? [] : [{ index: i, rest: this.localOf(after, now) }];
    });
    const born = after.actors[before.actors.length];
    return {
      index,
      before: local,
      world: this.worldOf(after),
      own: this.localOf(after, ensure(after.actors[index], 'actor')),
      child: born && this.localOf(after, born),
      shared: this.sharedOf(after),
      marks,
      broken,
      seen,
      ended,
    };
  }

  private worldOf(machine: Machine): World {
    const { kernel, actors } = machine;
    let hi = kernel.fpHi;
    let lo = kernel.fpLo;
    for (const { process, instance, pid } of actors) {
      hi = mix(mix(mix(hi, process, HI), instance, HI), pid, HI);
      lo = mix(mix(mix(lo, pid, LO), process, LO), instance, LO);
    }
    const key = `${hi} ${lo}`;
    const known = this.worlds.get(key);
    if (known !== undefined) return known;
    if (this.worlds.size >= MOST_WORLDS) this.worlds = new Map();
    const id = this.nextId++;
    const world = { machine, id, hi, lo, effects: [], label: -1, sound: false };
    this.worlds.set(key, world);
    return world;
  }

  private localOf(machine: Machine, actor: Actor): Local {
    const living = this.keepsDead || alive(machine.kernel, actor);
    if (living) storePrint(actor);
    const { process, instance, pid, nr } = actor;
    // The number is no part of the fingerprint, for the kernel has it; the record here must be right.
    const prints = living ? `${actor.fpHi} ${actor.fpLo}` : `dead ${process} ${instance} ${pid}`;
    const key = `${prints} ${nr}`;
    const known = this.locals.get(key);
    if (known !== undefined) return known;
    const hi = living ? actor.fpHi : mix(mix(HI, process, HI), instance, HI);
    const lo = living ? actor.fpLo : mix(mix(LO, pid, LO), process, LO);
    const next = alive(machine.kernel, actor) ? actor.next : undefined;
    const after = next?.after.reduce((bits, mark) => bits | (1 << mark), 0) ?? 0;
    const id = this.locals.size;
    const local = { actor, id, hi, lo, acts: next !== undefined, after };
    this.locals.set(key, local);
    return local;
  }

  private sharedOf({ cells, mail }: Machine): Shared {
    const key = JSON.stringify([cells, mail]);
    const known = this.shareds.get(key);
    if (known !== undefined) return known;
    const id = this.shareds.size;
    const shared = { cells, mail, id, hi: mix(HI, id, HI), lo: mix(LO, ~id, LO) };
    this.shareds.set(key, shared);
    return shared;
  }
}

function newRow(effects: World['effects'], at: number): World['effects'][number] {
  while (effects.length <= at) effects.push([]);
  return ensure(effects[at], 'row');
}

const cellsOf = ({ cells, mail }: Shared) => ({ cells, mail });
