// A signal to a process group by its number: kill(-g). The number of a group is that of the process
// that founded it, and stays taken while the group has a member, its founder collected or not. So a
// founder that is gone proves nothing, but another holder does: the old group was empty by then.

import { type Following, holder, type Reference } from './following.ts';
import { judge, Reason, type Use, Verdict } from './hazard.ts';
import { namespaceOf } from './incarnation.ts';

/** Judges a signal to the group `use.nr`; `found`: no such group was not the answer. */
export function judgeGroup(tracker: Following, call: Reference, use: Use, found: boolean): void {
  const { rec, actor } = call;
  use.hit = holder(tracker, call, use.nr);
  judge(use, actor, rec.t - rec.d, tracker);
  if (found) {
    if (use.hit < 0) outlived(tracker, call, use);
    return;
  }
  // Its founder has the number and no group: it has never led one, or left it.
  if (use.verdict === Verdict.nobody || use.meant < 0) return;
  const there = tracker.population.get(use.meant).reap < 0;
  const own = tracker.population.get(use.meant).guardian === actor.leader;
  use.verdict = there && own ? Verdict.child : Verdict.unknown;
}

/** Nobody has the number as a process, and yet there are members: whose group is it? */
function outlived({ population }: Following, { actor }: Reference, use: Use): void {
  use.verdict = Verdict.unknown;
  if (use.meant < 0) return;
  const last = population.lastHolder(namespaceOf(actor), use.nr);
  if (last === use.meant) {
    use.verdict = Verdict.unprotected;
    use.reason = Reason.members;
  } else if (last >= 0) {
    use.hit = last;
    use.verdict = Verdict.wrong;
  }
}
