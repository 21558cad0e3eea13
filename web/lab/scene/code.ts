// Program text in a narrow card: long lines are broken at blanks and after commas, with the rest
// indented as C programmers do; when there is too much, the part around the current line is shown.

import type { LineView } from '../../../src/machine/view.ts';

export interface CodeRow {
  readonly key: string;
  readonly text: string;
  readonly at: LineView['at'];
}

/** The rows of a program that fit into `columns` by `rows`. */
export function codeRows(
  lines: readonly LineView[],
  columns: number,
  rows: number,
): readonly CodeRow[] {
  const trimmed = dedent(lines.filter(isProgram));
  const all = trimmed.flatMap(line =>
    breakLine(line.text, columns).map((text, i) => ({
      key: `${line.line}.${i}`,
      text,
      at: line.at,
    })),
  );
  return window(all, rows);
}

/** The frame of the declaration and the story's own marks are no part of the program. */
function isProgram({ text, at }: LineView): boolean {
  return at !== 'none' || !/^\s*(process\b.*\{|\}|mark \w+;|)\s*$/.test(text);
}

/** Takes away the indentation that all lines share. */
function dedent(lines: readonly LineView[]): readonly LineView[] {
  const depths = lines.filter(l => l.text.trim() !== '').map(l => l.text.search(/\S/));
  const depth = depths.length === 0 ? 0 : Math.min(...depths);
  return lines.map(line => ({ ...line, text: line.text.slice(depth).trimEnd() }));
}

export function breakLine(text: string, columns: number): readonly string[] {
  const rows: string[] = [];
  const indent = text.slice(0, Math.max(0, text.search(/\S/)));
  let rest = text;
  while (rest.length > columns) {
    const cut = breakPoint(rest, columns, indent.length);
    rows.push(rest.slice(0, cut).trimEnd());
    rest = `${indent}  ${rest.slice(cut).trimStart()}`;
    if (rows.length > 8) break;
  }
  return [...rows, rest];
}

/** The last place before the edge where a line may be broken; the edge itself if there is none. */
function breakPoint(text: string, columns: number, from: number): number {
  for (let i = columns; i > from + 4; i--) {
    if (text[i - 1] === ' ' || text[i] === ' ') return i;
  }
  for (let i = columns; i > from + 4; i--) if (text[i - 1] === '(') return i;
  return columns;
}

/** At most `rows` of them, around the current one; what is left out shows as an ellipsis. */
function window(all: readonly CodeRow[], rows: number): readonly CodeRow[] {
  if (all.length <= rows) return all;
  const current = Math.max(
    0,
    all.findIndex(r => r.at === 'last'),
    all.findIndex(r => r.at === 'next'),
  );
  const start = Math.max(0, Math.min(all.length - rows, current - Math.floor(rows / 2)));
  const shown = all.slice(start, start + rows);
  return shown.map((row, i) => {
    const cut = (i === 0 && start > 0) || (i === rows - 1 && start + rows < all.length);
    return cut && row.at === 'none' ? { ...row, text: '…' } : row;
  });
}
