// Events as columns of typed arrays: 60 bytes an event, and nothing for the garbage collector to
// walk. A column set grows while reading and is trimmed once at the end.

import type { Rec } from './record.ts';

/** One array per field of an event; index = the event's place in the recording. */
export interface Columns {
  readonly kind: Uint8Array;
  /** Nanoseconds since the recording's beginning; a call's end. */
  readonly t: Float64Array;
  /** A call's duration in nanoseconds. */
  readonly d: Float32Array;
  /** Who did it, as a number in the recorder's namespace. */
  readonly tid: Int32Array;
  /** Syscall, errno and signal by name number. */
  readonly name: Uint16Array;
  readonly err: Uint16Array;
  readonly sig: Uint16Array;
  readonly cut: Uint8Array;
  /** A call's result or a status. */
  readonly ret: Int32Array;
  /** First argument of a call; `from` of a signal; `by` of a reap. */
  readonly a0: Int32Array;
  /** Text number of the arguments. */
  readonly args: Uint32Array;
  /** Where the line is: its number, and its first byte in the file. */
  readonly line: Uint32Array;
  readonly offset: Uint32Array;
  /** Incarnation that did it, and incarnation it concerned; -1 for none known. */
  readonly actor: Int32Array;
  readonly object: Int32Array;
}

type Mutable = { -readonly [K in keyof Columns]: Columns[K] };

const allocate = (n: number): Mutable => ({
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
  line: new Uint32Array(n),
  offset: new Uint32Array(n),
  actor: new Int32Array(n),
  object: new Int32Array(n),
});

/** Copies every column into arrays of another length. */
function resized(from: Columns, length: number): Mutable {
  const into = allocate(length);
  const keys = Object.keys(into) as (keyof Columns)[];
  for (const key of keys) {
    const source = from[key];
    into[key].set(source.length > length ? source.subarray(0, length) : source);
  }
  return into;
}

/** Columns under construction. */
export class ColumnBuilder {
  columns: Columns;
  length = 0;
  private capacity: number;

  constructor(capacity = 1024) {
    this.capacity = capacity;
    this.columns = allocate(capacity);
  }

  /** Appends an event; actor and object are set by who knows them. Returns its index. */
  push(rec: Rec, line: number, offset: number): number {
    if (this.length === this.capacity) {
      this.capacity = Math.ceil(this.capacity * 1.6);
      this.columns = resized(this.columns, this.capacity);
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
    c.line[i] = line;
    c.offset[i] = offset;
    c.actor[i] = -1;
    c.object[i] = -1;
    return i;
  }

  /** The finished columns. Little spare room is kept rather than everything copied. */
  trim(): Columns {
    const { columns, length, capacity } = this;
    if (length === capacity) return columns;
    if (length < capacity * 0.875) return resized(columns, length);
    const keys = Object.keys(columns) as (keyof Columns)[];
    const views = keys.map(key => [key, columns[key].subarray(0, length)] as const);
    return Object.fromEntries(views) as unknown as Columns;
  }
}

/** Bytes one event takes. */
export const bytesPerEvent = (): number =>
  Object.values(allocate(1)).reduce((sum, column) => sum + column.BYTES_PER_ELEMENT, 0);
