// What an actor may still do, seen from its code alone: the steps it can reach, and those of whatever
// it may start. Always an overestimate; whatever is not understood is `opaque` and may touch anything.

import type { Arg, Expr, Instr, Program } from '../race/program.ts';
import type { Actor, Setup } from './machine.ts';
import { programOf } from './machine.ts';

/** Numbers that may be named; `any`: it cannot be told. */
export type Numbers = ReadonlySet<number> | 'any';

export interface Future {
  readonly opaque: boolean;
  /** Shared cells and milestones, as bits. */
  readonly loads: number;
  readonly stores: number;
  readonly marks: number;
  readonly afters: number;
  readonly spawns: boolean;
  readonly exits: boolean;
  readonly waits: boolean;
  /** Ignores SIGCHLD from some point on. */
  readonly ignores: boolean;
  /** Numbers that may be killed; looked up in any way; opened as pidfds. */
  readonly kills: Numbers;
  readonly looks: Numbers;
  readonly opens: Numbers;
  /** Signals through pidfds. */
  readonly sends: boolean;
}

/** Signals whose effect is the end of a process or nothing. */
export const LETHAL: ReadonlySet<number> = new Set([9, 15]);

/** The future of an actor that is about to do the instruction at its `pc`. */
export function futureOf(setup: Setup, actor: Pick<Actor, 'program' | 'pc' | 'vars'>): Future {
  const gather = new Gather(setup);
  const program = programOf(setup, actor);
  if (program !== undefined) gather.code(program, actor.pc, actor.vars);
  return gather.result();
}

type Vars = Actor['vars'];

class Gather {
  private readonly setup: Setup;
  private opaque = false;
  private loads = 0;
  private stores = 0;
  private marks = 0;
  private afters = 0;
  private spawns = false;
  private exits = false;
  private waits = false;
  private ignores = false;
  private sends = false;
  private kills: Numbers = new Set();
  private looks: Numbers = new Set();
  private opens: Numbers = new Set();
  private readonly started = new Set<number>();

  constructor(setup: Setup) {
    this.setup = setup;
  }

  result(): Future {
    const { opaque, loads, stores, marks, afters, spawns, exits, waits, ignores, sends } = this;
    const { kills, looks, opens } = this;
    const bits = { loads, stores, marks, afters };
    return { opaque, ...bits, spawns, exits, waits, ignores, sends, kills, looks, opens };
  }

  /** Everything reachable from `from`; `vars` are what the variables hold there. */
  code(program: Program, from: number, vars: Vars): void {
    const reached = new Set([from]);
    for (const at of reached) {
      const instr = program.code[at];
      if (instr === undefined) continue;
      if (instr.kind === 'jump') reached.add(instr.to);
      else reached.add(at + 1);
      if (instr.kind === 'branch') reached.add(instr.otherwise);
      this.instr(program, instr, vars);
    }
  }

  private instr(program: Program, instr: Instr, vars: Vars): void {
    switch (instr.kind) {
      case 'load':
        this.loads |= 1 << instr.cell;
        return;
      case 'store':
        this.stores |= 1 << instr.cell;
        return;
      case 'mark':
        this.marks |= 1 << instr.mark;
        return;
      case 'after':
        this.afters |= 1 << instr.mark;
        return;
      case 'spawn':
        this.spawn(instr.process, instr.args !== undefined);
        return;
      case 'syscall':
        this.syscall(program, instr, vars);
        return;
      default:
        return;
    }
  }

  private spawn(process: number, flags: boolean): void {
    this.spawns = true;
    if (flags) this.opaque = true;
    if (this.started.has(process)) return;
    this.started.add(process);
    const program = this.setup.programs[process];
    if (program !== undefined) this.code(program, 0, []);
  }

  private syscall(program: Program, instr: Extract<Instr, { kind: 'syscall' }>, vars: Vars): void {
    const { args, name } = instr;
    const numbers = () => this.numbers(program, args[0], vars);
    switch (name) {
      case 'exit':
        this.exits = true;
        return;
      case 'wait4':
        this.waits = true;
        return;
      case 'getpid':
        return;
      case 'signal':
        this.ignores = true;
        if (constant(args[0]) !== 17) this.opaque = true;
        return;
      case 'kill': {
        const signal = constant(args[1]);
        this.looks = union(this.looks, numbers());
        if (signal !== 0) this.kills = union(this.kills, numbers());
        if (signal !== 0 && !LETHAL.has(signal)) this.opaque = true;
        return;
      }
      case 'pidfd_open':
        this.looks = union(this.looks, numbers());
        this.opens = union(this.opens, numbers());
        return;
      case 'pidfd_send_signal':
        this.sends = true;
        if (constant(args[1]) !== 0 && !LETHAL.has(constant(args[1]))) this.opaque = true;
        return;
      default:
        this.opaque = true;
    }
  }

  private numbers(program: Program, arg: Arg | undefined, vars: Vars): Numbers {
    if (arg?.kind !== 'value') return 'any';
    return this.values(program, arg.expr, vars, new Set());
  }

  /** What an expression may be worth, whatever has been assigned in between. */
  private values(program: Program, expr: Expr, vars: Vars, asked: Set<number>): Numbers {
    switch (expr.kind) {
      case 'int':
        return expr.value > 0 ? new Set([expr.value]) : 'any';
      case 'nrOf':
        return new Set([this.setup.startNrs[expr.process]?.n ?? 0]);
      case 'var': {
        if (asked.has(expr.slot)) return new Set();
        asked.add(expr.slot);
        const now = vars[expr.slot]?.n;
        let all: Numbers = now === undefined ? new Set() : now > 0 ? new Set([now]) : 'any';
        for (const instr of program.code) {
          all = union(all, this.assigned(program, instr, expr.slot, vars, asked));
        }
        return all;
      }
      default:
        return 'any';
    }
  }

  /** What this instruction may put into a variable. */
  private assigned(
    program: Program,
    instr: Instr,
    slot: number,
    vars: Vars,
    asked: Set<number>,
  ): Numbers {
    const none: Numbers = new Set();
    switch (instr.kind) {
      case 'set':
        return instr.slot === slot ? this.values(program, instr.value, vars, asked) : none;
      case 'load':
        return instr.into === slot ? this.cell(instr.cell) : none;
      case 'spawn':
        return instr.into === slot || instr.args !== undefined ? 'any' : none;
      case 'syscall':
        return instr.into === slot || instr.args.some(arg => arg.kind === 'out') ? 'any' : none;
      default:
        return none;
    }
  }

  /** What a cell may hold: its first value, if nobody ever writes it. */
  private cell(cell: number): Numbers {
    const { race, programs } = this.setup;
    const written = programs.some(p => p.code.some(i => i.kind === 'store' && i.cell === cell));
    const initial = race.cells[cell]?.initial;
    if (written || initial === undefined) return 'any';
    if (initial.kind === 'nrOf') return new Set([this.setup.startNrs[initial.process]?.n ?? 0]);
    return initial.kind === 'int' && initial.value > 0 ? new Set([initial.value]) : 'any';
  }
}

/** The value of a constant argument; NaN for any other. */
export function constant(arg: Arg | undefined): number {
  return arg?.kind === 'value' && arg.expr.kind === 'int' ? arg.expr.value : Number.NaN;
}

function union(a: Numbers, b: Numbers): Numbers {
  if (a === 'any' || b === 'any') return 'any';
  return b.size === 0 ? a : new Set([...a, ...b]);
}

export function mayName(numbers: Numbers, nr: number): boolean {
  return numbers === 'any' || numbers.has(nr);
}

export function namesSome(numbers: Numbers): boolean {
  return numbers === 'any' || numbers.size > 0;
}
