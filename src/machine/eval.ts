// Expressions over an actor's variables, as C would work them out; and, apart from that, what a
// number in them was meant to name.

import { ensure, unreachable } from '../base.ts';
import type { BinaryOp, Expr } from '../race/program.ts';
import { type Actor, type Setup, type Value, ZERO } from './machine.ts';

type Scope = Pick<Actor, 'vars' | 'errno'>;

/** The number. A variable that was never set is 0. */
export function evaluate(expr: Expr, scope: Scope, setup: Pick<Setup, 'startNrs'>): number {
  switch (expr.kind) {
    case 'int':
      return expr.value;
    case 'var':
      return scope.vars[expr.slot]?.n ?? 0;
    case 'errno':
      return scope.errno;
    case 'nrOf':
      return ensure(setup.startNrs[expr.process], 'start number').n;
    case 'not':
      return evaluate(expr.of, scope, setup) === 0 ? 1 : 0;
    case 'neg':
      return -evaluate(expr.of, scope, setup);
    case 'binary':
      return binary(expr.op, expr.left, expr.right, scope, setup);
    default:
      return unreachable(expr);
  }
}

function binary(
  op: BinaryOp,
  left: Expr,
  right: Expr,
  scope: Scope,
  setup: Pick<Setup, 'startNrs'>,
): number {
  const a = evaluate(left, scope, setup);
  if (op === '&&' && a === 0) return 0;
  if (op === '||' && a !== 0) return 1;
  return operate(op, a, evaluate(right, scope, setup));
}

function operate(op: BinaryOp, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '==':
      return a === b ? 1 : 0;
    case '!=':
      return a !== b ? 1 : 0;
    case '<':
      return a < b ? 1 : 0;
    case '<=':
      return a <= b ? 1 : 0;
    case '>':
      return a > b ? 1 : 0;
    case '>=':
      return a >= b ? 1 : 0;
    case '&&':
    case '||':
      return b !== 0 ? 1 : 0;
    case '&':
      return narrow(a, b) ? a & b : Number(BigInt(a) & BigInt(b));
    case '|':
      return narrow(a, b) ? a | b : Number(BigInt(a) | BigInt(b));
    case '>>':
      return Math.floor(a / 2 ** b);
    default:
      return unreachable(op);
  }
}

/** Both fit where JavaScript's bit operators are right; clone flags reach beyond that. */
function narrow(a: number, b: number): boolean {
  return (a | 0) === a && (b | 0) === b;
}

/** The number together with what it was meant to name. `-pgid` still names the group. */
export function evaluateValue(expr: Expr, scope: Scope, setup: Setup): Value {
  if (expr.kind === 'var') return scope.vars[expr.slot] ?? ZERO;
  if (expr.kind === 'nrOf') return ensure(setup.startNrs[expr.process], 'start number');
  const n = evaluate(expr, scope, setup);
  if (expr.kind !== 'neg') return { n, as: 'plain', meant: undefined };
  const { as, meant } = evaluateValue(expr.of, scope, setup);
  return { n, as, meant };
}

/** A value as a condition. */
export function holds(expr: Expr, scope: Scope, setup: Setup): boolean {
  return evaluate(expr, scope, setup) !== 0;
}
