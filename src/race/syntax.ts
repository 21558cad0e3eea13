// Syntax errors: the parser recovers and goes on; here its error nodes become messages that say what
// was expected at that place.

import type { Reporter } from './diagnostic.ts';
import { didYouMean } from './suggest.ts';
import { children, type SyntaxNode, textOf } from './tree.ts';

/** Words that begin a declaration. */
const OUTER = [
  'race',
  'story',
  'source',
  'chapter',
  'level',
  'tags',
  'numbers',
  'cursor',
  'kernel',
  'watch',
  'cell',
  'namespace',
  'socket',
  'process',
  'claim',
  'expect',
  'schedule',
  'at',
  'question',
] as const;

/** What is wanted inside a node, by its name: [what, example]. */
const WANTED: Readonly<Record<string, readonly [string, string]>> = {
  Title: ['the title in quotes', 'race "The stale pidfile"'],
  Story: ['the story in quotes', 'story "A daemon writes down its number."'],
  Source: ['where the story was told, in quotes', 'source "psutil issue 2400 https://…"'],
  Chapter: ['a chapter’s number', 'chapter 1'],
  Level: ['a level', 'level basic'],
  Tags: ['words with commas between', 'tags kill, pidfile'],
  Numbers: ['a range of numbers', 'numbers 300..311'],
  Range: ['a range of numbers', '300..311'],
  Cursor: ['a number', 'cursor 311'],
  KernelVersion: ['a kernel version', 'kernel 6.18'],
  Watch: ['a number', 'watch 303'],
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

/** Reports every error of the syntax tree. */
export function syntaxErrors(source: string, top: SyntaxNode, reporter: Reporter): void {
  let lastEnd = -1;
  top.cursor().iterate(ref => {
    if (ref.name === 'OpenString')
      reporter.error(ref.node, 'this text is not closed', 'end it with " on the same line');
    if (!ref.type.isError) return;
    const node = ref.node;
    // One message for a run of neighbouring error nodes.
    const fresh = node.from > lastEnd + 1 || lastEnd < 0;
    lastEnd = Math.max(lastEnd, node.to);
    if (fresh) report(source, node, reporter);
  });
}

function report(source: string, node: SyntaxNode, reporter: Reporter): void {
  const parent = node.parent;
  const found = textOf(source, node);
  const at = found.length > 0 ? node : gap(source, node);
  if (parent === null || parent.name === 'RaceFile') {
    outer(found, at, reporter);
    return;
  }
  const missing = missingMark(source, parent, node);
  if (missing !== undefined) {
    reporter.error(at, `expected ${missing}${sight(found)}`);
    return;
  }
  const wanted = WANTED[parent.name];
  if (wanted === undefined) reporter.error(at, `this does not belong here${sight(found)}`);
  else reporter.error(at, `expected ${wanted[0]}${sight(found)}`, `for example: ${wanted[1]}`);
}

function sight(found: string): string {
  const word = found.split('\n')[0]?.trim().slice(0, 30) ?? '';
  return word.length > 0 ? `, found '${word}'` : '';
}

/** Where something is missing: right behind what is there. */
function gap(source: string, node: SyntaxNode): { from: number; to: number } {
  let from = node.from;
  while (from > 0 && /\s/.test(source.charAt(from - 1))) from -= 1;
  return { from: Math.max(0, from - 1), to: from };
}

function outer(found: string, at: { from: number; to: number }, reporter: Reporter): void {
  const word = /^\w+/.exec(found)?.[0] ?? '';
  const hint =
    didYouMean(word, OUTER) ?? 'a declaration begins with race, story, process, claim, expect, …';
  reporter.error(at, `expected a declaration${sight(found)}`, hint);
}

/** The bracket or semicolon that the node lacks at its end, if that is what is wrong. */
function missingMark(source: string, parent: SyntaxNode, node: SyntaxNode): string | undefined {
  const names = children(parent).map(child => child.name);
  const last = node.nextSibling === null || node.nextSibling.type.isError;
  const inside = (open: string, close: string) => names.includes(open) && !names.includes(close);
  switch (parent.name) {
    case 'ExpressionStatement':
    case 'Assign':
    case 'Declare':
    case 'Break':
    case 'Continue':
      return last && !names.includes(';') && names.length > 0
        ? "';' after this statement"
        : undefined;
    case 'Arguments':
      return inside('(', ')') ? `',' or ')' in the arguments` : undefined;
    case 'Parenthesized':
    case 'Condition':
      return inside('(', ')') && names.length > 1 ? "')'" : undefined;
    case 'Block':
      return last && inside('{', '}') ? "'}' to close the block" : 'a statement';
    case 'Braces':
      return inside('{', '}') ? "',' or '}' in the structure" : undefined;
    default:
      return operand(source, parent);
  }
}

function operand(source: string, parent: SyntaxNode): string | undefined {
  if (parent.name !== 'Binary' && parent.name !== 'Unary') return undefined;
  return `a value beside ${textOf(source, parent).trim().slice(-12)}`;
}
