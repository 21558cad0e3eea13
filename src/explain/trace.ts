// Words for a recording: one sentence per event, the call as it was made, and what is to be said of a
// file as a whole. Past is told in the present tense; the process is the subject.

import {
  holderOf,
  type Incarnation,
  isThread,
  labelOf,
  letter,
  nameOf,
  numberOf,
} from '../trace/incarnation.ts';
import type { Refusal } from '../trace/reader.ts';
import { NONE } from '../trace/record.ts';
import { signalName } from '../trace/strace-signals.ts';
import { kindAt, numberFor, type Trace } from '../trace/trace.ts';

/** `1.204 s`, `35.2 ms`, `12 µs`: three figures that matter. */
export function duration(ns: number): string {
  if (ns >= 1e9) return `${(ns / 1e9).toFixed(3)} s`;
  if (ns >= 1e6) return `${(ns / 1e6).toFixed(ns >= 1e8 ? 0 : 1)} ms`;
  return `${(ns / 1e3).toFixed(ns >= 1e5 ? 0 : 1)} µs`;
}

/** A moment of a recording: in seconds, or milliseconds where all of it is shorter than that. */
export function moment(trace: { readonly length: number }, ns: number): string {
  if (trace.length >= 1e9) return `${(ns / 1e9).toFixed(3)} s`;
  return trace.length >= 1e8 ? `${(ns / 1e6).toFixed(1)} ms` : `${(ns / 1e6).toFixed(2)} ms`;
}

/** `first`, `second`, … as ears want it. */
export function ordinal(holder: number): string {
  const words = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];
  return words[holder] ?? `${holder + 1}th`;
}

/** A process by name; by its label where the log has none. */
export function nameIn(life: Incarnation, event?: number): string {
  const name = nameOf(life, event);
  return name === '' ? `process ${labelOf(life)}` : name;
}

/** Name and label: `pg_dump (2114·B)`. */
export const fullName = (life: Incarnation, event?: number): string =>
  nameOf(life, event) === '' ? nameIn(life) : `${nameOf(life, event)} (${labelOf(life)})`;

const who = (trace: Trace, index: number, event: number): string => {
  const life = trace.lives.at(index);
  if (life === undefined) return 'an unknown task';
  const leader = trace.lives.at(life.leader);
  if (!isThread(life) || leader === undefined) return nameIn(life, event);
  return `thread ${numberOf(life)} of ${nameIn(leader, event)}`;
};

/** Argument texts are JSON or strace's own; strings lose their quotes when they are names. */
const plainArgs = (args: string): string =>
  args
    .replace(/"((?:SIG|P_|CLONE_|PIDFD_|W[A-Z]|PR_|POLL|SA_)[A-Z0-9_|]*)"/g, '$1')
    .replace(/,(?=\S)/g, ', ');

/** The call as C and man pages write it, with its result: `kill(2114, SIGTERM) = 0`. */
export function callText(trace: Trace, event: number): string {
  const { columns, names, texts } = trace;
  const kind = kindAt(trace, event);
  const life = trace.lives.at(columns.object[event] ?? -1);
  const actor = trace.lives.at(columns.actor[event] ?? -1);
  if (kind === 'clone' && life !== undefined) {
    if (life.how === '') return '';
    return `${life.how}() = ${actor === undefined ? life.tid : numberFor(life, actor)}`;
  }
  if (kind === 'exec') return `execve("${actor?.names.find(n => n.event === event)?.name ?? ''}")`;
  if (kind !== 'call') return '';
  const name = names[columns.name[event] ?? 0] ?? '';
  const first = columns.a0[event] ?? NONE;
  const args = plainArgs(`${first === NONE ? '' : first}${texts[columns.args[event] ?? 0] ?? ''}`);
  const failure = names[columns.err[event] ?? 0] ?? '';
  const ret = columns.ret[event] ?? NONE;
  const returned = columns.cut[event] === 0 && ret !== NONE;
  const result = returned ? `${ret}${failure && ` ${failure}`}` : '?';
  return `${name}(${args}) = ${result}`;
}

/** What a status in wait format says. */
export function endText(status: number | undefined): string {
  if (status === undefined || status < 0) return 'ends';
  if (status === 0xffff) return 'goes on';
  if ((status & 0xff) === 0x7f) return `is stopped by ${signalName(status >> 8)}`;
  const signal = status & 0x7f;
  if (signal !== 0) return `is killed by ${signalName(signal)}`;
  return `ends with status ${(status >> 8) & 0xff}`;
}

/** One event in one sentence. */
export function eventSentence(trace: Trace, event: number): string {
  const { columns, names } = trace;
  const actor = who(trace, columns.actor[event] ?? -1, event);
  const object = trace.lives.at(columns.object[event] ?? -1);
  switch (kindAt(trace, event)) {
    case 'proc':
      return `${actor} is there when the recording begins.`;
    case 'clone':
      return object === undefined ? `${actor} starts a task.` : birthText(actor, object, event);
    case 'exec':
      return execText(trace, event);
    case 'signal': {
      const sender = object === undefined ? '' : `, sent by ${nameIn(object, event)}`;
      return `${names[columns.sig[event] ?? 0]} reaches ${actor}${sender}.`;
    }
    case 'name':
      return nameText(trace, event);
    case 'exit':
      return exitText(trace, actor, event);
    case 'adopt':
      return `${actor}’s parent has ended; ${object === undefined ? 'an init outside the recording' : nameIn(object, event)} is its new one.`;
    case 'reap':
      return object === undefined ? 'A task is collected.' : reapText(trace, object);
    case 'call':
      return callSentence(trace, actor, object, event);
    case 'note':
      return `The recorder remarks: ${trace.remarks.find(r => r.event === event)?.text ?? ''}`;
    case 'lost':
      return `${trace.remarks.find(r => r.event === event)?.lost ?? 0} events were lost here.`;
    default:
      return 'The recording ends.';
  }
}

function birthText(actor: string, child: Incarnation, event: number): string {
  const what = isThread(child)
    ? 'a thread'
    : nameIn(child, event) === actor
      ? 'a child'
      : nameIn(child, event);
  const again =
    holderOf(child) === 0
      ? ''
      : ` The number comes back: this is its ${ordinal(holderOf(child))} holder, ${labelOf(child)}.`;
  return `${actor} starts ${what}, number ${numberOf(child)}.${again}`;
}

function execText(trace: Trace, event: number): string {
  const life = trace.lives.at(trace.columns.actor[event] ?? -1);
  if (life === undefined) return 'A program is started.';
  const before = nameIn(life, event - 1);
  const after = nameIn(life, event);
  return before === after
    ? `${labelOf(life)} runs ${after}.`
    : `${labelOf(life)}, so far ${before}, becomes ${after}. Same process, same number.`;
}

function nameText(trace: Trace, event: number): string {
  const life = trace.lives.at(trace.columns.actor[event] ?? -1);
  if (life === undefined) return 'A task has a new name.';
  return `${labelOf(life)} calls itself ${nameIn(life, event)} from now on.`;
}

function exitText(trace: Trace, actor: string, event: number): string {
  const life = trace.lives.at(trace.columns.actor[event] ?? -1);
  if (life === undefined) return `${actor} ends.`;
  const end = `${actor} ${endText(life.exit === event ? life.status : trace.columns.ret[event])}.`;
  if (life.reapHow === 'unseen') return `${end} When its number went back is not recorded.`;
  if (life.reap === event) return `${end} Number ${numberOf(life)} is free.`;
  return `${end} It keeps number ${numberOf(life)} until it is collected.`;
}

function reapText(trace: Trace, gone: Incarnation): string {
  const by = trace.lives.at(gone.reaper);
  const how =
    gone.reapHow === 'auto'
      ? 'reaped by the kernel'
      : gone.reapHow === 'thread'
        ? 'gone, as threads leave no zombie'
        : by === undefined
          ? 'collected'
          : `collected by ${nameIn(by)}`;
  return `${fullName(gone)} is ${how}. Number ${numberOf(gone)} is free.`;
}

function callSentence(
  trace: Trace,
  actor: string,
  object: Incarnation | undefined,
  event: number,
): string {
  const call = callText(trace, event);
  const name = trace.names[trace.columns.name[event] ?? 0] ?? '';
  const self = trace.lives.at(trace.columns.actor[event] ?? -1);
  const renamed = self?.names.find(entry => entry.event === event);
  if (renamed !== undefined && self !== undefined) {
    return nameText(trace, event);
  }
  if (object === undefined) return `${actor} calls ${call}.`;
  if (object.reap === event) {
    return `${actor} collects ${fullName(object, event)}. Number ${numberOf(object)} is free.`;
  }
  if (/^wait/.test(name)) return `${actor} calls ${call} and learns of ${nameIn(object, event)}.`;
  if (/poll/.test(name)) return `${actor} calls ${call}: ${nameIn(object, event)}’s pidfd.`;
  if (trace.names[trace.columns.err[event] ?? 0] === 'ESRCH') {
    return `${actor} calls ${call}. ${nameIn(object, event)} is gone: ESRCH.`;
  }
  return `${actor} calls ${call}; it reaches ${fullName(object, event)}.`;
}

/** Why a file shows nothing, in a title and a sentence. */
export function refusalText(refusal: Refusal): { readonly title: string; readonly detail: string } {
  const reads =
    'Wrong Number reads its own recordings and the text of strace -f, plain or gzipped.';
  switch (refusal.kind) {
    case 'empty':
      return { title: 'The file is empty.', detail: `Nothing was recorded in it. ${reads}` };
    case 'gzip':
      return { title: 'This is compressed twice.', detail: `Unpack it once. ${reads}` };
    case 'other':
      return { title: `This looks like ${refusal.what}.`, detail: reads };
  }
}

/** The label for ears: `2114, second holder`. */
export const spokenLabel = (life: Incarnation): string =>
  `${numberOf(life)}, ${ordinal(holderOf(life))} holder`;

/** The letter alone. */
export const letterOf = (life: Incarnation): string => letter(holderOf(life));
