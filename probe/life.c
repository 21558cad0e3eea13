/*
 * Births, programs started, deaths, and numbers given back.
 *
 * A number goes back when its last user is gone. For a thread that is when it ends. A process first
 * becomes a zombie; then its parent's wait takes it, or the kernel does at once when the parent
 * ignores SIGCHLD.
 */
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"
#include "uapi.h"

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
 * The start time of a task born between the beginning of its maker's call and now: known without
 * reading /proc, which is slow, when both lie within one tick of that clock.
 */
static void find_start(struct task *t, const struct call *call)
{
	uint64_t first = call->sys ? boot_ticks(call->began) : 0;

	t->start = boot_ticks(now());
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

static void count_child(pid_t parent, int step)
{
	struct task *p = parent ? task_find(parent) : NULL;

	if (p)
		p->children += step;
}

static void count_thread(pid_t leader, int step)
{
	struct task *p = task_find(leader);

	if (p)
		p->threads += step;
}

/* A task that was there when recording began. */
struct task *life_known(pid_t tid, pid_t tgid)
{
	struct task *t = task_add(tid);
	struct stat_line line;

	t->tgid = tgid;
	t->exit_signal = tid == tgid ? SIGCHLD : -1;
	if (tid != tgid)
		count_thread(tgid, 1);
	t->files = files_new();
	t->chld = chld_copy(&(struct chld){ .users = 1 });
	if (identity_stat(tid, &line))
		t->ppid = line.ppid;
	read_stat(t);
	identify(t, true);
	out_begin("proc", now());
	out_num("tid", tid);
	out_num("pid", tgid);
	out_num("ppid", t->ppid);
	write_identity(t);
	out_end();
	return t;
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

/* The pidfd that CLONE_PIDFD put into the parent's table. Returns -1 when there is none. */
static int born_pidfd(struct task *parent, const struct task *child)
{
	int fd;

	if (!parent->call.pidfd_at ||
	    memory_read(parent->tid, parent->call.pidfd_at, &fd, sizeof(fd)) != sizeof(fd))
		return -1;
	files_hold(parent->files,
		   &(struct held){ fd, child->id, child->tid, task_nr_for(child, parent) });
	return fd;
}

static const char *how_born(const struct task *parent, int event)
{
	if (parent->call.sys)
		return parent->call.sys->name;
	return event == PTRACE_EVENT_FORK ? "fork" : event == PTRACE_EVENT_VFORK ? "vfork" : "clone";
}

/* A task has been made; it has not run yet. */
struct task *life_born(struct task *parent, pid_t tid, int event)
{
	unsigned long flags = parent->call.flags;
	struct task *t;
	int fd;

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
	if (t->tid == t->tgid)
		count_child(t->ppid, 1);
	else
		count_thread(t->tgid, 1);
	find_start(t, &parent->call);
	identify(t, flags & CLONE_NEWPID || parent->children_elsewhere);
	fd = born_pidfd(parent, t);
	out_begin("clone", now());
	out_num("tid", parent->tid);
	out_num("pid", parent->tgid);
	out_text("how", how_born(parent, event));
	clone_extra(parent, 0);
	out_num("child", t->tid);
	out_num("child_pid", t->tgid);
	write_identity(t);
	if (fd >= 0)
		out_num("pidfd", fd);
	out_end();
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

static void warn_setuid(const struct task *t)
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
}

/* A program has been started. `former` is the number that the task had: not its own now when a
 * thread other than the leader called exec and took over the leader's place. */
void life_exec(struct task *t, pid_t former)
{
	struct task *thread = former != t->tid ? task_find(former) : NULL;
	struct stat_line line;

	if (thread) {
		call_cut(t, "exit"); /* the old leader's */
		t->call = thread->call;
		thread->call = (struct call){ 0 };
		if (t->state != TASK_ALIVE)
			tasks_alive++;
		t->state = TASK_ALIVE;
	}
	start_afresh(t);
	if (identity_stat(t->tid, &line))
		memcpy(t->comm, line.comm, sizeof(t->comm));
	out_begin("exec", now());
	out_num("tid", t->tid);
	out_num("pid", t->tgid);
	if (former != t->tid)
		out_num("former", former);
	out_text("path", t->call.path ? t->call.path : "");
	exec_words(&t->call);
	out_text("comm", t->comm);
	out_end();
	call_forget(t);
	if (thread)
		life_reaped(thread, 0, "thread");
	warn_setuid(t);
}

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
		count_child(t->ppid, -1);
	else
		count_thread(t->tgid, -1);
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

	if (t->id)
		return identity_of(t->tid) != t->id;
	return !identity_stat(t->tid, &line) || line.start != t->start;
}

/* Nobody recorded will collect this zombie: keep a pidfd to see when it is done. */
static void watch(struct task *t)
{
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

/* A zombie now waits for its parent. */
static void await_parent(struct task *t)
{
	struct task *parent = task_find(t->ppid);

	if (t->ppid == getpid()) {
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
			if (t->state == TASK_ZOMBIE)
				life_reaped(t, 0, "auto");
			continue;
		}
		t->ppid = line.ppid;
		if (t->tid != t->tgid)
			continue;
		count_child(t->ppid, 1);
		out_begin("adopt", now());
		out_num("tid", t->tid);
		out_num("pid", t->tgid);
		out_num("ppid", t->ppid);
		out_end();
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
