// Compares what a plan gave on the model with what it gave on the real kernel, step by step. Numbers
// that no model can know (inode numbers, handles) are compared as identities: the first one seen on
// one side must always stand where the first one seen stands on the other.

import type { Json, JsonObject, Performance, Plan, StepResult } from './plan.ts';

/** The first step on which the two disagree. */
export interface Divergence {
  readonly step: number;
  /** Which member of the step's result differs. */
  readonly what: string;
  readonly model: Json | undefined;
  readonly real: Json | undefined;
}

/** Where the two first differ; undefined: nowhere. */
export function compare(plan: Plan, model: Performance, real: Performance): Divergence | undefined {
  if (real.problem !== undefined) {
    const step = Math.max(0, real.steps.length - 1);
    return { step, what: 'problem', model: model.problem, real: real.problem };
  }
  const names = { model: new Map<string, number>(), real: new Map<string, number>() };
  const held = heldUp(plan, model);
  for (const i of plan.steps.keys()) {
    const one = model.steps[i];
    const other = real.steps[i];
    if (one === undefined || other === undefined) {
      return { step: i, what: 'performed', model: one !== undefined, real: other !== undefined };
    }
    const a = canonical(one, plan, names.model, held);
    const b = canonical(other, plan, names.real, held);
    for (const what of ['result', 'late', 'signals', 'states'] as const) {
      if (JSON.stringify(a[what]) !== JSON.stringify(b[what])) {
        return { step: i, what, model: a[what], real: b[what] };
      }
    }
  }
  return undefined;
}

type Names = Map<string, number>;

const COUNTED = new Set(['read', 'process_madvise']);

/**
 * Steps that stopped their own caller. Whether the call returned just before or will return after
 * SIGCONT depends on which of several threads took the signal: its value is not compared.
 */
function heldUp(plan: Plan, model: Performance): ReadonlySet<number> {
  const stopped = model.steps.filter(s => s.states[plan.steps[s.i]?.who ?? ''] === 'stopped');
  return new Set(stopped.map(s => s.i));
}

/** One step with identities renamed, text parsed and unordered things sorted. */
function canonical(
  step: StepResult,
  plan: Plan,
  names: Names,
  held: ReadonlySet<number>,
): Record<string, Json> {
  const call = (i: number) => plan.steps[i]?.call ?? '';
  return {
    result: held.has(step.i) ? {} : clean(step.result, call(step.i), names),
    late: [...step.late]
      .filter(late => !held.has(late.i))
      .sort((a, b) => a.i - b.i)
      .map(late => ({ i: late.i, result: clean(late.result, call(late.i), names) })),
    signals: byName(step.signals as unknown as readonly JsonObject[]),
    states: sorted(step.states as JsonObject),
  };
}

/** By receiver; signals of one receiver stay in order. */
function byName(signals: readonly JsonObject[]): readonly Json[] {
  return [...signals]
    .sort((a, b) => String(a.who).localeCompare(String(b.who)))
    .map(signal => sorted(signal));
}

function sorted(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function renamed(value: Json | undefined, names: Names): number {
  const key = String(value);
  const known = names.get(key) ?? names.size + 1;
  names.set(key, known);
  return known;
}

function clean(result: JsonObject, call: string, names: Names): JsonObject {
  const one: Record<string, Json> = {};
  for (const [key, value] of Object.entries(result)) {
    if (value === undefined) continue;
    if (key === 'ino' || key === 'handle') one[key] = renamed(value, names);
    else if (key === 'info') one[key] = sorted({ ...(value as JsonObject), cgroup: 0 });
    else if (key === 'text') Object.assign(one, readText(String(value)));
    else if (key === 'cred') one[key] = { pid: (value as JsonObject).pid ?? 0 };
    else if (key === 'mode' || key === 'truncated') continue;
    else if (key === 'size' && result.ret === -1) continue;
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      one[key] = sorted(value as JsonObject);
    } else one[key] = value;
  }
  // A pidfd opened by its handle with O_CLOEXEC keeps that among its flags; no other does.
  if (call === 'fcntl' && Number(one.ret) > 0) one.ret = Number(one.ret) & ~0o2000000;
  // How many bytes were read, written or advised is not the model's business.
  if (COUNTED.has(call) && Number(one.ret) > 0) one.ret = 0;
  return sorted(one);
}

/** What matters of /proc/PID/stat and of a pidfd's fdinfo. */
function readText(text: string): JsonObject {
  const stat = /^(\d+) \(.*\) (\w) (\d+) (\d+) (\d+) /.exec(text);
  if (stat !== null) {
    const [, nr, state, ppid, pgrp, session] = stat;
    const numbers = { nr: Number(nr), ppid: Number(ppid), pgrp: Number(pgrp) };
    return { stat: sorted({ ...numbers, session: Number(session), state: state ?? '' }) };
  }
  const pid = /^Pid:\t(-?\d+)$/m.exec(text);
  const nspid = /^NSpid:\t(.*)$/m.exec(text);
  if (pid !== null) {
    const levels = (nspid?.[1] ?? '').split('\t').map(Number);
    return { fdinfo: { nspid: levels, pid: Number(pid[1]) } };
  }
  if (text.length === 1) return { value: text.charCodeAt(0) };
  if (text === '') return {};
  // fdinfo of other files, which says nothing about processes.
  return text.startsWith('pos:') ? {} : { text };
}

/** A divergence in a few lines for people. */
export function inWords(plan: Plan, found: Divergence): string {
  const step = plan.steps[found.step];
  return [
    `step ${found.step}, ${step?.who}: ${step?.call} ${JSON.stringify(step?.args ?? {})}`,
    `  ${found.what} on the model:  ${JSON.stringify(found.model)}`,
    `  ${found.what} on the kernel: ${JSON.stringify(found.real)}`,
  ].join('\n');
}

/** The plan's own expectations that a performance does not meet, in words. */
export function unmetExpectations(plan: Plan, performance: Performance): readonly string[] {
  const unmet: string[] = [];
  for (const [step, { expect }] of plan.steps.entries()) {
    const told = performance.steps[step];
    const given: JsonObject = {
      ...told?.result,
      signals: (told?.signals ?? []) as unknown as Json,
      states: (told?.states ?? {}) as JsonObject,
      late: (told?.late ?? []) as unknown as Json,
    };
    for (const [key, wanted] of Object.entries(expect ?? {})) {
      if (!includes(given[key], wanted)) {
        const has = JSON.stringify(given[key]);
        unmet.push(`step ${step}: ${key} is ${has}, not ${JSON.stringify(wanted)}`);
      }
    }
  }
  return unmet;
}

/** Objects may have more members than wanted, lists not. */
function includes(given: Json | undefined, wanted: Json | undefined): boolean {
  if (typeof wanted !== 'object' || wanted === null) return given === wanted;
  if (typeof given !== 'object' || given === null) return false;
  const one = given as Readonly<Record<string, Json>>;
  if (Array.isArray(wanted) && (given as readonly Json[]).length !== wanted.length) return false;
  return Object.entries(wanted).every(([key, value]) => includes(one[key], value));
}
