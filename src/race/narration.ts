// The pinned schedule, the words of its moments, and the questions asked on the way.

import { type Declarations, processNamed } from './declare.ts';
import type { Reporter } from './diagnostic.ts';
import type { Beat, Instr, PinnedStep, ProcessDecl, Question } from './program.ts';
import { isStep } from './scope.ts';
import { didYouMean } from './suggest.ts';
import { all, first, joined, numberOf, type SyntaxNode, textOf, unquote } from './tree.ts';

/** What narration refers to. */
export interface Told {
  readonly source: string;
  readonly reporter: Reporter;
  readonly declared: Declarations;
  readonly processes: readonly ProcessDecl[];
}

/** The pinned schedule; a process must be able to take as many steps as it is given. */
export function pinned(told: Told, top: SyntaxNode): PinnedStep[] {
  const { source, reporter, declared, processes } = told;
  const [node, again] = all(top, 'Schedule');
  if (again !== undefined) reporter.error(again, 'a second schedule: a race pins one');
  if (node === undefined) return [];
  const steps: PinnedStep[] = [];
  const taken = new Map<string, number>();
  for (const item of all(node, 'ScheduleStep')) {
    const name = first(item, 'Name');
    const nth = first(item, 'Number');
    const process = name && processNamed(source, declared, name, reporter);
    const decl = process === undefined ? undefined : processes[process];
    if (process === undefined || decl === undefined) continue;
    const instance = nth === undefined ? 0 : numberOf(source, nth) - 1;
    if (instance < 0) reporter.error(item, 'instances count from 1', `${decl.name}#1`);
    const key = `${process}#${instance}`;
    const count = (taken.get(key) ?? 0) + 1;
    taken.set(key, count);
    const most = Math.max(...decl.programs.map(program => longest(program.code)));
    if (decl.idle) reporter.error(item, `${decl.name} is idle: it takes no steps`);
    else if (count > most)
      reporter.error(
        item,
        `${decl.name} takes ${most} ${most === 1 ? 'step' : 'steps'} at most; here it is given ${count}`,
      );
    steps.push({ process, instance: Math.max(0, instance) });
  }
  return steps;
}

/** The most steps that any way through the code takes. Code only runs forwards: loops are unrolled. */
export function longest(code: readonly Instr[]): number {
  const from = new Array<number>(code.length + 1).fill(0);
  for (let i = code.length - 1; i >= 0; i--) {
    const instr = code[i];
    if (instr === undefined) continue;
    const next = from[i + 1] ?? 0;
    if (instr.kind === 'jump') from[i] = from[instr.to] ?? 0;
    else if (instr.kind === 'branch') from[i] = Math.max(next, from[instr.otherwise] ?? 0);
    else from[i] = next + (isStep(instr.kind) ? 1 : 0);
  }
  return from[0] ?? 0;
}

/** `at 3 "headline" detail "more"`. */
export function beats(told: Told, top: SyntaxNode, length: number): Beat[] {
  const found: Beat[] = [];
  for (const node of all(top, 'Beat')) {
    const at = moment(told, node, length);
    const [headline, detail] = texts(told.source, node, 'detail');
    if (found.some(beat => beat.at === at))
      told.reporter.error(node, `step ${at} has its words already`);
    found.push({ at, headline: headline ?? '', detail });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** The step a beat or question is about, checked against the schedule's length. */
function moment(told: Told, node: SyntaxNode, length: number): number {
  const value = first(node, 'Number');
  const at = value === undefined ? 0 : numberOf(told.source, value);
  if (at > length && value !== undefined)
    told.reporter.error(
      value,
      `the schedule has ${length} ${length === 1 ? 'step' : 'steps'}; there is no step ${at}`,
      '0 is the start, before any step',
    );
  return at;
}

/** The strings before and after a word, each joined. */
function texts(source: string, node: SyntaxNode, word: string): (string | undefined)[] {
  const split = first(node, word);
  const strings = all(node, 'String');
  const join = (part: SyntaxNode[]) =>
    part.length === 0 ? undefined : part.map(s => unquote(textOf(source, s))).join(' ');
  if (split === undefined) return [join(strings), undefined];
  return [
    join(strings.filter(s => s.from < split.from)),
    join(strings.filter(s => s.from > split.from)),
  ];
}

export function questions(told: Told, top: SyntaxNode, length: number): Question[] {
  const { source, reporter } = told;
  return all(top, 'Question').map(node => {
    const answers = all(node, 'Answer').map(answer => {
      const [text, why] = texts(source, answer, 'because');
      return { text: text ?? '', right: first(answer, 'Right') !== undefined, why: why ?? '' };
    });
    if (answers.length < 2 || answers.length > 4)
      reporter.error(node, `a question has two to four answers, not ${answers.length}`);
    if (answers.filter(answer => answer.right).length !== 1)
      reporter.error(node, 'exactly one answer is right', 'right "…" because "…"');
    return {
      at: moment(told, node, length),
      variant: variantOf(told, node),
      text: joined(source, node) ?? '',
      answers,
    };
  });
}

function variantOf(told: Told, node: SyntaxNode): number | undefined {
  const name = first(node, 'Name');
  if (name === undefined) return undefined;
  const word = textOf(told.source, name);
  const index = told.declared.variants.indexOf(word);
  if (index >= 0) return index;
  const { variants } = told.declared;
  const hint = didYouMean(word, variants) ?? `the variants are: ${variants.join(', ')}`;
  told.reporter.error(name, `no process has a variant '${word}'`, hint);
  return undefined;
}
