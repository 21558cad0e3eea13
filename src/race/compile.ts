// The compiler: source text in, program data and diagnostics out. Pure; never throws on bad input.

import { claims } from './claim.ts';
import { declarations, namespaces, sockets } from './declare.ts';
import { type Diagnostic, type Range, type Reporter, reporter } from './diagnostic.ts';
import { expression } from './expression.ts';
import { heading } from './heading.ts';
import { beats, pinned, questions } from './narration.ts';
import { parser } from './parser.gen.ts';
import { processes } from './process.ts';
import type { Expr, Race } from './program.ts';
import { type Names, newScope } from './scope.ts';
import { syntaxErrors } from './syntax.ts';
import { first, type SyntaxNode } from './tree.ts';

export interface Compiled {
  /** The race; undefined when any diagnostic is an error. */
  readonly race: Race | undefined;
  /** In the order of the source. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Longest source taken, in characters. */
export const LONGEST_SOURCE = 200_000;

/** Compiles a race. `id` names it in links and lists; by default it is made from the title. */
export function compile(source: string, id?: string): Compiled {
  const report = reporter(source);
  if (source.length > LONGEST_SOURCE) {
    report.error({ from: 0, to: 0 }, `a race is at most ${LONGEST_SOURCE} characters long`);
    return { race: undefined, diagnostics: report.diagnostics };
  }
  const top = parser.parse(source).topNode;
  const broken = syntaxErrors(source, top, report);
  const syntax = [...report.diagnostics];
  const race = raceOf(source, top, report, id);
  const later = report.diagnostics.slice(syntax.length).filter(d => !spoilt(d, broken, report));
  const diagnostics = [...syntax, ...later].sort((a, b) => a.from - b.from);
  const failed = diagnostics.some(d => d.severity === 'error');
  return { race: failed ? undefined : race, diagnostics };
}

/** Whether a syntax error on the same line, or before it all, is the likely cause. */
function spoilt(d: Diagnostic, broken: readonly Range[], report: Reporter): boolean {
  return broken.some(place =>
    d.from >= place.from
      ? d.from < place.to || d.line === report.span(place).line
      : d.to > place.from,
  );
}

function raceOf(source: string, top: SyntaxNode, report: Reporter, id: string | undefined): Race {
  const head = heading(source, top, report);
  const declared = declarations(source, top, report);
  const names: Names = {
    source,
    reporter: report,
    version: head.version,
    processes: declared.processIndex,
    cells: declared.cellIndex,
    marks: declared.markIndex,
  };
  const spaces = namespaces(source, top, report);
  const links = sockets(source, top, declared, report);
  const around = { names, declared, numbers: head.numbers, namespaces: spaces, sockets: links };
  const decls = processes(around);
  const claimed = claims({ names, declared, processes: decls }, top);
  const told = { source, reporter: report, declared, processes: decls };
  const schedule = pinned(told, top);
  return {
    ...head,
    id: id ?? slug(head.title),
    variants: declared.variants,
    cells: declared.cells.map(({ name, node }) => ({ name, initial: initial(names, node) })),
    marks: declared.marks,
    namespaces: spaces,
    sockets: links.map(link => deeperFirst(link, decls)),
    processes: decls,
    ...claimed,
    pinned: schedule,
    beats: beats(told, top, schedule.length),
    questions: questions(told, top, schedule.length),
    source,
  };
}

/** Only from outside is the end in a child namespace seen, so that end comes first. */
function deeperFirst(
  link: Race['sockets'][number],
  decls: Race['processes'],
): Race['sockets'][number] {
  const [a, b] = link.ends;
  const swap = decls[a]?.inside === undefined && decls[b]?.inside !== undefined;
  return swap ? { name: link.name, ends: [b, a] } : link;
}

/** What a cell holds at the start. */
function initial(names: Names, node: SyntaxNode): Expr {
  const value = first(node, 'Expression');
  if (value === undefined) return { kind: 'int', value: 0, text: undefined };
  const scope = newScope(names, value, [], (_, call) =>
    names.reporter.error(call, 'a cell begins with a number or a process, and calls nothing'),
  );
  return expression(scope, value);
}

/** `The stale pidfile` as `the-stale-pidfile`. */
function slug(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g);
  return words === null ? 'race' : words.join('-');
}
