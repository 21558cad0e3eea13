// Which variables a program may still read from some point on. A number that is never read again
// is no danger to anybody, and is drawn no more once a descriptor has taken its place.

import { unreachable } from '../base.ts';
import type { Arg, Expr, Instr, Program } from '../race/program.ts';

/** For each instruction (and the end) the slots that may be read there or later. */
export function liveSlots(program: Program): readonly ReadonlySet<number>[] {
  const { code } = program;
  const live: Set<number>[] = Array.from({ length: code.length + 1 }, () => new Set());
  for (let changed = true; changed; ) {
    changed = false;
    for (let at = code.length - 1; at >= 0; at--) {
      const instr = code[at];
      const here = live[at];
      if (instr === undefined || here === undefined) continue;
      const before = here.size;
      for (const next of successors(instr, at)) {
        for (const slot of live[next] ?? []) if (!writes(instr).includes(slot)) here.add(slot);
      }
      for (const slot of reads(instr)) here.add(slot);
      if (here.size !== before) changed = true;
    }
  }
  return live;
}

function successors(instr: Instr, at: number): readonly number[] {
  if (instr.kind === 'jump') return [instr.to];
  return instr.kind === 'branch' ? [at + 1, instr.otherwise] : [at + 1];
}

/** Slots that are surely overwritten. Places that a call writes on success only are not. */
function writes(instr: Instr): readonly number[] {
  switch (instr.kind) {
    case 'syscall':
    case 'spawn':
      return instr.into === undefined ? [] : [instr.into];
    case 'load':
      return [instr.into];
    case 'set':
      return [instr.slot];
    default:
      return [];
  }
}

function reads(instr: Instr): readonly number[] {
  switch (instr.kind) {
    case 'syscall':
      return instr.args.flatMap(argReads);
    case 'spawn':
      return instr.args === undefined ? [] : argReads(instr.args);
    case 'store':
    case 'set':
      return exprReads(instr.value);
    case 'branch':
    case 'assert':
      return exprReads(instr.cond);
    default:
      return [];
  }
}

function argReads(arg: Arg): readonly number[] {
  switch (arg.kind) {
    case 'value':
      return exprReads(arg.expr);
    case 'text':
      return arg.values.flatMap(exprReads);
    case 'struct':
      return arg.fields.flatMap(f => argReads(f.value));
    case 'list':
      return arg.items.flatMap(argReads);
    case 'out':
    case 'null':
      return [];
    default:
      return unreachable(arg);
  }
}

function exprReads(expr: Expr): readonly number[] {
  switch (expr.kind) {
    case 'var':
      return [expr.slot];
    case 'not':
    case 'neg':
      return exprReads(expr.of);
    case 'binary':
      return [...exprReads(expr.left), ...exprReads(expr.right)];
    case 'int':
    case 'errno':
    case 'nrOf':
      return [];
    default:
      return unreachable(expr);
  }
}
