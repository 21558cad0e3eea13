// The explorer's address, both ways: scenario and changes. Unknown keys are ignored. Pure.

import { IDS } from '../../src/catalogue/index.ts';
import { AS_WRITTEN, VERSIONS, type WhatIf } from '../../src/machine/what-if.ts';
import { formatRoute, type Route } from '../shell/route.ts';

export interface ExplorerLink {
  readonly id: string;
  readonly whatIf: WhatIf;
  /** What could not be used, in one sentence for the reader. */
  readonly notice: string | undefined;
}

export const MOST_FORKS = 6;
export const MORE_NUMBERS = 4;

/** Reads a route of the explorer. Never fails: what cannot be used is left out, and said. */
export function readExplorerLink({ rest, query }: Route): ExplorerLink {
  const first = IDS[0] ?? '';
  const wanted = rest[0] ?? first;
  if (!IDS.includes(wanted)) {
    const notice = `There is no scenario named “${wanted}”. This is the first one.`;
    return { id: first, whatIf: AS_WRITTEN, notice };
  }
  const forks = query.forks === undefined ? undefined : Number(query.forks);
  const version = query.kernel === undefined ? undefined : versionOf(query.kernel);
  const sound =
    forks === undefined || (Number.isInteger(forks) && forks >= 0 && forks <= MOST_FORKS);
  const known = query.kernel === undefined || version !== undefined;
  const whatIf = {
    forks: sound ? forks : undefined,
    ignored: query.sigchld === 'ignored',
    late: query.pidfd === 'late',
    moreNumbers: query.numbers === 'more' ? MORE_NUMBERS : 0,
    version,
  };
  const notice = sound && known ? undefined : 'A part of this link could not be used.';
  return { id: wanted, whatIf, notice };
}

export function writeExplorerLink(id: string, whatIf: WhatIf): string {
  return formatRoute(['explore', id], {
    forks: whatIf.forks?.toString(),
    sigchld: whatIf.ignored ? 'ignored' : undefined,
    pidfd: whatIf.late ? 'late' : undefined,
    numbers: whatIf.moreNumbers > 0 ? 'more' : undefined,
    kernel: whatIf.version === undefined ? undefined : versionText(whatIf.version),
  });
}

export const versionText = (version: number): string =>
  `${Math.floor(version / 1000)}.${version % 1000}`;

function versionOf(text: string): number | undefined {
  return VERSIONS.find(version => versionText(version) === text);
}
