// The rules by which Perfetto's importer of JSON takes Chrome trace events (trace_processor, 2026), as far
// as our events meet them. What it would drop, move elsewhere or refuse is a complaint.

export interface Span {
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly pid: number;
  readonly tid: number;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface Imported {
  readonly complaints: readonly string[];
  readonly spans: readonly Span[];
  /** Which span an arrow leaves and which it reaches. */
  readonly arrows: readonly { readonly from: Span; readonly to: Span }[];
  /** Names of threads and of processes by number. */
  readonly threads: ReadonlyMap<number, string>;
  readonly processes: ReadonlyMap<number, string>;
}

interface Raw {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly ts?: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly id?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

const DEPTH = 512;
/** Microseconds as it reads them: rounded to a nanosecond. */
const ns = (micro = 0): number => Math.round(micro * 1000);

/** Reads a file as Perfetto would. Throws where it would refuse it. */
export function perfetto(text: string): Imported {
  refuse(text);
  const { traceEvents } = JSON.parse(text) as { traceEvents: readonly Raw[] };
  const importer = new Importer();
  // At one time, spans go before all else, the longest first; the rest in the order of the file.
  const order = traceEvents
    .map((event, at) => ({ event, at, ts: ns(event.ts), dur: ns(event.dur) }))
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur || a.at - b.at);
  for (const { event } of order) importer.take(event);
  return importer;
}

function refuse(text: string): void {
  if (!text.startsWith('{') || !text.endsWith('}')) throw new Error('data after the end');
  if (/(?<!\\)(?:\\\\)*\\ud[89a-f]/i.test(text)) throw new Error('a surrogate as an escape');
  const [, outside = ''] = text.split('\n],');
  if (/\p{Cc}/u.test(outside) || /(?<!\\)(?:\\\\)*\\u/.test(outside)) {
    throw new Error('a control character outside of the events');
  }
}

class Importer implements Imported {
  readonly complaints: string[] = [];
  readonly spans: Span[] = [];
  readonly arrows: { from: Span; to: Span }[] = [];
  readonly threads = new Map<number, string>();
  readonly processes = new Map<number, string>();
  private readonly owners = new Map<number, number>();
  private readonly open = new Map<number, Span[]>();
  private readonly starts = new Map<string, Span>();

  take(event: Raw): void {
    const { ph, pid, tid } = event;
    const owner = this.owners.get(tid) ?? pid;
    this.owners.set(tid, pid);
    if (![pid, tid].every(n => Number.isInteger(n) && n > 0 && n < 2 ** 32) || owner !== pid) {
      this.complain('a thread of no process, or of two', event);
    }
    if (ph === 'M') this.call(event);
    else if (typeof event.ts !== 'number') this.complain('no time', event);
    else if (ph === 'X' && typeof event.dur !== 'number') this.complain('no duration', event);
    else if (ph === 'X' || ph === 'i') this.span(event);
    else if (ph === 's' || ph === 'f') this.arrow(event);
    else this.complain('an unknown phase', event);
  }

  private complain(what: string, event: Raw): void {
    this.complaints.push(`${what}: ${JSON.stringify(event)}`);
  }

  private call({ name, pid, tid, args }: Raw): void {
    if (name === 'thread_name') this.threads.set(tid, String(args?.name));
    if (name === 'process_name') this.processes.set(pid, String(args?.name));
  }

  private span(event: Raw): void {
    const [ts, dur] = [ns(event.ts), ns(event.dur)];
    const { name, pid, tid, args = {} } = event;
    const stack = this.open.get(tid) ?? [];
    this.open.set(tid, stack);
    // What has ended goes; what is of no length stays beneath another such at the same moment.
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const end = top.ts + top.dur;
      if (end > ts || (end === ts && top.dur === 0 && dur === 0)) break;
      stack.pop();
    }
    if (stack.some(s => ts < s.ts + s.dur && ts + dur > s.ts + s.dur)) {
      this.complain('overlaps another in part', event);
    }
    if (stack.length >= DEPTH) this.complain('too deep', event);
    const span = { name, ts, dur, pid, tid, args };
    stack.push(span);
    this.spans.push(span);
  }

  /** Ends of arrows belong to what began last on their track, even if it has ended. */
  private arrow(event: Raw): void {
    const span = this.open.get(event.tid)?.at(-1);
    const key = JSON.stringify([event.id, event.cat, event.name]);
    const from = this.starts.get(key);
    if (span === undefined) this.complain('an arrow at no span', event);
    else if (event.ph === 's' && from !== undefined) this.complain('a second start', event);
    else if (event.ph === 's') this.starts.set(key, span);
    else if (from === undefined) this.complain('an arrow without a start', event);
    else this.arrows.push({ from, to: span });
  }
}
