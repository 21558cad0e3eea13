// The files of one `strace -ff` run, a file per task, put together in an order in which it can have
// happened: by the times of the lines, and never a task before the fork that made it or a wait before
// the end that it tells of. Without times only the latter two are known.

import { FORKS } from './strace-call.ts';
import { lexLine, type StraceLine } from './strace-line.ts';
import { splitCall } from './strace-split.ts';

/** A file's lines, empty ones too, and the task whose they are. */
export interface TaskLines {
  readonly tid: number;
  readonly lines: readonly string[];
}

export interface Merged {
  /** Each line with its task's number before it. */
  readonly text: string;
  /** Where each of them was: which of the files, and the line there, from 1. */
  readonly places: readonly { readonly file: number; readonly line: number }[];
  readonly timed: boolean;
}

const DAY = 86_400;
const WAITS = /^(?:wait4|waitid|waitpid)$/;

/** A file as it is read. */
interface Queue {
  readonly tid: number;
  readonly order: number;
  readonly lines: readonly Line[];
  at: number;
}

interface Line {
  readonly text: string;
  /** From 1, in its file. */
  readonly number: number;
  /** Seconds, days counted; nanoseconds beside them. */
  readonly seconds: number;
  readonly ns: number;
  /** The task that this line makes; the one whose end must have come before; 0 for none. */
  readonly makes: number;
  readonly collects: number;
}

export function mergeTasks(tasks: readonly TaskLines[]): Merged {
  const queues = tasks.map(({ tid, lines }, order) => ({ tid, order, at: 0, ...read(tid, lines) }));
  const timed = queues.every(queue => queue.timed);
  return { ...new Merge(queues, timed).run(), timed };
}

function read(tid: number, texts: readonly string[]): { lines: Line[]; timed: boolean } {
  let day = 0;
  let last = 0;
  let timed = true;
  const lines: Line[] = [];
  for (const [index, text] of texts.entries()) {
    if (text === '') continue;
    const number = index + 1;
    const lexed = lexLine(text);
    // What concerns nobody, such as a stack's frames (-k), has no task.
    if (lexed.piece.kind === 'remark') {
      const idle = { ns: 0, makes: 0, collects: 0 };
      lines.push({ text, number, seconds: last + day, ...idle });
      continue;
    }
    if (lexed.piece.kind === 'bad') {
      const idle = { ns: 0, makes: 0, collects: 0 };
      lines.push({ text: `${tid} ${text}`, number, seconds: last + day, ...idle });
      continue;
    }
    // A difference is that from the line before in whatever file, which nobody can tell any more.
    timed &&= lexed.clock === 'day' || lexed.clock === 'epoch';
    if (lexed.clock === 'day' && lexed.seconds < last - DAY / 2) day += DAY;
    last = lexed.seconds;
    const bare = lexed.clock === 'delta' ? text.replace(/^\s{0,12}[\d.]{1,24}\s{1,12}/, '') : text;
    const when = { seconds: last + day, ns: lexed.ns };
    lines.push({ text: `${tid} ${bare}`, number, ...when, ...concerns(lexed) });
  }
  return { lines, timed };
}

function concerns({ piece }: StraceLine): { makes: number; collects: number } {
  const none = { makes: 0, collects: 0 };
  if (piece.kind === 'superseded') return { makes: 0, collects: piece.by };
  if (piece.kind !== 'call' && piece.kind !== 'resumed') return none;
  const isWait = WAITS.test(piece.name);
  if (!isWait && !FORKS.has(piece.name)) return none;
  const call = splitCall(piece.kind === 'call' ? piece.text : `(${piece.text}`);
  const ret = call?.outside ?? call?.ret ?? 0;
  if (!isWait) return { makes: Math.max(0, ret), collects: 0 };
  const told = /\bsi_pid=(\d{1,10})/.exec(call?.args ?? '');
  const ended = !/WIFSTOPPED|WIFCONTINUED|CLD_STOPPED|CLD_CONTINUED|WNOWAIT/.test(call?.args ?? '');
  const gone = piece.name === 'waitid' ? Number(told?.[1] ?? 0) : Math.max(0, ret);
  return { makes: 0, collects: ended ? gone : 0 };
}

class Merge {
  private readonly timed: boolean;
  private readonly byTid = new Map<number, Queue>();
  private readonly unborn = new Set<number>();
  /** A binary heap of the files that can go on, the earliest first. */
  private readonly ready: Queue[] = [];
  /** Those that cannot, by the task they wait for. */
  private readonly parked = new Map<number, Queue[]>();
  private readonly out: string[] = [];
  private readonly places: { file: number; line: number }[] = [];

  constructor(queues: readonly Queue[], timed: boolean) {
    this.timed = timed;
    for (const queue of queues) this.byTid.set(queue.tid, queue);
    for (const { lines } of queues) for (const { makes } of lines) this.unborn.add(makes);
    for (const queue of queues) this.offer(queue);
  }

  run(): { text: string; places: Merged['places'] } {
    for (;;) {
      const queue = this.pop() ?? this.unpark();
      if (queue === undefined) return { text: this.out.join(''), places: this.places };
      this.step(queue);
    }
  }

  private step(queue: Queue): void {
    const line = queue.lines[queue.at++];
    if (line === undefined) return;
    this.out.push(line.text, '\n');
    this.places.push({ file: queue.order, line: line.number });
    if (line.makes > 0 && this.unborn.delete(line.makes)) this.release(line.makes);
    if (queue.at === queue.lines.length) this.release(queue.tid);
    else this.offer(queue);
  }

  /** Lines a file up, or parks it. */
  private offer(queue: Queue): void {
    const line = queue.lines[queue.at];
    if (line === undefined) return;
    const blocker = this.blocker(queue, line);
    if (blocker === 0) this.push(queue);
    else this.parked.set(blocker, [...(this.parked.get(blocker) ?? []), queue]);
  }

  private blocker(queue: Queue, line: Line): number {
    if (queue.at === 0 && this.unborn.has(queue.tid)) return queue.tid;
    const other = line.collects === queue.tid ? undefined : this.byTid.get(line.collects);
    return other !== undefined && other.at < other.lines.length ? other.tid : 0;
  }

  private release(tid: number): void {
    const freed = this.parked.get(tid);
    this.parked.delete(tid);
    for (const queue of freed ?? []) this.offer(queue);
  }

  /** Files that wait for each other: the first goes on all the same. */
  private unpark(): Queue | undefined {
    for (const [tid, queues] of this.parked) {
      const [first, ...rest] = queues;
      if (rest.length === 0) this.parked.delete(tid);
      else this.parked.set(tid, rest);
      if (first !== undefined) return first;
    }
    return undefined;
  }

  private isBefore(a: Queue, b: Queue): boolean {
    const [x, y] = [a.lines[a.at], b.lines[b.at]];
    if (!this.timed || x === undefined || y === undefined) return a.order < b.order;
    const later = x.seconds - y.seconds || x.ns - y.ns || a.order - b.order;
    return later < 0;
  }

  private push(queue: Queue): void {
    const { ready } = this;
    let i = ready.push(queue) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (!this.isBefore(queue, ready[up] as Queue)) break;
      ready[i] = ready[up] as Queue;
      i = up;
    }
    ready[i] = queue;
  }

  private pop(): Queue | undefined {
    const { ready } = this;
    const first = ready[0];
    const last = ready.pop();
    if (first === undefined || last === undefined || ready.length === 0) return first;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      if (down >= ready.length) break;
      if (down + 1 < ready.length && this.isBefore(ready[down + 1] as Queue, ready[down] as Queue))
        down++;
      if (this.isBefore(last, ready[down] as Queue)) break;
      ready[i] = ready[down] as Queue;
      i = down;
    }
    ready[i] = last;
    return first;
  }
}
