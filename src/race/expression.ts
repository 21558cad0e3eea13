// Expressions. Only calls take steps: a call inside an expression is taken out and done before it,
// its result kept in a hidden variable. Constants are folded, with their text kept for people.

import { commCode } from './comm.ts';
import { NAMED, valueOn, versionText } from './constants.ts';
import type { BinaryOp, Expr } from './program.ts';
import { hasCall, heldSlot, type Scope, slotOf } from './scope.ts';
import { didYouMean } from './suggest.ts';
import { all, children, first, numberOf, type SyntaxNode, textOf, unquote } from './tree.ts';

const ZERO: Expr = { kind: 'int', value: 0, text: undefined };

/** Compiles an expression; emits the calls in it first. */
export function expression(scope: Scope, node: SyntaxNode): Expr {
  const { source, reporter } = scope.names;
  switch (node.name) {
    case 'Number':
      return { kind: 'int', value: numberOf(source, node), text: undefined };
    case 'Name':
      return name(scope, node);
    case 'Member':
      return member(scope, node);
    case 'String':
      return processName(scope, node);
    case 'Parenthesized':
    case 'Condition':
      return inner(scope, node);
    case 'Unary':
      return unary(scope, node);
    case 'Binary':
      return binary(scope, node);
    case 'Call': {
      const slot = heldSlot(scope);
      scope.call(scope, node, slot);
      return { kind: 'var', slot };
    }
    case 'OpenString':
      return ZERO;
    default:
      reporter.error(node, 'expected an expression here');
      return ZERO;
  }
}

function inner(scope: Scope, node: SyntaxNode): Expr {
  const child = first(node, 'Expression');
  return child === undefined ? ZERO : expression(scope, child);
}

/** A name: a variable first, then errno, a constant, a process (the number it starts with). */
function name(scope: Scope, node: SyntaxNode): Expr {
  const { names } = scope;
  const word = textOf(names.source, node);
  if (scope.assigned.has(word)) return { kind: 'var', slot: slotOf(scope, word) };
  if (word === 'errno') return { kind: 'errno' };
  if (word === 'NULL') return { kind: 'int', value: 0, text: 'NULL' };
  const constant = NAMED.get(word);
  if (constant !== undefined) {
    if (constant.since > names.version)
      names.reporter.error(
        node,
        `${word} came with Linux ${versionText(constant.since)}; this race runs on ${versionText(names.version)}`,
        `raise the version: kernel ${versionText(constant.since)}`,
      );
    return { kind: 'int', value: valueOn(constant, names.version), text: word };
  }
  const process = names.processes.get(word);
  if (process !== undefined) return { kind: 'nrOf', process };
  undeclared(scope, node, word);
  return ZERO;
}

function undeclared(scope: Scope, node: SyntaxNode, word: string): void {
  const { names } = scope;
  if (names.cells.has(word)) {
    const hint = `read it in a step of its own: x = load(${word});`;
    names.reporter.error(node, `${word} is a shared cell, not a variable`, hint);
    return;
  }
  const known = [...scope.assigned, ...names.processes.keys(), ...NAMED.keys(), 'errno', 'NULL'];
  const hint =
    didYouMean(word, known) ?? 'a variable is declared by giving it a value, or as: int name = 0;';
  names.reporter.error(
    node,
    `undeclared name '${word}': no variable, constant or process is called that here`,
    hint,
  );
}

function member(scope: Scope, node: SyntaxNode): Expr {
  const word = textOf(scope.names.source, node).replace(/\s/g, '');
  if (scope.assigned.has(word)) return { kind: 'var', slot: slotOf(scope, word) };
  const whole = word.slice(0, word.indexOf('.'));
  const siblings = [...scope.assigned].filter(other => other.startsWith(`${whole}.`));
  const hint =
    didYouMean(word, siblings) ?? `fill it first: pass &${whole} to the call that writes it`;
  scope.names.reporter.error(node, `nothing has given ${word} a value here`, hint);
  return ZERO;
}

/** A quoted name, to compare with the name in /proc/PID/stat. */
function processName(scope: Scope, node: SyntaxNode): Expr {
  const { names } = scope;
  const word = unquote(textOf(names.source, node));
  if (!names.processes.has(word)) {
    const hint = didYouMean(word, names.processes.keys());
    names.reporter.error(node, `no process is called "${word}"`, hint);
    return ZERO;
  }
  return { kind: 'int', value: commCode(word), text: `"${word}"` };
}

function unary(scope: Scope, node: SyntaxNode): Expr {
  const operand = first(node, 'Expression');
  if (operand === undefined) return ZERO;
  const of = expression(scope, operand);
  if (first(node, 'Minus') === undefined) return { kind: 'not', of };
  if (of.kind === 'int') return { kind: 'int', value: -of.value, text: undefined };
  return { kind: 'neg', of };
}

function binary(scope: Scope, node: SyntaxNode): Expr {
  const [left, right] = all(node, 'Expression');
  if (left === undefined || right === undefined) return ZERO;
  const op = operatorOf(scope.names.source, node);
  if ((op === '&&' || op === '||') && hasCall(right))
    scope.names.reporter.error(
      right,
      `the call after ${op} would sometimes be left out, and this is no condition`,
      'use if (…), where && and || may stop early',
    );
  const l = expression(scope, left);
  const r = expression(scope, right);
  const folded = fold(op, l, r, textOf(scope.names.source, node));
  return folded ?? { kind: 'binary', op, left: l, right: r };
}

export function operatorOf(source: string, node: SyntaxNode): BinaryOp {
  const operator = children(node).find(child => child.name === 'Operator');
  return (operator === undefined ? '+' : textOf(source, operator)) as BinaryOp;
}

/** Flags are put together here, since some need more than 32 bits. */
function fold(op: BinaryOp, left: Expr, right: Expr, text: string): Expr | undefined {
  if (left.kind !== 'int' || right.kind !== 'int') return undefined;
  if (op !== '|' && op !== '+' && op !== '-' && op !== '*') return undefined;
  const value =
    op === '+'
      ? left.value + right.value
      : op === '-'
        ? left.value - right.value
        : op === '*'
          ? left.value * right.value
          : Number(BigInt(left.value) | BigInt(right.value));
  if (!Number.isSafeInteger(value)) return undefined;
  return { kind: 'int', value, text: text.replace(/\s+/g, ' ') };
}
