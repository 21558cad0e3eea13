// The depth-first pass, for verdicts over large spaces: it keeps fingerprints only, and waiting
// states no deeper than one order. Optionally it follows only a persistent set of the choices at each
// state (partial-order reduction).
//
// Why the reduction keeps verdicts and outcomes: a set T of actors is chosen such that nothing anyone
// outside T may ever do depends on the next steps of T. Every order then has an equal one that begins
// with a step of T, so every end state is still reached; harm is sticky, so an end tells it. Where
// orders may be endless, a state whose chosen steps lead back onto the current order is expanded in
// full, so that nobody is put off for ever.

import { ensure } from '../base.ts';
import { ASK_EVERY, type LimitName, type Limits } from './limits.ts';
import type { Fingerprint, Model } from './model.ts';
import { persistent } from './persistent.ts';
import { FingerprintSet } from './visited.ts';

interface Frame<S, C> {
  readonly state: S;
  readonly print: Fingerprint;
  choices: readonly C[];
  next: number;
  /** Only a part of the choices is followed. */
  partial: boolean;
}

/** Where no order comes back to itself, nobody asks for prints on the stack. */
const NO_PRINT: Fingerprint = { fpHi: 0, fpLo: 0 };

export interface Found<C> {
  readonly path: readonly C[];
}

export class Depth<S, C> {
  done = false;
  stoppedBy: LimitName | undefined;
  transitions = 0;
  /** Steps of the longest order followed. */
  depth = 0;
  ends = 0;
  /** An order came back to a state of its own: endless orders exist. */
  cyclic = false;
  /** By claim: the first order found that breaks it. */
  readonly breaking = new Map<number, Found<C>>();
  deadlock: Found<C> | undefined;
  deadlocks = 0;
  invariant: (Found<C> & { readonly name: string }) | undefined;
  /** How many end states each outcome has. */
  readonly outcomes = new Map<string, number>();

  private readonly model: Model<S, C>;
  private readonly limits: Limits;
  private readonly reduce: boolean;
  private readonly seen = new FingerprintSet();
  private readonly stack: Frame<S, C>[] = [];
  private brokenSoFar = 0;
  private turns = 0;
  /** Room for the successors of one state: see `fresh`. */
  private prints = new Int32Array(64);
  private isNew = new Uint8Array(32);
  private cut: LimitName | undefined;

  constructor(model: Model<S, C>, limits: Limits, reduce: boolean) {
    this.model = model;
    this.limits = limits;
    this.reduce = reduce && model.reduction !== undefined;
    const { fpHi, fpLo } = model.fingerprint(model.init);
    this.seen.add(fpHi, fpLo);
    this.enter(model.init);
  }

  get states(): number {
    return this.seen.size;
  }

  get bytes(): number {
    return this.seen.bytes;
  }

  get reduced(): boolean {
    return this.reduce;
  }

  /** Takes up to so many steps. Returns: whether the pass is over. */
  advance(steps: number): boolean {
    const { stack, limits } = this;
    for (let n = 0; n < steps && !this.done; n++) {
      const frame = stack[stack.length - 1];
      if (frame === undefined) {
        this.done = true;
        this.stoppedBy = this.cut;
      } else if (frame.next === frame.choices.length) stack.pop();
      else this.follow(frame);
      this.turns += 1;
      if (this.turns % ASK_EVERY === 0 && limits.expired()) this.stop('time');
    }
    return this.done;
  }

  private stop(by: LimitName): void {
    this.stoppedBy = by;
    this.done = true;
  }

  private follow(frame: Frame<S, C>): void {
    const { model } = this;
    const choice = frame.choices[frame.next] as C;
    frame.next += 1;
    if (model.acyclic) {
      this.enter(model.step(frame.state, choice));
      return;
    }
    const child = model.step(frame.state, choice);
    const print = model.fingerprint(child);
    this.transitions += 1;
    if (this.seen.add(print.fpHi, print.fpLo)) this.enter(child);
    else if (this.onStack(print)) {
      this.cyclic = true;
      if (frame.partial) this.widen(frame);
    }
    this.checkLimits();
  }

  /**
   * The choices that lead to new states, which are marked as seen at once: the look-ups of all
   * successors can then overlap in the memory system. Only where no order comes back to its own
   * states, since afterwards "seen" no longer tells a state on the stack from one that waits.
   */
  private fresh(state: S, choices: readonly C[]): readonly C[] {
    const { model, seen } = this;
    const count = choices.length;
    if (count > this.isNew.length) {
      this.isNew = new Uint8Array(count * 2);
      this.prints = new Int32Array(count * 4);
    }
    const { prints, isNew } = this;
    for (let i = 0; i < count; i++) {
      const choice = choices[i] as C;
      const print =
        model.peek === undefined
          ? model.fingerprint(model.step(state, choice))
          : model.peek(state, choice);
      prints[i * 2] = print.fpHi;
      prints[i * 2 + 1] = print.fpLo;
    }
    seen.addAll(prints, count, isNew);
    const found: C[] = [];
    for (let i = 0; i < count; i++) if (isNew[i] === 1) found.push(choices[i] as C);
    this.transitions += choices.length;
    this.checkLimits();
    return found;
  }

  private checkLimits(): void {
    const { limits, seen } = this;
    if (seen.size > limits.states) this.stop('states');
    else if (this.transitions > limits.transitions) this.stop('transitions');
    else if (seen.bytes > limits.bytes) this.stop('memory');
  }

  /** Follows the choices that the reduction left out, after those already followed. */
  private widen(frame: Frame<S, C>): void {
    const followed = frame.choices;
    const actors = new Set(followed.map(choice => this.model.actor(choice)));
    const rest = this.model
      .choices(frame.state)
      .filter(choice => !actors.has(this.model.actor(choice)));
    frame.choices = [...followed, ...rest];
    frame.partial = false;
  }

  private onStack(print: Fingerprint): boolean {
    return this.stack.some(
      frame => frame.print.fpHi === print.fpHi && frame.print.fpLo === print.fpLo,
    );
  }

  /** Meets a new state. It is then on top of the stack, unless it is an end. */
  private enter(state: S): void {
    const { model, stack } = this;
    this.judge(state);
    const choices = model.choices(state);
    if (choices.length === 0) {
      this.end(state);
      return;
    }
    if (stack.length >= this.limits.depth) {
      this.cut = 'depth';
      return;
    }
    if (stack.length >= this.depth) this.depth = stack.length + 1;
    const some = this.reduce ? persistent(model, state, choices) : choices;
    const partial = some.length < choices.length;
    const follow = model.acyclic ? this.fresh(state, some) : some;
    if (follow.length === 0) return;
    const print = model.acyclic ? NO_PRINT : model.fingerprint(state);
    stack.push({ state, print, choices: follow, next: 0, partial });
  }

  private path(): readonly C[] {
    return this.stack.map(frame => ensure(frame.choices[frame.next - 1], 'choice taken'));
  }

  private judge(state: S): void {
    const name = this.invariant === undefined ? this.model.invariant(state) : undefined;
    if (name !== undefined) this.invariant = { name, path: this.path() };
    this.note(this.model.broken(state));
  }

  private note(bits: number): void {
    const fresh = bits & ~this.brokenSoFar;
    if (fresh === 0) return;
    this.brokenSoFar |= fresh;
    for (let claim = 0; claim < this.model.claims.length; claim++) {
      if ((fresh >> claim) & 1) this.breaking.set(claim, { path: this.path() });
    }
  }

  private end(state: S): void {
    const { model } = this;
    this.ends += 1;
    this.note(model.unmet(state));
    const name = model.outcome(state);
    this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + 1);
    if (!model.stuck(state)) return;
    this.deadlocks += 1;
    this.deadlock ??= { path: this.path() };
  }
}
