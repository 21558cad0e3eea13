// How much of a recording is read. A file of a gigabyte with seven million events and a million tasks
// took 1.8 GB at most on the command line; a tab stays alive whatever is dropped on it.

import type { Tracker } from './tracker.ts';

export interface Limits {
  /** Bytes, unpacked, after which reading stops, with a flaw that says so. */
  readonly bytesMax: number;
  /** The same for events (some 40 bytes each), incarnations (110) and bytes of different texts. */
  readonly eventsMax: number;
  readonly livesMax: number;
  readonly textMax: number;
  /** Bad lines kept with their reasons; the rest are counted. */
  readonly badMax: number;
  /** Longest line in bytes; a longer one is a bad line. */
  readonly lineMax: number;
}

export const LIMITS: Limits = {
  bytesMax: 1 << 30,
  eventsMax: 10_000_000,
  livesMax: 1_000_000,
  textMax: 1 << 28,
  badMax: 200,
  lineMax: 1 << 20,
};

/** Which limit is exceeded, in words; undefined for none. */
export function exceeded(limits: Limits, bytes: number, tracker: Tracker): string | undefined {
  if (bytes > limits.bytesMax) return 'the file is larger than the limit of 1 GiB';
  if (tracker.columns.length > limits.eventsMax) return 'there are more than 10 million events';
  if (tracker.population.all.length > limits.livesMax) return 'there are more than a million tasks';
  if (tracker.texts.bytes > limits.textMax) return 'there is too much different text';
  return undefined;
}
