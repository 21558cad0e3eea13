// What a random move is made from: dice, and what its author knows at this moment.

import { ensure } from '../base.ts';
import type { Dice } from './dice.ts';
import type { Json, JsonObject, Step } from './plan.ts';

/** One place in a plan: who acts, and ways to name things. */
export interface Chooser {
  readonly dice: Dice;
  /** The actor whose turn it is. */
  readonly who: string;
  /** A fresh name that begins with this letter. */
  readonly name: (letter: string) => string;
  /** A number of somebody, of a state thrown for; rarely one of nobody. */
  readonly number: () => Json;
  /** The number of a process group that has members, or of somebody. */
  readonly group: () => Json;
  /** The number of somebody who has been reaped, if one is known. */
  readonly stale: () => Json | undefined;
  /** The number of a child of the caller, if it has one. */
  readonly child: () => Json;
  /** A pidfd, of a state thrown for; rarely another descriptor, or none. */
  readonly pidfd: () => Json;
  /** Any open descriptor; rarely none. */
  readonly fd: () => Json;
  /** A descriptor of this kind of file, if there is one. */
  readonly fdOf: (kind: string) => Json | undefined;
  /** A handle learnt earlier, if there is one. */
  readonly handle: () => Json | undefined;
  /** What rt_sigqueueinfo may be given for this signal. */
  readonly siginfo: (signal: Json) => JsonObject;
  /** Whether the caller is the first thread of pid 1: its end is the end of the plan. */
  readonly leadsInit: () => boolean;
  /** Whether the caller lives in the plan's outermost namespace, whose /proc the plan sees. */
  readonly outermost: () => boolean;
  /** User ids to be had. */
  readonly ids: () => number;
}

/** What a plan is mostly about: rare things happen often in some plans, not rarely in all. */
export const THEMES = [
  ...['threads', 'namespaces', 'privilege', 'groups', 'recycling', 'signals', 'waits'],
  ...['epoll', 'handles', 'sockets', 'proc', 'pidfds', 'descriptors', 'pipes'],
] as const;
export type Theme =
  | 'threads'
  | 'namespaces'
  | 'privilege'
  | 'groups'
  | 'recycling'
  | 'signals'
  | 'waits'
  | 'epoll'
  | 'handles'
  | 'sockets'
  | 'proc'
  | 'pidfds'
  | 'descriptors'
  | 'pipes';

export interface Move {
  readonly name: string;
  readonly weight: number;
  /** Plans with this theme make it far more often. */
  readonly theme?: Theme;
  /** The steps of the move; undefined: it cannot be made now. */
  readonly make: (chooser: Chooser) => readonly Step[] | undefined;
}

/** One of the list; the list is not empty. */
export function oneOf<T>(c: Chooser, list: readonly T[]): T {
  return ensure(c.dice.pick(list), 'choice');
}

export function step(
  c: Chooser,
  call: string,
  args?: JsonObject,
  names: Omit<Step, 'who' | 'call' | 'args'> = {},
): Step {
  return args === undefined ? { who: c.who, call, ...names } : { who: c.who, call, args, ...names };
}

/** The negative of a number, as kill and wait name a group. */
export function minus(value: Json): Json {
  return typeof value === 'string' ? `-${value}` : -Number(value);
}
