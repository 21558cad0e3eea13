// A trace as plain data, which one thread can hand to another: what is large goes by transfer.

import { type HoldColumns, Holds } from './holds.ts';
import { type LifeData, Lives } from './lives.ts';
import type { Trace } from './trace.ts';

export interface Packed extends Omit<Trace, 'lives' | 'pidfds'> {
  readonly lives: LifeData;
  readonly pidfds: HoldColumns;
}

export const packed = (trace: Trace): Packed => ({
  ...trace,
  lives: trace.lives.data,
  pidfds: trace.pidfds.columns,
});

/** The trace again. It shares everything with what it is made from. */
export const unpacked = (data: Packed): Trace => ({
  ...data,
  lives: new Lives(data.lives, data.names, data.texts),
  pidfds: new Holds(data.pidfds),
});

/** The buffers behind all columns, which are no longer the sender's once they are transferred. */
export function buffersOf({ columns, uses, pidfds, lives }: Packed): ArrayBuffer[] {
  const records = [columns, uses, pidfds, lives, lives.columns, lives.namings];
  const arrays = records.flatMap(record => Object.values(record)).filter(ArrayBuffer.isView);
  return [...new Set(arrays.map(({ buffer }) => buffer))].filter(
    buffer => buffer instanceof ArrayBuffer,
  );
}
