// Incarnations: who held which number when. A number is looked up per PID namespace, since one task
// has a number in every namespace that sees it, and the same number lives in many namespaces. Told
// apart by the pidfs inode where the log has one, else by (number, start time), else by the order of
// births and ends.

/** One holder of a number: from birth to reap. `event` fields are event indices, -1 for not seen. */
export interface Incarnation {
  readonly index: number;
  /** Thread id in the recorder's namespace. */
  readonly tid: number;
  /** Incarnation of its thread group's leader; itself for a process. */
  leader: number;
  /** Who made it; and whose child it is now, which another becomes when the maker ends first. */
  parent: number;
  guardian: number;
  /** Its numbers from the recorder's namespace inwards, and those namespaces (-1: unknown). */
  nr: readonly number[];
  ns: readonly number[];
  /** Which holder of the number it is, per level: 0 is A. */
  holder: readonly number[];
  id: string | undefined;
  start: number | undefined;
  /** How it began: `fork`, …; `proc` was there before; `seen` has no beginning in the log. */
  how: string;
  born: number;
  bornAt: number;
  exit: number;
  exitAt: number;
  status: number | undefined;
  reap: number;
  reapAt: number;
  /**
   * `wait`, `auto`, `thread`; `inferred` when only the number's reuse shows it; `unseen` in a recording
   * that shows no reaps: then the life is over for us with its exit.
   */
  reapHow: 'wait' | 'auto' | 'thread' | 'inferred' | 'unseen' | undefined;
  reaper: number;
  /** Names in turn: the first at birth, then one per exec. */
  names: Naming[];
}

/** A name that a task had from an event on. */
export interface Naming {
  readonly event: number;
  name: string;
  /** The arguments that came with it, as `wordsOf` takes them. */
  readonly argv: string;
}

/** A list of words as one text, which is smaller: JSON without its brackets. */
export const textOfWords = (words: readonly string[]): string => JSON.stringify(words).slice(1, -1);
export const wordsOf = (text: string): readonly string[] => JSON.parse(`[${text}]`) as string[];

/** Adds a name. Most tasks have few, and then the list is made to measure. */
export function addName(life: Incarnation, naming: Naming): void {
  if (life.names.length < 8) life.names = [...life.names, naming];
  else life.names.push(naming);
}

/** What an incarnation's own namespace calls it. */
export function numberOf(life: Incarnation): number {
  const own = life.nr[life.nr.length - 1] ?? 0;
  return own > 0 ? own : life.tid;
}
export const namespaceOf = (life: Incarnation): number => life.ns[life.ns.length - 1] ?? -1;
export const holderOf = (life: Incarnation): number => life.holder[life.holder.length - 1] ?? 0;

/** The letter of the n-th holder: A … Z, AA … */
export function letter(holder: number): string {
  const tail = String.fromCharCode(65 + (holder % 26));
  return holder < 26 ? tail : letter(Math.floor(holder / 26) - 1) + tail;
}

/** `303·A`. */
export const labelOf = (life: Incarnation): string => `${numberOf(life)}·${letter(holderOf(life))}`;
/** Its name at the time of an event; the last one without. */
export function nameOf(life: Incarnation, event = Number.POSITIVE_INFINITY): string {
  let name = life.names[0]?.name ?? '';
  for (const entry of life.names) if (entry.event <= event) name = entry.name;
  return name;
}
export const isThread = (life: Incarnation): boolean => life.leader !== life.index;
