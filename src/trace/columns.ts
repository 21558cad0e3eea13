// Events as columns of typed arrays: nothing for the garbage collector to walk, and no more bytes an
// event than its numbers need. A column set grows while reading and is made to measure at the end.

import { type Ids, type Ints, narrowIds, narrowInts, resized, sized } from './growing.ts';
import { PlaceBuilder, type Places } from './places.ts';
import { Kind, NONE, type Rec } from './record.ts';

/** One array per field of an event; index = the event's place in the recording. */
export interface Columns {
  readonly kind: Uint8Array;
  /** Nanoseconds since the recording's beginning; a call's end. */
  readonly t: Float64Array;
  /** A call's duration in nanoseconds. */
  readonly d: Float32Array;
  /** Syscall, errno and signal by name number. */
  readonly name: Ids;
  readonly err: Ids;
  readonly sig: Ids;
  readonly cut: Uint8Array;
  /** A call's result or a status. */
  readonly ret: Ints;
  /** First argument of a call; `from` of a signal; `by` of a reap. */
  readonly a0: Ints;
  /** Text number of the arguments. */
  readonly args: Ids;
  /** Incarnation that did it, and incarnation it concerned; -1 for none known. */
  readonly actor: Ints;
  readonly object: Ints;
}

/** The same while reading, at full width. */
interface WideColumns {
  readonly kind: Uint8Array<ArrayBuffer>;
  readonly t: Float64Array<ArrayBuffer>;
  readonly d: Float32Array<ArrayBuffer>;
  readonly tid: Int32Array<ArrayBuffer>;
  readonly name: Uint16Array<ArrayBuffer>;
  readonly err: Uint16Array<ArrayBuffer>;
  readonly sig: Uint16Array<ArrayBuffer>;
  readonly cut: Uint8Array<ArrayBuffer>;
  readonly ret: Int32Array<ArrayBuffer>;
  readonly a0: Int32Array<ArrayBuffer>;
  readonly args: Uint32Array<ArrayBuffer>;
  readonly actor: Int32Array<ArrayBuffer>;
  readonly object: Int32Array<ArrayBuffer>;
}

/** The incarnation that an event's `tid` is of: who did it, or whose number went back; -1 for none. */
export const toldOf = (kind: number, actor: number, object: number): number =>
  kind === Kind.reap ? object : actor;

/** Events whose task's number is not that of an incarnation: see `tidOf`. */
export interface Strangers {
  readonly event: Int32Array<ArrayBuffer>;
  readonly tid: Int32Array<ArrayBuffer>;
}

const allocate = (n: number): WideColumns => ({
  kind: new Uint8Array(n),
  t: new Float64Array(n),
  d: new Float32Array(n),
  tid: new Int32Array(n),
  name: new Uint16Array(n),
  err: new Uint16Array(n),
  sig: new Uint16Array(n),
  cut: new Uint8Array(n),
  ret: new Int32Array(n),
  a0: new Int32Array(n),
  args: new Uint32Array(n),
  actor: new Int32Array(n),
  object: new Int32Array(n),
});

/** Columns under construction. */
export class ColumnBuilder {
  columns: WideColumns;
  length = 0;
  private capacity: number;
  private readonly places: PlaceBuilder;

  constructor(capacity = 1024) {
    this.capacity = capacity;
    this.columns = allocate(capacity);
    this.places = new PlaceBuilder(capacity);
  }

  /** Appends an event; actor and object are set by who knows them. Returns its index. */
  push(rec: Rec, line: number, offset: number): number {
    if (this.length === this.capacity) {
      this.capacity = Math.ceil(this.capacity * 1.5);
      this.columns = resized(this.columns, allocate(this.capacity));
    }
    const i = this.length++;
    const c = this.columns;
    c.kind[i] = rec.kind;
    c.t[i] = rec.t;
    c.d[i] = rec.d;
    c.tid[i] = rec.tid;
    c.name[i] = rec.name;
    c.err[i] = rec.err;
    c.sig[i] = rec.sig;
    c.cut[i] = rec.cut;
    c.ret[i] = rec.name === 0 ? rec.status : rec.ret;
    c.a0[i] = rec.name === 0 ? rec.from : rec.a0;
    c.args[i] = rec.args;
    c.actor[i] = -1;
    c.object[i] = -1;
    this.places.push(i, line, offset, this.capacity);
    return i;
  }

  /** The columns made to measure; here they are gone then. `tids` are those of the incarnations. */
  finish(tids: Int32Array): { columns: Columns; places: Places; strangers: Strangers } {
    const { length } = this;
    const strangers = this.strangers(tids);
    const left: { -readonly [K in keyof WideColumns]: WideColumns[K] } = this.columns;
    const blank = allocate(0);
    left.tid = blank.tid;
    // Each is let go as soon as its copy is made, so that never all are there twice.
    function last<K extends keyof WideColumns, Made>(
      key: K,
      make: (column: WideColumns[K], length: number) => Made,
    ): Made {
      const made = make(left[key], length);
      left[key] = blank[key];
      return made;
    }
    const columns = {
      kind: last('kind', sized),
      t: last('t', sized),
      d: last('d', sized),
      name: last('name', narrowIds),
      err: last('err', narrowIds),
      sig: last('sig', narrowIds),
      cut: last('cut', sized),
      ret: last('ret', narrowInts),
      a0: last('a0', narrowInts),
      args: last('args', narrowIds),
      actor: last('actor', narrowInts),
      object: last('object', narrowInts),
    };
    return { columns, places: this.places.finish(length), strangers };
  }

  private strangers(tids: Int32Array): Strangers {
    const { kind, tid, actor, object } = this.columns;
    const event: number[] = [];
    for (let i = 0; i < this.length; i++) {
      const life = toldOf(kind[i] as number, actor[i] as number, object[i] as number);
      if ((life < 0 ? NONE : tids[life]) !== tid[i]) event.push(i);
    }
    return { event: Int32Array.from(event), tid: Int32Array.from(event, i => tid[i] as number) };
  }
}
