// Program data as text: expressions and arguments as the author wrote them, and a process's own
// lines. For cards and labels; nothing is worked out here.

import { unreachable } from '../base.ts';
import type { Arg, Expr, Instr, Program, Race } from '../race/program.ts';

/** A line of a program, with its number in the source. */
export type SourceLine = NonNullable<Program['lines']>[number];

type Evaluate = (expr: Expr) => number;

/** The arguments of an instruction, as written and with their values. */
export function argTexts(
  instr: Instr,
  names: readonly string[],
  race: Race,
  value: Evaluate,
): { readonly text: string; readonly value: number | undefined }[] {
  if (instr.kind === 'store') {
    return [{ text: exprText(instr.value, names, race), value: value(instr.value) }];
  }
  if (instr.kind === 'spawn') {
    return instr.args === undefined ? [] : [argText(instr.args, names, race, value)];
  }
  return instr.kind === 'syscall' ? instr.args.map(a => argText(a, names, race, value)) : [];
}

function argText(
  arg: Arg,
  names: readonly string[],
  race: Race,
  value: Evaluate,
): { readonly text: string; readonly value: number | undefined } {
  const text = (a: Arg): string => argText(a, names, race, value).text;
  switch (arg.kind) {
    case 'value':
      return { text: exprText(arg.expr, names, race), value: value(arg.expr) };
    case 'out':
      return { text: `&${names[arg.slot] ?? '?'}`, value: undefined };
    case 'text':
      return { text: JSON.stringify(pathText(arg, value)), value: undefined };
    case 'null':
      return { text: 'NULL', value: undefined };
    case 'struct': {
      const whole = wholeStruct(arg, names);
      if (whole !== undefined) return { text: whole, value: undefined };
      const fields = arg.fields.map(f => `.${f.name} = ${text(f.value)}`);
      return { text: `{ ${fields.join(', ')} }`, value: undefined };
    }
    case 'list':
      return { text: `{${arg.items.map(text).join(', ')}}`, value: undefined };
    default:
      return unreachable(arg);
  }
}

/** `&info`, when every field is a place in one variable: that is how it was written. */
function wholeStruct(
  arg: Extract<Arg, { kind: 'struct' }>,
  names: readonly string[],
): string | undefined {
  const bases = arg.fields.map(({ name, value }) => {
    const place = value.kind === 'out' ? names[value.slot] : undefined;
    return place?.endsWith(`.${name}`) ? place.slice(0, -name.length - 1) : undefined;
  });
  const base = bases[0];
  return base !== undefined && bases.every(b => b === base) ? `&${base}` : undefined;
}

function pathText(arg: Extract<Arg, { kind: 'text' }>, value: Evaluate): string {
  let next = 0;
  return arg.text.replace(/%d/g, () => {
    const expr = arg.values[next++];
    return expr === undefined ? '%d' : String(value(expr));
  });
}

/** An expression as written. */
export function exprText(expr: Expr, names: readonly string[], race: Race): string {
  switch (expr.kind) {
    case 'int':
      return expr.text ?? String(expr.value);
    case 'var':
      return names[expr.slot] ?? '?';
    case 'errno':
      return 'errno';
    case 'nrOf':
      return race.processes[expr.process]?.name ?? '?';
    case 'not':
      return `!${exprText(expr.of, names, race)}`;
    case 'neg':
      return `-${exprText(expr.of, names, race)}`;
    case 'binary': {
      const left = exprText(expr.left, names, race);
      return `${left} ${expr.op} ${exprText(expr.right, names, race)}`;
    }
    default:
      return unreachable(expr);
  }
}

/** The lines of a program's body, with their numbers in the race's source, and no common indent. */
export function sourceLines(race: Race, program: Program): readonly SourceLine[] {
  if (program.lines !== undefined) return program.lines;
  const { from, to, line } = program.source;
  const start = race.source.lastIndexOf('\n', from - 1) + 1;
  const lines = race.source.slice(start, to).split('\n');
  const body = lines
    .map((text, i) => ({ line: line + i, text: text.trimEnd() }))
    .filter(l => l.text.trim() !== '');
  const indent = Math.min(...body.map(l => l.text.length - l.text.trimStart().length));
  return body.map(l => ({ line: l.line, text: l.text.slice(indent) }));
}
