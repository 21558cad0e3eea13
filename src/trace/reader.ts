// Reads a recording from chunks of bytes, line by line, as they come: which format it is, each line
// through the fast or the slow path, and what is wrong with the lines that are none.

import { err, ok, type Result } from '../base.ts';
import { assemble } from './assemble.ts';
import { decode, Interner, joined } from './bytes.ts';
import { detect, type Format, SNIFF_BYTES } from './detect.ts';
import { Gatherer } from './gather.ts';
import { exceeded, LIMITS, type Limits } from './limits.ts';
import { type Listener, ListeningTracker } from './listening.ts';
import { type Header, VERSION } from './ndjson-header.ts';
import { LineScanner, type QuickLines } from './ndjson-lines.ts';
import { parseLine } from './ndjson-parse.ts';
import type { Tables } from './ndjson-scan.ts';
import { clearRec, newRec } from './record.ts';
import { makeStraceReader, type StraceReader } from './strace.ts';
import type { BadLine, Flaw, Trace } from './trace.ts';
import { Tracker } from './tracker.ts';

/** What a reader refuses, for the person who chose the file. */
export type Refusal = Exclude<Format, { kind: 'ndjson' | 'strace' }>;

const NEWLINE = 0x0a;
const NOTHING = new Uint8Array(0);
/** Bytes read at a time; positions in a chunk must stay small (see ndjson-keys.ts). */
const CHUNK = 1 << 22;
/** Of a bad line so much is kept. */
const BAD_TEXT = 160;

export interface ReaderOptions {
  readonly limits?: Partial<Limits>;
  /** Expected bytes, to size the columns once. */
  readonly bytes?: number;
  /** The task whose lines carry no number: from `strace -ff`'s file name. */
  readonly tid?: number;
  readonly listener?: Listener;
  /** Smaller pieces are put together to that many bytes. */
  readonly gather?: number;
}

/** Takes a file in chunks; `finish` returns the trace or why there is none. */
export class Reader {
  readonly tables: Tables = { names: new Interner(), texts: new Interner() };
  lines = 0;
  /** Handed in. */
  bytes = 0;
  private readonly pieces: Gatherer;
  private readonly tracker: Tracker;
  private readonly limits: Limits;
  private readonly tid: number | undefined;
  private readonly rec = newRec();
  private readonly scanner: LineScanner;
  private format: Format | undefined;
  private strace: StraceReader | undefined;
  private taken = 0;
  private rest: Uint8Array = NOTHING;
  private restAt = 0;
  private header: Header | undefined;
  private readonly bad: BadLine[] = [];
  private badCount = 0;
  private readonly flaws: Flaw[] = [];
  private stopped = false;

  constructor(options: ReaderOptions = {}) {
    this.limits = { ...LIMITS, ...options.limits };
    this.tid = options.tid;
    this.pieces = new Gatherer(options.gather ?? 1 << 18, CHUNK, chunk => this.take(chunk));
    const size = Math.ceil((options.bytes ?? 0) / 128) + 64;
    this.tracker =
      options.listener === undefined
        ? new Tracker(this.tables, size)
        : new ListeningTracker(this.tables, size, options.listener);
    this.scanner = new LineScanner(this.tables, this.tracker);
  }

  /** Whether a limit or the format ended the reading; further bytes are not looked at. */
  get done(): boolean {
    return this.stopped;
  }

  /** Takes the next bytes. They are not kept. */
  push(chunk: Uint8Array): void {
    if (!this.stopped) this.bytes += chunk.length;
    this.pieces.push(chunk);
  }

  private take(chunk: Uint8Array): void {
    if (this.stopped) return;
    const at = this.taken;
    this.taken += chunk.length;
    if (this.format === undefined) {
      const data = joined(this.rest, chunk);
      if (data.length < SNIFF_BYTES) {
        this.keep(data, 0, this.restAt);
        return;
      }
      this.sniff(data);
      this.rest = NOTHING;
      this.read(data, this.restAt);
    } else if (this.rest.length > 0) {
      this.bridge(chunk, at);
    } else this.read(chunk, at);
    const excess = exceeded(this.limits, this.taken, this.tracker);
    if (excess !== undefined) this.stop(excess);
  }

  /** Ends the line that the last chunk began, then reads on. */
  private bridge(chunk: Uint8Array, at: number): void {
    const end = chunk.indexOf(NEWLINE);
    if (end < 0 && this.rest.length + chunk.length <= this.limits.lineMax) {
      this.keep(joined(this.rest, chunk), 0, this.restAt);
      return;
    }
    const to = end < 0 ? chunk.length : end + 1;
    const line = joined(this.rest, chunk.subarray(0, to));
    this.rest = NOTHING;
    this.read(line, this.restAt);
    if (to < chunk.length) this.read(chunk.subarray(to), at + to);
  }

  /** Ends the reading. */
  finish(): Result<Trace, Refusal> {
    this.pieces.flush();
    if (this.format === undefined) {
      this.sniff(this.rest);
      const data = this.rest;
      this.rest = NOTHING;
      this.read(data, this.restAt);
    }
    const format = this.format;
    if (format?.kind !== 'ndjson' && format?.kind !== 'strace') {
      return err(format ?? { kind: 'empty' });
    }
    this.lastLine();
    this.strace?.finish();
    return ok(this.trace(format.kind));
  }

  private sniff(data: Uint8Array): void {
    this.format = detect(data.subarray(0, SNIFF_BYTES));
    if (this.format.kind === 'strace') {
      this.strace = makeStraceReader(this.tracker, this.tables, this.tid, (line, text, reason) =>
        this.bads(reason, text.slice(0, BAD_TEXT), line),
      );
    } else if (this.format.kind !== 'ndjson') this.stopped = true;
  }

  private keep(data: Uint8Array, from: number, at: number): void {
    this.rest = from < data.length ? data.slice(from) : NOTHING;
    this.restAt = at + from;
  }

  /** Reads the whole lines of `data`, which begins at byte `at` of the file, and keeps the rest. */
  private read(data: Uint8Array, at: number): void {
    let from = 0;
    if (at === 0 && data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf) from = 3;
    const quick: QuickLines = this.strace ?? this.scanner;
    quick.enter(data);
    while (from < data.length && !this.stopped) {
      const next = quick.take(from, this.lines + 1, at + from);
      if (next > 0) {
        this.lines++;
        from = next;
        continue;
      }
      const to = data.indexOf(NEWLINE, from);
      if (to < 0) break;
      this.lines++;
      this.line(data, from, to, at + from);
      from = to + 1;
    }
    if (data.length - from > this.limits.lineMax) {
      this.spoilt('longer than a line may be', data, from, data.length, this.lines + 1);
      this.stop('a line without end');
      return;
    }
    this.keep(data, from, at);
  }

  private line(data: Uint8Array, from: number, end: number, offset: number): void {
    const to = data[end - 1] === 0x0d ? end - 1 : end;
    if (from >= to) return;
    if (to - from > this.limits.lineMax) {
      this.spoilt('longer than a line may be', data, from, to, this.lines);
    } else if (this.strace !== undefined) {
      this.strace.line(data, from, to, this.lines, offset);
    } else this.slowLine(data, from, to, offset);
  }

  private slowLine(data: Uint8Array, from: number, to: number, offset: number): void {
    const text = decode(data, from, to);
    if (text.trim() === '') return;
    clearRec(this.rec);
    const parsed = parseLine(text, this.rec, this.tables);
    if (!parsed.ok) this.spoilt(parsed.error, data, from, to, this.lines);
    else if (parsed.value.kind === 'event') this.tracker.add(this.rec, this.lines, offset);
    else if (parsed.value.kind === 'header') this.setHeader(parsed.value.header);
  }

  private setHeader(header: Header): void {
    if (this.header !== undefined) return;
    this.header = header;
    this.tracker.population.setRoot(header.pidns);
    this.tracker.boot = header.boot;
    if (header.version !== VERSION) this.flaws.push({ kind: 'version', version: header.version });
  }

  private lastLine(): void {
    if (this.rest.length === 0 || this.stopped) return;
    this.lines++;
    const before = this.badCount;
    this.line(this.rest, 0, this.rest.length, this.restAt);
    if (this.badCount > before) this.flaws.push({ kind: 'cut-line', line: this.lines });
  }

  private spoilt(reason: string, data: Uint8Array, from: number, to: number, line: number): void {
    this.bads(reason, decode(data, from, Math.min(to, from + BAD_TEXT)), line);
  }

  private bads(reason: string, text: string, line: number): void {
    this.badCount++;
    if (this.bad.length < this.limits.badMax) this.bad.push({ line, reason, text });
  }

  private stop(reason: string): void {
    this.stopped = true;
    this.flaws.push({ kind: 'stopped', line: this.lines, reason });
  }

  private trace(format: 'ndjson' | 'strace'): Trace {
    const { strace, tracker, header, lines, bytes, bad, badCount } = this;
    const flaws = [...this.flaws, ...(strace === undefined ? [] : strace.flaws())];
    if (format === 'ndjson' && header === undefined) flaws.push({ kind: 'no-header' });
    return assemble(tracker, {
      ...{ format, header, lines, bytes, badCount },
      // Lines that were held back may be found bad late.
      bad: bad.sort((a, b) => a.line - b.line),
      timed: strace?.timed() ?? true,
      flaws,
    });
  }
}

/** Reads a whole file. Returns the trace, or what the file is instead. */
export function analyse(bytes: Uint8Array, options: ReaderOptions = {}): Result<Trace, Refusal> {
  const reader = new Reader({ bytes: bytes.length, ...options });
  reader.push(bytes);
  return reader.finish();
}
