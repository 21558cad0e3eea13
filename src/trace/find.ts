// Finding events: by a process's name, path or number (`303`, `303·B`), by call, errno, signal, or by
// the text of arguments. Words are and-ed. Names and texts are stored once, so each is looked at once.

import { isThread, letter, wordsOf } from './incarnation.ts';
import { KIND_NAMES, Kind } from './record.ts';
import { countUpTo, firstFrom } from './sorted.ts';
import type { Trace } from './trace.ts';

export interface Found {
  /** Events in order. */
  readonly events: Uint32Array;
  /** 1 for each incarnation that the words name. */
  readonly lives: Uint8Array;
}

/** What one word is found in. */
interface Word {
  readonly names: Uint8Array;
  readonly texts: Uint8Array;
  readonly kinds: Uint8Array;
  readonly lives: Uint8Array;
  /** A number: also found as a first argument, a target or a result. */
  readonly nr: number;
}

const AT_ONCE = 1 << 14;

/**
 * Searches in slices: each `yield` is a moment to let others work, or to give up. An event is found
 * when every word is found in it or in whom it concerns, and at least one in itself; what begins, renames
 * or ends a process counts as that process's own.
 */
export function* findEvents(trace: Trace, query: string): Generator<undefined, Found> {
  const words: Word[] = [];
  for (const text of query.trim().split(/\s+/).slice(0, 6)) {
    if (text !== '') words.push(yield* wordOf(trace, text));
  }
  const found: number[] = [];
  const lives = new Uint8Array(trace.lives.length);
  lives.forEach((_, i) => {
    if (words.some(word => word.lives[i] === 1)) lives[i] = 1;
  });
  for (let from = 0; from < trace.count && words.length > 0; from += AT_ONCE) {
    const to = Math.min(trace.count, from + AT_ONCE);
    for (let event = from; event < to; event++) if (matches(trace, words, event)) found.push(event);
    yield undefined;
  }
  return { events: Uint32Array.from(found), lives };
}

function* wordOf(trace: Trace, text: string): Generator<undefined, Word> {
  const numbered = /^(\d{1,9})(?:[·.:]?([a-z]{1,2}))?$/i.exec(text);
  if (numbered !== null) return numberWord(trace, Number(numbered[1]), numbered[2]?.toUpperCase());
  const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
  const texts = new Uint8Array(trace.texts.length);
  for (let i = 0; i < texts.length; i++) {
    if (pattern.test(trace.texts[i] as string)) texts[i] = 1;
    if (i % AT_ONCE === AT_ONCE - 1) yield undefined;
  }
  return {
    names: Uint8Array.from(trace.names, name => Number(name !== '' && pattern.test(name))),
    texts,
    kinds: Uint8Array.from(['', ...KIND_NAMES], kind =>
      Number(kind !== '' && kind !== 'call' && pattern.test(kind)),
    ),
    lives: Uint8Array.from(trace.lives, life =>
      Number(life.names.some(n => pattern.test(n.name) || pattern.test(firstWord(n.argv)))),
    ),
    nr: -1,
  };
}

/** The program as the arguments name it. */
const firstWord = (argv: string): string =>
  argv.includes('\\') ? (wordsOf(argv)[0] ?? '') : argv.slice(1, argv.indexOf('"', 1));

/** `303` is any holder of the number, `303·B` the second. */
function numberWord(trace: Trace, nr: number, which: string | undefined): Word {
  const none = new Uint8Array(0);
  const lives = Uint8Array.from(trace.lives, life =>
    Number(
      life.nr.some(
        (own, level) =>
          own === nr && (which === undefined || letter(life.holder[level] ?? 0) === which),
      ),
    ),
  );
  return { names: none, texts: none, kinds: none, lives, nr: which === undefined ? nr : -1 };
}

function matches(trace: Trace, words: readonly Word[], event: number): boolean {
  let itself = false;
  for (const word of words) {
    const own = inEvent(trace, word, event);
    if (!own && !inLives(trace, word, event)) return false;
    itself ||= own;
  }
  return itself;
}

function inLives({ columns }: Trace, { lives }: Word, event: number): boolean {
  return (
    lives[columns.actor[event] as number] === 1 || lives[columns.object[event] as number] === 1
  );
}

function inEvent(trace: Trace, word: Word, event: number): boolean {
  const { columns } = trace;
  const kind = columns.kind[event] as number;
  if (word.kinds[kind] === 1) return true;
  const call = kind === Kind.call;
  if (call || kind === Kind.signal) {
    if (word.names[columns.name[event] as number] === 1 && call) return true;
    if (word.names[columns.err[event] as number] === 1) return true;
    if (word.names[columns.sig[event] as number] === 1) return true;
    if (word.texts[columns.args[event] as number] === 1) return true;
    if (!call) return word.lives[columns.actor[event] as number] === 1;
    if (word.nr >= 0 && Math.abs(columns.a0[event] as number) === word.nr) return true;
    return word.lives[columns.object[event] as number] === 1;
  }
  return word.lives[concerned(trace, kind, event)] === 1;
}

/** Whose beginning, renaming or end an event is; not that of a thread, which has its process's name. */
function concerned({ columns, lives }: Trace, kind: number, event: number): number {
  const object = kind === Kind.clone || kind === Kind.reap;
  const life = (object ? columns.object : columns.actor)[event] as number;
  const task = lives.at(life);
  return task !== undefined && isThread(task) && kind !== Kind.clone ? -1 : life;
}

/** The first of the found events after, or the last before, an event, going round; -1: none at all. */
export function nextFound({ events }: Found, event: number, by: 1 | -1): number {
  if (events.length === 0) return -1;
  const at = by > 0 ? countUpTo(events, event) : firstFrom(events, event) - 1;
  return (at + events.length) % events.length;
}
