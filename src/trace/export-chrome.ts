// A recording as Chrome trace events, the JSON that Perfetto and about://tracing open. Tracks there
// are keyed by numbers, and a recycled number would put two processes on one track; so every
// incarnation gets a track number of its own, and its real number stands in the track's name.

import { isThread, labelOf, nameOf } from './incarnation.ts';
import { NONE } from './record.ts';
import { kindAt, lineOf, stateAt, type Trace } from './trace.ts';

const micro = (ns: number): number => Math.round(ns) / 1000;

/** The JSON text in parts. Track n + 1 is incarnation n: 0 means nobody to some viewers. */
export function* chromeTrace(trace: Trace): Generator<string> {
  yield '{"displayTimeUnit":"ns","traceEvents":[\n';
  let first = true;
  for (const event of chromeEvents(trace)) {
    yield `${first ? '' : ',\n'}${JSON.stringify(event)}`;
    first = false;
  }
  const { header } = trace;
  const about = header === undefined ? {} : { kernel: header.kernel, command: header.command };
  yield `\n],"otherData":${JSON.stringify({ by: 'wrong-number', ...about })}}\n`;
}

type Chrome = Readonly<Record<string, unknown>>;

/** The events as objects. */
export function* chromeEvents(trace: Trace): Generator<Chrome> {
  yield* tracks(trace);
  yield* lifetimes(trace);
  yield* happenings(trace);
  yield* hits(trace);
}

const track = (trace: Trace, life: number) => {
  const leader = trace.lives.at(life)?.leader ?? life;
  return { pid: leader + 1, tid: life + 1 };
};

function* tracks(trace: Trace): Generator<Chrome> {
  for (const life of trace.lives) {
    const at = track(trace, life.index);
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
function* lifetimes(trace: Trace): Generator<Chrome> {
  for (const life of trace.lives) {
    const at = track(trace, life.index);
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

function* happenings(trace: Trace): Generator<Chrome> {
  const { columns, names, texts } = trace;
  // Durations are rounded; a task's calls never overlap, and none begins before the task.
  const until = Float64Array.from(trace.lives, life => life.bornAt);
  for (let i = 0; i < trace.count; i++) {
    const actor = columns.actor[i] ?? -1;
    if (actor < 0) continue;
    const at = track(trace, actor);
    const ts = columns.t[i] ?? 0;
    const line = lineOf(trace, i);
    const kind = kindAt(trace, i);
    if (kind === 'call') {
      const first = columns.a0[i] ?? NONE;
      const text = `${first === NONE ? '' : first}${texts[columns.args[i] ?? 0] ?? ''}`;
      const ret = columns.cut[i] === 0 ? columns.ret[i] : undefined;
      const err = names[columns.err[i] ?? 0] || undefined;
      const begun = Math.max(ts - (columns.d[i] ?? 0), until[actor] ?? 0);
      until[actor] = ts + 1;
      const name = names[columns.name[i] ?? 0];
      const args = { args: text, ret, err, line };
      const dur = micro(Math.max(0, ts - begun));
      yield { ph: 'X', name, cat: 'call', ...at, ts: micro(begun), dur, args };
    } else if (kind === 'exec' || kind === 'signal') {
      const name = kind === 'exec' ? 'exec' : names[columns.sig[i] ?? 0];
      yield { ph: 'i', s: 't', name, cat: kind, ...at, ts: micro(ts), args: { line } };
    }
  }
}

/** An arrow from every use of a number or a pidfd to whom it reached. */
function* hits(trace: Trace): Generator<Chrome> {
  const { uses, columns } = trace;
  for (let use = 0; use < uses.count; use++) {
    const event = uses.event[use] ?? 0;
    const hit = uses.hit[use] ?? -1;
    const from = columns.actor[event] ?? -1;
    if (hit < 0 || from < 0 || hit === from) continue;
    const ts = micro((columns.t[event] ?? 0) - (columns.d[event] ?? 0));
    const flow = { name: 'reaches', cat: 'use', id: use + 1, ts };
    yield { ph: 's', ...flow, ...track(trace, from) };
    yield { ph: 'f', bp: 'e', ...flow, ...track(trace, hit) };
  }
}
