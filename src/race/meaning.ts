// What a constant is against what a parameter means: a signal in place of a number is mostly a swap.

import { tableRow } from '../kernel/index.ts';
import { NAMED } from './constants.ts';
import type { Scope } from './scope.ts';
import { type Param, prototype, SIGNATURES } from './signatures.ts';
import { type SyntaxNode, textOf } from './tree.ts';

/** Warns of a signal where none belongs, and of another constant where a signal does. */
export function checkMeaning(scope: Scope, call: string, param: Param, node: SyntaxNode): void {
  const signature = SIGNATURES.get(call);
  const row = signature && tableRow(signature.calls);
  const wanted = row?.params.find(p => p.name === param.name);
  const word = textOf(scope.names.source, node);
  const constant = node.name === 'Name' && !scope.assigned.has(word) ? NAMED.get(word) : undefined;
  if (param.type.kind !== 'value' || wanted === undefined || constant === undefined) return;
  const isSignal = constant.set === 'signal';
  const takesSignal = wanted.kind === 'signal' || wanted.set === 'clone';
  const takesNone = wanted.kind === 'nr' || wanted.kind === 'fd' || wanted.kind === 'flags';
  const what = `${param.name} of ${call}`;
  const hint = signature && prototype(signature);
  if (isSignal && takesNone && !takesSignal)
    scope.names.reporter.warn(node, `${word} is a signal, and ${what} is none`, hint);
  if (!isSignal && wanted.kind === 'signal')
    scope.names.reporter.warn(node, `${word} is no signal, and ${what} is one`, hint);
}
