// Columns of typed arrays that grow and are trimmed together.

export type Column =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** A copy of a column with another length. */
export function sized<C extends Column>(column: C, length: number): C {
  const into = new (column.constructor as new (length: number) => C)(length);
  into.set(column.length > length ? column.subarray(0, length) : column);
  return into;
}

/** The columns copied into longer ones, which are made the same way so that they are alike to the engine. */
export function resized<T extends { readonly [K in keyof T]: Column }>(from: T, into: T): T {
  for (const key of Object.keys(from) as (keyof T)[]) into[key].set(from[key]);
  return into;
}

/** The columns cut to their length. */
export function trimmed<T extends { readonly [K in keyof T]: Column }>(from: T, length: number): T {
  const into = { ...from };
  for (const key of Object.keys(from) as (keyof T)[]) into[key] = sized(from[key], length);
  return into;
}

/** Numbers from 0 up, and whole numbers, in as few bytes each as the largest needs. */
export type Ids = Uint8Array | Uint16Array | Uint32Array;
export type Ints = Int8Array | Int16Array | Int32Array;

/** The first `length` numbers of a column, as narrow as they may be. */
export function narrowIds(column: Uint16Array | Uint32Array, length: number): Ids {
  const used = column.subarray(0, length);
  let most = 0;
  for (let i = 0; i < length; i++) most |= used[i] as number;
  most >>>= 0;
  return most < 1 << 8
    ? new Uint8Array(used)
    : most < 1 << 16
      ? new Uint16Array(used)
      : new Uint32Array(used);
}

/** The same of numbers that may be negative. */
export function narrowInts(column: Int32Array, length: number): Ints {
  const used = column.subarray(0, length);
  let most = 0;
  // A number and its complement need the same number of bits beside the sign.
  for (let i = 0; i < length; i++) most |= (used[i] as number) ^ ((used[i] as number) >> 31);
  return most < 1 << 7
    ? new Int8Array(used)
    : most < 1 << 15
      ? new Int16Array(used)
      : new Int32Array(used);
}
