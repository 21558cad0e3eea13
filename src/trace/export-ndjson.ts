// A recording in our own format (docs/trace-format.md): strace's text made into what every other
// reader of ours takes. What strace does not print (identities, start times, the kernel's version)
// stays absent; arguments stay as strace wrote them.

import { type Incarnation, isThread, nameOf, wordsOf } from './incarnation.ts';
import { FORMAT, VERSION } from './ndjson-header.ts';
import { unquoted } from './quoted.ts';
import { Kind, NONE } from './record.ts';
import { splitArgs } from './strace-split.ts';
import { kindAt, type Trace, tidOf } from './trace.ts';

type Line = Readonly<Record<string, unknown>>;

/** The lines, one by one, each with its newline. */
export function* ndjsonOf(trace: Trace): Generator<string> {
  for (const line of lines(trace)) yield `${JSON.stringify(line)}\n`;
}

function* lines(trace: Trace): Generator<Line> {
  yield headerLine(trace);
  if (!trace.timed)
    yield { t: 0, ev: 'note', text: 'times are not known; they only keep the order' };
  const ends = endings(trace);
  const hoisted = earlyBirds(trace);
  for (const life of trace.lives) {
    if (life.how === 'seen' || life.how === 'proc') yield { t: 0, ...presence(trace, life) };
  }
  let count = 0;
  for (let event = 0; event < trace.count; event++) {
    const t = Math.round(trace.columns.t[event] ?? 0);
    const own = hoisted.moved.has(event) ? [] : [event];
    for (const told of [...(hoisted.before.get(event) ?? []), ...own]) {
      const line = eventLine(trace, told);
      if (line === undefined) continue;
      count++;
      yield { t, ...line };
    }
    for (const life of ends.get(event) ?? []) {
      count++;
      yield { t, ev: 'reap', tid: life.tid, ...reapOf(trace, life) };
    }
  }
  const first = trace.lives.at(0);
  if (trace.ended !== undefined || first?.exit !== -1) {
    const status = trace.ended?.status ?? first?.status ?? 0;
    yield {
      t: Math.round(trace.length),
      ev: 'end',
      status,
      events: count,
      lost: trace.ended?.lost ?? 0,
    };
  }
}

function headerLine({ header }: Trace): Line {
  const clock = 'monotonic';
  if (header === undefined)
    return { format: FORMAT, version: VERSION, by: 'strace', kernel: '', clock };
  const { by, kernel, arch, date, pidns, command } = header;
  const light = header.light ? { light: true } : {};
  return {
    format: FORMAT,
    version: VERSION,
    by,
    kernel,
    arch,
    date,
    clock,
    pidns,
    ...light,
    command,
  };
}

/** Who was collected in an event that is no `reap` of its own. */
function endings(trace: Trace): ReadonlyMap<number, readonly Incarnation[]> {
  const ends = new Map<number, Incarnation[]>();
  for (const life of trace.lives) {
    const unseen = life.reapHow === 'inferred' || life.reapHow === 'unseen';
    if (life.reap < 0 || unseen || kindAt(trace, life.reap) === 'reap') continue;
    ends.set(life.reap, [...(ends.get(life.reap) ?? []), life]);
  }
  return ends;
}

/**
 * strace tells of a clone when it returns, and the child may have been heard of before that; in our
 * format a birth comes first.
 */
function earlyBirds(trace: Trace) {
  const { actor } = trace.columns;
  const before = new Map<number, number[]>();
  const moved = new Set<number>();
  const heard = new Set<number>();
  for (let event = 0; event < trace.count; event++) {
    const life = trace.lives.at(actor[event] ?? -1);
    if (life === undefined || heard.has(life.index)) continue;
    heard.add(life.index);
    const birth = birthEvent(trace, life);
    if (birth <= event) continue;
    moved.add(birth);
    before.set(event, [...(before.get(event) ?? []), birth]);
  }
  return { before, moved };
}

/** The clone that introduces an incarnation; -1: none does. */
function birthEvent(trace: Trace, life: Incarnation): number {
  const { columns } = trace;
  const after = Math.max(0, life.born);
  const end = Math.min(trace.count, after + LOOK_AHEAD);
  for (let event = after; event < end; event++) {
    if (columns.kind[event] === Kind.clone && columns.object[event] === life.index) return event;
  }
  return -1;
}
const LOOK_AHEAD = 1000;

function reapOf(trace: Trace, life: Incarnation): Line {
  const by = trace.lives.at(life.reaper)?.tid;
  return { ...(by === undefined ? {} : { by }), how: life.reapHow ?? 'wait' };
}

function presence(trace: Trace, life: Incarnation): Line {
  const ppid = trace.lives.at(life.parent)?.tid;
  const pid = trace.lives.at(life.leader)?.tid ?? life.tid;
  const about = { comm: life.names[0]?.name ?? '', nr: life.nr };
  return { ev: 'proc', tid: life.tid, pid, ...(ppid === undefined ? {} : { ppid }), ...about };
}

function eventLine(trace: Trace, event: number): Line | undefined {
  const { columns, names } = trace;
  const kind = kindAt(trace, event);
  const actor = trace.lives.at(columns.actor[event] ?? -1);
  const object = trace.lives.at(columns.object[event] ?? -1);
  const tid = tidOf(trace, event);
  const leader = actor === undefined ? undefined : trace.lives.at(actor.leader)?.tid;
  const who = { ev: kind, tid, pid: leader ?? tid };
  const number = columns.a0[event] ?? NONE;
  const value = columns.ret[event] ?? NONE;
  switch (columns.kind[event]) {
    case Kind.clone:
      return object === undefined ? undefined : { ...who, ...birthOf(trace, event, object) };
    case Kind.exec: {
      const name = actor?.names.find(n => n.event === event);
      return {
        ...who,
        path: name?.name ?? '',
        argv: wordsOf(name?.argv ?? ''),
        comm: name?.name ?? '',
      };
    }
    case Kind.call:
      return { ...who, ...callOf(trace, event, object) };
    case Kind.name:
      return { ...who, comm: actor?.names.find(n => n.event === event)?.name ?? '' };
    case Kind.signal: {
      const from = number === NONE ? {} : { from: number };
      return { ...who, sig: names[columns.sig[event] ?? 0], ...from };
    }
    case Kind.exit:
      return value === NONE ? who : { ...who, status: value };
    case Kind.adopt:
      return { ...who, ppid: number };
    case Kind.reap:
      return object === undefined ? undefined : { ev: kind, tid, ...reapOf(trace, object) };
    case Kind.note:
      return { ev: kind, text: trace.remarks.find(r => r.event === event)?.text ?? '' };
    case Kind.lost:
      return { ev: kind, n: trace.remarks.find(r => r.event === event)?.lost ?? 0 };
    default:
      return undefined;
  }
}

function birthOf(trace: Trace, event: number, child: Incarnation): Line {
  const maker = trace.lives.at(trace.columns.actor[event] ?? -1);
  const thread = isThread(child);
  const sibling = !thread && maker !== undefined && child.parent !== maker.leader;
  const hold = trace.pidfds.openedBy(event).find(h => h.how === 'clone');
  const flags = [
    ...(thread ? ['CLONE_THREAD'] : []),
    ...(sibling ? ['CLONE_PARENT'] : []),
    ...(hold === undefined ? [] : ['CLONE_PIDFD']),
  ];
  return {
    ...(child.how === ''
      ? {}
      : { how: child.how, flags: flags.length === 0 ? 0 : flags.join('|') }),
    child: child.tid,
    child_pid: trace.lives.at(child.leader)?.tid ?? child.tid,
    comm: nameOf(child, event),
    nr: child.nr,
    ...(hold === undefined ? {} : { pidfd: hold.fd }),
  };
}

function callOf(trace: Trace, event: number, object: Incarnation | undefined): Line {
  const { columns, names, texts } = trace;
  const name = names[columns.name[event] ?? 0] ?? '';
  const first = columns.a0[event] ?? NONE;
  const text = `${first === NONE ? '' : first}${texts[columns.args[event] ?? 0] ?? ''}`;
  const d = columns.d[event] ?? 0;
  const cut = columns.cut[event] === 0 ? undefined : columns.cut[event] === 1 ? 'exit' : 'end';
  const err = names[columns.err[event] ?? 0] ?? '';
  const ret = columns.ret[event] ?? NONE;
  const wait =
    /^wait/.test(name) && object !== undefined && object.reap === event && object.reaper >= 0
      ? { wait: { nr: object.nr.at(-1), tid: object.tid, status: object.status } }
      : {};
  return {
    name,
    args: argsOf(trace, name, text),
    ...(cut !== undefined ? { cut } : ret === NONE ? {} : { ret }),
    ...(err === '' ? {} : { err }),
    d: Math.round(d),
    ...actionOf(name, text),
    ...wait,
  };
}

/** Arguments as a list: of our own format they are JSON already, of strace's they are words. */
function argsOf(trace: Trace, name: string, text: string): readonly unknown[] {
  if (trace.format === 'ndjson') return JSON.parse(`[${text}]`) as readonly unknown[];
  const numbers = TWO_NUMBERS.has(name)
    ? /^-?\d{1,10}(?=$|[<\s])|^0x[0-9a-f]{1,7}(?=$|[<\s])/
    : WHOLE;
  return splitArgs(text).map(part => {
    const number = numbers.exec(part);
    if (number !== null) return Number(number[0]);
    return (part.endsWith('"') ? unquoted(part) : undefined) ?? part;
  });
}
const WHOLE = /^-?\d{1,15}$/;
/** Calls whose second argument is a task's number, behind which strace may have put a name. */
const TWO_NUMBERS: ReadonlySet<string> = new Set(['tgkill', 'rt_tgsigqueueinfo']);

/** What a disposition of SIGCHLD was set to, since that decides whether children leave zombies. */
function actionOf(name: string, text: string): Line {
  if (name !== 'rt_sigaction' || !/^(?:SIGCHLD|17)\b/.test(text)) return {};
  const action = splitArgs(text)[1] ?? '';
  const handler = /sa_handler=([^,}]{1,40})/.exec(action)?.[1];
  if (handler === undefined) return {};
  const flags = /sa_flags=([A-Z_|]+)/.exec(action)?.[1] ?? 0;
  return { act: { handler: handler.startsWith('SIG_') ? handler : 'function', flags } };
}
