// An actor's arguments, read one by one: numbers, paths, lists, structures, addresses.

import type { Disposition, InfoArg, Ptr } from '../kernel/index.ts';
import type { Arg } from '../race/program.ts';
import { evaluate } from './eval.ts';
import type { Actor, Setup } from './machine.ts';

export interface Reader {
  readonly args: readonly Arg[];
  readonly scope: Scope;
  readonly setup: Setup;
}

export type Scope = Pick<Actor, 'vars' | 'errno'>;

/** The number of an argument. */
export function number(r: Reader, arg: Arg | undefined, otherwise = 0): number {
  return arg?.kind === 'value' ? evaluate(arg.expr, r.scope, r.setup) : otherwise;
}

/** The number of argument `i`. */
export function int(r: Reader, i: number, otherwise = 0): number {
  return number(r, r.args[i], otherwise);
}

/** A path; each %d in it is the next of its values. */
export function text(r: Reader, i: number): string {
  const arg = r.args[i];
  if (arg?.kind !== 'text') return '';
  let next = 0;
  return arg.text.replace(/%d/g, () => {
    const expr = arg.values[next++];
    return expr === undefined ? '%d' : String(evaluate(expr, r.scope, r.setup));
  });
}

/** The items of a list; anything else is a list of itself. */
export function items(arg: Arg | undefined): readonly Arg[] {
  if (arg === undefined || arg.kind === 'null') return [];
  return arg.kind === 'list' ? arg.items : [arg];
}

export function numbers(r: Reader, arg: Arg | undefined): number[] {
  return items(arg).map(item => number(r, item));
}

/** `NULL`, `&x`, or a number: any number is a bad address. */
export function ptr(arg: Arg | undefined): Ptr {
  if (arg === undefined || arg.kind === 'null') return 'null';
  return arg.kind === 'out' ? 'ok' : 'bad';
}

/** SIG_DFL, SIG_IGN; anything else is the address of a handler. */
export function disposition(handler: number): Disposition {
  if (handler === 0) return 'default';
  return handler === 1 ? 'ignore' : 'handle';
}

/** A field of a structure. */
export function field(arg: Arg | undefined, name: string): Arg | undefined {
  return arg?.kind === 'struct' ? arg.fields.find(f => f.name === name)?.value : undefined;
}

/** siginfo as the caller fills it. */
export function info(r: Reader, i: number, sig: number): InfoArg {
  const arg = r.args[i];
  if (arg === undefined || arg.kind === 'null') return { kind: 'null' };
  if (arg.kind !== 'struct') return { kind: 'bad' };
  const signo = number(r, field(arg, 'si_signo'), sig);
  return { kind: 'info', signo, code: number(r, field(arg, 'si_code'), -1) };
}
