// Reads strace's text line by line and hands the tracker the same events that our own format has. What
// strace does not print (identities, start times, who reaped what it did not trace) stays unknown.

import { decode } from './bytes.ts';
import { FAIL, inRange } from './json-bytes.ts';
import type { QuickLines } from './ndjson-lines.ts';
import type { Tables } from './ndjson-scan.ts';
import { StraceClock } from './strace-clock.ts';
import { StraceEvents } from './strace-events.ts';
import type { Place } from './strace-half.ts';
import { lexLine, type StraceLine } from './strace-line.ts';
import { Owner } from './strace-owner.ts';
import { StraceQuick } from './strace-quick.ts';
import type { Flaw } from './trace.ts';
import type { Tracker } from './tracker.ts';

export interface StraceReader extends QuickLines {
  /** Takes any line, between two places. */
  line(bytes: Uint8Array, from: number, to: number, line: number, offset: number): void;
  finish(): void;
  flaws(): readonly Flaw[];
  timed(): boolean;
}

/** Told of a line that could not be read: its number, its text and why. */
export type Spoilt = (line: number, text: string, reason: string) => void;

/** A line, or the part of one before strace wrote something into it. */
interface Text extends Place {
  readonly text: string;
  /** So much of the text stands in that line; the rest came after what strace wrote into it. */
  readonly own: number;
}

/** Lines are held back until the first task's number shows, up to so many. */
const HELD_MAX = 20_000;

/** strace's words about whom it follows, often in the middle of another line. */
const FOLLOWS =
  /(?:strace: )?Process (\d{1,10}) (?:attached(?: with \d{1,10} threads)?|detached|resumed)$/;
/** Whether a line that ends so can be one of those: in `d` or `s`. */
const mayFollow = (last: number): boolean => last === 0x64 || last === 0x73;
/** The picture that --tips draws at the end. */
const TIP = /^\s{1,4}_{20,}\s|^Tip: /;

/**
 * A reader; `tid` names the task of a file written by `strace -ff`. Without `quickly` every line takes the
 * slow path, with the same outcome.
 */
export function makeStraceReader(
  tracker: Tracker,
  tables: Tables,
  tid: number | undefined,
  spoilt: Spoilt,
  quickly = true,
): StraceReader {
  return new Strace(tracker, tables, tid, spoilt, quickly);
}

class Strace implements StraceReader {
  private readonly tracker: Tracker;
  private readonly clock = new StraceClock();
  private readonly owner: Owner;
  private readonly events: StraceEvents;
  private readonly quick: StraceQuick | undefined;
  private readonly spoilt: Spoilt;
  /** Lines, and numbers announced between them. */
  private held: { readonly lexed: StraceLine | number; readonly from: Text }[] = [];
  private broken: Text | undefined;
  /** The line before, if its call goes on: strace -z writes the rest below it and says no name. */
  private openName = '';
  private openTid: number | undefined;
  /** Whether a table or a picture began, which strace writes at the end. */
  private table = false;

  constructor(
    tracker: Tracker,
    tables: Tables,
    tid: number | undefined,
    spoilt: Spoilt,
    quickly: boolean,
  ) {
    this.tracker = tracker;
    this.owner = new Owner(tid);
    this.events = new StraceEvents(tracker, tables, this.owner, this.clock);
    if (quickly) this.quick = new StraceQuick(tables, this.events, this.owner, this.clock);
    this.spoilt = spoilt;
  }

  enter(bytes: Uint8Array): void {
    this.quick?.enter(bytes);
  }

  take(from: number, line: number, offset: number): number {
    const { quick } = this;
    if (quick === undefined || this.broken !== undefined || this.owner.main === undefined)
      return FAIL;
    const next = quick.take(from, line, offset);
    if (next !== FAIL) {
      this.openName = quick.unfinished;
      this.openTid = quick.tid;
    }
    return next;
  }

  line(bytes: Uint8Array, from: number, to: number, line: number, offset: number): void {
    this.text(decode(bytes, from, to), line, offset);
  }

  private text(text: string, line: number, offset: number): void {
    const said = mayFollow(text.charCodeAt(text.length - 1)) ? FOLLOWS.exec(text) : null;
    const end = said === null ? text.length : said.index;
    const { broken } = this;
    const part = text.slice(0, end);
    const whole =
      broken === undefined
        ? { text: part, own: end, line, offset }
        : { ...broken, text: broken.text + part };
    this.broken = undefined;
    if (said === null) this.whole(whole);
    else {
      if (said[0].includes('attached')) this.announce(Number(said[1]), whole);
      // The other line goes on in the next one.
      if (whole.text !== '') this.broken = whole;
    }
  }

  finish(): void {
    if (this.broken !== undefined) this.whole(this.broken);
    this.settle();
    this.events.finish();
  }

  flaws(): readonly Flaw[] {
    const flaws: Flaw[] = [];
    if (!this.timed()) flaws.push({ kind: 'no-times' });
    if (this.tracker.population.all.length < 2) flaws.push({ kind: 'one-process' });
    return flaws;
  }

  timed(): boolean {
    return this.clock.isReal();
  }

  private announce(tid: number, from: Text): void {
    if (!inRange(tid)) return;
    this.owner.announce(tid);
    if (this.owner.main !== undefined) this.tracker.newcomers.announce(tid);
    else this.held.push({ lexed: tid, from });
  }

  private whole(from: Text): void {
    const lexed = this.goesOn(lexLine(from.text), from.text);
    const { piece, tid } = lexed;
    this.openName = piece.kind === 'unfinished' ? piece.name : '';
    this.openTid = tid;
    if (piece.kind === 'remark') return;
    if (tid !== undefined && piece.kind !== 'bad') this.owner.living.add(tid);
    if (piece.kind === 'summary' || TIP.test(from.text)) this.table = true;
    else if (piece.kind === 'bad') {
      if (!this.table) this.spoilt(from.line, from.text.slice(0, from.own), piece.reason);
    } else if (this.owner.main !== undefined) this.event(lexed, from);
    else {
      this.held.push({ lexed, from });
      this.owner.learn(lexed);
      if (this.owner.main !== undefined || this.held.length > HELD_MAX) this.settle();
    }
  }

  /** The rest of the call in the line above, where the line names nobody. */
  private goesOn(lexed: StraceLine, text: string): StraceLine {
    const { openName: name, openTid: tid } = this;
    if (lexed.piece.kind !== 'bad' || lexed.tid !== undefined) return lexed;
    if (name === '' || !/\)\s{1,80}= /.test(text)) return lexed;
    return { ...lexed, tid, piece: { kind: 'resumed', name, text } };
  }

  /** Whose the lines held back are is known, or will not be. */
  private settle(): void {
    const { owner } = this;
    owner.main ??= 0;
    if (this.held.length > 0) owner.living.add(owner.main);
    const { held } = this;
    this.held = [];
    for (const { lexed, from } of held) {
      if (typeof lexed === 'number') this.tracker.newcomers.announce(lexed);
      else this.event(lexed, from);
    }
  }

  private event(lexed: StraceLine, from: Text): void {
    const tid = this.owner.of(lexed.tid);
    const t = this.clock.read(lexed.clock, lexed.seconds, lexed.ns);
    const wrong = this.events.piece(lexed.piece, tid, t, from);
    if (wrong !== undefined) this.spoilt(from.line, from.text.slice(0, from.own), wrong);
  }
}
