/*
 * Calls that change a process itself: where its children are born, its group, its name.
 */
#include <linux/sched.h>
#include <string.h>
#include <sys/prctl.h>

#include "probe.h"
#include "uapi.h"

/* After these, children may be born in another PID namespace, and descriptors may be no longer
 * shared. */
void unshare_learn(struct task *t, long ret)
{
	bool is_setns = t->call.sys->args[0] == 'd';
	uint64_t flags = is_setns ? t->call.arg[1] : t->call.arg[0];

	if (ret < 0)
		return;
	if (is_setns || flags & CLONE_NEWPID)
		t->children_elsewhere = true;
	if (!is_setns && flags & CLONE_FILES && t->files->users > 1) {
		struct files *copy = files_copy(t->files);

		files_drop(t->files);
		t->files = copy;
	}
}

enum verdict setns_entry(struct task *t)
{
	target_pidfd(t, (int)t->call.arg[0]);
	if (!t->call.target.id)
		t->call.target.kind = TARGET_NONE;
	return CALL_FOLLOW;
}

enum verdict setpgid_entry(struct task *t)
{
	if ((int)t->call.arg[0] > 0)
		target_number(t, (int)t->call.arg[0]);
	return CALL_FOLLOW;
}

enum verdict prctl_entry(struct task *t)
{
	size_t length;

	struct task *leader = task_find(t->tgid);

	if (t->call.arg[0] == PR_SET_CHILD_SUBREAPER && leader)
		leader->adopts = true;
	if (t->call.arg[0] == PR_SET_NAME)
		t->call.path = memory_copy_string(t->tid, t->call.arg[1], 16, &length);
	return CALL_FOLLOW;
}

void prctl_learn(struct task *t, long ret)
{
	if (ret == 0 && t->call.path)
		strncpy(t->comm, t->call.path, sizeof(t->comm) - 1);
}

/* A program that traces others cannot do so here: a task has one tracer. */
void ptrace_after(struct task *t, long ret)
{
	if (ret < 0)
		trace_note(t->tid, "%s wants to trace a process; it cannot while it is recorded",
			   t->comm);
}
