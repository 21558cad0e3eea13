// Statements. Loops are unrolled, so every program is finite by construction; conditions with calls
// in them stop early at && and || as in C.

import { NAMED } from './constants.ts';
import { expression, operatorOf } from './expression.ts';
import type { Expr } from './program.ts';
import { assignSlot, emit, hasCall, isStep, type Label, place, type Scope } from './scope.ts';
import { didYouMean } from './suggest.ts';
import { all, first, numberOf, type SyntaxNode, textOf } from './tree.ts';

/** Compiles the statements of a Block. */
export function block(scope: Scope, node: SyntaxNode): void {
  for (const child of all(node, 'Statement')) statement(scope, child);
}

function statement(scope: Scope, node: SyntaxNode): void {
  scope.held = 0;
  switch (node.name) {
    case 'ExpressionStatement':
      expressionStatement(scope, node);
      return;
    case 'Assign':
      assign(scope, node, first(node, 'Name') ?? first(node, 'Member'));
      return;
    case 'Declare':
      assign(scope, node, first(node, 'Definition'));
      return;
    case 'If':
      ifStatement(scope, node);
      return;
    case 'Repeat':
      repeat(scope, node);
      return;
    case 'While':
      unbounded(scope, node);
      return;
    case 'Mark':
    case 'After':
      milestone(scope, node);
      return;
    case 'Break':
    case 'Continue':
      leave(scope, node);
      return;
    default:
      return;
  }
}

function expressionStatement(scope: Scope, node: SyntaxNode): void {
  const child = first(node, 'Expression');
  if (child === undefined) return;
  if (child.name === 'Call') scope.call(scope, child, undefined);
  else {
    expression(scope, child);
    if (!hasCall(child))
      scope.names.reporter.warn(
        child,
        'this does nothing: its value is not used',
        '= gives a value, == compares',
      );
  }
}

function assign(scope: Scope, node: SyntaxNode, target: SyntaxNode | undefined): void {
  const { source, reporter } = scope.names;
  if (target === undefined) return;
  const name = textOf(source, target).replace(/\s/g, '');
  if (node.name === 'Assign' && scope.names.cells.has(name)) {
    reporter.error(target, `${name} is a shared cell`, `write it with store(${name}, …)`);
    return;
  }
  if (NAMED.has(name) || name === 'errno' || name === 'NULL')
    reporter.error(target, `${name} is a constant`, 'give the variable another name');
  const value = all(node, 'Expression').find(child => child.from > target.to);
  if (value === undefined) {
    if (node.name === 'Declare') {
      const slot = assignSlot(scope, name);
      emit(scope, { kind: 'set', slot, value: ZERO, span: reporter.span(node) }, node);
    }
    return;
  }
  if (value.name === 'Call') {
    // The name may be read only after the call: x = kill(x, 0) needs an earlier x.
    scope.call(scope, value, slotBefore(scope, name));
    scope.assigned.add(name);
    return;
  }
  const expr = expression(scope, value);
  const slot = assignSlot(scope, name);
  emit(scope, { kind: 'set', slot, value: expr, span: reporter.span(node) }, node);
}

const ZERO: Expr = { kind: 'int', value: 0, text: undefined };

/** The slot of a name that is not to be read yet. */
function slotBefore(scope: Scope, name: string): number {
  const known = scope.assigned.has(name);
  const slot = assignSlot(scope, name);
  if (!known) scope.assigned.delete(name);
  return slot;
}

function ifStatement(scope: Scope, node: SyntaxNode): void {
  const condition = first(node, 'Condition');
  if (condition === undefined) return;
  const bodies = [...all(node, 'Block'), ...all(node, 'Statement')].sort((a, b) => a.from - b.from);
  const otherwise: Label = { at: undefined };
  const end: Label = { at: undefined };
  test(scope, condition, otherwise);
  body(scope, bodies[0]);
  if (bodies[1] !== undefined) emit(scope, { kind: 'jump', to: end, at: node }, node);
  place(scope, otherwise);
  body(scope, bodies[1]);
  place(scope, end);
}

function body(scope: Scope, node: SyntaxNode | undefined): void {
  if (node === undefined) return;
  if (node.name === 'Block') block(scope, node);
  else statement(scope, node);
}

/** Goes on when the condition is true, else jumps. && and || stop early when calls are involved. */
function test(scope: Scope, node: SyntaxNode, otherwise: Label): void {
  const inner = first(node, 'Expression');
  const bare = node.name === 'Parenthesized' || node.name === 'Condition';
  if (bare && inner !== undefined) {
    test(scope, inner, otherwise);
    return;
  }
  const [left, right] = all(node, 'Expression');
  const op = node.name === 'Binary' ? operatorOf(scope.names.source, node) : undefined;
  if (left !== undefined && right !== undefined && hasCall(node) && op === '&&') {
    test(scope, left, otherwise);
    test(scope, right, otherwise);
    return;
  }
  if (left !== undefined && right !== undefined && hasCall(node) && op === '||') {
    const next: Label = { at: undefined };
    const done: Label = { at: undefined };
    test(scope, left, next);
    emit(scope, { kind: 'jump', to: done, at: node }, node);
    place(scope, next);
    test(scope, right, otherwise);
    place(scope, done);
    return;
  }
  emit(scope, { kind: 'branch', cond: expression(scope, node), otherwise, at: node }, node);
}

/** `repeat 3 { }` and `repeat 3 while (x) { }`. */
function repeat(scope: Scope, node: SyntaxNode): void {
  const { source, reporter } = scope.names;
  const count = first(node, 'Number');
  const inner = first(node, 'Block');
  if (count === undefined || inner === undefined) return;
  const times = numberOf(source, count);
  if (times < 1 || times > 1000) {
    reporter.error(count, 'a loop repeats 1 to 1000 times');
    return;
  }
  const condition = first(node, 'Condition');
  const end: Label = { at: undefined };
  for (let i = 0; i < times && !scope.full; i++) {
    const start: Label = { at: undefined };
    scope.loops.push({ start, end });
    scope.held = 0;
    if (condition !== undefined) test(scope, condition, end);
    block(scope, inner);
    place(scope, start);
    scope.loops.pop();
  }
  place(scope, end);
}

function unbounded(scope: Scope, node: SyntaxNode): void {
  const { source, reporter } = scope.names;
  const condition = first(node, 'Condition');
  const text = condition === undefined ? '(…)' : textOf(source, condition);
  const keyword = { from: node.from, to: node.from + 'while'.length };
  reporter.error(
    keyword,
    'this loop has no bound, and a race must be finite',
    `say how often at most: repeat 3 while ${text} { … }`,
  );
  // Once through, for the diagnostics inside.
  const end: Label = { at: undefined };
  scope.loops.push({ start: end, end });
  if (condition !== undefined) test(scope, condition, end);
  body(scope, first(node, 'Block') ?? first(node, 'Statement'));
  scope.loops.pop();
  place(scope, end);
}

function milestone(scope: Scope, node: SyntaxNode): void {
  const { names } = scope;
  const target = first(node, 'Name');
  if (target === undefined) return;
  const word = textOf(names.source, target);
  const mark = names.marks.get(word);
  const span = names.reporter.span(node);
  if (node.name === 'Mark') {
    if (mark !== undefined) emit(scope, { kind: 'mark', mark, span }, node);
    return;
  }
  const guarded = first(node, 'Statement');
  if (mark === undefined) {
    const hint = didYouMean(word, names.marks.keys()) ?? `some process must say: mark ${word};`;
    names.reporter.error(target, `nobody ever marks '${word}'`, hint);
  } else emit(scope, { kind: 'after', mark, span: names.reporter.span(target) }, target);
  const at = scope.code.length;
  if (guarded !== undefined) statement(scope, guarded);
  const next = scope.code[at];
  if (mark !== undefined && (next === undefined || !isStep(next.kind)))
    names.reporter.error(
      node,
      'after holds back one step, and what follows here begins with none',
      `put a call behind it: after ${word} exit(0);`,
    );
}

function leave(scope: Scope, node: SyntaxNode): void {
  const loop = scope.loops.at(-1);
  const word = node.name === 'Break' ? 'break' : 'continue';
  if (loop === undefined) {
    scope.names.reporter.error(node, `${word} outside a loop`);
    return;
  }
  const to = node.name === 'Break' ? loop.end : loop.start;
  emit(scope, { kind: 'jump', to, at: node }, node);
}
