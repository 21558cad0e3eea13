// The breadth-first pass: every state by fewest steps from the start, with the whole graph recorded.
// It serves spaces small enough to count and draw, and finds shortest witnesses in large ones, for
// which it stops early. Resumable: `advance` does a slice and returns.

import { ensure } from '../base.ts';
import { Column, type Graph } from './graph.ts';
import { ASK_EVERY, type LimitName, type Limits } from './limits.ts';
import type { Model } from './model.ts';
import { StateIndex } from './visited.ts';

export class Breadth<S, C> {
  /** Set once the pass is over; `undefined` in `stoppedBy` then means that it saw everything. */
  done = false;
  stoppedBy: LimitName | undefined;
  transitions = 0;
  /** The first state found in which an invariant fails, with the invariant's name. */
  invariant: { readonly id: number; readonly name: string } | undefined;

  private readonly model: Model<S, C>;
  private readonly limits: Limits;
  private readonly index = new StateIndex();
  private readonly levels: number[] = [0];
  private level: (S | undefined)[] = [];
  private next: S[] = [];
  private cursor = 0;
  private readonly first = new Column();
  private readonly to = new Column();
  private readonly by = new Column();
  private readonly broken = new Column();
  private readonly unmet = new Column();
  private readonly outcome = new Column();
  private readonly stuck = new Column();
  private readonly label = new Column();
  private readonly outcomes = new Map<string, number>();
  private expanded = 0;

  constructor(model: Model<S, C>, limits: Limits) {
    this.model = model;
    this.limits = limits;
    this.discover(model.init);
    this.level = this.next;
    this.next = [];
    this.levels.push(1);
  }

  get states(): number {
    return this.index.size;
  }

  /** Steps of the longest order looked at so far. */
  get depth(): number {
    return this.levels.length - 2;
  }

  /** States found but not yet expanded. */
  get waiting(): number {
    return this.states - this.expanded;
  }

  get bytes(): number {
    const columns = [this.first, this.to, this.by, this.broken, this.unmet, this.outcome];
    return columns.reduce((sum, column) => sum + column.bytes, this.index.bytes);
  }

  /** Expands up to so many states. Returns: whether the pass is over. */
  advance(expansions: number): boolean {
    for (let n = 0; n < expansions && !this.done; n++) {
      if (this.cursor === this.level.length && !this.descend()) break;
      if (this.expanded % ASK_EVERY === 0 && this.limits.expired()) this.stop('time');
      else this.expand();
    }
    return this.done;
  }

  /** The graph so far. Complete, if the pass is over and nothing stopped it. */
  graph(): Graph {
    const first = new Int32Array(this.states + 1).fill(this.to.length);
    first.set(this.first.view());
    return {
      states: this.states,
      edges: this.to.length,
      levels: this.levels,
      first,
      to: this.to.view(),
      by: this.by.view(),
      broken: this.broken.view(),
      unmet: this.unmet.view(),
      outcome: this.outcome.view(),
      stuck: this.stuck.view(),
      label: this.label.view(),
      outcomes: [...this.outcomes.keys()],
    };
  }

  private stop(by: LimitName): void {
    this.stoppedBy = by;
    this.done = true;
  }

  /** Goes on to the states one step further. Returns: false if there are none. */
  private descend(): boolean {
    if (this.next.length === 0) {
      this.done = true;
      return false;
    }
    if (this.depth >= this.limits.depth) {
      this.stop('depth');
      return false;
    }
    this.level = this.next;
    this.next = [];
    this.cursor = 0;
    this.levels.push(this.states);
    return true;
  }

  private expand(): void {
    const { model, limits } = this;
    const state = ensure(this.level[this.cursor], 'state to expand');
    this.level[this.cursor] = undefined;
    this.cursor += 1;
    const choices = model.choices(state);
    if (choices.length === 0) this.end(this.expanded, state);
    this.first.push(this.to.length);
    for (const choice of choices) {
      this.to.push(this.follow(state, choice));
      this.by.push(model.actor(choice));
    }
    this.expanded += 1;
    this.transitions += choices.length;
    if (this.states > limits.states) this.stop('states');
    else if (this.transitions > limits.transitions) this.stop('transitions');
    else if (this.bytes > limits.bytes) this.stop('memory');
  }

  private end(id: number, state: S): void {
    const name = this.model.outcome(state);
    const known = this.outcomes.get(name);
    if (known === undefined) this.outcomes.set(name, this.outcomes.size);
    this.outcome.set(id, known ?? this.outcomes.size - 1);
    this.stuck.set(id, this.model.stuck(state) ? 1 : 0);
  }

  /** The number of the state that a choice leads to. */
  private follow(state: S, choice: C): number {
    const { model } = this;
    if (model.peek === undefined) return this.discover(model.step(state, choice));
    const { fpHi, fpLo } = model.peek(state, choice);
    const known = this.index.find(fpHi, fpLo);
    return known >= 0 ? known : this.discover(model.step(state, choice));
  }

  private discover(state: S): number {
    const { model } = this;
    const print = model.fingerprint(state);
    const before = this.index.size;
    const id = this.index.add(print.fpHi, print.fpLo);
    if (id < before) return id;
    this.next.push(state);
    this.broken.push(model.broken(state));
    this.unmet.push(model.unmet(state));
    this.outcome.push(-1);
    this.stuck.push(0);
    this.label.push(model.label(state));
    const name = this.invariant === undefined ? model.invariant(state) : undefined;
    if (name !== undefined) this.invariant = { id, name };
    return id;
  }
}
