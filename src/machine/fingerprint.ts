// The 64-bit fingerprint of a machine, in two 32-bit halves: the kernel's, and that of everything
// else that can influence what comes. Left out: the log of hits (its bits are in), names, the dead.

import { fingerprint as kernelFingerprint } from '../kernel/index.ts';
import { type Actor, alive, type Machine, type Value } from './machine.ts';

const HI = 0x9e3779b1;
const LO = 0x85ebca6b;

/** Equal for states with equal futures. */
export function fingerprint(machine: Machine): { fpHi: number; fpLo: number } {
  const [kernelHi, kernelLo] = kernelFingerprint(machine.kernel);
  let hi = mix(kernelHi, machine.broken, HI);
  let lo = mix(kernelLo, machine.marks, LO);
  hi = mix(hi, machine.marks, HI);
  lo = mix(lo, machine.broken, LO);
  hi = mix(hi, machine.seen, HI);
  lo = mix(lo, machine.seen, LO);
  // A claim about how variables end reads those of the dead too.
  const keepsDead = machine.setup.race.claims.some(c => c.form.kind === 'eventuallyVar');
  for (const actor of machine.actors) {
    const living = keepsDead || alive(machine.kernel, actor);
    if (living) storePrint(actor);
    hi = mix(hi, living ? actor.fpHi : actor.process, HI);
    lo = mix(lo, living ? actor.fpLo : ~actor.instance, LO);
  }
  for (const cell of machine.cells) {
    hi = mixValue(hi, cell, HI);
    lo = mixValue(lo, cell, LO);
  }
  for (const { file, value } of machine.mail) {
    hi = mixValue(mix(hi, file, HI), value, HI);
    lo = mixValue(mix(lo, file, LO), value, LO);
  }
  return { fpHi: hi, fpLo: lo };
}

/** Works out an actor's own fingerprint, once. */
export function storePrint(actor: Actor): void {
  if (actor.fpHi !== 0 || actor.fpLo !== 0) return;
  actor.fpHi = hashActor(actor, HI);
  actor.fpLo = hashActor(actor, LO);
  if (actor.fpHi === 0 && actor.fpLo === 0) actor.fpLo = 1;
}

function hashActor(actor: Actor, prime: number): number {
  let h = mix(prime, actor.process, prime);
  h = mix(h, actor.instance, prime);
  h = mix(h, actor.program ?? -1, prime);
  h = mix(h, actor.task, prime);
  h = mix(h, actor.pid, prime);
  h = mix(h, actor.pc, prime);
  h = mix(h, actor.errno, prime);
  for (const value of actor.vars) h = mixValue(h, value, prime);
  return h;
}

function mixValue(h: number, value: Value | undefined, prime: number): number {
  if (value === undefined) return mix(h, 0x5bd1e995, prime);
  return mix(mix(h, value.n, prime), value.meant ?? -1, prime);
}

/** One round: spreads every bit of `x` over all of `h`. Numbers beyond 32 bits go in two halves. */
export function mix(h: number, x: number, prime: number): number {
  let m = Math.imul(h ^ x, prime);
  if ((x | 0) !== x) m = Math.imul(m ^ (x / 0x100000000), prime);
  m ^= m >>> 15;
  m = Math.imul(m, 0x2c1b3c6d);
  return m ^ (m >>> 13);
}
