// A signal's line on the quickest path.

import type { Interner } from './bytes.ts';
import { type Cursor, literal } from './cursor.ts';
import { type Out, string } from './json-bytes.ts';
import type { Tables } from './ndjson-scan.ts';
import { Phrases } from './phrases.ts';
import { Act, type Rec } from './record.ts';

const SIG = literal(',"sig":"');
const CODE = literal('","code":"');
const FROM = literal(',"from":');
const UID = literal(',"uid":');
const IGNORED = literal(',"ignored":true');

export class QuickSignal {
  private readonly at: Cursor;
  private readonly names: Interner;
  private readonly out: Out = { num: 0, from: 0, to: 0 };
  /** A signal's name and its code. */
  private readonly signals = new Phrases<number>();

  constructor(at: Cursor, { names }: Tables) {
    this.at = at;
    this.names = names;
  }

  /** From the signal's name on. False where the line is not as expected. */
  read(rec: Rec): boolean {
    const { at } = this;
    if (!at.takes(SIG)) return false;
    rec.sig = this.signals.find(at) ?? this.newSignal();
    if (rec.sig === 0) return false;
    if (at.takes(FROM)) {
      rec.from = at.count();
      if (rec.from < 0) return false;
    }
    if (at.takes(UID) && at.count() < 0) return false;
    if (at.takes(IGNORED)) rec.how = Act.unhandled;
    return true;
  }

  private newSignal(): number {
    const { at, out } = this;
    const from = at.p;
    if (string(at.bytes, from - 1, out) < 0) return 0;
    const { from: start, to } = out;
    at.p = to;
    if (!at.takes(CODE) || string(at.bytes, at.p - 1, out) < 0) return 0;
    at.p = out.to + 1;
    const signal = this.names.intern(at.bytes, start, to);
    if (signal !== 0) this.signals.learn(at, from, signal);
    return signal;
  }
}
