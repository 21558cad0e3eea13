/*
 * Calls that take or make a pidfd, and those that copy or close one. Copying and closing is of
 * interest only for descriptors that are pidfds, so those are remembered per descriptor table.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "probe.h"
#include "uapi.h"

#define CLOSING_NS 20000000u

enum verdict pidfd_first_entry(struct task *t)
{
	int fd = (int)t->call.arg[0];

	if (fd == FD_PIDFD_SELF_THREAD || fd == FD_PIDFD_SELF_GROUP || fd == -20000) {
		const struct task *self = fd == FD_PIDFD_SELF_THREAD ? t : task_find(t->tgid);

		t->call.target = (struct target){ .kind = TARGET_PIDFD };
		if (self) {
			t->call.target.tid = self->tid;
			t->call.target.id = self->id;
			t->call.target.nr = task_nr_for(self, t);
			t->call.target.has_nr = true;
		}
		return CALL_FOLLOW;
	}
	target_pidfd(t, fd);
	return CALL_FOLLOW;
}

bool pidfd_signal_foresee(struct task *t, long *ret)
{
	const struct call *call = &t->call;
	int fd = (int)call->arg[0];

	*ret = 0;
	return fd > LAST_UNSEEN_FD && !call->arg[2] && !call->arg[3] && files_find(t->files, fd) &&
	       sure_signal(t, (int)call->arg[1], fd);
}

/* Whether the target named by number is recorded and cannot have been replaced meanwhile. */
static bool is_certain(const struct task *caller, const struct target *target)
{
	const struct task *aimed = task_by_id(target->id);

	return target->kind == TARGET_NR && aimed && life_is_kept(aimed, caller);
}

/* A new pidfd: whoever was closing that descriptor has closed it. */
static void has_closed(const struct task *t, int fd)
{
	for (struct task *u = t->files->users > 1 ? tasks_all : NULL; u; u = u->all_next)
		if (u->files == t->files && u->closing == fd)
			u->closing = -1;
}

static void hold(struct task *t, int fd)
{
	const struct target *target = &t->call.target;
	uint64_t id = is_certain(t, target) ? target->id : identity_of_fd(t->tid, fd);
	const struct task *aimed = task_by_id(id);

	struct held held = { fd, id, t->call.target.tid, t->call.target.nr, false };

	if (aimed) {
		held.tid = aimed->tid;
		held.nr = task_nr_for(aimed, t);
		held.recorded = true;
	}
	has_closed(t, fd);
	if (id)
		files_hold(t->files, &held);
}

/* The result is a descriptor, perhaps a pidfd. */
void pidfd_result_learn(struct task *t, long ret)
{
	if (ret >= 0)
		hold(t, (int)ret);
}

/*
 * Closing a pidfd succeeds, if it still is one then: nobody else may be closing it. Whoever could, stops
 * before, and then waits for this one.
 */
bool close_foresee(struct task *t, long *ret)
{
	const struct held *held = files_find(t->files, (int)t->call.arg[0]);

	if (!held)
		return false;
	t->closing = held->fd;
	t->closing_id = held->id;
	*ret = 0;
	return true;
}

static bool is_among(int fd, uint32_t first, uint32_t last)
{
	return fd >= 0 && (uint32_t)fd >= first && (uint32_t)fd <= last;
}

/* Waits, but not for ever, until a task has closed what it was let go to close: the same process may be behind
 * that descriptor again. */
static void await_closed(struct task *t)
{
	uint64_t until = now() + CLOSING_NS;

	while (identity_of_fd(t->tid, t->closing) == t->closing_id && now() < until)
		clock_nap();
	t->closing = -1;
}

/* Another that shares the descriptors may not have closed one of these yet, or used it, although it was let
 * go. */
static void await_closing(const struct task *t, uint32_t first, uint32_t last)
{
	for (struct task *u = t->files->users > 1 ? tasks_all : NULL; u; u = u->all_next) {
		if (u == t || u->files != t->files)
			continue;
		if (is_among(u->closing, first, last))
			await_closed(u);
		if (u->relies_on && is_among(u->relies_fd, first, last))
			sure_await(u);
	}
}

/* For close and dup alike: the first argument is the descriptor, dup2's second is closed. */
enum verdict close_entry(struct task *t)
{
	bool two = t->call.sys->args[1] == 'd';

	await_closing(t, (uint32_t)t->call.arg[0], (uint32_t)t->call.arg[0]);
	if (two)
		await_closing(t, (uint32_t)t->call.arg[1], (uint32_t)t->call.arg[1]);
	if (!t->files->held_count && !t->files->watched_count)
		return CALL_SKIP;
	if (files_find(t->files, (int)t->call.arg[0]))
		target_pidfd(t, (int)t->call.arg[0]);
	else if (two && files_find(t->files, (int)t->call.arg[1]))
		return CALL_FOLLOW;
	else if (!t->call.sys->args[1])
		files_release(t->files, (int)t->call.arg[0]); /* perhaps an epoll set */
	return t->call.target.kind ? CALL_FOLLOW : CALL_SKIP;
}

/* close_range(first, last, flags) is not recorded, only heeded. */
enum verdict close_range_entry(struct task *t)
{
	uint32_t first = (uint32_t)t->call.arg[0], last = (uint32_t)t->call.arg[1];
	bool only_on_exec = t->call.arg[2] & 4; /* CLOSE_RANGE_CLOEXEC */

	await_closing(t, first, last);
	if (t->call.arg[2] & 2 && t->files->users > 1) { /* CLOSE_RANGE_UNSHARE */
		struct files *copy = files_copy(t->files);

		files_drop(t->files);
		t->files = copy;
	}
	for (int i = t->files->held_count; i-- > 0 && !only_on_exec;) {
		uint32_t fd = (uint32_t)t->files->held[i].fd;

		if (fd >= first && fd <= last)
			files_release(t->files, (int)fd);
	}
	return CALL_SKIP;
}

/* On Linux the descriptor is gone whatever close says, unless it was none. */
void close_learn(struct task *t, long ret)
{
	(void)ret;
	files_release(t->files, (int)t->call.arg[0]);
}

void dup_learn(struct task *t, long ret)
{
	const struct held *held = files_find(t->files, (int)t->call.arg[0]);

	if (ret < 0 || ret == (int)t->call.arg[0])
		return;
	if (held) {
		struct held copy = *held;

		copy.fd = (int)ret;
		files_hold(t->files, &copy);
	} else {
		files_release(t->files, (int)ret);
	}
}

enum verdict peer_entry(struct task *t)
{
	return t->call.arg[1] == SOL_SOCKET ? CALL_FOLLOW : CALL_SKIP;
}

/* SO_PEERPIDFD writes a descriptor, SO_PEERCRED a struct ucred that begins with a number. */
void peer_learn(struct task *t, long ret)
{
	struct call *call = &t->call;

	call->has_peer = ret >= 0 && memory_read(t->tid, call->arg[3], &call->peer,
						 sizeof(int)) == sizeof(int);
	if (!call->has_peer || call->arg[2] != SO_PEERPIDFD)
		return;
	hold(t, call->peer);
	target_pidfd(t, call->peer);
}

/* What was learnt about the peer: a number, or a pidfd. */
void peer_extra(struct task *t, long ret)
{
	(void)ret;
	if (t->call.has_peer)
		out_num(t->call.arg[2] == SO_PEERPIDFD ? "pidfd" : "peer", t->call.peer);
}
