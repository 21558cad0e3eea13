// Processes: what they are at the start, and one program per variant.

import { callStep } from './call.ts';
import { NAMED } from './constants.ts';
import { type Declarations, type Declared, processNamed, viaNames } from './declare.ts';
import { checkStart } from './presence.ts';
import type { ProcessDecl, Program, Race } from './program.ts';
import { type Names, newScope, resolve } from './scope.ts';
import { block } from './statement.ts';
import { didYouMean } from './suggest.ts';
import { all, first, numberOf, type SyntaxNode, textOf } from './tree.ts';

/** What the processes need to know of the race around them. */
export interface Around {
  readonly names: Names;
  readonly declared: Declarations;
  readonly numbers: Race['numbers'];
  readonly namespaces: Race['namespaces'];
  readonly sockets: Race['sockets'];
}

/** Compiles every process. */
export function processes(around: Around): ProcessDecl[] {
  const found = around.declared.processes.map((declared, i) => processDecl(around, declared, i));
  const { reporter } = around.names;
  checkStart({
    reporter,
    declared: around.declared.processes,
    processes: found,
    namespaces: around.namespaces,
    sockets: around.sockets,
  });
  return found;
}

function processDecl(around: Around, declared: Declared, index: number): ProcessDecl {
  const { source, reporter } = around.names;
  const value = (kind: string) => attribute(around, declared, kind);
  const start = value('StartNumber');
  const numbered = start === undefined ? undefined : first(start, 'Number');
  const unnumbered = declared.name === 'init' ? 1 : undefined;
  const startNr = numbered === undefined ? unnumbered : numberOf(source, numbered);
  if (numbered !== undefined && startNr !== undefined)
    checkNumber(around, declared, numbered, startNr);
  const idle = value('Idle') !== undefined;
  const uid = value('Uid');
  const uidNumber = uid && first(uid, 'Number');
  const glyph = value('Glyph');
  const glyphName = glyph && first(glyph, 'Name');
  const node = declared.nodes[0];
  return {
    name: declared.name,
    glyph: glyphName && knownGlyph(around, glyphName),
    startNr,
    parent: other(around, value('Parent')),
    threadOf: other(around, value('ThreadOf')),
    inside: inside(around, value('Inside')),
    group: other(around, value('Group')),
    uid: uidNumber === undefined ? undefined : numberOf(source, uidNumber),
    ignores: ignored(around, declared),
    subreaper: value('Subreaper') !== undefined,
    idle,
    programs: programs(around, declared, index, idle),
    span: reporter.span(node ?? { from: 0, to: 0 }),
  };
}

/** The attribute of that kind, from whichever declaration of the process has it. */
function attribute(around: Around, declared: Declared, kind: string): SyntaxNode | undefined {
  const found = declared.nodes.flatMap(node => all(node, kind));
  const { source, reporter } = around.names;
  const [node] = found;
  for (const again of found.slice(1)) {
    if (node !== undefined && textOf(source, node) === textOf(source, again)) continue;
    reporter.error(again, `${declared.name} is declared differently before`, 'say it once');
  }
  return node;
}

/** Hand-drawn pictures for tiles. A process without one gets one by its name. */
// biome-ignore format: a list
export const GLYPHS = [
  'nut', 'cylinder', 'eye', 'loop', 'prompt', 'globe', 'house', 'layers', 'page', 'diamond',
  'puzzle', 'mask', 'window', 'box', 'slab',
] as const;

function knownGlyph(around: Around, node: SyntaxNode): string {
  const word = textOf(around.names.source, node);
  if (!GLYPHS.some(glyph => glyph === word))
    around.names.reporter.error(
      node,
      `there is no glyph '${word}'`,
      didYouMean(word, GLYPHS) ?? `one of ${GLYPHS.join(', ')}`,
    );
  return word;
}

function other(around: Around, node: SyntaxNode | undefined): number | undefined {
  const name = node && first(node, 'Name');
  if (name === undefined) return undefined;
  return processNamed(around.names.source, around.declared, name, around.names.reporter);
}

function checkNumber(around: Around, declared: Declared, node: SyntaxNode, nr: number): void {
  const { last } = around.numbers;
  const { reporter } = around.names;
  if (declared.name === 'init' && nr !== 1) reporter.error(node, 'init has the number 1');
  else if (nr === 1 && declared.name !== 'init')
    reporter.error(node, 'the number 1 is init’s', 'call this process init');
  else if (nr < 1 || nr > last)
    reporter.error(node, `${nr} is not among the numbers up to ${last}`);
}

function inside(around: Around, node: SyntaxNode | undefined): ProcessDecl['inside'] {
  if (node === undefined) return undefined;
  const { source, reporter } = around.names;
  const name = first(node, 'Name');
  const nr = first(node, 'Number');
  if (name === undefined || nr === undefined) return undefined;
  const word = textOf(source, name);
  const namespace = around.namespaces.findIndex(ns => ns.name === word);
  if (namespace >= 0) return { namespace, nr: numberOf(source, nr) };
  const hint =
    didYouMean(
      word,
      around.namespaces.map(ns => ns.name),
    ) ?? `declare it: namespace ${word} 1..311`;
  reporter.error(name, `no namespace is called '${word}'`, hint);
  return undefined;
}

function ignored(around: Around, declared: Declared): number[] {
  const { source, reporter } = around.names;
  const signals: number[] = [];
  for (const node of declared.nodes.flatMap(n => all(n, 'Ignores'))) {
    const name = first(node, 'Name');
    if (name === undefined) continue;
    const constant = NAMED.get(textOf(source, name));
    if (constant?.set === 'signal') signals.push(constant.value);
    else reporter.error(name, 'only signals can be ignored', 'ignores SIGCHLD');
  }
  return signals;
}

/** One program per variant: its own, or the one declared without `via`. */
function programs(around: Around, declared: Declared, index: number, idle: boolean): Program[] {
  const { source, reporter } = around.names;
  const bodies = new Map<string | undefined, SyntaxNode>();
  for (const node of declared.nodes) {
    const via = viaNames(source, node);
    for (const variant of via.length === 0 ? [undefined] : via) {
      if (bodies.has(variant)) duplicate(around, declared, variant, node);
      else bodies.set(variant, node);
    }
  }
  return around.declared.variants.map(variant => {
    const node = bodies.get(variant) ?? bodies.get(undefined);
    if (node === undefined) {
      const at = declared.nodes[0] ?? { from: 0, to: 0 };
      reporter.error(
        first(declared.nodes[0] as SyntaxNode, 'Definition') ?? at,
        `${declared.name} has no program for the variant '${variant}'`,
        `process ${declared.name} via ${variant} { … }, or one without via`,
      );
      return { code: [], vars: [], source: reporter.span(at) };
    }
    return program(around, node, index, idle);
  });
}

function duplicate(
  around: Around,
  declared: Declared,
  variant: string | undefined,
  node: SyntaxNode,
): void {
  const { reporter } = around.names;
  const at = first(node, 'Definition') ?? node;
  if (variant === undefined)
    reporter.error(
      at,
      `the process ${declared.name} is declared twice`,
      `another name, or a variant: process ${declared.name} via … { … }`,
    );
  else reporter.error(at, `${declared.name} has two programs for the variant '${variant}'`);
}

function program(around: Around, node: SyntaxNode, index: number, idle: boolean): Program {
  const { names } = around;
  const body = first(node, 'Block');
  const source = names.reporter.span(body ?? node);
  if (body === undefined) return { code: [], vars: [], source };
  const given = around.sockets.filter(s => s.ends.includes(index)).map(s => s.name);
  const scope = newScope(names, body, given, callStep);
  block(scope, body);
  if (idle && scope.code.length > 0)
    names.reporter.error(body, 'an idle process does nothing', 'leave out idle, or its body');
  return { code: resolve(scope), vars: scope.vars, source };
}
