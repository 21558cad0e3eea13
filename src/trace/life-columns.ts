// Incarnations as columns, and the view of one of them.

import type { Incarnation, Naming, ReapHow } from './incarnation.ts';
import { NONE } from './record.ts';

/** One array per field of an incarnation. Texts and names are numbers of the recording's tables. */
export interface LifeColumns {
  readonly tid: Int32Array<ArrayBuffer>;
  readonly leader: Int32Array<ArrayBuffer>;
  readonly parent: Int32Array<ArrayBuffer>;
  readonly guardian: Int32Array<ArrayBuffer>;
  readonly depth: Uint8Array<ArrayBuffer>;
  /**
   * Where its levels begin (see `LEVEL`); most tasks have one number, their thread id, in the
   * recorder's namespace, and then it is `~holder`.
   */
  readonly level: Int32Array<ArrayBuffer>;
  /** As `identity` makes it; 0 for none. */
  readonly id: Float64Array<ArrayBuffer>;
  /** NONE for not known. */
  readonly start: Int32Array<ArrayBuffer>;
  readonly status: Int32Array<ArrayBuffer>;
  /** A name's number. */
  readonly how: Uint16Array<ArrayBuffer>;
  readonly born: Int32Array<ArrayBuffer>;
  readonly bornAt: Float64Array<ArrayBuffer>;
  readonly exit: Int32Array<ArrayBuffer>;
  readonly exitAt: Float64Array<ArrayBuffer>;
  readonly reap: Int32Array<ArrayBuffer>;
  readonly reapAt: Float64Array<ArrayBuffer>;
  /** Place in REAP_HOWS. */
  readonly reapHow: Uint8Array<ArrayBuffer>;
  readonly reaper: Int32Array<ArrayBuffer>;
  /** Text of the name at birth. */
  readonly comm: Uint32Array<ArrayBuffer>;
}

export const lifeColumns = (n: number): LifeColumns => ({
  tid: new Int32Array(n),
  leader: new Int32Array(n),
  parent: new Int32Array(n),
  guardian: new Int32Array(n),
  depth: new Uint8Array(n),
  level: new Int32Array(n),
  id: new Float64Array(n),
  start: new Int32Array(n),
  status: new Int32Array(n),
  how: new Uint16Array(n),
  born: new Int32Array(n),
  bornAt: new Float64Array(n),
  exit: new Int32Array(n),
  exitAt: new Float64Array(n),
  reap: new Int32Array(n),
  reapAt: new Float64Array(n),
  reapHow: new Uint8Array(n),
  reaper: new Int32Array(n),
  comm: new Uint32Array(n),
});

/** Numbers of one level in the list of levels: number, namespace, which holder. */
export const LEVEL = 3;

export const REAP_HOWS: readonly (ReapHow | undefined)[] = [
  undefined,
  'wait',
  'auto',
  'thread',
  'inferred',
  'unseen',
];

/** Where a view finds its incarnation. The arrays are replaced when they grow. */
export interface LifeTable {
  readonly columns: LifeColumns;
  readonly levels: Int32Array;
  readonly nameTexts: readonly string[];
  readonly texts: readonly string[];
  namesOf(index: number): readonly Naming[];
  nameAt(index: number, event: number): string;
}

const numberOrNot = (n: number): number | undefined => (n === NONE ? undefined : n);

/** An incarnation as its columns have it now. */
export class Life implements Incarnation {
  readonly index: number;
  private readonly of: LifeTable;

  constructor(of: LifeTable, index: number) {
    this.of = of;
    this.index = index;
  }

  get tid(): number {
    return this.of.columns.tid[this.index] as number;
  }
  get leader(): number {
    return this.of.columns.leader[this.index] as number;
  }
  get parent(): number {
    return this.of.columns.parent[this.index] as number;
  }
  get guardian(): number {
    return this.of.columns.guardian[this.index] as number;
  }
  get depth(): number {
    return this.of.columns.depth[this.index] as number;
  }
  nrAt(level: number): number {
    const at = this.of.columns.level[this.index] as number;
    return at < 0 ? this.tid : (this.of.levels[at + LEVEL * level] as number);
  }
  nsAt(level: number): number {
    const at = this.of.columns.level[this.index] as number;
    return at < 0 ? 0 : (this.of.levels[at + LEVEL * level + 1] as number);
  }
  holderAt(level: number): number {
    const at = this.of.columns.level[this.index] as number;
    return at < 0 ? ~at : (this.of.levels[at + LEVEL * level + 2] as number);
  }
  get nr(): readonly number[] {
    return Array.from({ length: this.depth }, (_, level) => this.nrAt(level));
  }
  get ns(): readonly number[] {
    return Array.from({ length: this.depth }, (_, level) => this.nsAt(level));
  }
  get holder(): readonly number[] {
    return Array.from({ length: this.depth }, (_, level) => this.holderAt(level));
  }
  get id(): string | undefined {
    const id = this.of.columns.id[this.index] as number;
    if (id === 0) return undefined;
    return id > 0 ? String(id) : this.of.texts[-id];
  }
  get start(): number | undefined {
    return numberOrNot(this.of.columns.start[this.index] as number);
  }
  get how(): string {
    return this.of.nameTexts[this.of.columns.how[this.index] as number] ?? '';
  }
  get born(): number {
    return this.of.columns.born[this.index] as number;
  }
  get bornAt(): number {
    return this.of.columns.bornAt[this.index] as number;
  }
  get exit(): number {
    return this.of.columns.exit[this.index] as number;
  }
  get exitAt(): number {
    return this.of.columns.exitAt[this.index] as number;
  }
  get status(): number | undefined {
    return numberOrNot(this.of.columns.status[this.index] as number);
  }
  get reap(): number {
    return this.of.columns.reap[this.index] as number;
  }
  get reapAt(): number {
    return this.of.columns.reapAt[this.index] as number;
  }
  get reapHow(): ReapHow | undefined {
    return REAP_HOWS[this.of.columns.reapHow[this.index] as number];
  }
  get reaper(): number {
    return this.of.columns.reaper[this.index] as number;
  }
  get names(): readonly Naming[] {
    return this.of.namesOf(this.index);
  }
  nameAt(event: number): string {
    return this.of.nameAt(this.index, event);
  }
}
