// One change to a kernel that no call makes, performed and published.

import { commit } from './commit.ts';
import { Draft } from './draft.ts';
import type { Kernel } from './state.ts';

/** The kernel after a change, and what the change gave. */
export function amended<T>(
  kernel: Kernel,
  change: (draft: Draft) => T,
): { readonly kernel: Kernel; readonly gave: T } {
  const draft = new Draft(kernel, undefined);
  const gave = change(draft);
  return { kernel: commit(draft), gave };
}

/** The kernel after a change. */
export const amend = (kernel: Kernel, change: (draft: Draft) => void): Kernel =>
  amended(kernel, change).kernel;
