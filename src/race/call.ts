// Calls: one call is one step. The kernel's calls are checked against their signatures; the
// language's own (spawn, load, store, work, assert) are here too.

import { argumentsOf } from './argument.ts';
import { versionText } from './constants.ts';
import { expression } from './expression.ts';
import type { Arg } from './program.ts';
import { argumentNodes, calleeOf, emit, heldSlot, type Scope } from './scope.ts';
import { OWN_CALLS, prototype, SIGNATURES, type Signature } from './signatures.ts';
import { didYouMean } from './suggest.ts';
import { first, type SyntaxNode, textOf, unquote } from './tree.ts';

/** Emits the step of a call, its result going to slot `into` (and before it the steps of calls in its arguments). */
export function callStep(scope: Scope, node: SyntaxNode, into: number | undefined): void {
  const name = calleeOf(scope, node);
  switch (name) {
    case 'spawn':
      spawn(scope, node, into);
      return;
    case 'load':
      load(scope, node, into);
      return;
    case 'store':
      store(scope, node, into);
      return;
    case 'work':
      work(scope, node, into);
      return;
    case 'assert':
      assertion(scope, node, into);
      return;
    case 'sprintf':
      scope.names.reporter.error(
        node,
        'sprintf makes a path: it stands only where a path is wanted',
      );
      return;
    default:
      syscall(scope, node, name, into);
  }
}

function syscall(scope: Scope, node: SyntaxNode, name: string, into: number | undefined): void {
  const { reporter, version } = scope.names;
  const callee = first(node, 'Callee') ?? node;
  const signature = SIGNATURES.get(name);
  if (signature === undefined) {
    const hint = didYouMean(name, [...SIGNATURES.keys(), ...OWN_CALLS.keys()]);
    reporter.error(callee, `unknown call '${name}': no such system call is modelled`, hint);
    return;
  }
  if (signature.since > version)
    reporter.error(
      callee,
      `${name} came with Linux ${versionText(signature.since)}; this race runs on ${versionText(version)}`,
      `raise the version: kernel ${versionText(signature.since)}`,
    );
  const given = argumentNodes(node);
  if (!arityFits(scope, node, signature, given)) return;
  const args = argumentsOf(scope, signature, given);
  const span = reporter.span(node);
  emit(scope, { kind: 'syscall', name: signature.calls, args, into, span }, node);
}

/** Whether the number of arguments is right; says so when not. */
function arityFits(
  scope: Scope,
  node: SyntaxNode,
  signature: Signature,
  given: readonly SyntaxNode[],
): boolean {
  const least = signature.params.filter(p => !p.optional).length;
  const most = signature.params.length;
  if (given.length >= least && given.length <= most) return true;
  const wanted = least === most ? `${most}` : `${least} to ${most}`;
  const noun = most === 1 && least === 1 ? 'argument' : 'arguments';
  scope.names.reporter.error(
    node,
    `${signature.name} takes ${wanted} ${noun}, not ${given.length}`,
    prototype(signature),
  );
  return false;
}

/** Says so when one of the language's own calls has the wrong number of arguments. */
function ownArity(scope: Scope, node: SyntaxNode, least: number, most: number): boolean {
  const count = argumentNodes(node).length;
  if (count >= least && count <= most) return true;
  const name = calleeOf(scope, node);
  const wanted = least === most ? `${most}` : `${least} or ${most}`;
  const noun = least === 1 && most === 1 ? 'argument' : 'arguments';
  scope.names.reporter.error(
    node,
    `${name} takes ${wanted} ${noun}, not ${count}`,
    OWN_CALLS.get(name),
  );
  return false;
}

function spawn(scope: Scope, node: SyntaxNode, into: number | undefined): void {
  if (!ownArity(scope, node, 1, 2)) return;
  const { names } = scope;
  const [target, structure] = argumentNodes(node);
  if (target === undefined) return;
  const word = textOf(names.source, target);
  const process = names.processes.get(word);
  if (process === undefined) {
    const hint = didYouMean(word, names.processes.keys()) ?? `declare it: process ${word};`;
    names.reporter.error(target, `no process is called '${word}'`, hint);
    return;
  }
  const clone3 = SIGNATURES.get('clone3');
  const args: Arg | undefined =
    structure === undefined || clone3 === undefined
      ? undefined
      : argumentsOf(scope, clone3, [structure])[0];
  const span = names.reporter.span(node);
  emit(scope, { kind: 'spawn', process, args, into, span }, node);
}

/** The cell that the first argument names. */
function cellOf(scope: Scope, node: SyntaxNode): number | undefined {
  const { names } = scope;
  const target = argumentNodes(node)[0];
  if (target === undefined) return undefined;
  const word = textOf(names.source, target);
  const cell = names.cells.get(word);
  if (cell !== undefined) return cell;
  const hint = didYouMean(word, names.cells.keys()) ?? `declare it: cell ${word};`;
  names.reporter.error(target, `no shared cell is called '${word}'`, hint);
  return undefined;
}

function load(scope: Scope, node: SyntaxNode, into: number | undefined): void {
  if (!ownArity(scope, node, 1, 1)) return;
  const cell = cellOf(scope, node);
  if (cell === undefined) return;
  const span = scope.names.reporter.span(node);
  emit(scope, { kind: 'load', cell, into: into ?? heldSlot(scope), span }, node);
}

function store(scope: Scope, node: SyntaxNode, into: number | undefined): void {
  if (!ownArity(scope, node, 2, 2)) return;
  noResult(scope, node, into);
  const cell = cellOf(scope, node);
  const given = argumentNodes(node)[1];
  if (cell === undefined || given === undefined) return;
  const value = expression(scope, given);
  emit(scope, { kind: 'store', cell, value, span: scope.names.reporter.span(node) }, node);
}

function work(scope: Scope, node: SyntaxNode, into: number | undefined): void {
  if (!ownArity(scope, node, 1, 1)) return;
  noResult(scope, node, into);
  const given = argumentNodes(node)[0];
  if (given === undefined) return;
  if (given.name !== 'String') {
    scope.names.reporter.error(given, 'work takes its words in quotes', 'work("reads its mail");');
    return;
  }
  const note = unquote(textOf(scope.names.source, given));
  emit(scope, { kind: 'pause', note, span: scope.names.reporter.span(node) }, node);
}

function assertion(scope: Scope, node: SyntaxNode, into: number | undefined): void {
  if (!ownArity(scope, node, 1, 1)) return;
  noResult(scope, node, into);
  const given = argumentNodes(node)[0];
  if (given === undefined) return;
  const cond = expression(scope, given);
  emit(scope, { kind: 'assert', cond, span: scope.names.reporter.span(node) }, node);
}

function noResult(scope: Scope, node: SyntaxNode, into: number | undefined): void {
  if (into !== undefined)
    scope.names.reporter.error(node, `${calleeOf(scope, node)} gives nothing back`);
}
