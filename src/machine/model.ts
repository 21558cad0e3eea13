// A world as the explorer wants it: a record of functions over machines. Its shape is that of
// explore's Model; a choice is the index of an actor.

import { findPid, INVARIANTS, type NsId, pidTask } from '../kernel/index.ts';
import type { Race } from '../race/program.ts';
import { blockedBy, runnable } from './choice.ts';
import { claimKind, outcomeName, unmetAtEnd } from './claims.ts';
import { fingerprint } from './fingerprint.ts';
import { type Machine, OUTCOME } from './machine.ts';
import { init } from './setup.ts';
import { step } from './step.ts';

/** The meanings of `label`: what the watched number means now. */
export const BANDS = ['first', 'zombie', 'free', 'other'] as const;
export type Band = (typeof BANDS)[number];

/** One variant of a race, ready to be explored. */
export function modelOf(race: Race, variant: number, version = race.version) {
  const first = init(race, variant, version);
  const eventually = race.claims.some(c => claimKind(c.form) === 'eventually');
  const watched = race.watched;
  const owner = watched === undefined ? undefined : findPid(first.kernel, 0 as NsId, watched)?.ino;
  return {
    init: first,
    choices: runnable,
    step: (machine: Machine, actor: number): Machine => step(machine, actor),
    fingerprint,
    peek: undefined,
    actor: (choice: number): number => choice,
    claims: race.claims.map(c => ({ text: c.text, kind: claimKind(c.form) })),
    broken: (machine: Machine): number => machine.broken,
    /** Before the end every such claim may still come true. */
    unmet: (machine: Machine): number => {
      if (!eventually) return 0;
      return runnable(machine).length > 0 ? eventuallyBits(race) : unmetAtEnd(machine);
    },
    stuck,
    outcome: outcomeName,
    label: (machine: Machine): number => BANDS.indexOf(bandOf(machine, watched, owner)),
    invariant,
    acyclic: race.processes.every(p => p.programs.every(program => isForward(program.code))),
    reduction: undefined,
  };
}

function eventuallyBits(race: Race): number {
  return race.claims.reduce(
    (bits, c, i) => (claimKind(c.form) === 'eventually' ? bits | (1 << i) : bits),
    0,
  );
}

/** Somebody alive still has a step to do and waits for it. */
function stuck(machine: Machine): boolean {
  return machine.actors.some(actor => {
    const blocked = blockedBy(machine, actor);
    return blocked?.kind === 'call' || blocked?.kind === 'after';
  });
}

/** What a number means, seen from its first owner. */
export function bandOf(machine: Machine, nr: number | undefined, owner: number | undefined): Band {
  if (nr === undefined) return 'first';
  const pid = findPid(machine.kernel, 0 as NsId, nr)?.ino;
  if (pid === undefined) return 'free';
  if (pid !== owner) return 'other';
  return pidTask(machine.kernel, pid)?.state === 'zombie' ? 'zombie' : 'first';
}

function invariant(machine: Machine): string | undefined {
  if (machine.seen & OUTCOME.assert) return 'an assert in a program failed';
  for (const { name, broken } of INVARIANTS) {
    if (broken(machine.kernel) !== undefined) return name;
  }
  return undefined;
}

/** No jump goes back. */
function isForward(code: readonly { readonly kind: string }[]): boolean {
  return code.every((instr, at) => {
    const to = (instr as { to?: number; otherwise?: number }).to ?? -1;
    const otherwise = (instr as { otherwise?: number }).otherwise ?? -1;
    if (instr.kind === 'jump') return to > at;
    return instr.kind === 'branch' ? otherwise > at : true;
  });
}
