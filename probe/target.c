/*
 * At whom a call is aimed, as far as the probe can see it when the call begins: the holder of a
 * number at this moment, or what a pidfd has pointed to all along.
 */
#include <sys/ioctl.h>

#include "probe.h"
#include "uapi.h"

/* Whether the number of a task that has exited is still its own: its reaper may be faster. */
static bool still_holds(const struct task *caller, const struct task *t)
{
	return !identity_has_pidfs() || life_is_kept(t, caller) || identity_of(t->tid) == t->id;
}

/* Who holds number `nr` in the caller's namespace. */
static void find_holder(const struct task *caller, struct target *target)
{
	struct task *t = task_by_nr(caller->ns, target->nr);
	int translated;

	if (t && still_holds(caller, t)) {
		target->tid = t->tid;
		target->id = t->id;
		return;
	}
	/* Not one of ours: ask the kernel. */
	if (caller->ns == pidns_own())
		translated = (int)target->nr;
	else if (caller->ns->fd < 0 || target->nr <= 0)
		return;
	else
		translated = ioctl(caller->ns->fd, NS_GET_PID_FROM_PIDNS_CALL, target->nr);
	if (translated <= 0)
		return;
	target->id = identity_of(translated);
	if (target->id)
		target->tid = translated;
}

void target_number(struct task *t, long nr)
{
	t->call.target = (struct target){ .kind = TARGET_NR, .has_nr = true, .nr = nr };
	if (nr > 0)
		find_holder(t, &t->call.target);
}

/* kill(2): positive is a process, 0 the caller's group, -1 everybody, below that a group. */
void target_kill(struct task *t, long nr)
{
	if (nr > 0) {
		target_number(t, nr);
		return;
	}
	t->call.target = (struct target){ .kind = TARGET_GROUP, .has_nr = true, .nr = nr };
}

void target_pidfd(struct task *t, int fd)
{
	struct target *target = &t->call.target;
	const struct held *held = files_find(t->files, fd);
	struct task *aimed;

	*target = (struct target){ .kind = TARGET_PIDFD };
	/* A descriptor once seen stays what it is until it is closed, which is seen as well. */
	target->id = held && fd > LAST_UNSEEN_FD ? held->id : identity_of_fd(t->tid, fd);
	if (!target->id)
		return;
	aimed = task_by_id(target->id);
	if (aimed && still_holds(t, aimed)) {
		target->tid = aimed->tid;
		target->nr = task_nr_for(aimed, t);
		target->has_nr = target->nr != 0;
	} else if (held && held->id == target->id && held->tid) {
		/* The number that it had: who holds it now is another question. */
		if (!held->recorded && identity_of(held->tid) == target->id)
			target->tid = held->tid;
		target->nr = held->nr;
		target->has_nr = held->nr != 0;
	}
}

void target_write(const struct target *target)
{
	static const char *const via[] = { "", "nr", "pidfd", "group" };

	if (target->kind == TARGET_NONE)
		return;
	out_object("target");
	if (target->has_nr)
		out_num("nr", target->nr);
	if (target->tid)
		out_num("tid", target->tid);
	if (target->id)
		out_id("id", target->id);
	out_text("via", via[target->kind]);
	out_object_end();
}
