// One running program between two steps: local work is done as part of the step before it, up to
// the next instruction that is a step of its own.

import { assert, ensure } from '../base.ts';
import type { Instr } from '../race/program.ts';
import { buildCall, buildSpawn } from './args.ts';
import { evaluateValue, holds } from './eval.ts';
import { type Actor, type ActorDraft, type Prepared, programOf, type Setup } from './machine.ts';
import type { Scope } from './reader.ts';

/** More local instructions than this between two steps: a loop that the compiler let through. */
const MAX_LOCAL = 100_000;

/** What local work does beyond the actor itself. */
export interface Settled {
  readonly actor: Actor;
  readonly marks: number;
  readonly failedAssert: boolean;
}

/** The one constructor of actors. */
export function makeActor(setup: Setup, f: ActorDraft): Actor {
  return {
    process: f.process,
    instance: f.instance,
    program: f.program,
    task: f.task,
    pid: f.pid,
    upids: f.upids,
    nr: ensure(f.upids[0], 'its outermost number').nr,
    name: f.name,
    pc: f.pc,
    vars: f.vars,
    errno: f.errno,
    next: prepare(setup, f),
    fpHi: 0,
    fpLo: 0,
  };
}

/** Does the local work that is due at `f.pc`, in `f`, and prepares the step after it. */
export function settle(setup: Setup, f: ActorDraft, marks: number): Settled {
  const code = programOf(setup, f)?.code ?? [];
  const { vars } = f;
  let reached = marks;
  let failedAssert = false;
  for (let fuel = MAX_LOCAL; ; fuel--) {
    assert(fuel > 0, `endless local work in ${f.name}`);
    const instr = code[f.pc];
    if (instr === undefined || !isLocal(instr)) break;
    f.pc++;
    switch (instr.kind) {
      case 'set':
        vars[instr.slot] = evaluateValue(instr.value, f, setup);
        break;
      case 'branch':
        if (!holds(instr.cond, f, setup)) f.pc = instr.otherwise;
        break;
      case 'jump':
        f.pc = instr.to;
        break;
      case 'mark':
        reached |= 1 << instr.mark;
        break;
      case 'assert':
        if (!holds(instr.cond, f, setup)) failedAssert = true;
        break;
    }
  }
  return { actor: makeActor(setup, f), marks: reached, failedAssert };
}

type LocalInstr = Extract<Instr, { kind: 'set' | 'branch' | 'jump' | 'mark' | 'assert' }>;

function isLocal(instr: Instr): instr is LocalInstr {
  switch (instr.kind) {
    case 'set':
    case 'branch':
    case 'jump':
    case 'mark':
    case 'assert':
      return true;
    default:
      return false;
  }
}

const NONE: readonly number[] = [];

function prepare(setup: Setup, f: ActorDraft): Prepared | undefined {
  const program = programOf(setup, f);
  if (program === undefined) return undefined;
  let after = NONE;
  let at = f.pc;
  let instr = program.code[at];
  for (; instr?.kind === 'after'; instr = program.code[at]) {
    after = [...after, instr.mark];
    at++;
  }
  if (instr === undefined) return undefined;
  return { instr, at, after, sys: callOf(setup, instr, f) };
}

function callOf(setup: Setup, instr: Instr, scope: Scope) {
  if (instr.kind === 'syscall') return buildCall(instr.name, instr.args, scope, setup);
  if (instr.kind === 'spawn') return buildSpawn(instr.args, scope, setup);
  return undefined;
}
