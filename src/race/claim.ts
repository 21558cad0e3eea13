// Claims and the verdicts that the author expects of them.

import { NAMED } from './constants.ts';
import { type Declarations, processNamed } from './declare.ts';
import { expression } from './expression.ts';
import type { Claim, ClaimForm, Expectation, ProcessDecl } from './program.ts';
import { type Names, newScope } from './scope.ts';
import { didYouMean } from './suggest.ts';
import { all, children, first, joined, numberOf, type SyntaxNode, textOf } from './tree.ts';

/** What claims talk about. */
export interface Claimed {
  readonly names: Names;
  readonly declared: Declarations;
  readonly processes: readonly ProcessDecl[];
}

/** Compiles `claim` and `expect`. An expectation without a claim's words is about the one above. */
export function claims(
  around: Claimed,
  top: SyntaxNode,
): { readonly claims: Claim[]; readonly expectations: Expectation[] } {
  const found: Claim[] = [];
  const expectations: Expectation[] = [];
  for (const node of children(top)) {
    if (node.name === 'Claim') {
      const claim = claimOf(around, node);
      if (claim === undefined) continue;
      if (found.some(other => other.text === claim.text))
        around.names.reporter.error(node, `the claim "${claim.text}" is made twice`);
      found.push(claim);
    } else if (node.name === 'Expect') {
      const index = expected(around, node, found, top);
      const stated = verdicts(around, node, index ?? 0);
      if (index !== undefined) expectations.push(...stated);
    }
  }
  const seen = new Set<string>();
  for (const e of expectations) {
    const key = `${e.claim}:${e.variant}`;
    if (seen.has(key)) twice(around, top, e);
    seen.add(key);
  }
  const extra = found[MOST_CLAIMS];
  if (extra !== undefined)
    around.names.reporter.error(extra.span, `a race makes at most ${MOST_CLAIMS} claims`);
  return { claims: found, expectations };
}

/** The machine keeps a bit for each. */
const MOST_CLAIMS = 31;

function twice(around: Claimed, top: SyntaxNode, e: Expectation): void {
  const variant = around.declared.variants[e.variant];
  const at = all(top, 'Expect').at(-1) ?? top;
  around.names.reporter.error(at, `two expectations of one claim for the variant '${variant}'`);
}

function claimOf(around: Claimed, node: SyntaxNode): Claim | undefined {
  const formNode = first(node, 'ClaimForm');
  const form = formNode && claimForm(around, formNode);
  if (form === undefined) return undefined;
  const text = joined(around.names.source, node) ?? '';
  return { text, form, span: around.names.reporter.span(node) };
}

function claimForm(around: Claimed, node: SyntaxNode): ClaimForm | undefined {
  switch (node.name) {
    case 'NeverReaches': {
      const signal = signalOf(around, node);
      const process = target(around, node);
      return signal === 'bad' || process === 'bad'
        ? undefined
        : { kind: 'neverReaches', signal, process };
    }
    case 'ReachesOnly': {
      const signal = signalOf(around, node);
      const process = target(around, node);
      if (signal === 'bad' || process === 'bad' || process === undefined) return undefined;
      return { kind: 'reachesOnly', signal, process };
    }
    case 'Eventually':
      return eventually(around, node);
    case 'NeverVar':
    case 'EventuallyVar':
      return condition(around, node);
    default:
      return { kind: 'neverStranger' };
  }
}

/** A signal's number; `signal` itself stands for any. */
function signalOf(around: Claimed, node: SyntaxNode): number | undefined | 'bad' {
  const { source, reporter } = around.names;
  const name = first(node, 'Signal');
  if (name === undefined) return 'bad';
  const word = textOf(source, name);
  if (word === 'signal') return undefined;
  const constant = NAMED.get(word);
  if (constant?.set === 'signal') return constant.value;
  const signals = [...NAMED.values()].filter(c => c.set === 'signal').map(c => c.name);
  const hint = didYouMean(word, signals) ?? 'a signal’s name, or: never signal reaches …';
  reporter.error(name, `'${word}' is no signal`, hint);
  return 'bad';
}

/** A process by name; `anybody` is all of them. */
function target(around: Claimed, node: SyntaxNode): number | undefined | 'bad' {
  const { source, reporter } = around.names;
  const name = first(node, 'Name');
  if (name === undefined) return 'bad';
  if (textOf(source, name) === 'anybody') return undefined;
  return processNamed(source, around.declared, name, reporter) ?? 'bad';
}

const ENDS = ['reaped', 'dead', 'zombie'] as const;

function eventually(around: Claimed, node: SyntaxNode): ClaimForm | undefined {
  const { source, reporter } = around.names;
  const [who, how] = all(node, 'Name');
  if (who === undefined || how === undefined) return undefined;
  const process = processNamed(source, around.declared, who, reporter);
  const is = ENDS.find(word => word === textOf(source, how));
  if (is === undefined) reporter.error(how, `a process ends up ${ENDS.join(', ')}`);
  return process === undefined || is === undefined
    ? undefined
    : { kind: 'eventually', process, is };
}

/** A condition over one process's variables, which must have the same slots in every variant. */
function condition(around: Claimed, node: SyntaxNode): ClaimForm | undefined {
  const { names, declared } = around;
  const inner = first(node, 'Expression');
  const who = first(node, 'Name');
  if (inner === undefined || who === undefined) return undefined;
  const process = processNamed(names.source, declared, who, names.reporter);
  const decl = process === undefined ? undefined : around.processes[process];
  if (process === undefined || decl === undefined) return undefined;
  const conds = decl.programs.map(program => {
    const given = program.vars.filter(name => !name.startsWith('('));
    const scope = newScope(names, inner, given, (_, call) =>
      names.reporter.error(call, 'a claim looks at variables and calls nothing'),
    );
    // The slots are the program's own.
    scope.vars.splice(0, scope.vars.length, ...program.vars);
    return expression(scope, inner);
  });
  const kind = node.name === 'NeverVar' ? 'neverVar' : 'eventuallyVar';
  return { kind, process, conds };
}

/** The claim that an expectation is about. */
function expected(
  around: Claimed,
  node: SyntaxNode,
  found: readonly Claim[],
  top: SyntaxNode,
): number | undefined {
  const { source, reporter } = around.names;
  const text = joined(source, node);
  if (text === undefined) {
    if (found.length > 0) return found.length - 1;
    // The claim above may be there and wrong: it has been complained about.
    if (!all(top, 'Claim').some(claim => claim.from < node.from))
      reporter.error(node, 'expect comes after the claim that it is about');
    return undefined;
  }
  const index = found.findIndex(claim => claim.text === text);
  if (index >= 0) return index;
  const hint = didYouMean(
    text,
    found.map(claim => claim.text),
  );
  reporter.error(node, `no claim says "${text}"`, hint);
  return undefined;
}

function verdicts(around: Claimed, node: SyntaxNode, claim: number): Expectation[] {
  const { source, reporter } = around.names;
  const { variants } = around.declared;
  return all(node, 'Expectation').flatMap(item => {
    const name = first(item, 'Name');
    const broken = first(item, 'Broken');
    const steps = broken && first(broken, 'Number');
    const verdict = broken === undefined ? 'holds' : 'broken';
    const inSteps = steps === undefined ? undefined : numberOf(source, steps);
    const word = name === undefined ? undefined : textOf(source, name);
    const variant = word === undefined ? undefined : variants.indexOf(word);
    if (variant === -1 && name !== undefined && word !== undefined) {
      const hint = didYouMean(word, variants) ?? `the variants are: ${variants.join(', ')}`;
      reporter.error(name, `no process has a variant '${word}'`, hint);
      return [];
    }
    const which = variant === undefined ? variants.map((_, i) => i) : [variant];
    return which.map(v => ({ variant: v, claim, verdict, inSteps }) satisfies Expectation);
  });
}
