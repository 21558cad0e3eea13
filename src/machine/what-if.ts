// What if things were a little different? Changes to a race's data that keep its story: more or fewer
// bystanders' forks, a parent that ignores SIGCHLD, a pidfd opened just before its use, more numbers,
// another kernel. Each is offered only where the race has a place for it.

import { ensure } from '../base.ts';
import { SIG } from '../kernel/index.ts';
import type { Expr, Instr, ProcessDecl, Program, Race } from '../race/program.ts';
import { type SourceLine, sourceLines } from './source.ts';

/** A change; undefined or false leaves the race as it was written. */
export interface WhatIf {
  /** How many forks the busiest bystander makes. */
  readonly forks: number | undefined;
  /** The parent of the watched process ignores SIGCHLD. */
  readonly ignored: boolean;
  /** Every pidfd is opened just before its first use. */
  readonly late: boolean;
  /** Numbers in the table beyond those of the race. */
  readonly moreNumbers: number;
  /** major * 1000 + minor. */
  readonly version: number | undefined;
}

export const AS_WRITTEN: WhatIf = {
  forks: undefined,
  ignored: false,
  late: false,
  moreNumbers: 0,
  version: undefined,
};

/** Which changes a race has a place for. */
export interface Offers {
  /** The process whose forks can be changed, and how many it makes. */
  readonly forks: { readonly name: string; readonly now: number } | undefined;
  /** The process that would ignore SIGCHLD. */
  readonly ignored: string | undefined;
  readonly late: boolean;
}

/** Kernels to choose from: each knows a pidfd feature that the one before lacks. */
export const VERSIONS: readonly number[] = [5000, 5001, 5003, 5004, 6009, 6018];

export function offersOf(race: Race): Offers {
  const busy = busiest(race);
  const reaper = reaperOf(race);
  return {
    forks: busy && { name: busy.name, now: spawns(busy.programs[0]).length },
    ignored: reaper === undefined ? undefined : race.processes[reaper]?.name,
    late: race.processes.some(p => p.programs.some(program => later(race, program) !== program)),
  };
}

/** The race with the changes made. Its pinned schedule may no longer fit. */
export function applyWhatIf(race: Race, change: WhatIf): Race {
  const busy = busiest(race);
  const reaper = reaperOf(race);
  const processes = race.processes.map((process, i) => {
    let changed = process;
    if (process === busy && change.forks !== undefined) {
      changed = mapPrograms(changed, program => withSpawns(race, program, change.forks ?? 0));
    }
    if (change.late) changed = mapPrograms(changed, program => later(race, program));
    if (change.ignored && i === reaper && !changed.ignores.includes(SIG.SIGCHLD)) {
      changed = { ...changed, ignores: [...changed.ignores, SIG.SIGCHLD] };
    }
    return changed;
  });
  const numbers = { ...race.numbers, last: race.numbers.last + change.moreNumbers };
  return { ...race, processes, numbers, version: change.version ?? race.version };
}

function mapPrograms(process: ProcessDecl, change: (program: Program) => Program): ProcessDecl {
  return { ...process, programs: process.programs.map(change) };
}

const spawns = (program: Program | undefined): readonly Instr[] =>
  program?.code.filter(instr => instr.kind === 'spawn') ?? [];

const isStraight = (program: Program): boolean =>
  program.code.every(instr => instr.kind !== 'jump' && instr.kind !== 'branch');

/** The process that does nothing but fork bystanders, and most of them. */
function busiest(race: Race): ProcessDecl | undefined {
  const only = race.processes.filter(process =>
    process.programs.every(
      program =>
        program.code.length > 0 &&
        program.code.every(i => i.kind === 'spawn' && race.processes[i.process]?.idle === true),
    ),
  );
  return only
    .filter(process => process.programs.length > 0)
    .sort((a, b) => spawns(b.programs[0]).length - spawns(a.programs[0]).length)[0];
}

function withSpawns(race: Race, program: Program, count: number): Program {
  const code = program.code.slice(0, count);
  const last = ensure(program.code[program.code.length - 1], 'a fork');
  const dropped = new Set(program.code.slice(count).map(instr => instr.span.line));
  const kept = new Set(code.map(instr => instr.span.line));
  const written = sourceLines(race, program);
  const text = written.find(({ line }) => line === last.span.line)?.text ?? '';
  const added: SourceLine[] = [];
  while (code.length < count) {
    const line = last.span.line + (added.length + 1) / 100;
    code.push({ ...last, span: { ...last.span, line } });
    added.push({ line, text });
  }
  const lines = written.filter(({ line }) => kept.has(line) || !dropped.has(line));
  return { ...program, code, lines: [...lines, ...added].sort((a, b) => a.line - b.line) };
}

/** Who collects the watched process: its parent at the start, or init where that is declared. */
function reaperOf(race: Race): number | undefined {
  const owner = race.processes.find(p => p.startNr === race.watched && p.inside === undefined);
  if (owner === undefined) return undefined;
  const parent = owner.parent ?? race.processes.findIndex(p => p.startNr === 1);
  return parent < 0 ? undefined : parent;
}

/** Moves a pidfd_open to just before the first use of its descriptor. */
function later(race: Race, program: Program): Program {
  if (!isStraight(program)) return program;
  const at = program.code.findIndex(i => i.kind === 'syscall' && i.name === 'pidfd_open');
  const open = program.code[at];
  if (open?.kind !== 'syscall' || open.into === undefined) return program;
  const slot = open.into;
  const use = program.code.findIndex((instr, i) => i > at && uses(instr, slot));
  if (use < 0 || !program.code.slice(at + 1, use).some(i => i.kind !== 'set')) return program;
  const code = [...program.code.slice(0, at), ...program.code.slice(at + 1, use), open];
  return {
    ...program,
    code: [...code, ...program.code.slice(use)],
    lines: movedLine(sourceLines(race, program), open, program.code[use]),
  };
}

/** The lines with that of one instruction moved to just before that of another. */
function movedLine(
  lines: readonly SourceLine[],
  moved: Instr,
  before: Instr | undefined,
): readonly SourceLine[] {
  const line = lines.find(l => l.line === moved.span.line);
  if (line === undefined || before === undefined || before.span.line === line.line) return lines;
  return lines.flatMap(l => (l === line ? [] : l.line === before.span.line ? [line, l] : [l]));
}

function uses(instr: Instr, slot: number): boolean {
  if (instr.kind === 'store' || instr.kind === 'set') return mentions(instr.value, slot);
  if (instr.kind === 'assert') return mentions(instr.cond, slot);
  if (instr.kind !== 'syscall') return false;
  return instr.args.some(arg => arg.kind === 'value' && mentions(arg.expr, slot));
}

function mentions(expr: Expr, slot: number): boolean {
  switch (expr.kind) {
    case 'var':
      return expr.slot === slot;
    case 'not':
    case 'neg':
      return mentions(expr.of, slot);
    case 'binary':
      return mentions(expr.left, slot) || mentions(expr.right, slot);
    default:
      return false;
  }
}
