// Bytes and text: UTF-8 decoding without the platform's decoder (the pure core has none), and a
// table that gives equal byte strings one small number, so that events keep numbers and not strings.

/** Decodes UTF-8. Malformed bytes become U+FFFD; nothing throws. */
export function decode(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = '';
  let at = from;
  while (at < to) {
    const end = asciiRun(bytes, at, to);
    for (; at < end; at += 4096) {
      text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 4096)));
    }
    at = end;
    if (at < to) {
      const [point, size] = codePoint(bytes, at, to);
      text += String.fromCodePoint(point);
      at += size;
    }
  }
  return text;
}

function asciiRun(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] ?? 0) < 0x80) at++;
  return at;
}

const REPLACEMENT = 0xfffd;

function codePoint(bytes: Uint8Array, at: number, to: number): [number, number] {
  const lead = bytes[at] ?? 0;
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + size > to) return [REPLACEMENT, 1];
  let point = lead & (0x7f >> size);
  for (let i = 1; i < size; i++) {
    const next = bytes[at + i] ?? 0;
    if ((next & 0xc0) !== 0x80) return [REPLACEMENT, 1];
    point = (point << 6) | (next & 0x3f);
  }
  const least = size === 4 ? 0x10000 : size === 3 ? 0x800 : 0x80;
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return point < least || point > 0x10ffff || surrogate ? [REPLACEMENT, 1] : [point, size];
}

/** Encodes ASCII text and anything else as UTF-8. */
export function encode(text: string): Uint8Array {
  const out: number[] = [];
  for (const ch of text) {
    const point = ch.codePointAt(0) ?? 0;
    if (point < 0x80) out.push(point);
    else if (point < 0x800) out.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000)
      out.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else
      out.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 63),
        0x80 | ((point >> 6) & 63),
        0x80 | (point & 63),
      );
  }
  return Uint8Array.from(out);
}

/** Byte strings by number. Number 0 is the empty string. */
export class Interner {
  readonly strings: string[] = [''];
  private slots = new Int32Array(1024);
  private hashes = new Int32Array(1024);
  private starts = new Int32Array(512);
  private pool = new Uint8Array(1 << 14);
  private used = 0;

  /** The number of the bytes `from..to`. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    if (from >= to) return 0;
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot] as number;
      if (id === 0) return this.add(slot, hash, bytes, from, to);
      if (this.hashes[slot] === hash && this.same(id, bytes, from, to)) return id;
    }
  }

  /** The number of a string. */
  of(text: string): number {
    const bytes = encode(text);
    return this.intern(bytes, 0, bytes.length);
  }

  private same(id: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.starts[id] as number;
    const end = id + 1 < this.strings.length ? (this.starts[id + 1] as number) : this.used;
    if (end - start !== to - from) return false;
    for (let i = from, j = start; i < to; i++, j++) {
      if (bytes[i] !== this.pool[j]) return false;
    }
    return true;
  }

  private add(slot: number, hash: number, bytes: Uint8Array, from: number, to: number): number {
    const id = this.strings.length;
    this.strings.push(decode(bytes, from, to));
    if (this.used + to - from > this.pool.length) {
      this.pool = grown(this.pool, new Uint8Array((this.used + to - from) * 2));
    }
    if (id >= this.starts.length) {
      this.starts = grown(this.starts, new Int32Array(id * 2));
    }
    this.starts[id] = this.used;
    this.pool.set(bytes.subarray(from, to), this.used);
    this.used += to - from;
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
