// Job control: which process groups are orphaned. Mirrors will_become_orphaned_pgrp and
// has_stopped_jobs in kernel/exit.c.

import type { View } from './draft.ts';
import type { Ino } from './id.ts';
import { groupMembers, parentOf, threadGroupEmpty } from './select.ts';
import type { ThreadGroup } from './state.ts';

/** Whether no member (but `ignored`) has a parent in another group of the same session. */
export function willBecomeOrphaned(
  view: View,
  pgid: Ino,
  ignored: ThreadGroup | undefined,
): boolean {
  for (const member of groupMembers(view, pgid)) {
    if (member === ignored || isDead(view, member)) continue;
    const parent = parentOf(view, member);
    if (parent === undefined || isGlobalInit(view, parent)) continue;
    if (parent.pgid !== pgid && parent.sid === member.sid) return false;
  }
  return true;
}

/** Whether some member is stopped. */
export function hasStoppedJobs(view: View, pgid: Ino): boolean {
  for (const member of groupMembers(view, pgid))
    for (const task of view.tasks)
      if (task?.group === member.id && task.state === 'stopped') return true;
  return false;
}

/** Whether the whole process has exited: a zombie leader without other threads. */
export function isDead(view: View, group: ThreadGroup): boolean {
  const leader = view.tasks[group.leader];
  return leader === undefined || (leader.state === 'zombie' && threadGroupEmpty(view, leader));
}

/** pid 1 of the initial namespace, when that one is modelled. */
export function isGlobalInit(view: View, group: ThreadGroup): boolean {
  const init = view.namespaces[0]?.init;
  return view.outerDepth === 0 && init !== undefined && view.tasks[init]?.group === group.id;
}
