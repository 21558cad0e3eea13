// Incarnations while a recording is read: rows are added, and changed in place, which is why whoever
// follows the recording writes into the columns and reads through the same views as everybody else.

import type { Interner } from './bytes.ts';
import { resized, trimmed } from './growing.ts';
import type { Incarnation, Naming, ReapHow } from './incarnation.ts';
import {
  LEVEL,
  Life,
  type LifeColumns,
  type LifeTable,
  lifeColumns,
  REAP_HOWS,
} from './life-columns.ts';
import type { LifeData, Namings } from './lives.ts';
import { type Birth, NONE, type Said } from './record.ts';
import { roomFor } from './tables.ts';

export class LifeBuilder implements LifeTable {
  columns: LifeColumns = lifeColumns(0);
  length = 0;
  levels = new Int32Array(64);
  private levelsUsed = 0;
  readonly nameTexts: readonly string[];
  readonly texts: readonly string[];
  private readonly nameTable: Interner;
  private readonly textTable: Interner;
  /** Names after the first as they came: event, texts of name and arguments, and the task's one before. */
  private namings = new Int32Array(NAMING * 64);
  private named = 0;
  /** By incarnation: its last one, -1 for none. */
  private lastNaming = new Int32Array(256).fill(-1);

  constructor(names: Interner, texts: Interner) {
    // Set twice: see tables.ts.
    this.columns = lifeColumns(256);
    this.nameTable = names;
    this.textTable = texts;
    this.nameTexts = names.strings;
    this.texts = texts.strings;
  }

  view(index: number): Incarnation {
    return new Life(this, index);
  }

  /** Adds one that is alive. Its levels are set next. */
  add(birth: Birth, leader: number, parent: number, event: number, t: number): number {
    const i = this.length++;
    if (i === this.columns.tid.length) this.columns = resized(this.columns, lifeColumns(i * 2));
    const c = this.columns;
    c.tid[i] = birth.tid;
    c.leader[i] = leader;
    c.parent[i] = parent;
    c.guardian[i] = parent;
    c.level[i] = ~0;
    c.id[i] = birth.idNumber;
    c.start[i] = birth.start ?? NONE;
    c.how[i] = this.nameTable.of(birth.how);
    c.born[i] = event;
    c.bornAt[i] = t;
    c.exit[i] = -1;
    c.exitAt[i] = -1;
    c.status[i] = NONE;
    c.reap[i] = -1;
    c.reapAt[i] = -1;
    c.reaper[i] = -1;
    c.comm[i] = this.textOf(birth.comm);
    return i;
  }

  /** Its numbers by level, their namespaces, and which holder of each it is. */
  setLevels(
    index: number,
    nr: readonly number[],
    ns: readonly number[],
    holder: readonly number[],
  ): void {
    const { columns } = this;
    columns.depth[index] = nr.length;
    if (nr.length === 1 && nr[0] === columns.tid[index] && ns[0] === 0) {
      columns.level[index] = ~(holder[0] ?? 0);
      return;
    }
    columns.level[index] = this.levelsUsed;
    this.levels = roomFor(this.levels, this.levelsUsed + LEVEL * nr.length);
    for (let level = 0; level < nr.length; level++) {
      this.levels[this.levelsUsed++] = nr[level] ?? 0;
      this.levels[this.levelsUsed++] = ns[level] ?? -1;
      this.levels[this.levelsUsed++] = holder[level] ?? 0;
    }
  }

  /** How it began turns out later. */
  begins(index: number, event: number, how: string): void {
    this.columns.born[index] = event;
    this.columns.how[index] = this.nameTable.of(how);
  }

  /** Its exit; event and time -1 take it back. */
  exits(index: number, event: number, t: number, status: number): void {
    const { columns } = this;
    columns.exit[index] = event;
    columns.exitAt[index] = t;
    columns.status[index] = status;
  }

  /** Its number goes back; event and time -1 and no `how` take that back. */
  reaped(index: number, event: number, t: number, how: ReapHow | undefined, reaper: number): void {
    const { columns } = this;
    columns.reap[index] = event;
    columns.reapAt[index] = t;
    columns.reapHow[index] = REAP_HOWS.indexOf(how);
    columns.reaper[index] = reaper;
  }

  /** Gives it another name from an event on. */
  rename(index: number, event: number, name: Said, argv: Said): void {
    this.lastNaming = roomFor(this.lastNaming, index, -1);
    const at = NAMING * this.named;
    this.namings = roomFor(this.namings, at + NAMING);
    this.namings[at] = event;
    this.namings[at + 1] = this.textOf(name);
    this.namings[at + 2] = this.textOf(argv);
    this.namings[at + 3] = this.lastNaming[index] as number;
    this.lastNaming[index] = this.named++;
  }

  /** The first name of one that had none is known, or taken from another's name of now. */
  christen(index: number, name: Said): void {
    if (this.columns.comm[index] === 0) this.columns.comm[index] = this.textOf(name);
  }

  /** The text of its name of now. */
  nameNow(index: number): number {
    const last = this.lastNaming[index] ?? -1;
    return (last < 0 ? this.columns.comm[index] : this.namings[NAMING * last + 1]) as number;
  }

  private textOf(said: Said): number {
    return typeof said === 'number' ? said : this.textTable.of(said);
  }

  namesOf(index: number): readonly Naming[] {
    const { namings } = this;
    const names: Naming[] = [];
    for (let i = this.lastNaming[index] ?? -1; i >= 0; i = namings[NAMING * i + 3] as number) {
      const [event = -1, name, argv] = namings.subarray(NAMING * i);
      names.unshift({ event, name: this.text(name), argv: this.text(argv) });
    }
    return [{ event: -1, name: this.text(this.columns.comm[index]), argv: '' }, ...names];
  }

  nameAt(index: number, event: number): string {
    let i = this.lastNaming[index] ?? -1;
    while (i >= 0 && (this.namings[NAMING * i] as number) > event) {
      i = this.namings[NAMING * i + 3] as number;
    }
    return this.text(i < 0 ? this.columns.comm[index] : this.namings[NAMING * i + 1]);
  }

  private text(number: number | undefined): string {
    return this.texts[number ?? 0] ?? '';
  }

  /** The columns made to measure. */
  finish(): LifeData {
    return {
      columns: trimmed(this.columns, this.length),
      levels: this.levels.slice(0, this.levelsUsed),
      namings: this.sortedNamings(),
    };
  }

  /** The names by incarnation. They came in the order of events. */
  private sortedNamings(): Namings {
    const { named, namings, length } = this;
    const starts = new Uint32Array(length + 1);
    const event = new Int32Array(named);
    const name = new Uint32Array(named);
    const argv = new Uint32Array(named);
    for (let index = 0, end = 0; index < length; index++) {
      const from = end;
      let i = this.lastNaming[index] ?? -1;
      for (let j = i; j >= 0; j = namings[NAMING * j + 3] as number) end++;
      for (let to = end - 1; to >= from; to--, i = namings[NAMING * i + 3] as number) {
        event[to] = namings[NAMING * i] as number;
        name[to] = namings[NAMING * i + 1] as number;
        argv[to] = namings[NAMING * i + 2] as number;
      }
      starts[index + 1] = end;
    }
    return { starts, event, name, argv };
  }
}

/** Numbers a name takes while it is read. */
const NAMING = 4;
