// The five groups into which the page and the command line sort uses.

import type { VerdictName } from '../trace/hazard.ts';

/** The groups that filters offer, worst first. */
export const GROUPS = ['wrong', 'nobody', 'unprotected', 'unknown', 'safe'] as const;
export type Group = (typeof GROUPS)[number];

export const groupOf = (verdict: VerdictName): Group =>
  verdict === 'late'
    ? 'unprotected'
    : verdict === 'child' || verdict === 'pidfd' || verdict === 'self'
      ? 'safe'
      : verdict;

export const GROUP_WORDS: Readonly<Record<Group, string>> = {
  wrong: 'wrong target',
  nobody: 'aimed at nobody',
  unprotected: 'unprotected',
  unknown: 'cannot tell',
  safe: 'safe',
};

/** The tag over the inspector. */
export const VERDICT_TAGS: Readonly<Record<VerdictName, string>> = {
  wrong: 'Wrong target, certain',
  nobody: 'Aimed at nobody',
  unprotected: 'Unprotected',
  late: 'Late pidfd',
  unknown: 'Cannot tell',
  child: 'Safe, own child',
  pidfd: 'Safe, pidfd',
  self: 'Safe, itself',
};
