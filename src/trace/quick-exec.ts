// An exec's line on the quickest path. Its arguments may be long, so they are looked up by their bytes,
// and taken apart only where they are new.

import type { Interner } from './bytes.ts';
import { type Cursor, literal } from './cursor.ts';
import { type Out, string } from './json-bytes.ts';
import type { Tables } from './ndjson-scan.ts';
import type { Rec } from './record.ts';

const FORMER = literal(',"former":');
const PATH = literal(',"path":"');
const ARGV = literal(',"argv":[');
const COMM = literal('],"comm":"');

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSE = 0x7d;

export class QuickExec {
  private readonly at: Cursor;
  private readonly texts: Interner;
  private readonly out: Out = { num: 0, from: 0, to: 0 };
  /** Texts that are lists of words without escapes. */
  private readonly lists = new Set<number>();

  constructor(at: Cursor, { texts }: Tables) {
    this.at = at;
    this.texts = texts;
  }

  /** From the former number on. False where the line is not as expected. */
  read(rec: Rec): boolean {
    const { at, texts } = this;
    let former: number | undefined;
    if (at.takes(FORMER)) {
      former = at.count();
      if (former < 0) return false;
    }
    if (!at.takes(PATH)) return false;
    const path = this.text();
    if (path < 0 || !at.takes(ARGV)) return false;
    const argv = this.argv();
    if (argv < 0 || !at.takes(COMM)) return false;
    const comm = this.text();
    if (comm < 0) return false;
    rec.extra = { kind: 'exec', former, path: texts.strings[path] ?? '', argv, comm };
    return true;
  }

  /** A string to its closing quote, the opening one being taken. Its number; -1 for none. */
  private text(): number {
    const { at, out } = this;
    const end = string(at.bytes, at.p - 1, out);
    if (end < 0) return -1;
    at.p = end;
    return this.texts.intern(at.bytes, out.from, out.to);
  }

  /** The words to the closing bracket: their number as one text; -1 where they are not as expected. */
  private argv(): number {
    const { at, texts, lists } = this;
    const from = at.p;
    const to = this.listEnd();
    if (to < from) return -1;
    const known = texts.find(at.bytes, from, to);
    if (!lists.has(known) && !this.areWords(from, to)) return -1;
    const list = known < 0 ? texts.intern(at.bytes, from, to) : known;
    lists.add(list);
    at.p = to;
    return list;
  }

  /** Where the list ends if a name is all that follows; -1 if not. */
  private listEnd(): number {
    const { bytes, p } = this.at;
    const end = bytes.indexOf(NEWLINE, p);
    if (end < p || bytes[end - 1] !== CLOSE || bytes[end - 2] !== QUOTE) return -1;
    let name = end - 3;
    while (name > p && bytes[name] !== QUOTE) name--;
    return name + 1 - COMM.length;
  }

  private areWords(from: number, to: number): boolean {
    const { bytes } = this.at;
    for (let p = from; p < to; p++) {
      p = string(bytes, p, this.out);
      if (p < 0 || p > to || (p < to && bytes[p] !== COMMA) || p + 1 === to) return false;
    }
    return true;
  }
}
