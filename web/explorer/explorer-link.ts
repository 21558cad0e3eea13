// The explorer's address, both ways: scenario and changes. Unknown keys are ignored. Pure.

import { IDS } from '../../src/catalogue/index.ts';
import { AS_WRITTEN, type WhatIf } from '../../src/machine/what-if.ts';
import { formatRoute, type Route } from '../shell/route.ts';
import { readWhatIf, whatIfKeys } from '../shell/what-if-link.ts';

export interface ExplorerLink {
  readonly id: string;
  readonly whatIf: WhatIf;
  /** What could not be used, in one sentence for the reader. */
  readonly notice: string | undefined;
}

/** Reads a route of the explorer. Never fails: what cannot be used is left out, and said. */
export function readExplorerLink({ rest, query }: Route): ExplorerLink {
  const first = IDS[0] ?? '';
  const wanted = rest[0] ?? first;
  if (!IDS.includes(wanted)) {
    const notice = `There is no scenario named “${wanted}”. This is the first one.`;
    return { id: first, whatIf: AS_WRITTEN, notice };
  }
  const { whatIf, sound } = readWhatIf(query);
  const notice = sound ? undefined : 'A part of this link could not be used.';
  return { id: wanted, whatIf, notice };
}

export function writeExplorerLink(id: string, whatIf: WhatIf): string {
  return formatRoute(['explore', id], whatIfKeys(whatIf));
}
