/*
 * poll and epoll, when a pidfd is in the set: waiting for a process to end without being its parent.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "probe.h"

#define SET_MAX 1024 /* descriptors of one set that are looked at */
#define STACK_NEAR 4096

/* Reads the set. Returns how many entries could be read. */
static size_t read_set(struct task *t, struct pollfd set[SET_MAX])
{
	size_t count = (uint32_t)t->call.arg[1];

	if (count > SET_MAX)
		count = SET_MAX;
	return memory_read(t->tid, t->call.arg[0], set, count * sizeof(*set)) / sizeof(*set);
}

/* Keeps what was read of a set. */
static void keep_set(struct call *call, const void *set, size_t count, size_t size)
{
	free(call->set);
	call->set = count ? malloc(count * size) : NULL;
	call->set_count = call->set ? count : 0;
	if (call->set)
		memcpy(call->set, set, count * size);
}

enum verdict poll_entry(struct task *t)
{
	struct pollfd set[SET_MAX];
	size_t count;

	if (!t->files->held_count)
		return CALL_SKIP;
	count = read_set(t, set);
	for (size_t i = 0; i < count; i++)
		if (files_find(t->files, set[i].fd)) {
			keep_set(&t->call, set, count, sizeof(*set));
			return CALL_FOLLOW;
		}
	return CALL_SKIP;
}

/*
 * A poll of one pidfd whose process is a zombie: it is readable. Where the set is cannot be told to be
 * writable but on the stack: a signal's frame would be put there.
 */
bool poll_foresee(struct task *t, long *ret)
{
	const struct call *call = &t->call;
	struct pollfd *one = call->set;
	const struct held *held = one ? files_find(t->files, one->fd) : NULL;
	const struct task *aimed = held ? task_by_id(held->id) : NULL;

	if (call->arg[1] != 1 || call->arg[0] < call->sp || call->arg[0] - call->sp > STACK_NEAR ||
	    !aimed || one->fd <= LAST_UNSEEN_FD || !(one->events & (POLLIN | POLLRDNORM)) ||
	    aimed->state != TASK_ZOMBIE || !life_is_own(aimed, t))
		return false;
	one->revents = (short)(one->events & (POLLIN | POLLRDNORM));
	sure_rely(t, aimed, one->fd);
	*ret = 1;
	return true;
}

/*
 * A pidfd that is readable tells of a death that the probe may not have heard of yet: hear it now,
 * so that the record of the death stands before this one.
 */
static void hear_death(const struct held *held)
{
	struct task *dead = task_by_id(held->id);

	if (dead && dead->state == TASK_ALIVE)
		trace_collect(dead->tid);
}

void poll_learn(struct task *t, long ret)
{
	struct pollfd set[SET_MAX];
	size_t count;

	if (t->call.foreseen)
		return;
	count = read_set(t, set);
	keep_set(&t->call, set, count, sizeof(*set));
	for (size_t i = 0; ret > 0 && i < count; i++) {
		const struct held *held = files_find(t->files, set[i].fd);

		if (held && set[i].revents)
			hear_death(held);
	}
}

static void write_ready(const struct held *held, uint32_t events, uint32_t revents)
{
	out_object(NULL);
	out_num("fd", held->fd);
	out_flags("events", poll_events, events);
	out_flags("revents", poll_events, revents);
	out_id("id", held->id);
	out_object_end();
}

void poll_extra(struct task *t, long ret)
{
	const struct pollfd *set = t->call.set;

	(void)ret;
	out_list("fds");
	for (size_t i = 0; i < t->call.set_count; i++) {
		const struct held *held = files_find(t->files, set[i].fd);

		if (held)
			write_ready(held, (uint16_t)set[i].events, (uint16_t)set[i].revents);
	}
	out_list_end();
}

static struct watched *find_watched(struct files *files, int epfd, int fd)
{
	for (int i = 0; i < files->watched_count; i++)
		if (files->watched[i].epfd == epfd && files->watched[i].fd == fd)
			return &files->watched[i];
	return NULL;
}

enum verdict epoll_ctl_entry(struct task *t)
{
	if (!files_find(t->files, (int)t->call.arg[2]))
		return CALL_SKIP;
	target_pidfd(t, (int)t->call.arg[2]);
	return CALL_FOLLOW;
}

void epoll_ctl_learn(struct task *t, long ret)
{
	struct files *files = t->files;
	int epfd = (int)t->call.arg[0], fd = (int)t->call.arg[2];
	struct watched *watched = find_watched(files, epfd, fd);
	struct epoll_event event;

	if (ret < 0)
		return;
	if (t->call.arg[1] == EPOLL_CTL_DEL) {
		if (watched)
			*watched = files->watched[--files->watched_count];
		return;
	}
	if (memory_read(t->tid, t->call.arg[3], &event, sizeof(event)) != sizeof(event))
		return;
	if (!watched) {
		size_t count = (size_t)files->watched_count + 1;

		files->watched = realloc(files->watched, count * sizeof(*watched));
		if (!files->watched)
			abort();
		watched = &files->watched[files->watched_count++];
	}
	*watched = (struct watched){ epfd, fd, event.events, event.data.u64 };
}

enum verdict epoll_wait_entry(struct task *t)
{
	for (int i = 0; i < t->files->watched_count; i++)
		if (t->files->watched[i].epfd == (int)t->call.arg[0])
			return CALL_FOLLOW;
	return CALL_SKIP;
}

void epoll_wait_learn(struct task *t, long ret)
{
	struct epoll_event ready[SET_MAX];
	size_t count = ret > 0 ? (size_t)ret : 0;

	if (count > SET_MAX)
		count = SET_MAX;
	count = memory_read(t->tid, t->call.arg[1], ready, count * sizeof(*ready)) / sizeof(*ready);
	keep_set(&t->call, ready, count, sizeof(*ready));
	for (int w = 0; ret > 0 && w < t->files->watched_count; w++) {
		const struct held *held = files_find(t->files, t->files->watched[w].fd);

		if (held)
			hear_death(held);
	}
}

/* The kernel hands back the word that came with EPOLL_CTL_ADD, by which the descriptor is known. */
void epoll_wait_extra(struct task *t, long ret)
{
	const struct epoll_event *ready = t->call.set;
	int epfd = (int)t->call.arg[0];

	(void)ret;
	out_list("fds");
	for (int w = 0; w < t->files->watched_count; w++) {
		const struct watched *watched = &t->files->watched[w];
		const struct held *held = files_find(t->files, watched->fd);
		uint32_t revents = 0;

		if (watched->epfd != epfd || !held)
			continue;
		for (size_t i = 0; i < t->call.set_count; i++)
			if (ready[i].data.u64 == watched->data)
				revents |= ready[i].events;
		write_ready(held, watched->events, revents);
	}
	out_list_end();
}
