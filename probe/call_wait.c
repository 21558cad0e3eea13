/*
 * The wait family: who was collected, and with which status.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "probe.h"
#include "uapi.h"

enum verdict wait4_entry(struct task *t)
{
	int pid = (int)t->call.arg[0];

	if (pid > 0)
		target_number(t, pid);
	else if (pid != -1)
		t->call.target = (struct target){ .kind = TARGET_GROUP, .has_nr = true, .nr = pid };
	sure_await_senders(t, t->call.target.tid);
	return CALL_FOLLOW;
}

enum verdict waitid_entry(struct task *t)
{
	switch (t->call.arg[0]) {
	case P_PID: target_number(t, (int)t->call.arg[1]); break;
	case P_PIDFD_TYPE: target_pidfd(t, (int)t->call.arg[1]); break;
	default: break;
	}
	sure_await_senders(t, t->call.target.tid);
	return CALL_FOLLOW;
}

/* How many tasks are worth looking through to be spared a stop. */
#define FEW 64

static bool is_live_child(const struct task *c, const struct task *parent)
{
	return c->state == TASK_ALIVE && c->ppid == parent->tgid && c->tid == c->tgid &&
	       c->exit_signal == SIGCHLD;
}

/* Whether the process has children, and all are alive. */
static bool has_live_children_only(const struct task *parent)
{
	int looked = 0;
	bool found = false;

	for (const struct task *c = tasks_all; c; c = c->all_next) {
		if (++looked > FEW)
			return false;
		if (c->ppid != parent->tgid || c->tid != c->tgid)
			continue;
		if (!is_live_child(c, parent))
			return false;
		found = true;
	}
	return found;
}

/* Whether SIGCHLD is blocked for a stopped task; it counts as blocked when that cannot be read. */
bool wait_blocks_sigchld(const struct task *t)
{
	uint64_t blocked;

	return ptrace(PTRACE_GETSIGMASK, t->tid, sizeof(blocked), &blocked) ||
	       (blocked >> (SIGCHLD - 1)) & 1;
}

/* Whether all its children are in the table: orphans that it adopts may have come unheard. */
static bool is_alone(const struct task *t)
{
	return t->tid == t->tgid && !t->threads && !life_adopts(t);
}

/*
 * A wait of a process that has no children and gets none: it fails. (One that would find only live ones is
 * another matter: a death may be heard, and its zombie be there, before the wait has begun.)
 */
bool wait_foresee(struct task *t, long *ret)
{
	const struct call *call = &t->call;
	bool by_id = call->sys->learn == waitid_learn;
	int options = (int)call->arg[by_id ? 3 : 2];

	if (!is_alone(t) || t->children ||
	    options & ~(WNOHANG | WUNTRACED | WCONTINUED | (by_id ? WEXITED : 0)) ||
	    (by_id ? call->arg[0] != P_ALL || !(options & ~WNOHANG) : (int)call->arg[0] < -1))
		return false;
	*ret = -ECHILD;
	return true;
}

/*
 * Whether the wait at whose entry a task is stopped will certainly block, and end with a signal to this
 * very task: its result is then seen at the stop for the signal, and a stop at its exit is spared.
 *
 * So it is when whom it waits for is alive: no child can be collected before the probe has heard of its
 * death, and hearing it is what sends SIGCHLD. The task must be the only one of its process, so that
 * nobody else gets the signal; and must neither ignore SIGCHLD nor block it.
 */
bool wait_ends_in_signal(const struct task *t)
{
	const struct call *call = &t->call;
	bool by_id = call->sys->learn == waitid_learn;
	int options = (int)call->arg[by_id ? 3 : 2];
	const struct task *child;

#if !defined(__x86_64__)
	return false; /* see memory_result() */
#endif
	if (call->sys->after != wait_after || call->compat || options != (by_id ? WEXITED : 0))
		return false;
	if (by_id && call->arg[0] != P_ALL && call->arg[0] != P_PID)
		return false;
	if (!is_alone(t) || t->chld->ignored || t->chld->nowait)
		return false;
	switch (call->target.kind) {
	case TARGET_NONE:
		if (!has_live_children_only(t))
			return false;
		break;
	case TARGET_NR:
		child = call->target.tid ? task_find(call->target.tid) : NULL;
		if (!child || !is_live_child(child, t))
			return false;
		break;
	default: return false;
	}
	return !wait_blocks_sigchld(t);
}

static struct task *collected(struct task *t, long nr)
{
	struct task *child = nr > 0 ? task_by_nr(t->ns, nr) : NULL;

	return child;
}

/* What was collected; tid and id are 0, the status is -1 when not known. */
void wait_write(long nr, pid_t tid, uint64_t id, int status)
{
	out_object("wait");
	out_num("nr", nr);
	if (tid)
		out_num("tid", tid);
	if (id)
		out_id("id", id);
	if (status >= 0)
		out_num("status", status);
	out_object_end();
}

static void write_wait(struct task *t, long nr, int status)
{
	struct task *child = collected(t, nr);
	pid_t alike = t->ns == pidns_own() ? (pid_t)nr : 0;

	wait_write(nr, child ? child->tid : alike, child ? child->id : 0, status);
}

void wait4_learn(struct task *t, long ret)
{
	struct call *call = &t->call;
	const struct task *child = ret > 0 ? collected(t, ret) : NULL;

	call->found.nr = ret > 0 ? ret : 0;
	/* The death of a child told its status; so nothing need be read. */
	if (child && child->state != TASK_ALIVE)
		call->found.status = child->status;
	else if (ret > 0 && memory_read(t->tid, call->arg[1], &call->found.status,
					sizeof(int)) != sizeof(int))
		call->found.status = -1; /* not asked for */
}

/* waitid's si_code and si_status in the form that wait4 gives. */
int wait_status(int code, int status)
{
	switch (code) {
	case CLD_EXITED: return (status & 0xff) << 8;
	case CLD_KILLED: return status;
	case CLD_DUMPED: return status | 0x80;
	case CLD_CONTINUED: return 0xffff;
	default: return status << 8 | 0x7f;
	}
}

/* waitid's siginfo, turned into the form that wait4 gives. */
void waitid_learn(struct task *t, long ret)
{
	struct call *call = &t->call;
	/* si_signo, si_errno, si_code; then, aligned, si_pid, si_uid, si_status */
	int info[8] = { 0 };
	const int *more = info + (call->compat ? 3 : 4);
	size_t want = sizeof(info);
	const struct task *child = call->target.tid ? task_find(call->target.tid) : NULL;
	bool known = child && child->state != TASK_ALIVE && child->id == call->target.id;

	if (ret < 0)
		return;
	/* Of one that it asked for by name, and that is dead, all is known: nothing need be read. */
	if ((known && !(call->arg[3] & (WNOHANG | WSTOPPED | WCONTINUED))) ||
	    memory_read(t->tid, call->arg[2], info, want) != want) {
		if (!known)
			return;
		call->found.nr = task_nr_for(child, t);
		call->found.status = child->status;
		return;
	}
	call->found.nr = more[0];
	call->found.status = wait_status(info[2], more[2]);
}

void wait_extra(struct task *t, long ret)
{
	(void)ret;
	if (t->call.found.nr)
		write_wait(t, t->call.found.nr, t->call.found.status);
}

/* A zombie that was collected has given its number back. */
void wait_after(struct task *t, long ret)
{
	int status = t->call.found.status;
	struct task *child = collected(t, t->call.found.nr);

	(void)ret;
	if (!child || child->state == TASK_ALIVE || child->tid != child->tgid)
		return;
	if (t->call.sys->learn == waitid_learn && t->call.arg[3] & WNOWAIT)
		return;
	if (WIFSTOPPED(status) || WIFCONTINUED(status))
		return;
	life_reaped(child, t->tid, "wait");
}
