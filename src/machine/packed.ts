// The machine as the explorer steps it: the same states and the same steps, remembered. A state is
// put together from parts that are shared between very many states (the kernel with who is who in it;
// what each actor is about to do; the shared cells). A step depends on the kernel, one actor and the
// cells alone, so it is taken once for each such triple by the one real `step`, and after that looked
// up. In a race of five million states there are some thousands of triples.

import { ensure } from '../base.ts';
import { attachFiles, type Detached, detachFiles, type TaskId } from '../kernel/index.ts';
import { descriptorsApart, joined } from './apart.ts';
import { canRun } from './choice.ts';
import { type Actor, alive, type Machine } from './machine.ts';
import { PartTables } from './part-tables.ts';
import {
  BLOCKED,
  type Digest,
  type Effect,
  finish,
  type Local,
  type Other,
  type Packed,
  type World,
} from './parts.ts';
import { makeMachine, step } from './step.ts';

/** Puts states together and steps them. One packer serves one search. */
export class Packer {
  readonly init: Packed;
  private readonly parts: PartTables;
  private readonly descriptorsApart: boolean;
  private readonly peeked: Digest = { sumHi: 0, sumLo: 0, fpHi: 0, fpLo: 0 };

  constructor(start: Machine) {
    const { race } = start.setup;
    this.descriptorsApart = descriptorsApart(race);
    this.parts = new PartTables(race.claims.some(claim => claim.form.kind === 'eventuallyVar'));
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
    const { world, own, shared, child, others, before } = effect;
    let hi = state.sumHi - state.world.hi - before.hi + world.hi + own.hi;
    let lo = state.sumLo - state.world.lo - before.lo + world.lo + own.lo;
    hi += shared.hi - state.shared.hi;
    lo += shared.lo - state.shared.lo;
    if (child !== undefined) {
      hi += child.hi;
      lo += child.lo;
    }
    for (let i = 0; i < others.length; i++) {
      const other = others[i] as Other;
      const old = state.locals[other.index] as Local;
      const now = other.now[old.id] ?? this.changed(effect, other, old);
      hi += now.hi - old.hi;
      lo += now.lo - old.lo;
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
    for (const other of effect.others) {
      const old = state.locals[other.index] as Local;
      locals[other.index] = other.now[old.id] ?? this.changed(effect, other, old);
    }
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
    const held = state.locals.flatMap(({ actor: { task }, own }) =>
      own === undefined ? [] : [{ task, own }],
    );
    return this.machineOf(state, held);
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

  private machineOf(state: Packed, held: Parameters<typeof attachFiles>[1]): Machine {
    const { world, shared, marks, broken, seen } = state;
    const actors = state.locals.map(local => local.actor);
    const kernel = attachFiles(world.machine.kernel, held);
    const { cells, mail } = shared;
    return makeMachine({ ...world.machine, kernel, actors, cells, mail, marks, broken, seen });
  }

  private pack(machine: Machine): Packed {
    const { core, held } = this.apart(machine);
    const world = this.parts.worldOf(core);
    const locals = machine.actors.map(actor =>
      this.parts.localOf(core, actor, held.get(actor.task)),
    );
    const shared = this.parts.sharedOf(machine, undefined);
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

  /** The machine without descriptors, and each task's. */
  private apart(machine: Machine) {
    if (!this.descriptorsApart) return { core: machine, held: NOTHING };
    const { kernel, held } = detachFiles(machine.kernel);
    return { core: makeMachine({ ...machine, kernel }), held };
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

  /** What another actor is after a step that ends it, or leaves it sole holder of something. */
  private changed({ world }: Effect, { ended, gains, now }: Other, old: Local): Local {
    const own = ended ? undefined : joined(old.own, gains);
    const made = this.parts.localOf(world.machine, old.actor, own);
    now[old.id] = made;
    return made;
  }

  /** Takes the real step, from a machine whose bits are clear, and says what it changed. */
  private take(state: Packed, index: number, local: Local): Effect | undefined {
    const { own } = local;
    const task = local.actor.task;
    const held = own === undefined ? [] : [{ task, own }];
    const before = makeMachine({ ...this.machineOf(state, held), marks: -1, broken: 0, seen: 0 });
    const actor = ensure(before.actors[index], 'actor');
    if (!canRun(before, actor)) return undefined;
    const { core, held: now } = this.apart(step(makeMachine({ ...before, marks: 0 }), index));
    const { marks, broken, seen, actors } = core;
    const packed = (which: Actor) => this.parts.localOf(core, which, now.get(which.task));
    const others = before.actors.flatMap((other, i) => {
      const here = ensure(actors[i], 'actor');
      const ended = alive(before.kernel, other) && !alive(core.kernel, here);
      const gains = now.get(here.task);
      if (i === index || !(ended || gains !== undefined)) return [];
      return [{ index: i, ended, gains, now: [] }];
    });
    const born = actors[before.actors.length];
    return {
      index,
      before: local,
      world: this.parts.worldOf(core),
      own: packed(ensure(actors[index], 'actor')),
      child: born && packed(born),
      shared: this.parts.sharedOf(core, state.shared),
      marks,
      broken,
      seen,
      others,
    };
  }
}

function newRow(effects: World['effects'], at: number): World['effects'][number] {
  while (effects.length <= at) effects.push([]);
  return ensure(effects[at], 'row');
}

const NOTHING: ReadonlyMap<TaskId, Detached> = new Map();
