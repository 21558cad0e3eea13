/*
 * Deaths, and numbers given back.
 *
 * A number goes back when its last user is gone. For a thread that is when it ends. A process first
 * becomes a zombie; then its parent's wait takes it, or the kernel does at once when the parent
 * ignores SIGCHLD.
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"
#include "uapi.h"

/* A task ends. It may be told twice, by a stop at its exit and by its death. */
void life_exit(struct task *t, int status)
{
	if (t->state != TASK_ALIVE)
		return;
	call_cut(t, "exit");
	t->state = TASK_EXITED;
	t->status = status;
	tasks_alive--;
	out_begin("exit", now());
	out_num("tid", t->tid);
	out_num("pid", t->tgid);
	out_num("status", status);
	if (WIFSIGNALED(status) && WCOREDUMP(status))
		out_true("core");
	out_end();
}

/* Its number has gone back; forgets the task. */
void life_reaped(struct task *t, pid_t by, const char *how)
{
	if (t->state == TASK_ALIVE)
		tasks_alive--;
	if (t->watch >= 0)
		tasks_unwatched--;
	if (t->tid == t->tgid)
		task_count_child(t->ppid, -1);
	else
		task_count_thread(t->tgid, -1);
	out_begin("reap", now());
	out_num("tid", t->tid);
	if (by)
		out_num("by", by);
	out_text("how", how);
	out_end();
	task_remove(t);
}

/* Whether the kernel has already forgotten a zombie. */
static bool vanished(const struct task *t)
{
	struct stat_line line;
	uint64_t id = t->id ? identity_of(t->tid) : 0;

	if (id)
		return id != t->id;
	if (!t->id && identity_stat(t->tid, &line))
		return line.start != t->start;
	/* There may have been no descriptor to ask with. */
	return kill(t->tid, 0) && errno == ESRCH;
}

/* Nobody recorded will collect this zombie: keep a pidfd to see when it is done. Others need some of the
 * descriptors there are; the end of one that is not watched is told when its number is there again. */
static void watch(struct task *t)
{
	if (tasks_unwatched < sysconf(_SC_OPEN_MAX) / 2)
		t->watch = (int)syscall(SYS_pidfd_open, t->tid, 0);
	if (t->watch >= 0)
		tasks_unwatched++;
	if (vanished(t))
		life_reaped(t, 0, "wait");
}

/* Whether a thread of the process is inside a wait, and may just have collected somebody. */
static bool is_waiting(pid_t tgid)
{
	for (const struct task *t = tasks_all; t; t = t->all_next)
		if (t->tgid == tgid && t->call.sys && t->call.sys->after == wait_after)
			return true;
	return false;
}

/* How many tasks are worth looking through to be spared a question to the kernel. */
#define FEW 64

/*
 * Whether a task is a child of the caller, which is stopped now, while no other thread of it is inside a wait
 * that could have collected the child.
 */
bool life_is_own(const struct task *t, const struct task *caller)
{
	const struct task *leader = task_find(caller->tgid);

	if (t->tid != t->tgid || t->ppid != caller->tgid || caller->chld->ignored ||
	    caller->chld->nowait || !leader)
		return false;
	if (leader->threads && tasks_alive > FEW)
		return false;
	for (const struct task *w = leader->threads ? tasks_all : NULL; w; w = w->all_next)
		if (w != caller && w->tgid == caller->tgid && w->call.sys &&
		    w->call.sys->after == wait_after &&
		    (!w->call.target.id || w->call.target.id == t->id))
			return false;
	return true;
}

/* Whether a task still holds its number for certain. */
bool life_is_kept(const struct task *t, const struct task *caller)
{
	return t->state == TASK_ALIVE || life_is_own(t, caller);
}

/* A zombie now waits for its parent. */
static void await_parent(struct task *t)
{
	struct task *parent = task_find(t->ppid);

	if (t->tid == trace.command && t->ppid == getpid()) {
		life_reaped(t, t->ppid, "wait");
	} else if (!parent) {
		watch(t);
	} else if (t->exit_signal == SIGCHLD &&
		   (parent->chld->ignored || parent->chld->nowait)) {
		life_reaped(t, 0, "auto");
	} else if ((parent->nr[parent->nr_count - 1] == 1 || parent->state != TASK_ALIVE) &&
		   !is_waiting(parent->tgid) && vanished(t)) {
		/* An ending namespace's init has the kernel collect its children. */
		life_reaped(t, 0, "auto");
	}
}

/* The task's parent has ended; it has a new one. */
void life_adopted(struct task *t, pid_t ppid)
{
	t->ppid = ppid;
	task_count_child(ppid, 1);
	out_begin("adopt", now());
	out_num("tid", t->tid);
	out_num("pid", t->tgid);
	out_num("ppid", ppid);
	out_end();
}

/* Whether orphans may become its children: it asked for them, or is a namespace's init. */
bool life_adopts(const struct task *leader)
{
	return leader->adopts || leader->nr[leader->nr_count - 1] == 1;
}

/* Whether somebody who adopts orphans is inside a wait, and may have collected one at once. */
static bool may_be_collected(void)
{
	for (const struct task *t = tasks_all; t; t = t->all_next) {
		const struct task *leader = task_find(t->tgid);

		if (t->call.sys && t->call.sys->after == wait_after && leader && life_adopts(leader))
			return true;
	}
	return false;
}

/* The children of a dead process have a new parent. */
static void orphan(pid_t parent)
{
	struct task *t, *next;

	for (t = tasks_all; t; t = next) {
		struct stat_line line;

		next = t->all_next;
		if (t->ppid != parent || t->tid == parent)
			continue;
		if (!identity_stat(t->tid, &line)) {
			if (t->state == TASK_ZOMBIE && may_be_collected())
				t->ppid = 0; /* the wait will tell */
			else if (t->state == TASK_ZOMBIE)
				life_reaped(t, 0, "auto");
			continue;
		}
		t->ppid = line.ppid;
		if (t->tid != t->tgid)
			continue;
		life_adopted(t, line.ppid);
		if (t->state == TASK_ZOMBIE)
			await_parent(t);
	}
}

/* A task is dead: a thread is gone with it, a process is a zombie. */
void life_gone(struct task *t, int status)
{
	life_exit(t, status);
	t->status = status;
	if (t->tid == trace.command) {
		trace.status = status;
		trace.done = trace.detach;
	}
	if (t->tid != t->tgid) {
		life_reaped(t, 0, "thread");
		return;
	}
	t->state = TASK_ZOMBIE;
	if (t->children)
		orphan(t->tid);
	await_parent(t);
}

/* Looks whether zombies have been collected by somebody who is not recorded. */
void life_watch(void)
{
	struct task *t, *next;

	for (t = tasks_all; t; t = next) {
		next = t->all_next;
		if (t->watch >= 0 && syscall(SYS_pidfd_send_signal, t->watch, 0, NULL, 0))
			life_reaped(t, 0, "wait");
	}
}
