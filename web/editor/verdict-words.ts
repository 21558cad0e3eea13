// What the search says of each world, in a line; and where that is not what the file expects. Pure.

import type { Race } from '../../src/race/program.ts';
import type { Search } from '../explorer/explorer-store.ts';
import type { Found } from '../explorer/job.ts';
import { limitText, numberText, wrongOrders } from '../explorer/words.ts';

export interface VerdictLine {
  readonly tone: 'plain' | 'ok' | 'bad' | 'warn';
  readonly text: string;
  /** What the file expects instead; empty when it is as expected. */
  readonly otherwise: readonly string[];
}

export function verdictLine(race: Race, variant: number, search: Search | undefined): VerdictLine {
  if (search === undefined || search.kind === 'waiting') {
    return { tone: 'plain', text: 'waits for its turn', otherwise: [] };
  }
  if (search.kind === 'running') {
    const states = search.progress?.states;
    const text = states === undefined ? 'begins…' : `${numberText(states)} states so far…`;
    return { tone: 'plain', text, otherwise: [] };
  }
  if (search.kind === 'failed') {
    return { tone: 'warn', text: `could not be searched: ${search.why}`, otherwise: [] };
  }
  const { found } = search;
  return { ...resultOf(race, found), otherwise: surprises(race, variant, found) };
}

function resultOf(race: Race, found: Found): Pick<VerdictLine, 'tone' | 'text'> {
  const orders = found.report.orders;
  const wrong = wrongOrders(found);
  const shortest = found.shown.find(order => order !== undefined)?.rows.length;
  const way = shortest === undefined ? '' : `, shortest in ${shortest} steps`;
  if (found.report.claims.some(claim => claim.verdict === 'broken')) {
    return wrong === undefined || orders === undefined
      ? { tone: 'bad', text: `goes wrong${way}` }
      : { tone: 'bad', text: `${numberText(wrong)} of ${numberText(orders)} orders wrong${way}` };
  }
  if (!found.report.complete) return { tone: 'warn', text: limitText(found) ?? 'not complete' };
  const all = orders === undefined ? 'every order' : `all ${numberText(orders)} orders`;
  if (race.claims.length === 0) return { tone: 'plain', text: `${all}: nothing is claimed` };
  return { tone: 'ok', text: `holds in ${all}` };
}

/** Claims that come out otherwise than the file says. */
function surprises(race: Race, variant: number, found: Found): readonly string[] {
  return race.expectations.flatMap((expected): string[] => {
    if (expected.variant !== variant) return [];
    const claim = race.claims[expected.claim]?.text ?? '';
    const result = found.report.claims[expected.claim];
    const steps = found.shown[expected.claim]?.rows.length;
    if (result === undefined || (result.verdict !== 'broken' && result.verdict !== 'holds')) {
      return [];
    }
    if (result.verdict !== expected.verdict) {
      return [`“${claim}”: the file expects ${expected.verdict}.`];
    }
    if (expected.inSteps === undefined || steps === undefined || steps === expected.inSteps) {
      return [];
    }
    return [`“${claim}”: the file expects ${expected.inSteps} steps.`];
  });
}
