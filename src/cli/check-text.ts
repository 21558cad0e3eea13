// What a check found, for people: a block for each variant, the witness as a list of steps.

import type { LimitName } from '../explore/limits.ts';
import type { Race } from '../race/program.ts';
import type { Checked, CheckedClaim, Order } from './check-result.ts';
import { kernelText } from './race-file.ts';

/** One file's report. */
export function checkText(
  file: string,
  race: Race,
  checked: readonly Checked[],
  byExpectation: boolean,
): string {
  const lines = [
    `${file}: ${race.title} (Linux ${kernelText(checked[0]?.kernel ?? race.version)})`,
  ];
  for (const one of checked) {
    const shown = new Set<string>();
    lines.push(`  ${one.variant}: ${countsText(one)}`);
    for (const claim of one.claims) lines.push(...claimLines(claim, byExpectation, shown));
    if (one.invariant !== undefined) {
      lines.push(`    FAILED   ${one.invariant.name}`, ...orderLines(one.invariant.witness));
    }
    const { witness, waiting } = one.deadlocks;
    if (witness !== undefined) {
      lines.push(
        `    note: can wait for ever: ${waiting.join(', ')}; schedule ${witness.schedule}`,
      );
    }
    if (one.stoppedBy !== undefined) {
      lines.push(`    not finished: ${limitWords(one.stoppedBy)}`);
    }
  }
  if (checked.every(c => c.claims.length === 0)) lines.push('  the file makes no claim');
  return `${lines.join('\n')}\n`;
}

function countsText(one: Checked): string {
  const states = counted(one.states, 'state');
  if (!one.complete) return `${states} so far`;
  const orders =
    one.orders === undefined
      ? one.endless === true
        ? 'endless orders'
        : 'orders not counted'
      : counted(one.orders, 'order');
  const ends = one.outcomes
    .filter(o => o.orders !== undefined && o.orders !== '0')
    .map(o => `${OUTCOME_WORDS[o.name] ?? o.name} ${grouped(o.orders ?? '')}`);
  const near = one.nearMisses;
  const misses =
    near?.orders === undefined || near.orders === '0'
      ? ''
      : `; of the unharmed orders, ${grouped(near.orders)} within a step of harm`;
  return `${orders}, ${states}${ends.length > 0 ? `: ${ends.join(', ')}` : ''}${misses}`;
}

const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  wrong: 'wrong target',
  broken: 'claim broken',
  right: 'right target',
  zombie: 'a zombie reached',
  nobody: 'nobody there',
  none: 'no deed',
};

/** 1234567 as 1 234 567. */
function grouped(count: number | string): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** `1 order`, `2 orders`. */
function counted(count: number | string, what: string): string {
  return `${grouped(count)} ${what}${String(count) === '1' ? '' : 's'}`;
}

/** A witness that was told for an earlier claim of the variant is not told again. */
function claimLines(
  claim: CheckedClaim,
  byExpectation: boolean,
  shown: Set<string>,
): readonly string[] {
  const { verdict, witness } = claim;
  const lead = { holds: 'holds  ', broken: 'BROKEN ', unknown: 'unknown' }[verdict];
  const lines = [`    ${lead}  ${claim.claim}${expectationText(claim, byExpectation)}`];
  if (witness === undefined) return lines;
  const most = claim.orders === undefined ? '' : `, in ${counted(claim.orders, 'order')}`;
  lines.push(`      ${lengthText(witness)}${most}; schedule ${witness.schedule}`);
  if (!shown.has(witness.schedule)) lines.push(...orderLines(witness));
  shown.add(witness.schedule);
  return lines;
}

function expectationText(claim: CheckedClaim, byExpectation: boolean): string {
  const { expected, asExpected, expectedSteps } = claim;
  if (expected === undefined) return byExpectation ? ' (nothing expected)' : '';
  if (asExpected === true) return ' (as expected)';
  if (asExpected === undefined) return '';
  const steps = expectedSteps === undefined ? '' : ` in ${expectedSteps}`;
  return ` (NOT AS EXPECTED: ${expected}${steps})`;
}

function lengthText(order: Order): string {
  const steps = order.steps.length - order.round;
  const least = order.shortest ? 'shortest: ' : '';
  const count = `${least}${counted(steps, 'step')}`;
  const switches = `${order.switches} ${order.switches === 1 ? 'switch' : 'switches'}`;
  const then = order.round === 0 ? '' : `, then ${order.round} over and over`;
  return `${count}, ${switches}${then}`;
}

function orderLines(order: Order): readonly string[] {
  const width = Math.max(0, ...order.steps.map(s => s.who.length));
  const first = order.steps.length - order.round;
  return order.steps.flatMap(({ who, call, says }, i) => {
    const mark = i === first ? ['        over and over:'] : [];
    const line = `${String(i + 1).padStart(8)}  ${who.padEnd(width)}  ${call}`;
    return [...mark, line, `${' '.repeat(12 + width)}${says}`];
  });
}

/** Why a search stopped, for people. */
function limitWords(limit: LimitName): string {
  switch (limit) {
    case 'states':
      return 'the limit of states was reached';
    case 'depth':
      return 'an order was longer than the limit';
    case 'transitions':
      return 'the limit of steps in all was reached';
    case 'memory':
      return 'the limit of memory was reached';
    case 'time':
      return 'the time was up';
  }
}
