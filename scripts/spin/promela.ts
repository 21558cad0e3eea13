// A compiled race written out as Promela, for SPIN to check what our explorer found. The process table
// is modelled anew here, in SPIN's own terms: numbers given out cyclically, zombies, reparenting,
// numbers pinned as process groups, SIGCHLD ignored, pidfds. Nothing is shared with the kernel model.
//
// Only a part of the language can be said: spawn, exit, wait4, kill of one process, pidfd_open,
// pidfd_send_signal, signal(SIGCHLD, SIG_IGN), cells, variables, if. Anything else is `Unsupported`.

import type { Instr, Race } from '../../src/race/program.ts';
import { Calls } from './promela-calls.ts';
import { FIRST, report, tables } from './promela-tables.ts';
import { refuse } from './promela-terms.ts';

/** One file for several races; SPIN picks one at the start and searches them all. */
export function promelaOf(races: readonly { race: Race; variant: number }[]): string {
  const writers = races.map(({ race, variant }, i) => new Writer(race, variant, i));
  const most = (size: (w: Writer) => number) => Math.max(1, ...writers.map(size));
  const sizes = {
    incarnations: most(w => w.incarnations),
    numbers: most(w => w.size),
    cells: most(w => w.race.cells.length),
  };
  // Bodies first: they find the milestones that are reached at the start.
  const bodies = writers.map(w => w.proctypes());
  const options = writers.map(w => `  :: ${w.setup()}`).join('\n');
  return [
    tables(sizes),
    ...bodies,
    `init {\n  atomic { if\n${options}\n  fi }\n  timeout;\n  c_code { ${report(sizes)} }\n}`,
  ].join('\n\n');
}

/** Writes one variant of one race. */
class Writer extends Calls {
  readonly size: number;
  readonly incarnations: number;
  private marksAtStart = 0;

  constructor(race: Race, variant: number, index: number) {
    super(race, variant, index);
    this.size = race.numbers.last - race.numbers.first + 1;
    this.incarnations = this.starts.size + 1 + this.births();
  }

  /** Statements that put the first processes in place. */
  setup(): string {
    const { race, index } = this;
    const lines = [`prog = ${index}; size = ${this.size}; cur = ${race.cursor - FIRST}; st[0] = 1`];
    for (const [process, inc] of this.starts) {
      const decl = race.processes[process];
      if (decl === undefined) continue;
      if (decl.ignores.length > 0) lines.push(`ign[${inc}] = 1`);
      if (inc === 0) lines.push(`pr[0] = ${process}`);
      else {
        const parent = decl.parent === undefined ? 0 : (this.starts.get(decl.parent) ?? 0);
        const number = (decl.startNr ?? FIRST) - FIRST + 1;
        lines.push(
          `pg[${inc}] = ${this.groupOf(process)}; born(${inc}, ${parent}, ${number}, ${process})`,
        );
      }
    }
    race.cells.forEach((cell, i) => {
      const { n, m } = this.constant(cell.initial);
      lines.push(`cv[${i}] = ${n}; cm[${i}] = ${m}`);
    });
    const next = Math.max(0, ...this.starts.values()) + 1;
    const runs = [...this.starts].filter(([process]) => this.programOf(process).code.length > 0);
    const run = runs.map(([process, inc]) => `run ${this.name(process)}(${inc})`);
    return [
      `d_step { ${lines.join('; ')}; nx = ${next}; marks = ${this.marksAtStart} }`,
      ...run,
    ].join('; ');
  }

  /** A child of init leads a group of its own; others begin in their parent's. */
  private groupOf(process: number): number {
    const parent = this.race.processes[process]?.parent;
    const above = parent === undefined ? 0 : (this.starts.get(parent) ?? 0);
    if (above === 0 || parent === undefined) return this.starts.get(process) ?? 0;
    return this.groupOf(parent);
  }

  proctypes(): string {
    return this.race.processes
      .flatMap((_, i) => (this.programOf(i).code.length > 0 ? [this.proctype(i)] : []))
      .join('\n\n');
  }

  /** How many spawns there can be: each spawn once for each run of its program. */
  private births(): number {
    const runs = this.race.processes.map((_, i) => (this.starts.has(i) ? 1 : 0));
    let total = 0;
    for (let wave = runs; wave.some(n => n > 0); ) {
      const born = this.race.processes.map(() => 0);
      wave.forEach((n, i) => {
        for (const instr of this.programOf(i).code) {
          if (instr.kind === 'spawn') born[instr.process] = (born[instr.process] ?? 0) + n;
        }
      });
      total += born.reduce((a, b) => a + b, 0);
      refuse(total > 60, 'so many processes');
      wave = born;
    }
    return total;
  }

  private proctype(process: number): string {
    const { code, vars } = this.programOf(process);
    const init = this.initial(process);
    const fds = code.filter(i => i.kind === 'syscall' && i.name === 'pidfd_open').length;
    const declare = vars.map((_, i) => {
      const { n, m } = init.values.get(i) ?? { n: 0, m: 0 };
      return `short v${i} = ${n}; byte m${i} = ${m};`;
    });
    if (fds > 0) declare.push(`byte fd[${fds}]; byte nfd;`);
    const steps = code.flatMap((instr, pc) => {
      if (!isStep(instr)) return [];
      return [`L${pc}: ${this.step(process, pc, instr)}`];
    });
    return [
      `proctype ${this.name(process)}(byte me) {`,
      `  ${declare.join(' ')}`,
      `  goto L${init.pc};`,
      ...steps.map(s => `  ${s};`),
      `L${code.length}: false`,
      '}',
    ].join('\n');
  }

  /** Local work before the first step: constants only. */
  private initial(process: number) {
    const { code } = this.programOf(process);
    const values = new Map<number, { n: number; m: number }>();
    let pc = 0;
    for (; ; pc++) {
      const instr = code[pc];
      if (instr?.kind === 'set') values.set(instr.slot, this.constant(instr.value));
      else if (instr?.kind === 'mark') {
        refuse(!this.starts.has(process), 'a mark at birth');
        this.marksAtStart |= 1 << instr.mark;
      } else break;
    }
    while (code[pc]?.kind === 'after') pc += 1;
    const first = code[pc];
    refuse(first !== undefined && !isStep(first), 'a branch before the first step');
    return { values, pc };
  }

  /** One atomic step: guard, effect, local work, and on to the next one. */
  private step(process: number, pc: number, instr: Instr): string {
    const { code } = this.programOf(process);
    const guards = ['st[me] == 1'];
    for (let at = pc - 1; code[at]?.kind === 'after'; at--) {
      const after = code[at];
      if (after?.kind === 'after') guards.push(`(marks & ${1 << after.mark}) != 0`);
    }
    const { guard, effect, run } = this.effect(instr);
    if (guard !== undefined) guards.push(guard);
    const local = this.settle(process, pc + 1);
    const all = guards.join(' && ');
    if (run === undefined) return `atomic { (${all}) -> d_step { ${effect} }; ${local} }`;
    return `atomic { (${all}) -> d_step { ${effect} }; ${run}; ${local} }`;
  }

  /** Local work from `pc` on, ending with a jump to the next step. */
  private settle(process: number, pc: number): string {
    const instr = this.programOf(process).code[pc];
    if (instr === undefined) return `goto L${this.programOf(process).code.length}`;
    switch (instr.kind) {
      case 'set': {
        const { n, m } = this.value(instr.value);
        return `v${instr.slot} = ${n}; m${instr.slot} = ${m}; ${this.settle(process, pc + 1)}`;
      }
      case 'branch': {
        const yes = this.settle(process, pc + 1);
        const no = this.settle(process, instr.otherwise);
        return `if :: (${this.int(instr.cond)}) -> ${yes} :: else -> ${no} fi`;
      }
      case 'jump':
        return this.settle(process, instr.to);
      case 'mark':
        return `marks = marks | ${1 << instr.mark}; ${this.settle(process, pc + 1)}`;
      case 'assert':
        return `if :: (${this.int(instr.cond)}) :: else -> seen = seen | 16 fi; ${this.settle(process, pc + 1)}`;
      case 'after':
        return this.settle(process, pc + 1);
      default:
        return `goto L${pc}`;
    }
  }
}

const isStep = ({ kind }: Instr): boolean =>
  kind === 'syscall' || kind === 'spawn' || kind === 'load' || kind === 'store' || kind === 'pause';
