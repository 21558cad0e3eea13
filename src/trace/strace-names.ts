// The names of calls in strace's text, by their bytes: looked up once each.

import { type Interner, isDigit } from './bytes.ts';
import { type Cursor, type Literal, literal } from './cursor.ts';
import { Phrases } from './phrases.ts';
import { careOf, FORKS } from './strace-call.ts';

/** A call's name, and what it means for its lines. */
export interface CallName {
  /** Number among the names of the recording. */
  readonly id: number;
  readonly text: string;
  /** How much of a call counts: 0 its name and result, 1 its arguments too, 2 more than that. */
  readonly care: 0 | 1 | 2;
  readonly forks: boolean;
  /** Whether its result is whom it collected. */
  readonly collects: boolean;
}

const LENGTH_MAX = 63;
const BRACKET = literal('(');
const RESUMED = literal(' resumed>');

export class CallNames {
  private readonly at: Cursor;
  private readonly names: Interner;
  /** With the bracket behind them, and with ` resumed>`. */
  private readonly called = new Phrases<CallName>();
  private readonly resumed = new Phrases<CallName>();
  private readonly byId: (CallName | undefined)[] = [];

  constructor(at: Cursor, names: Interner) {
    this.at = at;
    this.names = names;
  }

  /** Steps over a name and the bracket behind it; undefined: there is none. */
  call(): CallName | undefined {
    const { at, called } = this;
    return called.find(at) ?? this.read(called, BRACKET);
  }

  /** The same where `resumed>` follows. */
  rest(): CallName | undefined {
    const { at, resumed } = this;
    return resumed.find(at) ?? this.read(resumed, RESUMED);
  }

  private read(phrases: Phrases<CallName>, behind: Literal): CallName | undefined {
    const { at } = this;
    const { bytes, p: from } = at;
    let p = from;
    for (let c = bytes[p] as number; isName(c); c = bytes[++p] as number);
    if (p === from || p - from > LENGTH_MAX || isDigit(bytes[from] as number)) return undefined;
    at.p = p;
    if (!at.takes(behind)) return undefined;
    const name = this.of(this.names.intern(bytes, from, p));
    phrases.learn(at, from, name);
    return name;
  }

  private of(id: number): CallName {
    const known = this.byId[id];
    if (known !== undefined) return known;
    const text = this.names.strings[id] ?? '';
    const name = {
      ...{ id, text, care: careOf(text), forks: FORKS.has(text) },
      collects: text === 'wait4',
    };
    this.byId[id] = name;
    return name;
  }
}

/** Bytes of a call's name. */
const isName = (c: number): boolean =>
  (c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || c === 0x5f;
