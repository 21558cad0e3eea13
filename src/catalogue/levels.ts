// The challenge: worlds of the catalogue as levels, from easy to hard. A level names a world and the
// claim to break in it, and says so in one sentence. Whether it can be broken, and how short, is not
// written here: the explorer says so.

export interface Level {
  /** An id of the catalogue. */
  readonly scenario: string;
  /** The name of one of its variants. */
  readonly variant: string;
  /** Index of one of its claims. */
  readonly claim: number;
  /** What is to be brought about: one imperative sentence. */
  readonly goal: string;
}

export const LEVELS: readonly Level[] = [
  {
    scenario: 'zero-and-minus-one',
    variant: 'pid',
    claim: 0,
    goal: 'Make portal hit somebody who is not app.',
  },
  {
    scenario: 'choosing-your-number',
    variant: 'pid',
    claim: 0,
    goal: 'Make watchdog kill somebody who is not worker.',
  },
  {
    scenario: 'stale-pidfile',
    variant: 'pid',
    claim: 0,
    goal: 'Make watchdog kill somebody who is not worker.',
  },
  {
    scenario: 'own-child',
    variant: 'pid',
    claim: 0,
    goal: 'Make supervisor hit somebody who is not its job.',
  },
  {
    scenario: 'sigchld-ignored',
    variant: 'pid',
    claim: 0,
    goal: 'Make daemon hit somebody who is not its worker.',
  },
  {
    scenario: 'stale-pidfile',
    variant: 'pidfd',
    claim: 0,
    goal: 'Make watchdog kill somebody who is not worker.',
  },
  {
    scenario: 'too-late',
    variant: 'pidfd',
    claim: 0,
    goal: 'Make watchdog hit somebody who is not worker.',
  },
  {
    scenario: 'threads',
    variant: 'tkill',
    claim: 0,
    goal: 'Make profiler’s SIGPROF hit postgres.',
  },
  {
    scenario: 'threads',
    variant: 'tgkill',
    claim: 0,
    goal: 'Make profiler’s SIGPROF hit postgres.',
  },
  {
    scenario: 'ps-grep-kill',
    variant: 'pid',
    claim: 0,
    goal: 'Make admin kill somebody who is not runaway.',
  },
  {
    scenario: 'stolen-child',
    variant: 'pid',
    claim: 1,
    goal: 'Let plugin never collect its own child.',
  },
  {
    scenario: 'seccomp-supervisor',
    variant: 'early',
    claim: 0,
    goal: 'Make supervisor act on a stranger’s memory.',
  },
  {
    scenario: 'check-then-act',
    variant: 'pid',
    claim: 0,
    goal: 'Make manager hit somebody who is not worker.',
  },
  {
    scenario: 'check-then-act',
    variant: 'procfd',
    claim: 0,
    goal: 'Make manager hit somebody who is not worker.',
  },
  {
    scenario: 'pinned-number',
    variant: 'pid',
    claim: 0,
    goal: 'Make runner’s SIGTERM hit postgres.',
  },
  {
    scenario: 'double-fork',
    variant: 'pid',
    claim: 0,
    goal: 'Make launcher hit somebody who is not daemon.',
  },
];

/** The level's name in addresses and in what is kept. */
export const levelId = ({ scenario, variant }: Level): string => `${scenario}-${variant}`;
