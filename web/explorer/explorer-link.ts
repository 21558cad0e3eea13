// The explorer's address, both ways: scenario or whole program, and changes. Unknown keys are ignored.
// Pure.

import { IDS } from '../../src/catalogue/index.ts';
import { AS_WRITTEN, type WhatIf } from '../../src/machine/what-if.ts';
import { packProgram, unpackProgram } from '../editor/program-link.ts';
import { formatRoute, type Route } from '../shell/route.ts';
import { readWhatIf, whatIfKeys } from '../shell/what-if-link.ts';

export interface ExplorerLink {
  /** A scenario; with a program, the one that it was made from, or OWN. */
  readonly id: string;
  /** The text of a program that is no scenario as it stands. */
  readonly program: string | undefined;
  readonly whatIf: WhatIf;
  /** What could not be used, in one sentence for the reader. */
  readonly notice: string | undefined;
}

/** In the place of a scenario: a program that was made from none. */
export const OWN = 'own';

/** Reads a route of the explorer. Never fails: what cannot be used is left out, and said. */
export function readExplorerLink({ rest, query }: Route): ExplorerLink {
  const first = IDS[0] ?? '';
  const wanted = rest[0] ?? first;
  const known = IDS.includes(wanted);
  const { whatIf, sound } = readWhatIf(query);
  const lost = sound ? undefined : 'A part of this link could not be used.';
  const program = query.p === undefined ? undefined : unpackProgram(query.p);
  if (program !== undefined) return { id: known ? wanted : OWN, program, whatIf, notice: lost };
  if (query.p !== undefined) {
    const notice = 'The program in this link is damaged: perhaps a part of the link is missing.';
    return { id: known ? wanted : first, program, whatIf: AS_WRITTEN, notice };
  }
  if (!known) {
    const notice = `There is no scenario named “${wanted}”. This is the first one.`;
    return { id: first, program, whatIf: AS_WRITTEN, notice };
  }
  return { id: wanted, program, whatIf, notice: lost };
}

export function writeExplorerLink(id: string, whatIf: WhatIf, program?: string): string {
  const p = program === undefined ? undefined : packProgram(program);
  return formatRoute(['explore', id], { p, ...whatIfKeys(whatIf) });
}
