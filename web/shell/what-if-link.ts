// Changes to a scenario (what-if.ts) as keys of an address, both ways, and in words. The explorer's
// links and the lab's have the same keys, so that an order found in a changed scenario can be replayed.

import { AS_WRITTEN, offersOf, VERSIONS, type WhatIf } from '../../src/machine/what-if.ts';
import type { Race } from '../../src/race/program.ts';

export const MOST_FORKS = 6;
export const MORE_NUMBERS = 4;

/** Reads the keys. `sound`: all could be used; what could not is left out. */
export function readWhatIf(query: Readonly<Record<string, string>>): {
  readonly whatIf: WhatIf;
  readonly sound: boolean;
} {
  const forks = query.forks === undefined ? undefined : Number(query.forks);
  const version = query.kernel === undefined ? undefined : versionOf(query.kernel);
  const countable =
    forks === undefined || (Number.isInteger(forks) && forks >= 0 && forks <= MOST_FORKS);
  const whatIf = {
    forks: countable ? forks : undefined,
    ignored: query.sigchld === 'ignored',
    late: query.pidfd === 'late',
    moreNumbers: query.numbers === 'more' ? MORE_NUMBERS : 0,
    version,
  };
  return { whatIf, sound: countable && (query.kernel === undefined || version !== undefined) };
}

export function whatIfKeys(whatIf: WhatIf): Readonly<Record<string, string | undefined>> {
  return {
    forks: whatIf.forks?.toString(),
    sigchld: whatIf.ignored ? 'ignored' : undefined,
    pidfd: whatIf.late ? 'late' : undefined,
    numbers: whatIf.moreNumbers > 0 ? 'more' : undefined,
    kernel: whatIf.version === undefined ? undefined : versionText(whatIf.version),
  };
}

export const isChanged = (whatIf: WhatIf): boolean =>
  JSON.stringify(whatIf) !== JSON.stringify(AS_WRITTEN);

/** What is changed in this scenario, a few words each. */
export function changeTexts(asWritten: Race, whatIf: WhatIf): readonly string[] {
  const offers = offersOf(asWritten);
  const { forks, moreNumbers, version } = whatIf;
  const size = asWritten.numbers.last - asWritten.numbers.first + 1 + moreNumbers;
  return [
    forks !== undefined && offers.forks !== undefined
      ? `${offers.forks.name} forks ${forks === 1 ? 'once' : `${forks} times`}`
      : '',
    whatIf.ignored && offers.ignored !== undefined ? `${offers.ignored} ignores SIGCHLD` : '',
    whatIf.late && offers.late ? 'pidfd taken late' : '',
    moreNumbers > 0 ? `${size} numbers` : '',
    version !== undefined ? `Linux ${versionText(version)}` : '',
  ].filter(Boolean);
}

export const versionText = (version: number): string =>
  `${Math.floor(version / 1000)}.${version % 1000}`;

function versionOf(text: string): number | undefined {
  return VERSIONS.find(version => versionText(version) === text);
}
