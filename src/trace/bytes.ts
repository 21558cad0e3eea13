// Bytes and text: UTF-8, and a table that gives equal byte strings one small number, so that events
// keep numbers and not strings.

// Part of every platform, pure, and thirty times faster than building strings by hand. Declared
// here because the core compiles without any platform's types.
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Decodes UTF-8. Malformed bytes become U+FFFD; nothing throws. */
export const decode = (bytes: Uint8Array, from = 0, to = bytes.length): string =>
  decoder.decode(bytes.subarray(from, to));

export const encode = (text: string): Uint8Array => encoder.encode(text);

/** A piece of a chunk, also of one of Node's buffers, as the plain kind: two kinds make all slower. */
export const plain = ({ buffer, byteOffset }: Uint8Array, from: number, to: number): Uint8Array =>
  new Uint8Array(buffer, byteOffset + from, to - from);

/** Also for a byte beyond the end, which is none. */
export const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;

/** A text to find in bytes. */
export class ByteSeeker {
  readonly length: number;
  private readonly bytes: Uint8Array;

  constructor(text: string) {
    this.bytes = encode(text);
    this.length = this.bytes.length;
  }

  isAt(b: Uint8Array, at: number): boolean {
    const { bytes } = this;
    for (let i = 0; i < bytes.length; i++) if (b[at + i] !== bytes[i]) return false;
    return true;
  }

  /** Where it is first between two places; -1: nowhere. */
  find(b: Uint8Array, from: number, to: number): number {
    for (let at = from; at + this.length <= to; at++) if (this.isAt(b, at)) return at;
    return -1;
  }
}

/** Two pieces in one. */
export function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

const KNOWN_MAX = 4096;

/** Byte strings by number. Number 0 is the empty string. */
export class Interner {
  readonly strings: string[] = [''];
  private slots = new Int32Array(0);
  private hashes = new Int32Array(0);
  /** Where each string begins in the pool; the entry after the last says where it ends. */
  private starts = new Int32Array(0);
  private pool = new Uint8Array(0);
  private poolView = viewOf(this.pool);
  private used = 0;
  /** The bytes that were looked at last, four at a time. */
  private bytesNow: Uint8Array = this.pool;
  private view = this.poolView;
  /** Numbers of strings that were asked for as strings, since few are and again and again. */
  private readonly known = new Map<string, number>();
  /** Where `find` looked last. */
  private freeSlot = 0;
  private hashHere = 0;

  /** What grows is set twice: see tables.ts. */
  constructor() {
    this.slots = new Int32Array(1024);
    this.hashes = new Int32Array(1024);
    this.starts = new Int32Array(512);
    this.pool = new Uint8Array(1 << 14);
    this.poolView = viewOf(this.pool);
  }

  /** The number of the bytes `from..to`. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    const id = this.find(bytes, from, to);
    return id >= 0 ? id : this.add(bytes, from, to);
  }

  /** The number of the bytes `from..to`; -1 if they have none. */
  find(bytes: Uint8Array, from: number, to: number): number {
    if (from >= to) return 0;
    if (bytes !== this.bytesNow) {
      this.bytesNow = bytes;
      this.view = viewOf(bytes);
    }
    const { slots, hashes } = this;
    const hash = this.hash(bytes, from, to);
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot] as number;
      if (id !== 0 && (hashes[slot] !== hash || !this.same(id, bytes, from, to))) continue;
      this.freeSlot = slot;
      this.hashHere = hash;
      return id === 0 ? -1 : id;
    }
  }

  /** Bytes of all the strings. */
  get bytes(): number {
    return this.used;
  }

  /** The number of a string. */
  of(text: string): number {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const bytes = encode(text);
    const id = this.intern(bytes, 0, bytes.length);
    if (this.known.size >= KNOWN_MAX) this.known.clear();
    this.known.set(text, id);
    return id;
  }

  private hash(bytes: Uint8Array, from: number, to: number): number {
    const { view } = this;
    let hash = to - from;
    let i = from;
    for (const end = to - 3; i < end; i += 4) {
      hash = Math.imul(hash ^ view.getInt32(i, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; i < to; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
    hash = Math.imul(hash, 0x85ebca6b);
    return hash ^ (hash >>> 13);
  }

  private same(id: number, bytes: Uint8Array, from: number, to: number): boolean {
    const { starts, pool, poolView, view } = this;
    let at = starts[id] as number;
    if ((starts[id + 1] as number) - at !== to - from) return false;
    let i = from;
    for (const end = to - 3; i < end; i += 4, at += 4) {
      if (view.getInt32(i, true) !== poolView.getInt32(at, true)) return false;
    }
    for (; i < to; i++) if (bytes[i] !== pool[at++]) return false;
    return true;
  }

  /** Adds what `find` has just not found. */
  private add(bytes: Uint8Array, from: number, to: number): number {
    const { freeSlot: slot, hashHere: hash } = this;
    const id = this.strings.length;
    this.strings.push(decode(bytes, from, to));
    if (this.used + to - from > this.pool.length) {
      this.pool = grown(this.pool, new Uint8Array((this.used + to - from) * 2));
      this.poolView = viewOf(this.pool);
    }
    if (id + 2 >= this.starts.length) {
      this.starts = grown(this.starts, new Int32Array(id * 2 + 2));
    }
    this.pool.set(bytes.subarray(from, to), this.used);
    this.used += to - from;
    this.starts[id + 1] = this.used;
    this.slots[slot] = id;
    this.hashes[slot] = hash;
    if (id * 2 > this.slots.length) this.rehash();
    return id;
  }

  private rehash(): void {
    const { slots, hashes } = this;
    const size = slots.length * 2;
    this.slots = new Int32Array(size);
    this.hashes = new Int32Array(size);
    for (let i = 0; i < slots.length; i++) {
      const id = slots[i] as number;
      if (id === 0) continue;
      const hash = hashes[i] as number;
      let slot = hash & (size - 1);
      while (this.slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.slots[slot] = id;
      this.hashes[slot] = hash;
    }
  }
}

function grown<T extends Uint8Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
