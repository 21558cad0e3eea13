/*
 * Joining processes that already run, and letting processes go that still run.
 *
 * A filter cannot be put on a running process from outside, so joined ones stop at every call.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "probe.h"

/* Calls `visit` for each number that names an entry of a directory. */
static void each_number(const char *path, void (*visit)(pid_t number, void *with), void *with)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
			visit((pid_t)atoi(entry->d_name), with);
	if (dir)
		closedir(dir);
}

static void visit_fd(pid_t fd, void *with)
{
	struct task *t = with;
	uint64_t id = identity_of_fd(t->tid, fd);
	const struct task *aimed = task_by_id(id);

	if (id)
		files_hold(t->files, &(struct held){ fd, id, aimed ? aimed->tid : 0,
						     aimed ? task_nr_for(aimed, t) : 0, aimed != NULL });
}

/* Processes that are still to be joined. */
struct joining {
	pid_t tgid; /* whose threads are being joined */
	int count, err;
	pid_t *next;
	size_t next_count, next_room;
};

static void visit_thread(pid_t tid, void *with)
{
	struct joining *joining = with;
	struct task *t, *leader;
	char path[48];
	int err;

	if (task_find(tid))
		return;
	err = trace_seize(tid);
	if (err) {
		if (err != ESRCH)
			joining->err = err;
		return;
	}
	t = life_known(tid, joining->tgid);
	t->started = true;
	leader = task_find(t->tgid);
	if (leader && leader != t) {
		files_drop(t->files);
		chld_drop(t->chld);
		t->files = leader->files;
		t->files->users++;
		t->chld = leader->chld;
		t->chld->users++;
	} else {
		t->chld->ignored = identity_ignores(tid, SIGCHLD);
		t->chld->handled = identity_catches(tid, SIGCHLD);
		snprintf(path, sizeof(path), "/proc/%d/fd", tid);
		each_number(path, visit_fd, t);
	}
	ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
	joining->count++;
}

static void add(struct joining *joining, pid_t pid)
{
	if (joining->next_count == joining->next_room) {
		joining->next_room = joining->next_room ? joining->next_room * 2 : 64;
		joining->next = realloc(joining->next, joining->next_room * sizeof(pid_t));
		if (!joining->next)
			abort();
	}
	joining->next[joining->next_count++] = pid;
}

static void visit_for_children(pid_t tid, void *with)
{
	char path[64];
	FILE *file;
	pid_t child;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", tid, tid);
	file = fopen(path, "re");
	if (!file)
		return;
	while (fscanf(file, "%d", &child) == 1)
		add(with, child);
	fclose(file);
}

static void join_process(struct joining *joining, pid_t pid)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	joining->tgid = pid;
	/* Threads may be made while we look: look until there is no new one. */
	do {
		joining->count = 0;
		each_number(path, visit_thread, joining);
	} while (joining->count);
	each_number(path, visit_for_children, joining);
}

/* Joins a process, its threads and its descendants. Returns 0 or an errno. */
int attach_tree(pid_t pid)
{
	struct joining joining = { 0 };

	launch_widen();
	add(&joining, pid);
	while (joining.next_count)
		join_process(&joining, joining.next[--joining.next_count]);
	free(joining.next);
	return tasks_all ? 0 : joining.err ? joining.err : ESRCH;
}

/* Lets one stopped task go, with the signal that it was about to get. One at the beginning or end of a call
 * goes on to a stop outside of it, where the call can be made to wait on; any stop makes the kernel forget
 * that another was asked for. */
static void release(pid_t tid, int status)
{
	int event = status >> 16, sig = WSTOPSIG(status);

	if (!event && sig == (SIGTRAP | 0x80)) {
		ptrace(PTRACE_INTERRUPT, tid, NULL, NULL);
		ptrace(PTRACE_CONT, tid, NULL, NULL);
		return;
	}
	if (event == PTRACE_EVENT_STOP && sig == SIGTRAP)
		memory_wait_on(tid);
	ptrace(PTRACE_DETACH, tid, NULL, event ? 0L : (long)sig);
}

/* Lets everybody go; calls under way are cut. */
void attach_release(void)
{
	int ticks = 0, status;
	pid_t tid;

	for (struct task *t = tasks_all; t; t = t->all_next) {
		call_cut(t, "end");
		if (t->state == TASK_ALIVE)
			ptrace(PTRACE_INTERRUPT, t->tid, NULL, NULL);
	}
	/* Five seconds: somebody in uninterruptible sleep is let go by the probe's own end. */
	while (ticks < 50) {
		tid = waitpid(-1, &status, __WALL);
		if (tid < 0 && errno == EINTR)
			ticks++;
		else if (tid < 0)
			break;
		else if (WIFSTOPPED(status))
			release(tid, status);
		else if (task_find(tid))
			life_gone(task_find(tid), status);
	}
}
