// The head of a race: title, story, numbers, kernel version.

import type { Reporter } from './diagnostic.ts';
import type { Race, Source } from './program.ts';
import { all, children, first, joined, numberOf, type SyntaxNode, textOf } from './tree.ts';

type Heading = Pick<
  Race,
  | 'title'
  | 'story'
  | 'sources'
  | 'caveat'
  | 'chapters'
  | 'level'
  | 'tags'
  | 'numbers'
  | 'cursor'
  | 'version'
  | 'watched'
  | 'tick'
>;

const LEVELS = ['basic', 'mid', 'deep'] as const;
/** The largest last number: one less than PID_MAX_LIMIT. */
const LARGEST = 4194303;
const OLDEST = 5000;
const DEFAULT_VERSION = 6018;

/** Reads the head. Missing parts get their defaults; a race must have a title. */
export function heading(source: string, top: SyntaxNode, reporter: Reporter): Heading {
  const one = (name: string) => only(top, name, reporter);
  const title = one('Title');
  if (title === undefined)
    reporter.error({ from: 0, to: 0 }, 'a race begins with its title', 'race "The stale pidfile"');
  const story = one('Story');
  const numbers = range(source, one('Numbers'), reporter) ?? { first: 300, last: 311 };
  return {
    title: textIn(source, title) ?? '',
    story: textIn(source, story) ?? '',
    sources: all(top, 'Source').map(node => storySource(source, node)),
    caveat: textIn(source, one('Caveat')),
    chapters: chapters(source, one('Chapter')),
    level: level(source, one('Level'), reporter),
    tags: all(one('Tags') ?? top, 'Name').map(node => textOf(source, node)),
    numbers,
    cursor: cursor(source, one('Cursor'), numbers, reporter),
    version: version(source, one('KernelVersion'), reporter),
    watched: watched(source, one('Watch'), numbers, reporter),
    tick: tick(source, one('Tick'), reporter),
  };
}

function textIn(source: string, node: SyntaxNode | undefined): string | undefined {
  return node === undefined ? undefined : joined(source, node);
}

/** The only declaration of that kind; says so when there are more. */
function only(top: SyntaxNode, name: string, reporter: Reporter): SyntaxNode | undefined {
  const [node, again] = all(top, name);
  if (again !== undefined) {
    const word = children(again)[0]?.name ?? name.toLowerCase();
    reporter.error(again, `a second '${word}': a race has one`);
  }
  return node;
}

/** The last word of a source is its address, when it looks like one. */
function storySource(source: string, node: SyntaxNode): Source {
  const whole = joined(source, node) ?? '';
  const url = /(https?:\/\/\S+)\s*$/.exec(whole)?.[1];
  return { text: url === undefined ? whole : whole.slice(0, -url.length).trim(), url };
}

function chapters(source: string, node: SyntaxNode | undefined): number[] {
  return node === undefined ? [] : all(node, 'Number').map(n => numberOf(source, n));
}

function level(source: string, node: SyntaxNode | undefined, reporter: Reporter): Race['level'] {
  const name = node && first(node, 'Name');
  if (name === undefined) return undefined;
  const found = LEVELS.find(word => word === textOf(source, name));
  if (found === undefined) reporter.error(name, `level is one of ${LEVELS.join(', ')}`);
  return found;
}

/** `300..311`, checked: pid_max must be 301 at least, and the first number above 0. */
export function range(
  source: string,
  holder: SyntaxNode | undefined,
  reporter: Reporter,
): { readonly first: number; readonly last: number } | undefined {
  const node = holder && first(holder, 'Range');
  if (node === undefined) return undefined;
  const [from, to] = all(node, 'Number').map(n => numberOf(source, n));
  if (from === undefined || to === undefined) return undefined;
  if (from >= to || from < 1) {
    reporter.error(node, 'a range of numbers goes upwards', 'numbers 300..311');
    return undefined;
  }
  if (to < 300 || to > LARGEST) {
    reporter.error(
      node,
      `the last number is 300 to ${LARGEST}: the kernel takes no smaller pid_max than 301`,
      'numbers 300..311',
    );
    return undefined;
  }
  return { first: from, last: to };
}

function cursor(
  source: string,
  node: SyntaxNode | undefined,
  numbers: { readonly first: number; readonly last: number },
  reporter: Reporter,
): number {
  const value = node && first(node, 'Number');
  if (value === undefined) return numbers.first;
  const nr = numberOf(source, value);
  if (nr >= 1 && nr <= numbers.last + 1) return nr;
  reporter.error(value, `the cursor is a number up to ${numbers.last}`);
  return numbers.first;
}

function watched(
  source: string,
  node: SyntaxNode | undefined,
  numbers: { readonly first: number; readonly last: number },
  reporter: Reporter,
): number | undefined {
  const value = node && first(node, 'Number');
  if (value === undefined) return undefined;
  const nr = numberOf(source, value);
  if (nr < numbers.first || nr > numbers.last)
    reporter.error(value, `the watched number is one of ${numbers.first}..${numbers.last}`);
  return nr;
}

/** How many forks fit into one tick of the start time. */
function tick(source: string, node: SyntaxNode | undefined, reporter: Reporter): number {
  const value = node && first(node, 'Number');
  if (value === undefined) return 1;
  const forks = numberOf(source, value);
  if (forks >= 1) return forks;
  reporter.error(value, 'a tick is at least one fork long', 'tick 20');
  return 1;
}

/** `6.18` as 6018. */
function version(source: string, node: SyntaxNode | undefined, reporter: Reporter): number {
  const value = node && (first(node, 'Version') ?? first(node, 'Number'));
  if (value === undefined) return DEFAULT_VERSION;
  const [major, minor] = textOf(source, value).split('.');
  const found = Number(major) * 1000 + Number(minor ?? 0);
  if (found >= OLDEST && Number(major) < 100 && Number(minor ?? 0) < 1000) return found;
  reporter.error(value, 'the kernel version is 5.0 or later', 'kernel 6.18');
  return DEFAULT_VERSION;
}
