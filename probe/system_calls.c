/*
 * System calls and signals, as the kernel's tracepoints tell them. A call is told at its beginning and
 * its end; at whom it was aimed is looked up in between, in the order of the records, and corrected by
 * what the kernel itself did: to whom a signal went, which identity a new pidfd has.
 */
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "system.h"
#include "uapi.h"

/* The end of a call whose record is at hand; what its pointers led to is in there. */
static const struct rec_call *ending;

static bool is(const struct call *call, const char *name)
{
	return !strcmp(call->sys->name, name);
}

/* Who holds a number in the caller's namespace, as far as the records tell. */
static void aim_at_number(struct task *t, long nr)
{
	struct target *target = &t->call.target;
	const struct task *holder = nr > 0 ? task_by_nr(t->ns, nr) : NULL;

	*target = (struct target){ .kind = TARGET_NR, .has_nr = true, .nr = nr };
	if (nr <= 0 && t->call.sys->entry == kill_entry)
		target->kind = TARGET_GROUP;
	if (holder) {
		target->tid = holder->tid;
		target->id = holder->id;
	}
}

static void aim_at_self(struct task *t, const struct task *self)
{
	t->call.target = (struct target){ .kind = TARGET_PIDFD };
	if (!self)
		return;
	t->call.target.tid = self->tid;
	t->call.target.id = self->id;
	t->call.target.nr = task_nr_for(self, t);
	t->call.target.has_nr = true;
}

static void aim_at_pidfd(struct task *t, const struct rec_call *call, int fd)
{
	struct target *target = &t->call.target;
	const struct task *aimed = task_by_id(call->fd_id);

	if (fd == FD_PIDFD_SELF_THREAD || fd == FD_PIDFD_SELF_GROUP) {
		aim_at_self(t, fd == FD_PIDFD_SELF_THREAD ? t : task_find(t->tgid));
		return;
	}
	*target = (struct target){ .kind = TARGET_PIDFD, .id = call->fd_id };
	if (!call->fd_id)
		return;
	target->nr = call->fd_nr;
	target->has_nr = call->fd_nr > 0;
	if (aimed)
		target->tid = aimed->tid;
	else if (identity_of((pid_t)call->fd_tid) == call->fd_id)
		target->tid = (pid_t)call->fd_tid;
}

/* At whom the call is aimed, by the kind of its arguments. */
static void aim(struct task *t, const struct rec_call *record)
{
	struct call *call = &t->call;
	enum verdict (*entry)(struct task *) = call->sys->entry;
	int first = (int)call->arg[0], second = (int)call->arg[1];

	if (entry == kill_entry || entry == tkill_entry)
		aim_at_number(t, first);
	else if (entry == tgkill_entry)
		aim_at_number(t, second);
	else if (entry == wait4_entry && first > 0)
		aim_at_number(t, first);
	else if (entry == wait4_entry && first != -1)
		call->target = (struct target){ .kind = TARGET_GROUP, .has_nr = true, .nr = first };
	else if (entry == waitid_entry && first == P_PID)
		aim_at_number(t, second);
	else if (entry == waitid_entry && first == P_PIDFD_TYPE)
		aim_at_pidfd(t, record, second);
	else if (entry == setpgid_entry && first > 0)
		aim_at_number(t, first);
	else if (entry == pidfd_first_entry || entry == close_entry)
		aim_at_pidfd(t, record, first);
	else if (entry == setns_entry && record->fd_id)
		aim_at_pidfd(t, record, first);
	else if (entry == epoll_ctl_entry)
		aim_at_pidfd(t, record, (int)call->arg[2]);
}

/* How a task is to be made, for the record of a birth and of a failure. */
static void read_clone(struct call *call, const struct rec_call *record)
{
	const struct clone3_args *args = (const void *)record->payload;
	const int *set_tid = (const void *)(record->payload + sizeof(*args));

	if (is(call, "vfork"))
		call->flags = CLONE_VM | CLONE_VFORK;
	call->exit_signal = SIGCHLD;
	if (is(call, "clone")) {
		call->flags = call->arg[0] & ~0xffULL;
		call->exit_signal = (int)(call->arg[0] & 0xff);
	}
	if (!is(call, "clone3") || !record->payload_length)
		return;
	call->flags = args->flags;
	call->exit_signal = (int)args->exit_signal;
	if (args->set_tid && args->set_tid_size <= SET_TID_BYTES / sizeof(int)) {
		call->set_tid_count = (int)args->set_tid_size;
		memcpy(call->set_tid, set_tid, args->set_tid_size * sizeof(int));
	}
}

static void take_arguments(struct task *t, const struct rec_call *record, int row)
{
	t->call.sys = &sys_table[row];
	memcpy(t->call.arg, record->arg, sizeof(record->arg));
	aim(t, record);
}

void system_begin(const struct rec_call *record)
{
	struct task *t = system_actor(&record->head);
	int row = program_row(record->need);
	struct call *call;

	if (!t || row < 0)
		return;
	call = &t->call;
	if (call->sys && call->restart && call->sys == &sys_table[row] &&
	    !memcmp(call->arg, record->arg, sizeof(record->arg))) {
		call->restart = 0;
		return;
	}
	if (call->sys && call->restart)
		call_interrupted(t, call->restart);
	/* The end of the one before was lost. */
	call_forget(t);
	call->began = now();
	take_arguments(t, record, row);
	if (call->sys->extra == clone_extra)
		read_clone(call, record);
}

/* What the end of the call tells about its aim. */
static void correct_aim(struct task *t, long ret)
{
	struct target *target = &t->call.target;
	const struct task *holder;

	if (target->kind != TARGET_NR)
		return;
	if (t->call.sys->learn == pidfd_result_learn && ret >= 0 && ending->fd_id) {
		target->id = ending->fd_id;
		target->tid = (pid_t)ending->fd_tid;
		return;
	}
	/* The kernel found nobody, so the number has gone back before its return was told; unless
	 * the holder is there still: then something else was missing. */
	holder = task_find(target->tid);
	if (ret == -ESRCH && (!holder || holder->state != TASK_ALIVE))
		target->tid = 0, target->id = 0;
	/* One outside the recorded tree. */
	if (ret >= 0 && !target->tid && target->nr > 0 && t->ns == pidns_own()) {
		target->id = identity_of((pid_t)target->nr);
		target->tid = target->id ? (pid_t)target->nr : 0;
	}
}

/* ---- waits ---- */

struct collected {
	struct task *child;
	long nr;
	pid_t tid;
	uint64_t id;
	int status;
	bool early; /* its return was told already */
};
static struct collected collected;

static void find_child(struct task *t)
{
	struct system_early told;

	collected.child = task_ended_child(t->ns, collected.nr, t->tgid);
	if (!collected.child && system_take_early(t, collected.nr, &told)) {
		collected.early = true;
		collected.tid = told.tid;
		collected.id = told.id;
		if (collected.status < 0)
			collected.status = told.status;
		return;
	}
	if (!collected.child)
		collected.child = task_by_nr(t->ns, collected.nr);
	if (!collected.child)
		return;
	collected.tid = collected.child->tid;
	collected.id = collected.child->id;
	if (collected.status < 0)
		collected.status = collected.child->status;
}

/* Whom a wait found, from its result or from the siginfo that it filled in. */
static void find_collected(struct task *t, long ret)
{
	const int *info = (const void *)ending->payload;

	collected = (struct collected){ .status = -1 };
	if (t->call.sys->entry == wait4_entry) {
		collected.nr = ret > 0 ? ret : 0;
		if (ending->payload_length)
			collected.status = info[0];
	} else if (ret == 0 && ending->payload_length) {
		/* si_signo, si_errno, si_code; then, aligned, si_pid, si_uid, si_status */
		collected.nr = info[4];
		collected.status = wait_status(info[2], info[6]);
	} else if (ret == 0) {
		/* No siginfo asked for: only a single target tells who it was. */
		const struct task *child = task_find(t->call.target.tid);

		if (child && child->state != TASK_ALIVE)
			collected.nr = task_nr_for(child, t);
	}
	if (collected.nr > 0)
		find_child(t);
}

/* ---- what a call's record says besides ---- */

static void write_extra(struct task *t, long ret)
{
	const struct call *call = &t->call;
	const uint64_t *words = (const void *)ending->payload;
	const int *numbers = (const void *)ending->payload;

	if (call->sys->extra == clone_extra) {
		clone_extra(t, ret);
	} else if (call->sys->extra == exec_extra) {
		out_list("argv");
		out_list_end();
	} else if (call->sys->after == wait_after && collected.nr > 0) {
		wait_write(collected.nr, collected.tid, collected.id, collected.status);
	} else if (is(call, "rt_sigaction") && ending->payload_length) {
		action_write(words[0], words[1]);
	} else if (is(call, "getsockopt") && ret >= 0 && ending->payload_length) {
		if (call->arg[2] == SO_PEERPIDFD) {
			out_num("pidfd", numbers[0]);
			aim_at_pidfd(t, ending, numbers[0]);
			target_write(&t->call.target);
		} else {
			out_num("peer", numbers[0]);
		}
	}
}

/* Whether the wait was for an end, rather than only looked or told of a stop. */
static bool took_end(const struct task *t)
{
	bool only_looked = t->call.sys->entry == waitid_entry && t->call.arg[3] & WNOWAIT;
	bool unsaid = !ending->payload_length && collected.child->state == TASK_ALIVE;

	return !only_looked && !unsaid && !WIFSTOPPED(collected.status) && !WIFCONTINUED(collected.status);
}

/* A tracer hears first; then the zombie of a process, not of a thread, is its parent's after all. */
static bool is_tracers(const struct task *t, const struct task *child)
{
	return child->system->traced && child->tid == child->tgid && child->ppid != t->tgid;
}

static void write_wait_call(struct task *t, long ret)
{
	struct task *child;

	find_collected(t, ret);
	child = collected.child;
	if (child && took_end(t) && is_tracers(t, child)) {
		collected.nr = 0;
		child = NULL;
	}
	if (!child || !took_end(t)) {
		call_write(t, ret, now(), write_extra);
		return;
	}
	/* Its end was lost; the wait tells of it. */
	if (child->state == TASK_ALIVE)
		life_exit(child, collected.status);
	if (child->tid == child->tgid)
		system_adopted(child, t->tgid);
	call_write(t, ret, now(), write_extra);
	life_reaped(child, t->tid, child->tid == child->tgid ? "wait" : "thread");
}

/* A string that an argument points to: a program's path, a name. */
static void read_string(struct task *t)
{
	struct call *call = &t->call;
	bool is_name = is(call, "prctl") && call->arg[0] == PR_SET_NAME;

	if (!ending->payload_length || (call->sys->extra != exec_extra && !is_name))
		return;
	free(call->path);
	call->path = strndup((const char *)ending->payload, sizeof(ending->payload) - 1);
	if (is_name && call->path && ending->ret == 0)
		strncpy(t->comm, call->path, sizeof(t->comm) - 1);
}

void system_end(const struct rec_call *record)
{
	struct task *t = system_actor(&record->head);
	int row = program_row(record->need);
	long ret = (long)record->ret;

	if (!t || row < 0)
		return;
	ending = record;
	/* It began before the recording, or its beginning was lost. */
	if (t->call.sys != &sys_table[row]) {
		call_forget(t);
		t->call.began = system_lost(REC_BEGIN) ? now() : 0;
		take_arguments(t, record, row);
	}
	/* Asking for the disposition is of no interest. */
	if (is(&t->call, "rt_sigaction") && !record->arg[1]) {
		call_forget(t);
		return;
	}
	/* The kernel will restart it or turn this into EINTR: what comes next tells. */
	if (call_restarts(ret)) {
		t->call.restart = (int)-ret;
		return;
	}
	correct_aim(t, ret);
	read_string(t);
	if (t->call.sys->after == wait_after)
		write_wait_call(t, ret);
	else
		call_write(t, ret, now(), write_extra);
	call_forget(t);
}

/* ---- signals ---- */

/* Signal numbers as arguments of the calls that send them. */
static bool sends(const struct call *call, const struct rec_signal *signal)
{
	int sig = -1;

	if (!call->sys || call->target.kind == TARGET_GROUP)
		return false;
	if (call->sys->entry == tgkill_entry)
		sig = (int)call->arg[2];
	else if (call->sys->entry == kill_entry || call->sys->entry == tkill_entry ||
		 is(call, "pidfd_send_signal"))
		sig = (int)call->arg[1];
	return sig == signal->sig && (signal->special || signal->code <= 0);
}

/* A signal is sent: if by a call, the kernel tells at whom it was aimed. */
void system_sent(const struct rec_signal *signal)
{
	struct task *receiver = task_find((pid_t)signal->tgid), *sender;

	if (receiver && !signal->result) {
		struct system_task *more = receiver->system;

		more->sent[more->sent_count++ % 4] = (struct system_signal){
			signal->sig, signal->special == 2 ? SI_KERNEL : signal->code,
			signal->pid, (uid_t)signal->uid
		};
	}
	sender = task_find((pid_t)signal->head.tid);
	if (!sender || sender->system->start != signal->head.start || !sends(&sender->call, signal))
		return;
	sender->call.target.tid = (pid_t)signal->tid;
	sender->call.target.id = signal->id;
}

/* The signal by which a process ends is not delivered as itself: each thread finds SIGKILL. */
static void death_delivered(struct task *t, const struct rec_signal *signal)
{
	struct task *leader = task_find(t->tgid);
	int sig = signal->group_status & 0x7f;

	if (!leader || !sig || leader->system->told_death)
		return;
	for (int i = 0; i < 4; i++) {
		const struct system_signal *sent = &leader->system->sent[i];

		if (sent->sig != sig)
			continue;
		leader->system->told_death = true;
		signal_write(t, sig, sent->code, sent->pid, sent->uid);
		out_text("act", "SIG_DFL");
		out_end();
		return;
	}
}

void system_delivered(const struct rec_signal *signal)
{
	struct task *t = system_actor(&signal->head);
	bool is_death = signal->special == 1 && signal->sig == SIGKILL;

	if (!t)
		return;
	if (is_death) {
		death_delivered(t, signal);
		return;
	}
	/* A call that was interrupted is over if there is a handler. Otherwise it goes on. */
	if (t->call.sys && t->call.restart && signal->handled)
		call_interrupted(t, t->call.restart == 514 || t->call.restart == 516
					    ? EINTR
					    : t->call.restart);
	signal_write(t, signal->sig, signal->special ? SI_KERNEL : signal->code, signal->pid,
		     (uid_t)signal->uid);
	if (signal->handled)
		out_text("act", "function");
	out_end();
}

/* Calls that had not returned when the recording ended. */
void system_cut_all(void)
{
	for (struct task *t = tasks_all; t; t = t->all_next)
		call_cut(t, "end");
}
