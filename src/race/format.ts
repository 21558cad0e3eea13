// The formatter: one layout for every race. It works on tokens with the syntax tree beside it, keeps
// comments and single blank lines, and leaves a source with syntax errors as it is.

import { parser } from './parser.gen.ts';
import { all, children, first, type SyntaxNode } from './tree.ts';

interface Token {
  readonly text: string;
  readonly from: number;
  /** Line breaks between the token before and this one. */
  readonly breaks: number;
  /** The innermost node around it. */
  readonly node: SyntaxNode;
  readonly comment: 'line' | 'block' | undefined;
}

const LEXEME =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|0x[0-9a-fA-F]+|\d+(?:\.\d+)?|\w+|\.\.|&&|\|\||>>|[<>=!]=|\S/g;

/** The source in the common layout. Formatting twice changes nothing more. */
export function format(source: string): string {
  const tree = parser.parse(source);
  let broken = false;
  tree.cursor().iterate(node => {
    if (node.type.isError || node.name === 'OpenString') broken = true;
  });
  if (broken) return source;
  const writer = new Writer(source);
  for (const token of tokens(source, tree.topNode)) writer.add(token);
  return writer.finish();
}

function* tokens(source: string, top: SyntaxNode): Generator<Token> {
  let end = 0;
  for (const match of source.matchAll(LEXEME)) {
    const text = match[0].trimEnd();
    const from = match.index;
    const breaks = source.slice(end, from).split('\n').length - 1;
    end = from + match[0].length;
    const comment = text.startsWith('//') ? 'line' : text.startsWith('/*') ? 'block' : undefined;
    yield { text, from, breaks, node: top.resolveInner(from, 1), comment };
  }
}

/** Declarations that end with a semicolon; the others end where the next one begins. */
const CLOSED = ['Cell', 'Socket', 'Namespace'];

class Writer {
  private readonly source: string;
  private readonly lines: string[] = [];
  private line = '';
  private depth = 0;
  private before: Token | undefined;
  /** A closing semicolon that is still owed to the declaration just written. */
  private owed = false;

  constructor(source: string) {
    this.source = source;
  }

  add(token: Token): void {
    if (isEnd(token)) return;
    const start = startOfUnit(token);
    if (this.owed && (start || token.comment !== undefined) && token.node.name !== 'Field') {
      this.line += ';';
      this.owed = false;
    }
    if (token.text === '}' && isBlockEnd(token)) this.depth -= 1;
    this.separate(token, start);
    this.line += token.text;
    if (token.text === '{' && isBlockEnd(token)) this.depth += 1;
    const item = itemOf(token.node);
    if (item !== undefined && token.comment === undefined) this.owed = CLOSED.includes(item.name);
    this.before = token;
  }

  finish(): string {
    if (this.owed) this.line += ';';
    this.flush();
    const text = this.lines.join('\n').replace(/\n+$/, '');
    return text === '' ? '' : `${text}\n`;
  }

  /** What stands between the token before and this one: a new line, a space, or nothing. */
  private separate(token: Token, start: boolean): void {
    const { before } = this;
    if (before === undefined) return;
    const own = token.comment !== undefined && token.breaks > 0;
    const forced = before.comment === 'line' || (before.comment !== undefined && token.breaks > 0);
    if (own || forced || start || this.closes(token)) {
      this.newLine(token, before);
      return;
    }
    const hanging = this.hanging(token, before);
    if (hanging !== undefined) {
      this.flush();
      this.line = ' '.repeat(hanging);
    } else if (spaced(this.source, before, token)) this.line += ' ';
  }

  /** Whether this ends a block that stands on several lines. */
  private closes(token: Token): boolean {
    if (!isBlockEnd(token)) return false;
    if (token.text === '}') return !oneLine(this.source, token.node);
    return false;
  }

  private newLine(token: Token, before: Token): void {
    this.flush();
    const inside = token.text !== '}' && before.text !== '{';
    if (token.breaks > 1 && inside) this.lines.push('');
    this.line = ' '.repeat(2 * this.depth);
  }

  /** Columns of a line that goes on with what the line before began. */
  private hanging(token: Token, before: Token): number | undefined {
    const base = 2 * this.depth;
    if (token.text === 'detail' && token.node.name === 'detail') return base + 5;
    if (token.breaks > 0 && beginsBody(token)) return base + 2;
    if (token.node.name === 'String' && before.node.name === 'String') {
      const column = this.line.search(/"/);
      return column < 0 ? base + 4 : column;
    }
    const breaksHere = before.text === ',' || before.node.name === 'Operator';
    return breaksHere && token.breaks > 0 ? base + 4 : undefined;
  }

  private flush(): void {
    this.lines.push(this.line.trimEnd());
    this.line = '';
  }
}

/** The declaration around a node. */
function itemOf(node: SyntaxNode): SyntaxNode | undefined {
  let at: SyntaxNode | null = node;
  while (at !== null && !at.type.is('Item')) at = at.parent;
  return at ?? undefined;
}

/** A semicolon that may be left out: the last of a declaration, but a process’s own. */
function isEnd(token: Token): boolean {
  if (token.text !== ';') return false;
  const parent = token.node.name === ';' ? token.node.parent : token.node;
  if (parent === null) return false;
  if (parent.name === 'Answer') return true;
  if (!parent.type.is('Item') || parent.name === 'Process') return false;
  return parent.lastChild?.from === token.from;
}

/** Whether the token begins a declaration, a statement of a block, or an answer. */
function startOfUnit(token: Token): boolean {
  let at: SyntaxNode | null = token.node;
  while (at !== null && at.from === token.from) {
    if (at.type.is('Item') || at.name === 'Answer') return true;
    if (at.type.is('Statement') && at.parent?.name === 'Block') return true;
    at = at.parent;
  }
  return false;
}

/** The first word of what an if does, when that is a statement without braces. */
function beginsBody(token: Token): boolean {
  let at: SyntaxNode | null = token.node;
  while (at !== null && at.from === token.from) {
    if (at.type.is('Statement') && at.parent?.name === 'If') return at.name !== 'If';
    at = at.parent;
  }
  return false;
}

/** A brace of a block or of a question, not of a structure. */
function isBlockEnd(token: Token): boolean {
  if (token.text !== '{' && token.text !== '}') return false;
  const holder = token.node.name === token.text ? token.node.parent : token.node;
  return holder?.name === 'Block' || holder?.name === 'Question';
}

/** A block that stays on one line: it was on one, and holds one plain statement or none. */
function oneLine(source: string, brace: SyntaxNode): boolean {
  const block = brace.name === '}' || brace.name === '{' ? brace.parent : brace;
  if (block === null || block.name !== 'Block') return false;
  return isFlat(source, block);
}

function isFlat(source: string, block: SyntaxNode): boolean {
  const inner = source.slice(block.from, block.to);
  return !inner.includes('\n') && all(block, 'Statement').length === 0 && !inner.includes('/');
}

const TIGHT_AFTER = new Set(['(', '.', '#', '..']);
const TIGHT_BEFORE = new Set([')', ',', ';', ':', '.', '..', '#']);

/** Whether a space stands between two tokens of one line. */
function spaced(source: string, before: Token, token: Token): boolean {
  if (token.comment !== undefined || before.comment !== undefined) return true;
  if (TIGHT_AFTER.has(before.text) && !(before.text === '.' && isNumber(source, before)))
    return false;
  if (TIGHT_BEFORE.has(token.text))
    return token.text === '.' && token.node.parent?.name === 'Field';
  if (token.text === '(') return token.node.parent?.name !== 'Arguments';
  if (before.text === '&' && before.node.name !== 'Operator') return false;
  if (before.node.name === 'Minus' || before.node.name === 'Not') return false;
  return !besideBrace(before, token);
}

const isNumber = (source: string, token: Token): boolean =>
  /\d/.test(source.charAt(token.from - 1));

/** `{fd, POLLIN}` is tight, `{ .fd = fd }` is not; an empty block is `{}`. */
function besideBrace(before: Token, token: Token): boolean {
  if (before.text === '{' && token.text === '}') return true;
  const opens = before.text === '{' && !isBlockEnd(before);
  const closes = token.text === '}' && !isBlockEnd(token);
  if (!opens && !closes) return false;
  const brace = opens ? before.node : token.node;
  const holder = brace.name === 'Braces' ? brace : brace.parent;
  if (holder === null || holder.name !== 'Braces') return false;
  return first(holder, 'Field') === undefined && children(holder).length > 0;
}
