// What is known while one program text is compiled: the names of the race around it, its own
// variables, and the code so far.

import { ensure } from '../base.ts';
import type { Range, Reporter } from './diagnostic.ts';
import type { Expr, Instr } from './program.ts';
import { children, first, type SyntaxNode, textOf } from './tree.ts';

/** Names that every program of the race may use. */
export interface Names {
  readonly source: string;
  readonly reporter: Reporter;
  /** Kernel version, major * 1000 + minor. */
  readonly version: number;
  readonly processes: ReadonlyMap<string, number>;
  readonly cells: ReadonlyMap<string, number>;
  readonly marks: ReadonlyMap<string, number>;
}

/** A place in the code that is not known yet. */
export interface Label {
  at: number | undefined;
}

/** Instructions while they are made: jumps still point to labels. */
type Draft =
  | Exclude<Instr, { kind: 'branch' } | { kind: 'jump' }>
  | { readonly kind: 'branch'; readonly cond: Expr; readonly otherwise: Label; readonly at: Range }
  | { readonly kind: 'jump'; readonly to: Label; readonly at: Range };

/** One program being compiled. */
export interface Scope {
  readonly names: Names;
  readonly vars: string[];
  /** Variables that some statement before this one gives a value to. */
  readonly assigned: Set<string>;
  /** Members of structures that the program reads, as `info.si_pid`. */
  readonly members: ReadonlySet<string>;
  readonly code: Draft[];
  readonly loops: { readonly start: Label; readonly end: Label }[];
  /** Compiles a call (call.ts); here so that expressions need not know calls. */
  readonly call: (scope: Scope, node: SyntaxNode, into: number | undefined) => void;
  /** How many results of inner calls this statement holds on to. */
  held: number;
  /** The code grew too long; said once. */
  full: boolean;
}

/** Longest program, in instructions: loops are unrolled. */
export const LONGEST = 4000;

/** An empty scope for a program with the given body. */
export function newScope(
  names: Names,
  body: SyntaxNode,
  given: readonly string[],
  call: Scope['call'],
): Scope {
  const members = new Set<string>();
  body.cursor().iterate(node => {
    if (node.name === 'Member') members.add(textOf(names.source, node.node).replace(/\s/g, ''));
  });
  return {
    names,
    vars: [...given],
    assigned: new Set(given),
    members,
    code: [],
    loops: [],
    call,
    held: 0,
    full: false,
  };
}

/** The slot of a variable, which is made when it is not there yet. */
export function slotOf(scope: Scope, name: string): number {
  const found = scope.vars.indexOf(name);
  if (found >= 0) return found;
  scope.vars.push(name);
  return scope.vars.length - 1;
}

/** A slot that is given a value here: from now on the name may be read. */
export function assignSlot(scope: Scope, name: string): number {
  scope.assigned.add(name);
  return slotOf(scope, name);
}

/** A hidden slot for the result of a call inside an expression. */
export function heldSlot(scope: Scope): number {
  scope.held += 1;
  return slotOf(scope, `(${scope.held})`);
}

/** Adds an instruction. */
export function emit(scope: Scope, instr: Draft, at: Range): void {
  if (scope.code.length < LONGEST) scope.code.push(instr);
  else if (!scope.full) {
    scope.full = true;
    scope.names.reporter.error(
      at,
      `this program is longer than ${LONGEST} instructions once its loops are unrolled`,
      'repeat less often',
    );
  }
}

/** Puts the label here. */
export function place(scope: Scope, label: Label): void {
  label.at = scope.code.length;
}

/** The finished code, with every jump resolved. */
export function resolve(scope: Scope): Instr[] {
  const { reporter } = scope.names;
  return scope.code.map(draft => {
    if (draft.kind === 'branch') {
      const otherwise = scope.full ? 0 : ensure(draft.otherwise.at, 'label of a branch');
      return { kind: 'branch', cond: draft.cond, otherwise, span: reporter.span(draft.at) };
    }
    if (draft.kind === 'jump') {
      const to = scope.full ? 0 : ensure(draft.to.at, 'label of a jump');
      return { kind: 'jump', to, span: reporter.span(draft.at) };
    }
    return draft;
  });
}

/** Whether the instruction is a step of its own. */
export function isStep(kind: Instr['kind']): boolean {
  return (
    kind === 'syscall' ||
    kind === 'spawn' ||
    kind === 'load' ||
    kind === 'store' ||
    kind === 'pause'
  );
}

/** Whether a call of the kernel or a shared access is anywhere in the expression. */
export function hasCall(node: SyntaxNode): boolean {
  return node.type.is('Call') || children(node).some(hasCall);
}

/** The arguments of a Call node. */
export function argumentNodes(node: SyntaxNode): SyntaxNode[] {
  const list = first(node, 'Arguments');
  return list === undefined ? [] : children(list).filter(child => !/^[(),]$/.test(child.name));
}

/** The name that a Call node calls. */
export function calleeOf(scope: Scope, node: SyntaxNode): string {
  const callee = first(node, 'Callee');
  return callee === undefined ? '' : textOf(scope.names.source, callee);
}
