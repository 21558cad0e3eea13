// Incarnations: who held which number when. A number is looked up per PID namespace, since one task
// has a number in every namespace that sees it, and the same number lives in many namespaces. Told
// apart by the pidfs inode where the log has one, else by (number, start time), else by the order of
// births and ends. They are kept as columns (life-columns.ts); this is what one of them looks like.

/**
 * How a number came back: `inferred` when only its reuse shows it; `unseen` in a recording that shows no
 * reaps: then the life is over for us with its exit.
 */
export type ReapHow = 'wait' | 'auto' | 'thread' | 'inferred' | 'unseen';

/** One holder of a number: from birth to reap. `event` fields are event indices, -1 for not seen. */
export interface Incarnation {
  readonly index: number;
  /** Thread id in the recorder's namespace. */
  readonly tid: number;
  /** Incarnation of its thread group's leader; itself for a process. */
  readonly leader: number;
  /** Who made it; and whose child it is now, which another becomes when the maker ends first. */
  readonly parent: number;
  readonly guardian: number;
  /** How many namespaces see it: the lengths of the next three, which are made when they are read. */
  readonly depth: number;
  /** Its numbers from the recorder's namespace inwards, and those namespaces (-1: unknown). */
  readonly nr: readonly number[];
  readonly ns: readonly number[];
  /** Which holder of the number it is, per level: 0 is A. */
  readonly holder: readonly number[];
  /** The same of one level, which must be there. */
  nrAt(level: number): number;
  nsAt(level: number): number;
  holderAt(level: number): number;
  readonly id: string | undefined;
  readonly start: number | undefined;
  /** How it began: `fork`, …; `proc` was there before; `seen` has no beginning in the log. */
  readonly how: string;
  readonly born: number;
  readonly bornAt: number;
  readonly exit: number;
  readonly exitAt: number;
  readonly status: number | undefined;
  readonly reap: number;
  readonly reapAt: number;
  readonly reapHow: ReapHow | undefined;
  readonly reaper: number;
  /** Names in turn, made when they are read: the first at birth, then one per exec. */
  readonly names: readonly Naming[];
  /** Its name once an event has happened. */
  nameAt(event: number): string;
}

/** A name that a task had from an event on. */
export interface Naming {
  readonly event: number;
  readonly name: string;
  /** The arguments that came with it, as `wordsOf` takes them. */
  readonly argv: string;
}

/** A list of words as one text, which is smaller: JSON without its brackets. */
export const textOfWords = (words: readonly string[]): string => JSON.stringify(words).slice(1, -1);
export const wordsOf = (text: string): readonly string[] => JSON.parse(`[${text}]`) as string[];

/** What an incarnation's own namespace calls it. */
export function numberOf(life: Incarnation): number {
  const own = life.nrAt(life.depth - 1);
  return own > 0 ? own : life.tid;
}
export const namespaceOf = (life: Incarnation): number => life.nsAt(life.depth - 1);
export const holderOf = (life: Incarnation): number => life.holderAt(life.depth - 1);

/** The letter of the n-th holder: A … Z, AA … */
export function letter(holder: number): string {
  const tail = String.fromCharCode(65 + (holder % 26));
  return holder < 26 ? tail : letter(Math.floor(holder / 26) - 1) + tail;
}

/** `303·A`. */
export const labelOf = (life: Incarnation): string => `${numberOf(life)}·${letter(holderOf(life))}`;
/** Its name at the time of an event; the last one without. */
export const nameOf = (life: Incarnation, event = Number.POSITIVE_INFINITY): string =>
  life.nameAt(event);
export const isThread = (life: Incarnation): boolean => life.leader !== life.index;
