// All incarnations of a finished recording. Their columns are plain data, which a worker can hand over.

import type { Incarnation, Naming } from './incarnation.ts';
import { Life, type LifeColumns, type LifeTable } from './life-columns.ts';
import { countUpTo } from './sorted.ts';
import { Views } from './views.ts';

/** What incarnations consist of. */
export interface LifeData {
  readonly columns: LifeColumns;
  readonly levels: Int32Array<ArrayBuffer>;
  readonly namings: Namings;
}

/** The names after the first: those of incarnation `i` are `starts[i] .. starts[i + 1]`, in turn. */
export interface Namings {
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly event: Int32Array<ArrayBuffer>;
  /** Texts of the name and of the arguments that came with it. */
  readonly name: Uint32Array<ArrayBuffer>;
  readonly argv: Uint32Array<ArrayBuffer>;
}

/** The incarnations, in the order in which they were met. */
export class Lives extends Views<Incarnation> implements LifeTable {
  readonly data: LifeData;
  readonly length: number;
  readonly columns: LifeColumns;
  readonly levels: Int32Array;
  /** The recording's tables: see Trace. */
  readonly nameTexts: readonly string[];
  readonly texts: readonly string[];

  constructor(data: LifeData, names: readonly string[], texts: readonly string[]) {
    super();
    this.data = data;
    this.columns = data.columns;
    this.levels = data.levels;
    this.length = data.columns.tid.length;
    this.nameTexts = names;
    this.texts = texts;
  }

  protected view(index: number): Incarnation {
    return new Life(this, index);
  }

  namesOf(index: number): readonly Naming[] {
    const { starts, event, name, argv } = this.data.namings;
    const found = [{ event: -1, name: this.text(this.columns.comm[index]), argv: '' }];
    for (let i = starts[index] as number; i < (starts[index + 1] as number); i++) {
      found.push({
        event: event[i] as number,
        name: this.text(name[i]),
        argv: this.text(argv[i]),
      });
    }
    return found;
  }

  nameAt(index: number, event: number): string {
    const { starts, event: events, name } = this.data.namings;
    const from = starts[index] as number;
    const at = countUpTo(events, event, from, starts[index + 1] as number);
    return this.text(at > from ? name[at - 1] : this.columns.comm[index]);
  }

  private text(number: number | undefined): string {
    return this.texts[number ?? 0] ?? '';
  }
}
