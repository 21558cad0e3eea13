/*
 * Signals that are certain to be sent: the stop at the call's exit is spared.
 *
 * kill(2) and pidfd_send_signal(2) fail when there is nobody, or when the caller may not. There is somebody
 * if it is a child that nobody can have collected, or the caller itself. The caller may if both have the same
 * real user, which is so until one of them asks for another: exec does not change it. What is left are
 * modules of the kernel that judge by other rules. So a task's first signal is always followed to its end, and
 * only one who could send that is believed to be able to send the next; and where a module judges by program,
 * exec puts an end to the kinship.
 */
#include <signal.h>
#include <unistd.h>

#include "probe.h"
#include "uapi.h"

#define SIGNAL_MAX 64
#define BUSY_NS 1000000u

static unsigned last_kin;

/* A new line of tasks: none that exists is its kin. */
void sure_alone(struct task *t)
{
	t->kin = ++last_kin;
	t->signals = SIGNALS_UNTRIED;
}

/* A task has been made. */
void sure_born(struct task *t, const struct task *parent)
{
	t->kin = parent->kin;
	t->signals = parent->signals;
}

/* For calls after which the task may be another user's, or may have shut itself up. */
enum verdict sure_entry(struct task *t)
{
	for (struct task *u = tasks_all; u; u = u->all_next)
		if (u != t && u->relies_on == t->tgid)
			sure_await(u);
	sure_alone(t);
	return CALL_SKIP;
}

/* Of the kernel's modules those that never judge a signal by the programs of its sender and receiver;
 * lsm_list_modules(2) names them by these numbers. */
static bool is_harmless(uint64_t lsm)
{
	switch (lsm) {
	case 100: /* capability */
	case 105: /* yama */
	case 106: /* loadpin */
	case 107: /* safesetid */
	case 108: /* lockdown */
	case 109: /* bpf: whatever a program says; the first signal shows it */
	case 110: /* landlock: sure_entry() */
	case 111: /* ima */
	case 112: /* evm */
	case 113: /* ipe */ return true;
	default: return false;
	}
}

/* Whether programs may differ in whom they can signal. */
static bool programs_differ(void)
{
	static enum { UNKNOWN, NO, YES } differ;
	uint64_t lsm[32];
	uint32_t size = sizeof(lsm);
	long count;

	if (differ != UNKNOWN)
		return differ == YES;
	count = syscall(SYS_lsm_list_modules, lsm, &size, 0);
	differ = count < 0 ? YES : NO;
	for (long i = 0; i < count; i++)
		if (!is_harmless(lsm[i]))
			differ = YES;
	return differ == YES;
}

/* A task has started another program. */
void sure_exec(struct task *t)
{
	if (programs_differ())
		sure_alone(t);
}

/* Whether the signal that a task is about to send will be sent; `fd`: by which descriptor, or -1. */
bool sure_signal(struct task *t, int sig, int fd)
{
	const struct target *target = &t->call.target;
	const struct task *aimed = target->tid ? task_find(target->tid) : NULL;

	if (!aimed || aimed->id != target->id || (unsigned)sig > SIGNAL_MAX)
		return false;
	/* A SIGKILL to itself does not return. */
	if (aimed->tid == t->tgid ? sig == SIGKILL
				  : aimed->kin != t->kin || !life_is_own(aimed, t))
		return false;
	t->call.sure = true;
	if (t->signals != SIGNALS_PASS)
		return false;
	sure_rely(t, aimed, fd);
	return true;
}

/* What came of a signal that should have been sent. */
void sure_learn(struct task *t, long ret)
{
	if (!t->call.sure)
		return;
	if (ret)
		t->signals = SIGNALS_FAIL;
	else if (t->signals == SIGNALS_UNTRIED)
		t->signals = SIGNALS_PASS;
}

/* The task's call is certain while this process is there, and this descriptor open. */
void sure_rely(struct task *t, const struct task *on, int fd)
{
	t->relies_on = on->tid;
	t->relies_fd = fd;
}

/* It has stopped again, or sleeps: its call is over. */
void sure_over(struct task *t)
{
	t->relies_on = 0;
	t->relies_fd = -1;
}

/*
 * Waits until a task has made the call whose result was certain. None of these calls sleeps, so a task that
 * does has made it; one that keeps running may be busy, or may not have had a processor yet: it is asked to
 * stop.
 */
void sure_await(struct task *t)
{
	uint64_t until = now() + BUSY_NS;
	struct stat_line line;

	while (t->relies_on && identity_stat(t->tid, &line) && line.state == 'R') {
		if (now() > until) {
			trace_halt(t->tid);
			break;
		}
		clock_nap();
	}
	sure_over(t);
}

/*
 * A thread is about to collect a child, any if `child` is 0, or to have all collected by the kernel: the other
 * threads of the process may just be sending it a signal.
 */
void sure_await_senders(const struct task *t, pid_t child)
{
	const struct task *leader = task_find(t->tgid);

	for (struct task *u = leader && leader->threads ? tasks_all : NULL; u; u = u->all_next)
		if (u != t && u->tgid == t->tgid && u->relies_on &&
		    (!child || u->relies_on == child))
			sure_await(u);
}
