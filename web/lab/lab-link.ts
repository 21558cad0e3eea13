// A moment of the lab as a link, both ways: scenario, changes, schedule, position, X-ray. `v` guards the
// meaning of the rest; unknown keys are ignored. Pure.

import { IDS } from '../../src/catalogue/index.ts';
import { AS_WRITTEN, type WhatIf } from '../../src/machine/what-if.ts';
import { formatRoute, type Route } from '../shell/route.ts';
import { readWhatIf, whatIfKeys } from '../shell/what-if-link.ts';

const VERSION = '1';

/** What a link asks for, before it is known whether it can be had. */
export interface LabLink {
  readonly id: string;
  /** How the scenario is changed. */
  readonly whatIf: WhatIf;
  /** The printed schedule; undefined: the scenario's own. */
  readonly schedule: string | undefined;
  readonly at: number;
  readonly xray: boolean;
  /** What could not be read, in one sentence for the reader. */
  readonly notice: string | undefined;
}

export const FIRST_SCENARIO = IDS[0] ?? '';

/** Reads a route of the lab. Never fails: what cannot be used is replaced, and said. */
export function readLink({ rest, query }: Route): LabLink {
  const wanted = rest[0] ?? FIRST_SCENARIO;
  const known = IDS.includes(wanted);
  const id = known ? wanted : FIRST_SCENARIO;
  const start = { id, whatIf: AS_WRITTEN, schedule: undefined, at: 0, xray: false };
  if (!known)
    return { ...start, notice: `There is no scenario named “${wanted}”. This is the first one.` };
  if (query.v !== undefined && query.v !== VERSION) {
    return { ...start, notice: 'This link was made by another version. Showing the start.' };
  }
  const at = query.at === undefined ? 0 : Number(query.at);
  const sound = Number.isInteger(at) && at >= 0;
  const changes = readWhatIf(query);
  const lost = changes.sound ? undefined : 'A change in this link could not be used.';
  return {
    id,
    whatIf: changes.whatIf,
    schedule: query.s,
    at: sound ? at : 0,
    xray: query.x === '1',
    notice: sound ? lost : `“${query.at}” is no step. Showing the start.`,
  };
}

/** The address of a moment. */
export function writeLink(moment: {
  readonly id: string;
  readonly whatIf?: WhatIf;
  readonly schedule: string | undefined;
  readonly at: number;
  readonly xray: boolean;
}): string {
  return formatRoute(['lab', moment.id], {
    v: VERSION,
    s: moment.schedule,
    at: String(moment.at),
    x: moment.xray ? '1' : undefined,
    ...whatIfKeys(moment.whatIf ?? AS_WRITTEN),
  });
}
