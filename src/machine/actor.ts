// One running program between two steps: local work is done as part of the step before it, up to
// the next instruction that is a step of its own.

import { assert, ensure } from '../base.ts';
import type { Instr } from '../race/program.ts';
import { buildCall, buildSpawn, type Scope } from './args.ts';
import { evaluateValue, holds } from './eval.ts';
import { type Actor, type ActorFields, type Prepared, programOf, type Setup } from './machine.ts';

/** More local instructions than this between two steps: a loop that the compiler let through. */
const MAX_LOCAL = 100_000;

/** What local work does beyond the actor itself. */
export interface Settled {
  readonly actor: Actor;
  readonly marks: number;
  readonly failedAssert: boolean;
}

/** The one constructor of actors. */
export function makeActor(setup: Setup, f: ActorFields): Actor {
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

/** Does the local work that is due at `f.pc` and prepares the step after it. */
export function settle(setup: Setup, f: ActorFields, marks: number): Settled {
  const program = programOf(setup, f);
  if (program === undefined) return { actor: makeActor(setup, f), marks, failedAssert: false };
  const vars = f.vars.slice();
  const scope = { vars, errno: f.errno };
  let pc = f.pc;
  let reached = marks;
  let failedAssert = false;
  for (let fuel = MAX_LOCAL; ; fuel--) {
    assert(fuel > 0, `endless local work in ${f.name}`);
    const instr = program.code[pc];
    if (instr === undefined || !isLocal(instr)) break;
    pc++;
    switch (instr.kind) {
      case 'set':
        vars[instr.slot] = evaluateValue(instr.value, scope, setup);
        break;
      case 'branch':
        if (!holds(instr.cond, scope, setup)) pc = instr.otherwise;
        break;
      case 'jump':
        pc = instr.to;
        break;
      case 'mark':
        reached |= 1 << instr.mark;
        break;
      case 'assert':
        if (!holds(instr.cond, scope, setup)) failedAssert = true;
        break;
    }
  }
  return { actor: makeActor(setup, { ...f, vars, pc }), marks: reached, failedAssert };
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

function prepare(setup: Setup, f: ActorFields): Prepared | undefined {
  const program = programOf(setup, f);
  if (program === undefined) return undefined;
  const after: number[] = [];
  let at = f.pc;
  let instr = program.code[at];
  for (; instr?.kind === 'after'; instr = program.code[at]) {
    after.push(instr.mark);
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
