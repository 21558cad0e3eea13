// What a race's words are in Promela: processes, programs, numbers with whom they were meant to name.

import type { Arg, Expr, ProcessDecl, Program, Race } from '../../src/race/program.ts';
import { FIRST } from './promela-tables.ts';

/** Something that SPIN is not told about. */
export class Unsupported extends Error {}

export const NO_FLAGS = 'an argument that SPIN is not told about';
const noSpan = { from: 0, to: 0, line: 1 };

export function refuse(bad: boolean, what: string): void {
  if (bad) throw new Unsupported(what);
}

export class Terms {
  readonly race: Race;
  protected readonly variant: number;
  protected readonly index: number;
  /** Incarnation of each process that is there at the start; 0: init. */
  protected readonly starts: ReadonlyMap<number, number>;

  constructor(race: Race, variant: number, index: number) {
    this.race = race;
    this.variant = variant;
    this.index = index;
    refuse(race.numbers.first !== FIRST || race.cursor <= FIRST, 'another number space');
    refuse(race.namespaces.length > 0 || race.sockets.length > 0, 'namespaces and sockets');
    this.starts = startsOf(race);
  }

  protected name(process: number): string {
    return `R${this.index}P${process}`;
  }

  protected programOf(process: number): Program {
    const programs = this.race.processes[process]?.programs ?? [];
    return programs[this.variant] ?? programs[0] ?? { code: [], vars: [], source: noSpan };
  }

  protected constant(expr: Expr): { n: number; m: number } {
    if (expr.kind === 'int') return { n: expr.value, m: 0 };
    refuse(expr.kind !== 'nrOf', 'a start value that is no constant');
    const process = expr.kind === 'nrOf' ? expr.process : 0;
    const inc = this.starts.get(process);
    const n = this.race.processes[process]?.startNr ?? 0;
    return { n, m: inc === undefined ? 0 : inc + 1 };
  }

  protected argument(arg: Arg | undefined): { n: string; m: string } {
    if (arg?.kind !== 'value') throw new Unsupported(NO_FLAGS);
    return this.value(arg.expr);
  }

  protected number(arg: Arg | undefined): number {
    if (arg === undefined || arg.kind === 'null') return 0;
    if (arg.kind === 'value' && arg.expr.kind === 'int') return arg.expr.value;
    throw new Unsupported(NO_FLAGS);
  }

  /** A number, and whom it was meant to name (incarnation + 1, or 0). */
  protected value(expr: Expr): { n: string; m: string } {
    if (expr.kind === 'var') return { n: `v${expr.slot}`, m: `m${expr.slot}` };
    if (expr.kind === 'nrOf') {
      const { n, m } = this.constant(expr);
      return { n: `${n}`, m: `${m}` };
    }
    return { n: this.int(expr), m: '0' };
  }

  protected int(expr: Expr): string {
    switch (expr.kind) {
      case 'int':
        return `${expr.value}`;
      case 'var':
        return `v${expr.slot}`;
      case 'nrOf':
        return `${this.constant(expr).n}`;
      case 'not':
        return `(!${this.int(expr.of)})`;
      case 'neg':
        return `(-${this.int(expr.of)})`;
      case 'binary':
        return `(${this.int(expr.left)} ${expr.op} ${this.int(expr.right)})`;
      default:
        throw new Unsupported(expr.kind);
    }
  }
}

function startsOf(race: Race): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  race.processes.forEach((process, i) => {
    refuse(!isPlain(process), `the start of ${process.name}`);
    if (process.startNr === 1) starts.set(i, 0);
  });
  let next = 1;
  race.processes.forEach(({ startNr }, i) => {
    if (startNr !== undefined && startNr !== 1) starts.set(i, next++);
  });
  return starts;
}

function isPlain(p: ProcessDecl): boolean {
  const own = p.threadOf === undefined && p.inside === undefined && p.group === undefined;
  return own && p.uid === undefined && !p.subreaper && p.ignores.every(signal => signal === 17);
}
