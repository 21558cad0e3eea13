/*
 * The tasks being recorded, found by number, by number in their own namespace and by identity; and
 * what several tasks may share: descriptors, the disposition of SIGCHLD, PID namespaces.
 *
 * A task stays here until its number has gone back: a zombie still holds it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe.h"
#include "uapi.h"

#define BUCKETS 4096u

struct task *tasks_all;
int tasks_alive, tasks_unwatched;

static struct task *by_tid[BUCKETS], *by_nr[BUCKETS], *by_id[BUCKETS];
static struct pidns own_ns = { .fd = -1 }, *namespaces;

static void *need(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static unsigned bucket_nr(const struct pidns *ns, long nr)
{
	return (unsigned)(ns->ino * 31 + (uint64_t)nr) % BUCKETS;
}

struct task *task_find(pid_t tid)
{
	struct task *t = by_tid[(unsigned)tid % BUCKETS];

	while (t && t->tid != tid)
		t = t->hash_next;
	return t;
}

static bool pidns_inside(const struct pidns *ns, const struct pidns *outer)
{
	while (ns && ns != outer)
		ns = ns->parent;
	return ns != NULL;
}

/* The task that the namespace knows by this number, among those recorded. */
struct task *task_by_nr(const struct pidns *ns, long nr)
{
	struct task *t;

	if (ns == &own_ns)
		return task_find((pid_t)nr);
	for (t = by_nr[bucket_nr(ns, nr)]; t; t = t->nr_next)
		if (t->ns == ns && t->nr[t->nr_count - 1] == nr)
			return t;
	/* One born deeper has a number here as well. */
	for (t = tasks_all; t; t = t->all_next)
		if (t->nr_count > ns->level + 1 && t->nr[ns->level] == nr &&
		    pidns_inside(t->ns, ns))
			return t;
	return NULL;
}

/* The process that has ended, of this parent, that the namespace knows by this number: it may be known
 * by that of another already. */
struct task *task_ended_child(const struct pidns *ns, long nr, pid_t ppid)
{
	struct task *t = ns == &own_ns ? task_find((pid_t)nr) : by_nr[bucket_nr(ns, nr)];

	for (; t; t = ns == &own_ns ? NULL : t->nr_next)
		if (t->state != TASK_ALIVE && t->ppid == ppid && t->tid == t->tgid &&
		    (ns == &own_ns || (t->ns == ns && t->nr[t->nr_count - 1] == nr)))
			return t;
	return NULL;
}

struct task *task_by_id(uint64_t id)
{
	struct task *t = id ? by_id[id % BUCKETS] : NULL;

	while (t && t->id != id)
		t = t->id_next;
	return t;
}

/* A task's number as `viewer` sees it, or 0 when it does not see it. */
long task_nr_for(const struct task *t, const struct task *viewer)
{
	int level = viewer->ns->level;

	return level < t->nr_count ? t->nr[level] : 0;
}

/* Adds a task; its identity and numbers are filled in by the caller, who then calls task_place. */
struct task *task_add(pid_t tid)
{
	struct task *t = need(calloc(1, sizeof(*t)));

	t->tid = t->tgid = tid;
	t->watch = -1;
	t->closing = -1;
	t->relies_fd = -1;
	t->ns = &own_ns;
	t->nr[0] = tid;
	t->nr_count = 1;
	t->all_next = tasks_all;
	if (tasks_all)
		tasks_all->all_prev = t;
	tasks_all = t;
	t->hash_next = by_tid[(unsigned)tid % BUCKETS];
	by_tid[(unsigned)tid % BUCKETS] = t;
	tasks_alive++;
	return t;
}

/* Makes a task findable by what is known of it now. */
void task_place(struct task *t)
{
	if (t->ns != &own_ns) {
		unsigned at = bucket_nr(t->ns, t->nr[t->nr_count - 1]);

		t->nr_next = by_nr[at];
		by_nr[at] = t;
	}
	if (t->id) {
		t->id_next = by_id[t->id % BUCKETS];
		by_id[t->id % BUCKETS] = t;
	}
}

#define UNLINK(head, t, next)                    \
	do {                                     \
		struct task **at = (head);       \
		while (*at && *at != (t))        \
			at = &(*at)->next;       \
		if (*at)                         \
			*at = (t)->next;         \
	} while (0)

void task_remove(struct task *t)
{
	UNLINK(&by_tid[(unsigned)t->tid % BUCKETS], t, hash_next);
	if (t->ns != &own_ns)
		UNLINK(&by_nr[bucket_nr(t->ns, t->nr[t->nr_count - 1])], t, nr_next);
	if (t->id)
		UNLINK(&by_id[t->id % BUCKETS], t, id_next);
	if (t->all_prev)
		t->all_prev->all_next = t->all_next;
	else
		tasks_all = t->all_next;
	if (t->all_next)
		t->all_next->all_prev = t->all_prev;
	call_forget(t);
	files_drop(t->files);
	chld_drop(t->chld);
	if (t->watch >= 0)
		close(t->watch);
	free(t->system);
	free(t);
}

/* Counts a process among the children of its parent. */
void task_count_child(pid_t parent, int step)
{
	struct task *p = parent ? task_find(parent) : NULL;

	if (p)
		p->children += step;
}

/* Counts a thread among those of its leader. */
void task_count_thread(pid_t leader, int step)
{
	struct task *p = task_find(leader);

	if (p)
		p->threads += step;
}

struct pidns *pidns_own(void)
{
	if (!own_ns.ino)
		own_ns.ino = identity_namespace(getpid());
	return &own_ns;
}

static uint64_t inode_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) ? 0 : st.st_ino;
}

/* The namespace behind a descriptor, which becomes the table's. Kept open, its inode number is not
 * given to another namespace meanwhile. */
static struct pidns *pidns_keep(int fd)
{
	uint64_t ino = inode_of(fd);
	struct pidns *ns;
	int up;

	for (ns = namespaces; ns && ns->ino != ino; ns = ns->next)
		;
	if (ns || !ino || ino == pidns_own()->ino) {
		close(fd);
		return ns ? ns : &own_ns;
	}
	ns = need(calloc(1, sizeof(*ns)));
	ns->ino = ino;
	ns->fd = fd;
	up = ioctl(fd, NS_GET_PARENT_CALL);
	ns->parent = up < 0 ? &own_ns : pidns_keep(up);
	ns->level = ns->parent->level + 1;
	ns->next = namespaces;
	namespaces = ns;
	return ns;
}

/* A PID namespace by its inode number, inside another one. */
struct pidns *pidns_numbered(uint64_t ino, struct pidns *parent)
{
	struct pidns *ns;

	if (ino == pidns_own()->ino)
		return &own_ns;
	for (ns = namespaces; ns && ns->ino != ino; ns = ns->next)
		;
	if (!ns) {
		ns = need(calloc(1, sizeof(*ns)));
		ns->ino = ino;
		ns->fd = -1;
		ns->next = namespaces;
		namespaces = ns;
	}
	/* Once it is gone its inode number may be another's. */
	ns->parent = parent;
	ns->level = parent->level + 1;
	return ns;
}

/* The PID namespace of a task. */
struct pidns *pidns_of(pid_t tid)
{
	char path[48];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/pid", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? &own_ns : pidns_keep(fd);
}
