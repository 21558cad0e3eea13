// Syntax errors: the parser recovers and goes on; here its error nodes become messages that say what
// was expected at that place.

import type { Range, Reporter } from './diagnostic.ts';
import { didYouMean } from './suggest.ts';
import { children, type SyntaxNode, textOf } from './tree.ts';
import { OUTER_WORDS } from './vocabulary.ts';

/** What is wanted inside a node, by its name: [what, example]. */
const WANTED: Readonly<Record<string, readonly [string, string]>> = {
  Title: ['the title in quotes', 'race "The stale pidfile"'],
  Story: ['the story in quotes', 'story "A daemon writes down its number."'],
  Source: ['where the story was told, in quotes', 'source "psutil issue 2400 https://…"'],
  Caveat: ['what is not claimed, in quotes', 'caveat "Only for a sole waiter."'],
  Chapter: ['a chapter’s number', 'chapter 1'],
  Level: ['a level', 'level basic'],
  Tags: ['words with commas between', 'tags kill, pidfile'],
  Numbers: ['a range of numbers', 'numbers 300..311'],
  Range: ['a range of numbers', '300..311'],
  Cursor: ['a number', 'cursor 311'],
  KernelVersion: ['a kernel version', 'kernel 6.18'],
  Watch: ['a number', 'watch 303'],
  Tick: ['a number of forks', 'tick 20'],
  Cell: ['a name, and perhaps what is in it', 'cell pidfile = worker;'],
  Namespace: ['a name and a range', 'namespace box 1..311'],
  Socket: ['a name and two processes', 'socket link between client, server'],
  Process: ['a name, perhaps a number, and a body in braces', 'process worker 303 { exit(0); }'],
  Via: ['the name of a variant', 'via pidfd'],
  Claim: [
    'the claim in words, a colon, and its form',
    'claim "no stranger is hit": never SIGKILL reaches postgres',
  ],
  NeverReaches: ['signal reaches process', 'never SIGKILL reaches postgres'],
  ReachesOnly: ['process is reached by signal', 'only worker is reached by SIGKILL'],
  NeverVar: ['a condition and a process', 'never (pid < 0) in watchdog'],
  EventuallyVar: ['a condition and a process', 'eventually (seen == 1) in monitor'],
  Eventually: ['process is reaped, dead or zombie', 'eventually worker is reaped'],
  Expect: ['variant: broken or holds', 'expect pid: broken in 7; pidfd: holds'],
  Expectation: ['variant: broken or holds', 'pid: broken in 7'],
  Schedule: ['processes with commas between', 'schedule watchdog, worker, init'],
  ScheduleStep: ['a process, perhaps which one of several', 'tar#2'],
  Beat: ['a step and its words', 'at 3 "The number is free." detail "…"'],
  Question: [
    'at, a step, the question and its answers in braces',
    'question at 6 "Who gets it?" { right "…" because "…" wrong "…" because "…" }',
  ],
  Answer: ['right or wrong, and the answer in quotes', 'right "postgres" because "…"'],
  Condition: ['a condition in parentheses', '(kill(pid, 0) == 0)'],
  If: ['a condition in parentheses and what to do', 'if (fd < 0) { exit(1); }'],
  Repeat: ['a number and a body in braces', 'repeat 3 { … }'],
  Mark: ['the name of a milestone', 'mark noted;'],
  After: ['the name of a milestone and a step', 'after noted exit(0);'],
  Declare: ['a name, and perhaps its value', 'int tries = 0;'],
  Field: ['a field and its value', '.flags = CLONE_PIDFD'],
};

/** Words of C that the language does not have. */
const INSTEAD: Readonly<Record<string, string>> = {
  for: 'count with: repeat 3 { … }',
  do: 'write: repeat 3 while (…) { … }',
  goto: 'use if and repeat',
  switch: 'use if … else if …',
  return:
    'end the process with exit(0), or let its program run out: it then stays and does nothing',
};

interface Problem extends Range {
  readonly message: string;
  readonly hint?: string | undefined;
  /** Nothing after this place can be made sense of. */
  readonly last?: boolean;
}

/**
 * Reports the errors of the syntax tree, at most one a line: the first one usually explains the
 * others. Returns the places, so that what is said about the same lines later can be left out.
 */
export function syntaxErrors(source: string, top: SyntaxNode, reporter: Reporter): Range[] {
  const found: Problem[] = [];
  top.cursor().iterate(ref => {
    const problem = problemAt(source, ref.node);
    if (problem !== undefined) found.push(problem);
  });
  found.sort((a, b) => a.from - b.from);
  const places: Range[] = [];
  let line = -1;
  for (const problem of found) {
    // A brace too many is mostly the echo of an error before.
    const echo = places.length > 0 && source.charAt(problem.from) === '}';
    const here = reporter.span(problem).line;
    if (here === line || echo) continue;
    line = here;
    reporter.error(problem, problem.message, problem.hint);
    places.push(problem.last === true ? { from: problem.from, to: source.length } : problem);
    if (problem.last === true) break;
  }
  return places;
}

function problemAt(source: string, node: SyntaxNode): Problem | undefined {
  const { from, to } = node;
  const text = textOf(source, node);
  if (node.name === 'OpenString')
    return { from, to, message: 'this text is not closed', hint: 'end it with " on the same line' };
  if (node.name === 'Foreign')
    return { from, to, message: `the race language has no '${text}'`, hint: INSTEAD[text] };
  if (node.name === 'ExpressionStatement' && beginsDeclaration(source, node))
    return {
      from,
      to,
      message: `expected '}' before this declaration`,
      hint: undefined,
      last: true,
    };
  return node.type.isError ? errorAt(source, node, text) : undefined;
}

/** A lone `process` or the like at the start of a line, where a statement should be. */
function beginsDeclaration(source: string, node: SyntaxNode): boolean {
  const word = textOf(source, node);
  if (!OUTER_WORDS.some(outer => outer === word)) return false;
  const before = source.slice(0, node.from);
  return /(^|\n)[ \t]*$/.test(before) && /^\s*["\w]/.test(source.slice(node.from + word.length));
}

function errorAt(source: string, node: SyntaxNode, found: string): Problem {
  const parent = node.parent;
  const at = found.length > 0 ? { from: node.from, to: node.to } : gap(source, node);
  if (found.startsWith('/*'))
    return { ...at, message: 'this comment is not closed', hint: 'end it with */', last: true };
  const startsLine = /^[a-z]\w*/.test(found) && /\n\s*$/.test(source.slice(0, node.from));
  if (parent === null || parent.name === 'RaceFile') return { ...at, ...outer(found) };
  if (startsLine && parent.type.is('Item') && parent.name !== 'Question')
    return { ...at, ...outer(found) };
  const missing = missingMark(source, parent, node);
  if (missing !== undefined) return { ...at, message: `expected ${missing}${sight(found)}` };
  const wanted = WANTED[parent.name];
  if (wanted === undefined) return { ...at, message: `this does not belong here${sight(found)}` };
  const message = `expected ${wanted[0]}${sight(found)}`;
  return { ...at, message, hint: `for example: ${wanted[1]}` };
}

function sight(found: string): string {
  const word = found.split('\n')[0]?.trim().slice(0, 30) ?? '';
  return word.length > 0 ? `, found '${word}'` : '';
}

/** Where something is missing: right behind what is there. */
function gap(source: string, node: SyntaxNode): Range {
  let from = node.from;
  while (from > 0 && /\s/.test(source.charAt(from - 1))) from -= 1;
  return { from: Math.max(0, from - 1), to: from };
}

function outer(found: string): { readonly message: string; readonly hint: string } {
  const word = /^\w+/.exec(found)?.[0] ?? '';
  const hint =
    didYouMean(word, OUTER_WORDS) ??
    'a declaration begins with race, story, process, claim, expect, …';
  return { message: `expected a declaration${sight(found)}`, hint };
}

/** The bracket, semicolon or value that the node lacks, if that is what is wrong. */
function missingMark(source: string, parent: SyntaxNode, node: SyntaxNode): string | undefined {
  const names = children(parent).map(child => child.name);
  const last = node.nextSibling === null || node.nextSibling.type.isError;
  switch (parent.name) {
    case 'Assign':
    case 'Declare':
      if (parent.name === 'Declare' && !names.includes('Definition')) return 'a name after int';
      if (names.at(-1) === '=' || (names.at(-1) === ';' && names.at(-2) === '='))
        return 'a value after =';
      return last && !names.includes(';') ? "';' after this statement" : undefined;
    case 'ExpressionStatement':
    case 'Break':
    case 'Continue':
      return last && !names.includes(';') && names.length > 0
        ? "';' after this statement"
        : undefined;
    case 'Arguments':
      return "',' or ')' in the arguments";
    case 'Parenthesized':
    case 'Condition':
      return names.length > 1 ? "')'" : undefined;
    case 'Block':
      return last && !names.includes('}') ? "'}' to close the block" : 'a statement';
    case 'Braces':
      return "',' or '}' in the structure";
    case 'Binary':
    case 'Unary':
      return `a value beside ${textOf(source, parent).slice(-12)}`;
    default:
      return undefined;
  }
}
