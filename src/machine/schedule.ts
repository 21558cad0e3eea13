// A schedule: who runs, step by step. The link, the fixture, the explorer's witness and the stage
// plan are all this value in its printed form.
//
// Printed form, version 1: `1.` and then a token for each step. A token is the process's letter,
// then the instance where it is not the first (`c1` is the second cron), then `*` and a count
// where four or more such steps follow each other (`c*12`). Only characters that need no escape in
// an address. Names apart by blanks are understood too: `watchdog cron cron#1 init`.

import { type Brand, err, ok, type Result } from '../base.ts';

/** One of the running programs: which process of the race, and which instance of it (from 0). */
export interface ActorRef {
  readonly process: number;
  readonly instance: number;
}

export type Schedule = readonly ActorRef[];

/** One letter per process, by process index. */
export type Letters = Brand<readonly string[], 'Letters'>;

export type ScheduleError = {
  /** Where in the text, in characters from 0. */
  readonly at: number;
  /** What stands there. */
  readonly found: string;
  readonly reason:
    | { readonly kind: 'version'; readonly supported: string }
    | { readonly kind: 'unknownProcess'; readonly known: readonly string[] }
    | { readonly kind: 'number' }
    | { readonly kind: 'tooLong'; readonly limit: number };
};

const VERSION = '1.';
const MAX_STEPS = 20_000;
const MAX_INSTANCE = 9_999;
const RUN_FROM = 4;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Gives every process a letter: one of its own name where that is free, the acting processes first,
 * so that the letters in a link are easy to guess. At most 52 processes.
 */
export function lettersFor(
  processes: readonly { readonly name: string; readonly acts: boolean }[],
): Letters {
  const letters: string[] = processes.map(() => '');
  const taken = new Set<string>();
  for (const acting of [true, false]) {
    processes.forEach((p, i) => {
      if (p.acts !== acting) return;
      const own = [...p.name.toLowerCase(), ...p.name.toUpperCase(), ...ALPHABET];
      const letter = own.find(c => ALPHABET.includes(c) && !taken.has(c)) ?? '?';
      taken.add(letter);
      letters[i] = letter;
    });
  }
  return letters as readonly string[] as Letters;
}

/** The printed form. */
export function formatSchedule(schedule: Schedule, letters: Letters): string {
  let text = VERSION;
  for (let i = 0; i < schedule.length; ) {
    const ref = schedule[i];
    if (ref === undefined) break;
    let end = i + 1;
    while (sameActor(schedule[end], ref)) end++;
    const token = `${letters[ref.process] ?? '?'}${ref.instance === 0 ? '' : ref.instance}`;
    text += end - i >= RUN_FROM ? `${token}*${end - i}` : token.repeat(end - i);
    i = end;
  }
  return text;
}

export function sameActor(a: ActorRef | undefined, b: ActorRef | undefined): boolean {
  return a !== undefined && b !== undefined && a.process === b.process && a.instance === b.instance;
}

/** Reads either form. The error names the place. `names` are the processes', by index. */
export function parseSchedule(
  text: string,
  letters: Letters,
  names: readonly string[],
): Result<Schedule, ScheduleError> {
  if (text.startsWith(VERSION)) return parseLetters(text, letters);
  if (/^\d+\./.test(text)) {
    const found = text.slice(0, text.indexOf('.') + 1);
    return err({ at: 0, found, reason: { kind: 'version', supported: VERSION } });
  }
  return parseNames(text, names);
}

function parseLetters(text: string, letters: Letters): Result<Schedule, ScheduleError> {
  const steps: ActorRef[] = [];
  const token = /([A-Za-z])(\d*)(?:\*(\d*))?/y;
  for (let at = VERSION.length; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(text);
    const process = match ? letters.indexOf(match[1] ?? '') : -1;
    if (match === null || process < 0) {
      const known = letters.filter(l => l !== '?');
      return err({ at, found: text.charAt(at), reason: { kind: 'unknownProcess', known } });
    }
    const instance = match[2] === '' ? 0 : Number(match[2]);
    const count = match[3] === undefined ? 1 : Number(match[3]);
    if (instance > MAX_INSTANCE || count < 1) {
      return err({ at, found: match[0], reason: { kind: 'number' } });
    }
    if (steps.length + count > MAX_STEPS) return tooLong(at, match[0]);
    for (let i = 0; i < count; i++) steps.push({ process, instance });
  }
  return ok(steps);
}

function parseNames(text: string, names: readonly string[]): Result<Schedule, ScheduleError> {
  const steps: ActorRef[] = [];
  for (const match of text.matchAll(/[^\s,]+/g)) {
    const [name, instance] = match[0].split('#');
    const process = names.indexOf(name ?? '');
    if (process < 0) {
      return err({
        at: match.index,
        found: match[0],
        reason: { kind: 'unknownProcess', known: names },
      });
    }
    if (instance !== undefined && !/^\d{1,4}$/.test(instance)) {
      return err({ at: match.index, found: match[0], reason: { kind: 'number' } });
    }
    if (steps.length >= MAX_STEPS) return tooLong(match.index, match[0]);
    steps.push({ process, instance: instance === undefined ? 0 : Number(instance) });
  }
  return ok(steps);
}

function tooLong(at: number, found: string): Result<Schedule, ScheduleError> {
  return err({ at, found, reason: { kind: 'tooLong', limit: MAX_STEPS } });
}
