// The exploration of one model, in slices: first breadth first with the whole graph (shortest
// witnesses, counts of orders, cycles), and if the space is too large for that, depth first for the
// verdicts alone. findings.ts says what it found.

import { Breadth } from './breadth.ts';
import { Depth } from './depth.ts';
import { reportOf } from './findings.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type { Model } from './model.ts';
import type { Report } from './report.ts';

export interface Options {
  readonly limits: Limits;
  /** Up to so many states the graph is kept; beyond, only verdicts are sought. 0: verdicts only. */
  readonly graphStates: number;
  /** Whether the depth-first pass may leave out orders that cannot change a verdict. */
  readonly reduce: boolean;
}

export const defaultOptions: Options = {
  limits: defaultLimits,
  graphStates: 1_000_000,
  reduce: true,
};

export interface Progress {
  readonly phase: 'graph' | 'verdict' | 'done';
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** States found and not yet expanded; 0 in the verdict phase, which cannot tell. */
  readonly waiting: number;
}

/** A search that can be driven in slices, looked at in between, and simply dropped. */
export class Exploration<S, C> {
  readonly breadth: Breadth<S, C> | undefined;
  private deep: Depth<S, C> | undefined;
  private readonly model: Model<S, C>;
  private readonly options: Options;

  constructor(model: Model<S, C>, options: Options = defaultOptions) {
    this.model = model;
    this.options = options;
    const states = Math.min(options.graphStates, options.limits.states);
    if (states > 0) this.breadth = new Breadth(model, { ...options.limits, states });
    else this.deep = new Depth(model, options.limits, options.reduce);
  }

  /** Does up to so much work. Returns: whether there is nothing left to do. */
  advance(work: number): boolean {
    if (this.deep !== undefined) return this.deep.advance(work);
    const { breadth, options } = this;
    if (breadth === undefined || !breadth.advance(work)) return false;
    if (breadth.stoppedBy !== 'states' || options.limits.states <= options.graphStates) return true;
    this.deep = new Depth(this.model, options.limits, options.reduce);
    return false;
  }

  progress(): Progress {
    const { breadth, deep } = this;
    const pass = deep ?? breadth;
    return {
      phase: pass?.done ? 'done' : deep === undefined ? 'graph' : 'verdict',
      states: pass?.states ?? 0,
      transitions: pass?.transitions ?? 0,
      depth: pass?.depth ?? 0,
      waiting: deep === undefined ? (breadth?.waiting ?? 0) : 0,
    };
  }

  /** What is known so far; final once `advance` has returned true. */
  report(): Report<C> {
    return reportOf(this.model, this.breadth, this.deep);
  }
}

/** Explores in one go. */
export function explore<S, C>(
  model: Model<S, C>,
  options: Partial<Omit<Options, 'limits'>> & { readonly limits?: Partial<Limits> } = {},
): Report<C> {
  const limits = { ...defaultLimits, ...options.limits };
  const exploration = new Exploration(model, { ...defaultOptions, ...options, limits });
  while (!exploration.advance(1 << 20));
  return exploration.report();
}
