// Reading the syntax tree: children by name, and the text under a node.

import type { SyntaxNode } from '@lezer/common';

export type { SyntaxNode };

/** A source with its tree: what every part of the compiler reads from. */
export interface Text {
  readonly source: string;
}

/** All children, without comments and the parser's error nodes. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!child.type.isError && !child.type.isSkipped && !child.type.is('LineComment'))
      if (!child.type.is('BlockComment')) found.push(child);
  }
  return found;
}

/** All children of that name, or of that group of names. */
export function all(node: SyntaxNode, name: string): SyntaxNode[] {
  return children(node).filter(child => child.type.is(name));
}

/** The first child of that name or group. */
export function first(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return children(node).find(child => child.type.is(name));
}

export function textOf(source: string, node: SyntaxNode): string {
  return source.slice(node.from, node.to).trim();
}

/** The value of a Number: decimal or 0x. */
export function numberOf(source: string, node: SyntaxNode): number {
  return Number(textOf(source, node));
}

/** The words between the quotes, with `\"`, `\\` and `\n` undone. */
export function unquote(literal: string): string {
  const closed = literal.length > 1 && literal.endsWith('"') ? -1 : undefined;
  return literal.slice(1, closed).replace(/\\(.)/gs, (_, c: string) => (c === 'n' ? '\n' : c));
}

/** Adjacent strings in `node`, joined as C joins them, with one space between. */
export function joined(source: string, node: SyntaxNode): string | undefined {
  const parts = all(node, 'String').map(child => unquote(textOf(source, child)));
  return parts.length === 0 ? undefined : parts.join(' ');
}
