// What the compiler has to say about a source: where, what, and what to do about it.

import type { Span } from './program.ts';

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** What is wrong, and what was expected. */
  readonly message: string;
  /** What to write instead; undefined when the message says it all. */
  readonly hint: string | undefined;
  /** In characters from the start of the source; `to` is after the last. */
  readonly from: number;
  readonly to: number;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

/** A stretch of source: what a syntax node is to the compiler. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Collects diagnostics during one compilation. The same complaint at the same place counts once. */
export interface Reporter {
  readonly diagnostics: Diagnostic[];
  error(at: Range, message: string, hint?: string): void;
  warn(at: Range, message: string, hint?: string): void;
  /** The position of a node for program data. */
  span(at: Range): Span;
}

/** A reporter over `source`. */
export function reporter(source: string): Reporter {
  const starts = lineStarts(source);
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  const add = (severity: 'error' | 'warning', at: Range, message: string, hint?: string) => {
    const key = `${at.from}:${message}`;
    if (seen.has(key)) return;
    seen.add(key);
    const line = lineAt(starts, at.from);
    const column = at.from - (starts[line - 1] ?? 0) + 1;
    const { from, to } = at;
    diagnostics.push({ severity, message, hint, from, to, line, column });
  };
  return {
    diagnostics,
    error: (at, message, hint) => add('error', at, message, hint),
    warn: (at, message, hint) => add('warning', at, message, hint),
    span: at => ({ from: at.from, to: at.to, line: lineAt(starts, at.from) }),
  };
}

/** One line for a terminal: `file:3:7: error: what (hint)`. */
export function diagnosticText(diagnostic: Diagnostic, file: string): string {
  const { line, column, severity, message, hint } = diagnostic;
  const tail = hint === undefined ? '' : `\n  hint: ${hint}`;
  return `${file}:${line}:${column}: ${severity}: ${message}${tail}`;
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let i = source.indexOf('\n'); i >= 0; i = source.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

/** The line of a position, by halving. */
function lineAt(starts: readonly number[], position: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
