// A call's line on the quickest path: name, arguments and errno are phrases, the rest are numbers.

import { decode, type Interner } from './bytes.ts';
import { type Cursor, literal, NOT_HERE } from './cursor.ts';
import { FAIL, type Out, string } from './json-bytes.ts';
import type { Scanner, Tables } from './ndjson-scan.ts';
import { Phrases } from './phrases.ts';
import { type Extra, type Rec, Via } from './record.ts';

const NAME = literal(',"name":"');
const ARGS = literal('","args":[');
const RET = literal(',"ret":');
const ERR = literal(',"err":"');
const D = literal(',"d":');
const TARGET = literal(',"target":{"nr":');
const TID = literal(',"tid":');
const ID = literal(',"id":"');
const VIAS = [
  [Via.nr, literal('"via":"nr"}')],
  [Via.pidfd, literal('"via":"pidfd"}')],
  [Via.group, literal('"via":"group"}')],
] as const;
const WAIT = literal(',"wait":{"nr":');
const STATUS = literal('"status":');
const ACT = literal(',"act":');
const HANDLER = literal('{"handler":"');
const FLAGS = literal('","flags":"');
const NO_FLAGS = literal('","flags":0');

const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSE = 0x7d;
const BRACKET = 0x5d;
const MINUS = 0x2d;
const ZERO = 0x30;

/** What a known rest of a list of arguments says. */
interface Arguments {
  readonly args: number;
  readonly a1: number;
  readonly a2: number;
  readonly sig: number;
}

export class QuickCall {
  private readonly at: Cursor;
  private readonly names: Interner;
  private readonly scanner: Scanner;
  private readonly out: Out = { num: 0, from: 0, to: 0 };
  private readonly calls = new Phrases<number>();
  private readonly lists = new Phrases<Arguments>();
  private readonly errors = new Phrases<number>();
  private readonly acts = new Phrases<Extra>();

  constructor(at: Cursor, { names }: Tables, scanner: Scanner) {
    this.at = at;
    this.names = names;
    this.scanner = scanner;
  }

  /** From the name on. False where the line is not as expected. */
  read(rec: Rec): boolean {
    const { at } = this;
    if (!at.takes(NAME)) return false;
    rec.name = this.calls.find(at) ?? this.newName();
    if (rec.name === 0 || !this.list(rec) || !at.takes(RET)) return false;
    rec.ret = at.signed();
    if (rec.ret === NOT_HERE) return false;
    if (at.takes(ERR)) {
      rec.err = this.errors.find(at) ?? this.newError();
      if (rec.err === 0) return false;
    }
    if (!at.takes(D)) return false;
    rec.d = at.long();
    return rec.d >= 0 && (at.byte() === CLOSE || this.more(rec));
  }

  /** A name and the bracket that opens its arguments; 0 if it is none. */
  private newName(): number {
    const { at, out } = this;
    const from = at.p;
    if (string(at.bytes, from - 1, out) < 0 || out.from === out.to) return 0;
    at.p = out.to;
    if (!at.takes(ARGS)) return 0;
    const name = this.names.intern(at.bytes, out.from, out.to);
    this.calls.learn(at, from, name);
    return name;
  }

  private newError(): number {
    const { at, out } = this;
    const from = at.p;
    const end = string(at.bytes, from - 1, out);
    if (end < 0) return 0;
    at.p = end;
    const error = this.names.intern(at.bytes, out.from, out.to);
    if (error !== 0) this.errors.learn(at, from, error);
    return error;
  }

  /** The arguments: a first one that is a number, and what follows. */
  private list(rec: Rec): boolean {
    const { at } = this;
    const open = at.p - 1;
    const first = at.byte();
    if ((first >= ZERO && first <= ZERO + 9) || first === MINUS) {
      rec.a0 = at.signed();
      // A rest that is known was read either behind a number or without one; never take one for the other.
      if (rec.a0 === NOT_HERE || (at.byte() !== COMMA && at.byte() !== BRACKET)) return false;
    } else if (first === COMMA) return false;
    const known = this.lists.find(at);
    if (known === undefined) return this.newList(open, rec);
    rec.args = known.args;
    rec.a1 = known.a1;
    rec.a2 = known.a2;
    rec.sig = known.sig;
    return true;
  }

  private newList(open: number, rec: Rec): boolean {
    const { at } = this;
    const from = at.p;
    const end = this.scanner.args(at.bytes, open, rec);
    if (end === FAIL) return false;
    at.p = end;
    const { args, a1, a2, sig } = rec;
    this.lists.learn(at, from, { args, a1, a2, sig });
    return true;
  }

  /** What the call was aimed at, what it collected, what its pointers held. */
  private more(rec: Rec): boolean {
    const { at } = this;
    if (at.takes(TARGET) && !this.target(rec)) return false;
    if (at.takes(WAIT) && !this.wait(rec)) return false;
    if (at.takes(ACT)) {
      rec.extra = this.acts.find(at) ?? this.newAct();
      if (rec.extra === undefined) return false;
    }
    return true;
  }

  private target(rec: Rec): boolean {
    const { at } = this;
    rec.targetNr = at.signed();
    if (rec.targetNr === NOT_HERE) return false;
    if (at.takes(TID)) {
      rec.targetTid = at.count();
      if (rec.targetTid < 0) return false;
    }
    if (at.takes(ID)) {
      rec.targetId = at.long();
      if (!(rec.targetId > 0) || at.byte() !== QUOTE) return false;
      at.p++;
    }
    if (at.byte() !== COMMA) return false;
    at.p++;
    for (const [via, text] of VIAS) {
      if (!at.takes(text)) continue;
      rec.via = via;
      return true;
    }
    return false;
  }

  private wait(rec: Rec): boolean {
    const { at } = this;
    rec.waitNr = at.count();
    if (rec.waitNr < 0) return false;
    if (at.takes(TID)) {
      rec.waitTid = at.count();
      if (rec.waitTid < 0) return false;
    }
    if (at.takes(ID)) {
      if (at.long() < 0 || at.byte() !== QUOTE) return false;
      at.p++;
    }
    if (at.byte() !== COMMA) return false;
    at.p++;
    if (!at.takes(STATUS)) return false;
    rec.status = at.count();
    if (rec.status < 0 || at.byte() !== CLOSE) return false;
    at.p++;
    return true;
  }

  /** A disposition; undefined if it is not as expected. */
  private newAct(): Extra | undefined {
    const { at, out } = this;
    const from = at.p;
    if (!at.takes(HANDLER) || string(at.bytes, at.p - 1, out) < 0) return undefined;
    const handler = decode(at.bytes, out.from, out.to);
    at.p = out.to;
    let flags = '';
    if (at.takes(FLAGS)) {
      if (string(at.bytes, at.p - 1, out) < 0) return undefined;
      flags = decode(at.bytes, out.from, out.to);
      at.p = out.to + 1;
    } else if (!at.takes(NO_FLAGS)) return undefined;
    if (at.byte() !== CLOSE) return undefined;
    at.p++;
    const act: Extra = { kind: 'act', handler, flags };
    this.acts.learn(at, from, act);
    return act;
  }
}
