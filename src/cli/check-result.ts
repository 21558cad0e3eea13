// What a check found, as plain data: what `check --json` prints and check-text.ts tells. Counts of
// orders are decimal strings, since they outgrow numbers.

import type { LimitName } from '../explore/limits.ts';
import type { Report, Verdict, Witness } from '../explore/report.ts';
import type { Machine } from '../machine/machine.ts';
import { formatSchedule } from '../machine/schedule.ts';
import { scheduleOf } from '../machine/search.ts';
import { lettersOf } from '../machine/setup.ts';
import type { Race } from '../race/program.ts';
import { type ToldStep, tellOrder, waitingAfter } from './witness.ts';

export interface Order {
  /** For `run --schedule` and for links. */
  readonly schedule: string;
  readonly steps: readonly ToldStep[];
  /** How many of the last steps are then done over and over; 0: the order ends. */
  readonly round: number;
  readonly switches: number;
  /** False: there may be a shorter one. */
  readonly shortest: boolean;
}

export interface CheckedClaim {
  readonly claim: string;
  readonly verdict: Verdict;
  readonly witness: Order | undefined;
  /** Complete orders that break it. */
  readonly orders: string | undefined;
  /** What the file expects; undefined: nothing. */
  readonly expected: Verdict | undefined;
  readonly expectedSteps: number | undefined;
  /** Undefined: nothing was expected, or it is not decided. */
  readonly asExpected: boolean | undefined;
}

export interface Checked {
  readonly variant: string;
  readonly kernel: number;
  readonly complete: boolean;
  readonly stoppedBy: LimitName | undefined;
  readonly states: number;
  readonly transitions: number;
  readonly orders: string | undefined;
  readonly outcomes: readonly {
    readonly name: string;
    readonly states: number;
    readonly orders: string | undefined;
  }[];
  readonly deadlocks: {
    readonly states: number;
    readonly witness: Order | undefined;
    /** Who waits for ever at the witness's end, and for what. */
    readonly waiting: readonly string[];
  };
  /** Undefined where not looked for. */
  readonly endless: boolean | undefined;
  readonly nearMisses: { readonly states: number; readonly orders: string | undefined } | undefined;
  readonly invariant: { readonly name: string; readonly witness: Order } | undefined;
  readonly claims: readonly CheckedClaim[];
}

type Step = { readonly index: number };

/** Puts a report beside what the file expects. */
export function checkedOf(
  race: Race,
  variant: number,
  version: number,
  start: Machine,
  report: Report<Step>,
): Checked {
  const scheduled = ({ steps, round }: Witness<Step>) =>
    scheduleOf(
      start,
      [...steps, ...round].map(step => step.index),
    );
  const order = (witness: Witness<Step>): Order => {
    const schedule = scheduled(witness);
    return {
      schedule: formatSchedule(schedule, lettersOf(race)),
      steps: tellOrder(race, variant, version, schedule),
      round: witness.round.length,
      switches: witness.switches,
      shortest: witness.shortest,
    };
  };
  const some = (witness: Witness<Step> | undefined) => witness && order(witness);
  const { deadlocks, nearMisses, invariant } = report;
  return {
    variant: race.variants[variant] ?? '',
    kernel: version,
    complete: report.complete,
    stoppedBy: report.stoppedBy,
    states: report.states,
    transitions: report.transitions,
    orders: report.orders?.toString(),
    outcomes: report.outcomes.map(o => ({ ...o, orders: o.orders?.toString() })),
    deadlocks: {
      states: deadlocks.states,
      witness: some(deadlocks.witness),
      waiting: deadlocks.witness
        ? waitingAfter(race, variant, version, scheduled(deadlocks.witness))
        : [],
    },
    endless: report.cycles && report.cycles.parts > 0,
    nearMisses: nearMisses && { states: nearMisses.states, orders: nearMisses.orders?.toString() },
    invariant: invariant && { name: invariant.name, witness: order(invariant.witness) },
    claims: report.claims.map((claim, index) => {
      const { verdict } = claim;
      const wanted = race.expectations.find(e => e.variant === variant && e.claim === index);
      const steps = wanted?.inSteps;
      return {
        claim: claim.text,
        verdict,
        witness: some(claim.witness),
        orders: claim.orders?.toString(),
        expected: wanted?.verdict,
        expectedSteps: steps,
        asExpected: wanted && asExpected(claim, wanted.verdict, steps),
      };
    }),
  };
}

function asExpected(
  claim: { readonly verdict: Verdict; readonly witness: Witness<Step> | undefined },
  verdict: Verdict,
  steps: number | undefined,
): boolean | undefined {
  if (claim.verdict === 'unknown') return undefined;
  if (claim.verdict !== verdict) return false;
  if (verdict === 'holds' || steps === undefined || claim.witness === undefined) return true;
  if (!claim.witness.shortest) return steps <= claim.witness.steps.length ? undefined : false;
  return claim.witness.steps.length === steps;
}

/**
 * The exit status of what was found: 0, 1 or 3 (not decided). With `byExpectation` the file's
 * `expect` lines judge, and claims without one may not be broken.
 */
export function statusOf(all: readonly Checked[], byExpectation: boolean): number {
  const claims = all.flatMap(c => c.claims);
  if (all.some(c => c.invariant !== undefined)) return 1;
  const bad = (claim: CheckedClaim) =>
    byExpectation && claim.expected !== undefined
      ? claim.asExpected === false
      : claim.verdict === 'broken';
  if (claims.some(bad)) return 1;
  const open = (claim: CheckedClaim) =>
    claim.verdict === 'unknown' ||
    (byExpectation && claim.expected !== undefined && claim.asExpected === undefined);
  return claims.some(open) ? 3 : 0;
}
