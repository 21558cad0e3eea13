// Declarations: processes with their variants, shared cells, sockets, namespaces, milestones.

import { NAMED } from './constants.ts';
import type { Reporter } from './diagnostic.ts';
import { range } from './heading.ts';
import type { Race } from './program.ts';
import { didYouMean } from './suggest.ts';
import { all, first, type SyntaxNode, textOf } from './tree.ts';

/** A process as the source declares it: possibly several times, once per variant. */
export interface Declared {
  readonly name: string;
  readonly nodes: SyntaxNode[];
}

export interface Declarations {
  readonly processes: readonly Declared[];
  readonly processIndex: ReadonlyMap<string, number>;
  readonly variants: readonly string[];
  readonly cells: readonly { readonly name: string; readonly node: SyntaxNode }[];
  readonly cellIndex: ReadonlyMap<string, number>;
  readonly marks: readonly string[];
  readonly markIndex: ReadonlyMap<string, number>;
}

/** The one variant of a race in which no process has any. */
export const ONLY_VARIANT = 'main';

/** Collects every declared name, and complains about names declared twice. */
export function declarations(source: string, top: SyntaxNode, reporter: Reporter): Declarations {
  const processes: Declared[] = [];
  const processIndex = new Map<string, number>();
  for (const node of all(top, 'Process')) {
    const name = definedName(source, node);
    if (name === undefined) continue;
    reserved(name, node, reporter);
    const index = processIndex.get(name);
    const found = index === undefined ? undefined : processes[index];
    if (found !== undefined) found.nodes.push(node);
    else {
      processIndex.set(name, processes.length);
      processes.push({ name, nodes: [node] });
    }
  }
  const cells = cellsOf(source, top, processIndex, reporter);
  const marks = marksOf(source, top);
  return {
    processes,
    processIndex,
    variants: variantsOf(source, top),
    cells,
    cellIndex: new Map(cells.map((cell, i) => [cell.name, i])),
    marks,
    markIndex: new Map(marks.map((mark, i) => [mark, i])),
  };
}

/** Constants keep their names. */
function reserved(name: string, node: SyntaxNode, reporter: Reporter): void {
  if (NAMED.has(name) || name === 'errno' || name === 'NULL' || name === 'anybody')
    reporter.error(first(node, 'Definition') ?? node, `${name} has a meaning of its own`);
}

export function definedName(source: string, node: SyntaxNode): string | undefined {
  const definition = first(node, 'Definition');
  return definition === undefined ? undefined : textOf(source, definition);
}

function cellsOf(
  source: string,
  top: SyntaxNode,
  processes: ReadonlyMap<string, number>,
  reporter: Reporter,
): { readonly name: string; readonly node: SyntaxNode }[] {
  const cells: { readonly name: string; readonly node: SyntaxNode }[] = [];
  for (const node of all(top, 'Cell')) {
    const name = definedName(source, node);
    if (name === undefined) continue;
    if (cells.some(cell => cell.name === name) || processes.has(name))
      reporter.error(node, `the name '${name}' is declared twice`, 'give the cell another name');
    else cells.push({ name, node });
    reserved(name, node, reporter);
  }
  return cells;
}

function marksOf(source: string, top: SyntaxNode): string[] {
  const marks: string[] = [];
  top.cursor().iterate(node => {
    if (node.name !== 'Mark') return;
    const name = first(node.node, 'Name');
    const word = name === undefined ? undefined : textOf(source, name);
    if (word !== undefined && !marks.includes(word)) marks.push(word);
  });
  return marks;
}

function variantsOf(source: string, top: SyntaxNode): string[] {
  const variants: string[] = [];
  for (const process of all(top, 'Process')) {
    for (const name of viaNames(source, process)) {
      if (!variants.includes(name)) variants.push(name);
    }
  }
  return variants.length === 0 ? [ONLY_VARIANT] : variants;
}

/** The variants that this declaration of a process is for; none: for all others. */
export function viaNames(source: string, process: SyntaxNode): string[] {
  const via = first(process, 'Via');
  return via === undefined ? [] : all(via, 'Name').map(name => textOf(source, name));
}

/** The process that a Name node names; says so when there is none. */
export function processNamed(
  source: string,
  names: Declarations,
  node: SyntaxNode,
  reporter: Reporter,
): number | undefined {
  const word = textOf(source, node);
  const found = names.processIndex.get(word);
  if (found === undefined)
    reporter.error(
      node,
      `no process is called '${word}'`,
      didYouMean(word, names.processIndex.keys()),
    );
  return found;
}

export function namespaces(
  source: string,
  top: SyntaxNode,
  reporter: Reporter,
): Race['namespaces'] {
  const found: Race['namespaces'][number][] = [];
  for (const node of all(top, 'Namespace')) {
    const name = definedName(source, node) ?? '';
    if (found.some(other => other.name === name))
      reporter.error(node, `the namespace '${name}' is declared twice`);
    const outer = first(node, 'Name');
    const parent =
      outer === undefined
        ? undefined
        : found.findIndex(other => other.name === textOf(source, outer));
    if (parent === -1 && outer !== undefined)
      reporter.error(outer, 'the outer namespace must be declared before the inner one');
    const next = first(node, 'Number');
    const numbers = range(source, node, reporter) ?? { first: 1, last: 311 };
    found.push({
      name,
      parent: parent === -1 ? undefined : parent,
      numbers,
      cursor: next === undefined ? numbers.first : Number(textOf(source, next)),
    });
  }
  return found;
}

export function sockets(
  source: string,
  top: SyntaxNode,
  names: Declarations,
  reporter: Reporter,
): Race['sockets'] {
  const found: Race['sockets'][number][] = [];
  for (const node of all(top, 'Socket')) {
    const name = definedName(source, node) ?? '';
    if (found.some(other => other.name === name))
      reporter.error(node, `the socket '${name}' is declared twice`);
    const ends = all(node, 'Name').map(end => processNamed(source, names, end, reporter));
    const [a, b] = ends;
    if (a === undefined || b === undefined) continue;
    if (a === b) reporter.error(node, 'a socket is between two processes');
    found.push({ name, ends: [a, b] });
  }
  return found;
}
