// A small concurrent language for testing the search: threads over shared variables of two bits, with
// assignment, addition, waiting, branching, guessing and assertion. Its states pack exactly into one
// word, so the fingerprint is the state itself and nothing can collide.

import type { ClaimSpec, Model } from '../model.ts';

export type Op =
  | { readonly kind: 'set'; readonly shared: number; readonly value: number }
  | { readonly kind: 'add'; readonly shared: number; readonly value: number }
  | { readonly kind: 'read'; readonly shared: number }
  | { readonly kind: 'await'; readonly shared: number; readonly value: number }
  | { readonly kind: 'guess'; readonly shared: number }
  /** Jumps if the last value read is this one; backwards jumps make endless orders possible. */
  | { readonly kind: 'jump'; readonly value: number; readonly to: number }
  /** Breaks the claim if the last value read is this one. */
  | { readonly kind: 'assert'; readonly value: number };

export interface Threads {
  readonly shared: number;
  readonly code: readonly (readonly Op[])[];
}

export interface State {
  readonly pc: readonly number[];
  readonly last: readonly number[];
  readonly shared: readonly number[];
  readonly broken: boolean;
  /** Variable 0 has once been 3. */
  readonly met: boolean;
}

export interface Choice {
  readonly thread: number;
  readonly guess: number;
}

const claims: readonly ClaimSpec[] = [
  { text: 'no assertion fails', kind: 'never' },
  { text: 'variable 0 becomes 3', kind: 'eventually' },
];

export function threadsModel(program: Threads): Model<State, Choice> {
  const { code } = program;
  const forward = code.every(ops => ops.every((op, at) => op.kind !== 'jump' || op.to > at));
  return {
    init: {
      pc: code.map(() => 0),
      last: code.map(() => 0),
      shared: new Array(program.shared).fill(0),
      broken: false,
      met: false,
    },
    choices: state => code.flatMap((_, thread) => choicesOf(program, state, thread)),
    step: (state, choice) => step(program, state, choice),
    fingerprint: state => ({ fpHi: 1, fpLo: pack(state) }),
    peek: undefined,
    actor: choice => choice.thread,
    claims,
    broken: state => (state.broken ? 1 : 0),
    unmet: state => (state.met ? 0 : 2),
    stuck: state => code.some((ops, thread) => (state.pc[thread] ?? 0) < ops.length),
    outcome: state => `${state.shared.join('')}${state.broken ? ' broken' : ''}`,
    label: () => 0,
    invariant: () => undefined,
    acyclic: forward,
    reduction: {
      live: state => code.flatMap((ops, i) => ((state.pc[i] ?? 0) < ops.length ? [i] : [])),
      disturbers: (state, live, at) => {
        const actor = live[at] ?? -1;
        const next = code[actor]?.[state.pc[actor] ?? 0];
        if (next === undefined) return 0;
        return live.reduce((bits, other, i) => {
          const disturbs = future(program, state, other).some(op => dependent(op, next));
          return i !== at && disturbs ? bits | (1 << i) : bits;
        }, 0);
      },
    },
  };
}

function choicesOf(program: Threads, state: State, thread: number): Choice[] {
  const op = program.code[thread]?.[state.pc[thread] ?? 0];
  if (op === undefined) return [];
  if (op.kind === 'await' && state.shared[op.shared] !== op.value) return [];
  const guesses = op.kind === 'guess' ? [0, 1] : [0];
  return guesses.map(guess => ({ thread, guess }));
}

function step(program: Threads, state: State, { thread, guess }: Choice): State {
  const at = state.pc[thread] ?? 0;
  const op = program.code[thread]?.[at];
  if (op === undefined) throw new Error('bug: no such step');
  const pc = state.pc.with(thread, op.kind === 'jump' && taken(state, thread, op) ? op.to : at + 1);
  const now = { ...state, pc };
  const written = valueWritten(state, op, guess);
  if (written !== undefined) {
    const shared = state.shared.with(written.shared, written.value);
    return { ...now, shared, met: state.met || shared[0] === 3 };
  }
  if (op.kind === 'read') {
    return { ...now, last: state.last.with(thread, state.shared[op.shared] ?? 0) };
  }
  if (op.kind === 'assert' && taken(state, thread, op)) return { ...now, broken: true };
  return now;
}

const taken = (state: State, thread: number, op: { readonly value: number }): boolean =>
  state.last[thread] === op.value;

function valueWritten(
  state: State,
  op: Op,
  guess: number,
): { readonly shared: number; readonly value: number } | undefined {
  if (op.kind === 'set') return op;
  if (op.kind === 'guess') return { shared: op.shared, value: guess };
  if (op.kind !== 'add') return undefined;
  return { shared: op.shared, value: ((state.shared[op.shared] ?? 0) + op.value) % 4 };
}

function pack(state: State): number {
  let word = (state.broken ? 1 : 0) + (state.met ? 2 : 0);
  for (const part of [...state.shared, ...state.last]) word = word * 4 + part;
  for (const at of state.pc) word = word * 8 + at;
  return word | 0;
}

const writes = (op: Op): boolean => op.kind === 'set' || op.kind === 'add' || op.kind === 'guess';

function dependent(a: Op, b: Op): boolean {
  if (!('shared' in a) || !('shared' in b) || a.shared !== b.shared) return false;
  return writes(a) || writes(b);
}

/** Every operation the thread may still perform. */
function future(program: Threads, state: State, thread: number): readonly Op[] {
  const ops = program.code[thread] ?? [];
  const reached = new Set([state.pc[thread] ?? 0]);
  for (const at of reached) {
    const op = ops[at];
    if (op === undefined) continue;
    reached.add(at + 1);
    if (op.kind === 'jump') reached.add(op.to);
  }
  return [...reached].flatMap(at => ops[at] ?? []);
}
