// Every distinct part once: a part that comes up again is the record that is already there, so that
// parts are compared, and what is known about them found, by identity.

import type { Detached } from '../kernel/index.ts';
import { detachedPrint } from './apart.ts';
import { mix, storePrint } from './fingerprint.ts';
import { type Actor, alive, type Machine } from './machine.ts';
import { HI, LO, type Local, type Shared, type World } from './parts.ts';

/** More worlds than this are not remembered: their memory would outweigh the steps saved. */
const MOST_WORLDS = 60_000;

export class PartTables {
  /** Some claim reads the variables of the dead. */
  private readonly keepsDead: boolean;
  private worlds = new Map<string, World>();
  private readonly locals = new Map<string, Local>();
  private readonly shareds = new Map<string, Shared>();
  private nextId = 0;

  constructor(keepsDead: boolean) {
    this.keepsDead = keepsDead;
  }

  /** Of a machine whose descriptors have been taken apart, if they are. */
  worldOf(machine: Machine): World {
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
    const world = { machine, id, hi, lo, effects: [], conflicts: [], label: -1, sound: false };
    this.worlds.set(key, world);
    return world;
  }

  /** One actor of it, with what it holds. */
  localOf(machine: Machine, actor: Actor, own: Detached | undefined): Local {
    const living = this.keepsDead || alive(machine.kernel, actor);
    if (living) storePrint(actor);
    const { process, instance, pid, nr } = actor;
    // The number is no part of the fingerprint, for the kernel has it; the record here must be right.
    const prints = living ? `${actor.fpHi} ${actor.fpLo}` : `dead ${process} ${instance} ${pid}`;
    const print = own && detachedPrint(own);
    const key = `${prints} ${nr} ${print?.hi} ${print?.lo}`;
    const known = this.locals.get(key);
    if (known !== undefined) return known;
    const hi = (living ? actor.fpHi : mix(mix(HI, process, HI), instance, HI)) + (print?.hi ?? 0);
    const lo = (living ? actor.fpLo : mix(mix(LO, pid, LO), process, LO)) + (print?.lo ?? 0);
    const next = alive(machine.kernel, actor) ? actor.next : undefined;
    const after = next?.after.reduce((bits, mark) => bits | (1 << mark), 0) ?? 0;
    const id = this.locals.size;
    const local = { actor, id, hi: hi | 0, lo: lo | 0, acts: next !== undefined, after, own };
    this.locals.set(key, local);
    return local;
  }

  /** Its cells; `before`: those of the machine that it was stepped from. */
  sharedOf({ cells, mail }: Machine, before: Shared | undefined): Shared {
    if (before?.cells === cells && before.mail === mail) return before;
    const key = JSON.stringify([cells, mail]);
    const known = this.shareds.get(key);
    if (known !== undefined) return known;
    const id = this.shareds.size;
    const shared = { cells, mail, id, hi: mix(HI, id, HI), lo: mix(LO, ~id, LO) };
    this.shareds.set(key, shared);
    return shared;
  }
}
