// An exec's line on the quickest path: its strings are decoded in one go and split.

import { decode } from './bytes.ts';
import { type Cursor, literal } from './cursor.ts';
import { type Extra, NONE, type Rec } from './record.ts';

const FORMER = literal(',"former":');
const PATH = literal(',"path":"');

const CLOSE = 0x7d;
const NEWLINE = 0x0a;
const ARGV = '","argv":["';
const WORDS = /^"[^"]*"(?:,"[^"]*")*$/;
const COMM = '"],"comm":"';

export class QuickExec {
  private readonly at: Cursor;

  constructor(at: Cursor) {
    this.at = at;
  }

  /** From the former number on. False where the line is not as expected. */
  read(rec: Rec): boolean {
    const { at } = this;
    let former = NONE;
    if (at.takes(FORMER)) {
      former = at.count();
      if (former < 0) return false;
    }
    if (!at.takes(PATH)) return false;
    const end = at.bytes.indexOf(NEWLINE, at.p);
    if (end < at.p + 2 || at.bytes[end - 1] !== CLOSE) return false;
    rec.extra = execOf(decode(at.bytes, at.p, end - 2), former === NONE ? undefined : former);
    at.p = end - 1;
    return rec.extra !== undefined && at.bytes[end - 2] === 0x22;
  }
}

/** Of `/bin/sh","argv":["sh","-c"],"comm":"sh`; undefined where something is escaped or odd. */
function execOf(text: string, former: number | undefined): Extra | undefined {
  if (text.includes('\\') || /\p{Cc}/u.test(text)) return undefined;
  const args = text.indexOf(ARGV);
  const name = text.indexOf(COMM, args);
  if (args < 0 || name < 0) return undefined;
  const path = text.slice(0, args);
  const argv = text.slice(args + ARGV.length - 1, name + 1);
  const comm = text.slice(name + COMM.length);
  if (!WORDS.test(argv)) return undefined;
  return path.includes('"') || comm.includes('"')
    ? undefined
    : { kind: 'exec', former, path, argv, comm };
}
