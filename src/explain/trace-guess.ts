// Uses in a PID namespace of which strace's text does not tell who is who.

import type { Trace } from '../trace/trace.ts';

/** Whether it was guessed which task in a PID namespace is which: see the flaw of that name. */
export function isGuessed({ flaws, lives, uses }: Trace, use: number): boolean {
  if (!flaws.some(flaw => flaw.kind === 'guessed')) return false;
  const involved = [uses.user[use], uses.meant[use], uses.hit[use]];
  return involved.some(life => (lives.at(life ?? -1)?.depth ?? 1) > 1);
}

/** What to say of them. */
export const GUESS =
  'Unsure: which process of the namespace is which was guessed; strace --decode-pids=pidns makes it certain.';
