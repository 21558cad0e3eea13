// A clone's line on the quickest path: how it was made, the child's name and its namespace are phrases.

import { type Cursor, literal } from './cursor.ts';
import { type Out, string } from './json-bytes.ts';
import { clearClone, cloneOf, newCloneFields } from './ndjson-clone.ts';
import type { Tables } from './ndjson-scan.ts';
import { Phrases } from './phrases.ts';
import type { Rec } from './record.ts';

const HOW = literal(',"how":"');
const FLAGS = literal('","flags":"');
const EXIT_SIGNAL = literal('","exit_signal":"');
const CHILD = literal('","child":');
const CHILD_PID = literal(',"child_pid":');
const COMM = literal(',"comm":"');
const START = literal('","start":');
const ID = literal(',"id":"');
const NS = literal('","ns":"');
const NR = literal('","nr":[');
const PIDFD = literal(',"pidfd":');

const COMMA = 0x2c;
const BRACKET = 0x5d;

/** Numbers of a name and of flags. */
interface Manner {
  readonly how: number;
  readonly flags: number;
  readonly exitSignal: number;
}

export class QuickClone {
  private readonly at: Cursor;
  private readonly tables: Tables;
  private readonly out: Out = { num: 0, from: 0, to: 0 };
  private readonly fields = newCloneFields();
  private readonly flags = new Map<number, readonly string[]>();
  /** How the task was made, to the child's number. */
  private readonly manners = new Phrases<Manner>();
  /** A task's name, to its start; and a namespace, to the numbers in it. */
  private readonly comms = new Phrases<number>();
  private readonly namespaces = new Phrases<number>();

  constructor(at: Cursor, tables: Tables) {
    this.at = at;
    this.tables = tables;
  }

  /** From the manner on. False where the line is not as expected. */
  read(rec: Rec): boolean {
    const { at, fields } = this;
    clearClone(fields);
    if (!at.takes(HOW)) return false;
    const manner = this.manners.find(at) ?? this.newManner();
    if (manner === undefined) return false;
    rec.how = manner.how;
    fields.flags = manner.flags;
    fields.exitSignal = manner.exitSignal;
    fields.child = at.count();
    if (fields.child < 0 || !at.takes(CHILD_PID)) return false;
    fields.childPid = at.count();
    if (fields.childPid < 0 || !this.about() || !this.numbers()) return false;
    if (at.takes(PIDFD)) {
      fields.pidfd = at.count();
      if (fields.pidfd < 0) return false;
    }
    const { names, texts } = this.tables;
    rec.extra = cloneOf(fields, rec, names, texts, this.flags);
    return true;
  }

  /** Name, start, identity and namespace. */
  private about(): boolean {
    const { at, fields } = this;
    if (!at.takes(COMM)) return false;
    fields.comm = this.comms.find(at) ?? this.newText(this.comms, START);
    if (fields.comm === 0) return false;
    fields.start = at.count();
    if (fields.start < 0 || !at.takes(ID)) return false;
    fields.id = at.long();
    if (!(fields.id > 0) || !at.takes(NS)) return false;
    fields.ns = this.namespaces.find(at) ?? this.newText(this.namespaces, NR);
    return fields.ns !== 0;
  }

  /** The numbers of all levels, to the closing bracket. */
  private numbers(): boolean {
    const { at, fields } = this;
    while (fields.depth < fields.nr.length) {
      const nr = at.count();
      if (nr <= 0) return false;
      fields.nr[fields.depth++] = nr;
      const next = at.byte();
      at.p++;
      if (next !== COMMA) return next === BRACKET;
    }
    return false;
  }

  private newManner(): Manner | undefined {
    const { at, out } = this;
    const { names, texts } = this.tables;
    const from = at.p;
    if (string(at.bytes, from - 1, out) < 0) return undefined;
    const { from: howFrom, to: howTo } = out;
    at.p = howTo;
    if (howFrom === howTo || !at.takes(FLAGS)) return undefined;
    if (string(at.bytes, at.p - 1, out) < 0) return undefined;
    const { from: flagsFrom, to: flagsTo } = out;
    at.p = flagsTo;
    if (!at.takes(EXIT_SIGNAL) || string(at.bytes, at.p - 1, out) < 0) return undefined;
    at.p = out.to;
    if (!at.takes(CHILD)) return undefined;
    const manner = {
      how: names.intern(at.bytes, howFrom, howTo),
      flags: texts.intern(at.bytes, flagsFrom, flagsTo),
      exitSignal: texts.intern(at.bytes, out.from, out.to),
    };
    this.manners.learn(at, from, manner);
    return manner;
  }

  /** A text that ends in `tail`; 0 if none is here. */
  private newText(phrases: Phrases<number>, tail: typeof START): number {
    const { at, out } = this;
    const from = at.p;
    if (string(at.bytes, from - 1, out) < 0) return 0;
    at.p = out.to;
    if (!at.takes(tail)) return 0;
    const text = this.tables.texts.intern(at.bytes, out.from, out.to);
    if (text !== 0) phrases.learn(at, from, text);
    return text;
  }
}
