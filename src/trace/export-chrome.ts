// A recording as Chrome trace events, the JSON that Perfetto and about://tracing open. Tracks there
// are keyed by numbers, and a recycled number would put two processes on one track; so every
// incarnation gets a track number of its own, and its real number stands in the track's name.

import { isThread, labelOf, nameOf } from './incarnation.ts';
import { NONE } from './record.ts';
import { kindAt, lineOf, stateAt, type Trace } from './trace.ts';

const micro = (ns: number): number => Math.round(ns) / 1000;

/** The JSON text in parts. */
export function* chromeTrace(trace: Trace): Generator<string> {
  yield '{"displayTimeUnit":"ns","traceEvents":[\n';
  let first = true;
  for (const event of chromeEvents(trace)) {
    yield `${first ? '' : ',\n'}${jsonOf(event)}`;
    first = false;
  }
  const { header } = trace;
  const about =
    header === undefined
      ? {}
      : { kernel: plain(header.kernel), command: header.command.map(plain) };
  // Nothing follows, not even a newline: what comes after the last brace is an error to Perfetto.
  yield `\n],"otherData":${JSON.stringify({ by: 'wrong-number', ...about })}}`;
}

type Chrome = Readonly<Record<string, unknown>>;

/** Perfetto refuses a whole file for one half of a surrogate pair, which JSON.stringify writes as `\ud800`. */
const jsonOf = (event: Chrome): string => {
  const text = JSON.stringify(event);
  return /\\ud[89a-f]/.test(text) ? JSON.stringify(event, (_, value) => whole(value)) : text;
};
const whole = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/\p{Cs}/gu, '\uFFFD') : value;
/** Outside of the events it takes no control characters either. */
const plain = (text: string): string => text.replace(/(?![\n\r\t])[\p{Cc}\p{Cs}]/gu, '\uFFFD');

/** The events as objects. */
export function* chromeEvents(trace: Trace): Generator<Chrome> {
  const numbers = trackNumbers(trace);
  const track: Track = life => {
    const leader = trace.lives.at(life)?.leader ?? life;
    return { pid: numbers[leader] ?? 0, tid: numbers[life] ?? 0 };
  };
  yield* tracks(trace, track);
  yield* lifetimes(trace, track);
  yield* happenings(trace, track);
}

type Track = (life: number) => { readonly pid: number; readonly tid: number };

/**
 * A number for each incarnation's track: that of the first holder is the number itself, those of later
 * ones have the holder's count in front: 303, 1000303, 2000303. Never 0, which means nobody to viewers.
 */
export function trackNumbers(trace: Trace): Float64Array {
  const { lives } = trace;
  let step = 1000;
  for (const { tid } of lives) while (step <= tid) step *= 10;
  const taken = new Set<number>();
  // Viewers have 32 bits; where that is not enough, any number that is free will do.
  let free = 2 ** 31 - 1;
  return Float64Array.from(lives, life => {
    let number = life.holderAt(0) * step + life.tid;
    if (number <= 0 || number >= 2 ** 31 || taken.has(number)) {
      while (taken.has(free)) free--;
      number = free;
    }
    taken.add(number);
    return number;
  });
}

function* tracks(trace: Trace, track: Track): Generator<Chrome> {
  for (const life of trace.lives) {
    const at = track(life.index);
    const name = `${nameOf(life) || 'process'} ${labelOf(life)}`;
    if (!isThread(life)) {
      yield { ph: 'M', name: 'process_name', ...at, args: { name } };
      yield { ph: 'M', name: 'process_sort_index', ...at, args: { sort_index: life.index } };
    }
    yield { ph: 'M', name: 'thread_name', ...at, args: { name } };
  }
}

/**
 * Alive, and then a zombie until collected. A nanosecond lies between the two: readers that add a
 * duration to a time in microseconds would have them overlap.
 */
function* lifetimes(trace: Trace, track: Track): Generator<Chrome> {
  for (const life of trace.lives) {
    const at = track(life.index);
    const gone = life.reap >= 0 ? life.reapAt : trace.length;
    const ended = life.exit >= 0 ? life.exitAt : gone;
    const args = { number: labelOf(life), id: life.id, status: life.status };
    const alive = { ph: 'X', name: 'alive', cat: 'life', ...at, args };
    const zombied = stateAt(life, trace.count) !== 'unborn' && ended < gone;
    const lived = ended - life.bornAt - (zombied ? 1 : 0);
    yield { ...alive, ts: micro(life.bornAt), dur: micro(Math.max(0, lived)) };
    if (!zombied) continue;
    const zombie = { ph: 'X', name: 'zombie', cat: 'life', ...at, args };
    yield { ...zombie, ts: micro(ended), dur: micro(gone - ended) };
  }
}

function* happenings(trace: Trace, track: Track): Generator<Chrome> {
  const { columns, names, texts, uses } = trace;
  // Durations are rounded; a task's calls never overlap, and none begins before the task.
  const until = Float64Array.from(trace.lives, life => life.bornAt);
  for (let i = 0, use = 0; i < trace.count; i++) {
    const actor = columns.actor[i] ?? -1;
    while ((uses.event[use] ?? trace.count) < i) use++;
    if (actor < 0) continue;
    const at = track(actor);
    const ts = columns.t[i] ?? 0;
    const line = lineOf(trace, i);
    const kind = kindAt(trace, i);
    if (kind === 'call') {
      const first = columns.a0[i] ?? NONE;
      const text = `${first === NONE ? '' : first}${texts[columns.args[i] ?? 0] ?? ''}`;
      const returned = columns.cut[i] === 0 && columns.ret[i] !== NONE;
      const ret = returned ? columns.ret[i] : undefined;
      const err = names[columns.err[i] ?? 0] || undefined;
      const begun = Math.max(ts - (columns.d[i] ?? 0), until[actor] ?? 0);
      until[actor] = Math.max(ts, begun) + 1;
      const name = names[columns.name[i] ?? 0];
      const args = { args: text, ret, err, line };
      const dur = micro(Math.max(0, ts - begun));
      yield { ph: 'X', name, cat: 'call', ...at, ts: micro(begun), dur, args };
      for (; uses.event[use] === i; use++) yield* arrow(trace, track, use, begun);
    } else if (kind === 'exec' || kind === 'signal') {
      const name = kind === 'exec' ? 'exec' : names[columns.sig[i] ?? 0];
      yield { ph: 'i', s: 't', name, cat: kind, ...at, ts: micro(ts), args: { line } };
    }
  }
}

/**
 * An arrow from a use of a number or a pidfd to whom it reached. An arrow's end belongs to the span that
 * began last on its track: so that of the use goes before, and one of no length is made to be hit.
 */
function* arrow(trace: Trace, track: Track, use: number, begun: number): Generator<Chrome> {
  const { uses, columns, names } = trace;
  const event = uses.event[use] ?? 0;
  const hit = trace.lives.at(uses.hit[use] ?? -1);
  const from = trace.lives.at(columns.actor[event] ?? -1);
  if (hit === undefined || from === undefined || hit.index === from.index) return;
  const call = names[columns.name[event] ?? 0];
  const by = nameOf(from, event) || labelOf(from);
  const flow = { name: 'reaches', cat: 'use', id: use + 1 };
  const there = { ...track(hit.index), ts: micro(Math.max(begun, hit.bornAt)) };
  const args = { number: uses.nr[use], line: lineOf(trace, event) };
  yield { ph: 's', ...flow, ...track(from.index), ts: micro(begun) };
  yield { ph: 'X', name: `${call} by ${by}`, cat: 'use', ...there, dur: 0, args };
  yield { ph: 'f', bp: 'e', ...flow, ...there };
}
