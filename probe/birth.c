/*
 * Tasks that are made, and programs that they start.
 */
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "probe.h"
#include "uapi.h"

#define KERNEL_COMM 16

/* Reads name and start time from /proc. */
static void read_stat(struct task *t)
{
	struct stat_line line;

	if (identity_stat(t->tid, &line)) {
		t->start = line.start;
		memcpy(t->comm, line.comm, sizeof(t->comm));
	}
}

/*
 * The start time of a task born between the beginning of its maker's call and a moment: known without
 * reading /proc, which is slow, when both lie within one tick of that clock.
 */
static void find_start(struct task *t, const struct call *call, uint64_t moment)
{
	uint64_t first = call->sys ? boot_ticks(call->began) : 0;

	t->start = boot_ticks(moment);
	if (first != t->start)
		read_stat(t);
}

/* Fills in identity and numbers. */
static void identify(struct task *t, bool other_namespace)
{
	t->id = identity_of(t->tid);
	if (other_namespace)
		t->ns = pidns_of(t->tid);
	if (t->ns != pidns_own()) {
		int count = identity_numbers(t->tid, t->nr);

		t->nr_count = count ? count : 1;
		if (!count)
			t->ns = pidns_own();
	}
	task_place(t);
}

static void write_identity(const struct task *t)
{
	out_text("comm", t->comm);
	out_num("start", (long long)t->start);
	if (t->id)
		out_id("id", t->id);
	out_id("ns", t->ns->ino);
	out_list("nr");
	for (int i = 0; i < t->nr_count; i++)
		out_num(NULL, t->nr[i]);
	out_list_end();
}

void life_write_known(const struct task *t)
{
	out_begin("proc", now());
	out_num("tid", t->tid);
	out_num("pid", t->tgid);
	out_num("ppid", t->ppid);
	write_identity(t);
	out_end();
}

/* `pidfd`: the descriptor that the parent got, or -1. */
void life_write_birth(struct task *parent, const struct task *t, const char *how, int pidfd,
		      uint64_t moment)
{
	out_begin("clone", moment);
	out_num("tid", parent->tid);
	out_num("pid", parent->tgid);
	out_text("how", how);
	clone_extra(parent, 0);
	out_num("child", t->tid);
	out_num("child_pid", t->tgid);
	write_identity(t);
	if (pidfd >= 0)
		out_num("pidfd", pidfd);
	out_end();
}

/* The number is there again: whoever held it has been collected, by a wait not yet heard of. */
static void make_room(pid_t tid)
{
	struct task *old = task_find(tid), *t, *next;

	for (t = tasks_all; old && t; t = next) {
		next = t->all_next;
		if (t->call.sys && t->call.sys->after == wait_after) {
			trace_collect(t->tid);
			/* That may have removed any task: start again. */
			if (task_find(tid) != old)
				return;
			next = next && task_find(next->tid) == next ? next : NULL;
		}
	}
	if (old)
		life_reaped(old, 0, old->tid == old->tgid ? "wait" : "thread");
}

/* A task that was there when recording began. */
struct task *life_known(pid_t tid, pid_t tgid)
{
	struct stat_line line;
	struct task *t;

	make_room(tid);
	t = task_add(tid);
	t->tgid = tgid;
	t->exit_signal = tid == tgid ? SIGCHLD : -1;
	if (tid != tgid)
		task_count_thread(tgid, 1);
	t->files = files_new();
	t->chld = chld_copy(&(struct chld){ .users = 1 });
	sure_alone(t);
	if (identity_stat(tid, &line))
		t->ppid = line.ppid;
	read_stat(t);
	identify(t, true);
	life_write_known(t);
	return t;
}

static void share(struct task *child, struct task *parent, unsigned long flags)
{
	if (flags & CLONE_FILES) {
		child->files = parent->files;
		child->files->users++;
	} else {
		child->files = files_copy(parent->files);
	}
	if (flags & CLONE_SIGHAND) {
		child->chld = parent->chld;
		child->chld->users++;
	} else {
		child->chld = chld_copy(parent->chld);
		if (flags & CLONE_CLEAR_SIGHAND)
			child->chld->handled = child->chld->nowait = false;
	}
}

/* The pidfd that CLONE_PIDFD put into the parent's table, read while the parent is stopped. Returns -1
 * when there is none. */
int life_pidfd(struct task *parent)
{
	int fd;

	if (!parent->call.pidfd_at ||
	    memory_read(parent->tid, parent->call.pidfd_at, &fd, sizeof(fd)) != sizeof(fd))
		return -1;
	return fd;
}

static const char *how_born(const struct task *parent, int event)
{
	if (parent->call.sys)
		return parent->call.sys->name;
	return event == PTRACE_EVENT_FORK ? "fork" : event == PTRACE_EVENT_VFORK ? "vfork" : "clone";
}

/* A task has been made; it has not run yet. Its maker may be running again. */
struct task *life_born(struct task *parent, pid_t tid, int event, int pidfd)
{
	unsigned long flags = parent->call.flags;
	bool elsewhere = flags & CLONE_NEWPID || parent->children_elsewhere;
	uint64_t moment = now();
	struct task *t;

	make_room(tid);
	t = task_add(tid);
	t->tgid = flags & CLONE_THREAD ? parent->tgid : tid;
	t->ppid = flags & (CLONE_THREAD | CLONE_PARENT) ? parent->ppid : parent->tgid;
	t->exit_signal = flags & CLONE_THREAD   ? -1
			 : flags & CLONE_PARENT ? parent->exit_signal
						: parent->call.exit_signal;
	t->exit_stop = parent->exit_stop;
	t->ns = parent->ns;
	memcpy(t->comm, parent->comm, sizeof(t->comm));
	share(t, parent, flags);
	sure_born(t, parent);
	if (t->tid == t->tgid)
		task_count_child(t->ppid, 1);
	else
		task_count_thread(t->tgid, 1);
	/* A number is not given away before the probe has heard of its holder's death, so there is time
	 * to ask for the identity; a namespace is lost with the task. */
	if (t->ns == pidns_own() && !elsewhere)
		early_start(t);
	find_start(t, &parent->call, moment);
	identify(t, elsewhere);
	if (pidfd >= 0)
		files_hold(parent->files,
			   &(struct held){ pidfd, t->id, t->tid, task_nr_for(t, parent), true });
	life_write_birth(parent, t, how_born(parent, event), pidfd, moment);
	call_forget(parent);
	return t;
}

/* exec closes descriptors, and puts an end to sharing and to handlers. */
static void start_afresh(struct task *t)
{
	if (t->files->users > 1) {
		struct files *copy = files_copy(t->files);

		files_drop(t->files);
		t->files = copy;
	}
	for (int i = t->files->held_count; i-- > 0;)
		if (identity_of_fd(t->tid, t->files->held[i].fd) != t->files->held[i].id)
			files_release(t->files, t->files->held[i].fd);
	if (t->chld->users > 1) {
		struct chld *copy = chld_copy(t->chld);

		chld_drop(t->chld);
		t->chld = copy;
	}
	t->chld->handled = t->chld->nowait = false;
}

static void warn_unprivileged(const struct task *t)
{
	char path[48];
	struct stat st;

	if (geteuid() == 0)
		return;
	snprintf(path, sizeof(path), "/proc/%d/exe", t->tid);
	if (!stat(path, &st) && st.st_mode & (S_ISUID | S_ISGID) &&
	    (st.st_uid != geteuid() || st.st_mode & S_ISGID))
		trace_note(t->tid, "%s is setuid or setgid; recorded, it runs without that privilege",
			   t->comm);
	else if (getxattr(path, "security.capability", NULL, 0) > 0)
		trace_note(t->tid, "%s has capabilities; recorded, it runs without them", t->comm);
}

/* `former`: the number that the task had; the program's path and words are in its call. */
void life_write_exec(const struct task *t, pid_t former)
{
	out_begin("exec", now());
	out_num("tid", t->tid);
	out_num("pid", t->tgid);
	if (former != t->tid)
		out_num("former", former);
	out_text("path", t->call.path ? t->call.path : "");
	exec_words(&t->call);
	out_text("comm", t->comm);
	out_end();
}

/* The kernel names a task after the file that it executes, in 15 bytes; /proc need not be asked. */
static void name_after_exec(struct task *t)
{
	const char *path = t->call.path, *name = path ? strrchr(path, '/') : NULL;
	struct stat_line line;

	name = name ? name + 1 : path;
	if (name && *name && t->call.sys->args[0] == 'P')
		snprintf(t->comm, KERNEL_COMM, "%s", name);
	else if (identity_stat(t->tid, &line))
		memcpy(t->comm, line.comm, sizeof(t->comm));
}

/* A program has been started. `former` is the number that the task had: not its own now when a
 * thread other than the leader called exec and took over the leader's place. */
void life_exec(struct task *t, pid_t former)
{
	struct task *thread = former != t->tid ? task_find(former) : NULL;

	if (thread) {
		call_cut(t, "exit"); /* the old leader's */
		t->call = thread->call;
		t->exit_stop = thread->exit_stop;
		thread->call = (struct call){ 0 };
		if (t->state != TASK_ALIVE)
			tasks_alive++;
		t->state = TASK_ALIVE;
	}
	start_afresh(t);
	sure_exec(t);
	name_after_exec(t);
	life_write_exec(t, former);
	call_forget(t);
	if (thread)
		life_reaped(thread, 0, "thread");
	warn_unprivileged(t);
}
