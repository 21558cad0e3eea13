/*
 * The loop: wait for a stop of any recorded task, see what it is, let the task go on.
 *
 * Tasks are seized, so that stops by job control are told apart from all others and last as long as
 * they would untraced. New children are seized by the kernel. Any task may be killed at any moment,
 * so a ptrace call that finds nobody (ESRCH) is no error: the death is reported next.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <linux/ptrace.h>

#include "probe.h"

struct trace trace;

void trace_note(pid_t tid, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	out_begin("note", now());
	if (tid)
		out_num("tid", tid);
	out_text("text", text);
	out_end();
}

static unsigned long options(bool exit_stop)
{
	unsigned long set = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			    PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;

	/* Under the filter nobody could go on without the probe: their calls would fail with
	 * ENOSYS. So they end with it. Without the filter they are simply let go. */
	if (trace.filter)
		set |= PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL;
	return exit_stop ? set | PTRACE_O_TRACEEXIT : set;
}

/* Begins to trace a task. Returns 0 or an errno. */
int trace_seize(pid_t tid)
{
	return ptrace(PTRACE_SEIZE, tid, NULL, options(false)) ? errno : 0;
}

static void resume(struct task *t, int request, int sig)
{
	if (!trace.filter && request == PTRACE_CONT)
		request = PTRACE_SYSCALL;
	if (!ptrace(request, t->tid, NULL, (long)sig))
		return;
	if (errno == ESRCH)
		t->killed = true;
	else
		trace_note(t->tid, "could not be resumed: %s", strerror(errno));
}

static void let_go(struct task *t)
{
	resume(t, PTRACE_CONT, t->deliver);
}

/* The leader of threads stops at its exit: it may end before the others, and is dead only after them. A
 * task inherits this from its maker. */
static void stop_at_exit(struct task *t, bool stop)
{
	if (t->exit_stop != stop)
		ptrace(PTRACE_SETOPTIONS, t->tid, NULL, options(stop));
	t->exit_stop = stop;
}

/* Lets a new task run. */
void trace_start(struct task *t)
{
	t->started = true;
	stop_at_exit(t, false);
	resume(t, PTRACE_CONT, 0);
}

static void on_birth(struct task *t, int event)
{
	unsigned long child;
	struct task *c;
	int pidfd;

	if (ptrace(PTRACE_GETEVENTMSG, t->tid, NULL, &child))
		return;
	c = task_find((pid_t)child);
	if (c && c->state == TASK_ALIVE) { /* it was taken for an orphan */
		resume(t, PTRACE_CONT, 0);
		return;
	}
	if (t->call.flags & CLONE_THREAD && t->tid == t->tgid)
		stop_at_exit(t, true);
	pidfd = life_pidfd(t);
	/* The child still waits for us, so the rest can be done while its maker runs. */
	let_go(t);
	c = life_born(t, (pid_t)child, event, pidfd);
	early_born(c);
}

static void on_death(pid_t tid, int status)
{
	struct task *t = task_find(tid);

	if (!t || t->state == TASK_ZOMBIE) {
		early_add(tid, true, status);
		return;
	}
	early_adopt(t);
	life_gone(t, status);
}

static void on_exec(struct task *t)
{
	unsigned long former;

	if (ptrace(PTRACE_GETEVENTMSG, t->tid, NULL, &former))
		return;
	life_exec(t, (pid_t)former);
	stop_at_exit(t, false);
	resume(t, PTRACE_CONT, 0);
}

static void on_ending(struct task *t)
{
	unsigned long status;

	early_adopt(t);
	if (!ptrace(PTRACE_GETEVENTMSG, t->tid, NULL, &status))
		life_exit(t, (int)status);
	resume(t, PTRACE_CONT, 0);
}

/* Whether it is the probe's filter that asked for this stop. A program may have one that asks for a tracer. */
static bool is_ours(const struct ptrace_syscall_info *info)
{
	const struct sys *sys;

	if (info->seccomp.ret_data >= (unsigned)sys_count)
		return false;
	sys = &sys_table[info->seccomp.ret_data];
	return info->seccomp.nr == (uint64_t)(info->arch == AUDIT_ARCH_I386 ? sys->nr32 : sys->nr);
}

static void on_filter(struct task *t)
{
	struct ptrace_syscall_info info;
	bool follow = false;
	long result;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, t->tid, sizeof(info), &info) > 0 &&
	    info.op == PTRACE_SYSCALL_INFO_SECCOMP) {
		if (is_ours(&info))
			follow = call_entry(t, (int)info.seccomp.ret_data,
					    (uint64_t *)info.seccomp.args, info.arch,
					    info.instruction_pointer, info.stack_pointer);
		else
			memory_refuse(t->tid);
	}
	if (follow && t->call.sys->foresee && t->call.sys->foresee(t, &result)) {
		t->call.foreseen = true;
		call_exit(t, result, let_go);
		return;
	}
	if (follow && wait_ends_in_signal(t)) {
		t->call.no_exit = true;
		follow = false;
	}
	resume(t, follow ? PTRACE_SYSCALL : PTRACE_CONT, 0);
}

static void on_syscall(struct task *t)
{
	struct ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, t->tid, sizeof(info), &info) > 0) {
		if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
			call_exit(t, info.exit.rval, let_go);
			return;
		}
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
			int index = sys_index(info.arch, (long)info.entry.nr);

			if (index >= 0)
				call_entry(t, index, (uint64_t *)info.entry.args, info.arch,
					   info.instruction_pointer, info.stack_pointer);
		}
	}
	resume(t, PTRACE_CONT, 0);
}

/*
 * Of a call that went on without a stop at its exit: the result, at the first stop after. Returns whether
 * it is over, and not to be restarted.
 */
static bool is_over(struct task *t, long *result)
{
	if (!t->call.no_exit || !memory_result(t->tid, t->call.ip, t->call.sp, result))
		return false;
	if (call_restarts(*result))
		t->call.restart = (int)-*result;
	return !t->call.restart;
}

/* The signal interrupted a call: if it has a handler, the call may be over. */
static void interrupt(struct task *t, int sig, const char *action)
{
	if (sig == SIGCHLD ? !t->chld->handled : !action || strcmp(action, "function") != 0)
		return;
	/* The program sees EINTR after these two; after the others it depends on SA_RESTART. */
	call_interrupted(t, t->call.restart == 514 || t->call.restart == 516 ? EINTR
									     : t->call.restart);
}

static void write_signal(const struct task *t, int sig, const siginfo_t *info, const char *action)
{
	signal_write(t, sig, info->si_code, info->si_pid, info->si_uid);
	if (action)
		out_text("act", action);
	/* Only a tracer sees a signal that has no effect. */
	if (sig == SIGCHLD && !t->chld->handled)
		out_true("ignored");
	out_end();
}

/* Whether a signal does nothing; untraced the task would not hear of it. */
static bool has_no_effect(const struct task *t, int sig, const char *action)
{
	if (sig == SIGCHLD)
		return !t->chld->handled;
	if (!action || !strcmp(action, "function"))
		return false;
	return !strcmp(action, "SIG_IGN") || sig == SIGURG || sig == SIGWINCH;
}

static void on_signal(struct task *t, int sig)
{
	siginfo_t info;
	bool known = !ptrace(PTRACE_GETSIGINFO, t->tid, NULL, &info);
	/* Of SIGCHLD, the one that is frequent, the calls tell. */
	const char *action = known && sig != SIGCHLD ? identity_action(t->tid, sig) : NULL;
	long result;

	t->deliver = sig;
	if (sig == SIGCHLD && t->chld->handled && t->chld->blocked)
		t->handling = true;
	if (is_over(t, &result)) {
		call_exit(t, result, let_go);
	} else {
		if (known && t->call.sys && t->call.restart)
			interrupt(t, sig, action);
		if (known && !t->call.sys && has_no_effect(t, sig, action))
			memory_wait_on(t->tid);
		let_go(t);
	}
	t->deliver = 0;
	if (known)
		write_signal(t, sig, &info, action);
}

/* A stop that belongs to no call: the first of a new task, one by job control, or one we asked
 * for. A stop by job control lasts until SIGCONT, so the task is left in it. */
static void on_stop(struct task *t, int sig)
{
	long result;

	if (!t->started) {
		trace_start(t);
	} else if (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU) {
		resume(t, PTRACE_LISTEN, 0);
	} else if (is_over(t, &result)) {
		call_exit(t, result, let_go);
	} else {
		memory_wait_on(t->tid);
		let_go(t);
	}
}

static void handle(pid_t tid, int status)
{
	struct task *t;

	if (!WIFSTOPPED(status)) {
		on_death(tid, status);
		return;
	}
	t = task_find(tid);
	if (t) {
		t->closing = -1;
		t->killed = false;
		sure_over(t);
	}
	/* A zombie does not stop: this is the next holder of its number. */
	if (!t || t->state == TASK_ZOMBIE) {
		early_add(tid, false, status);
		return;
	}
	switch (status >> 16) {
	case 0:
		if (WSTOPSIG(status) == (SIGTRAP | 0x80))
			on_syscall(t);
		else
			on_signal(t, WSTOPSIG(status));
		break;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE: on_birth(t, status >> 16); break;
	case PTRACE_EVENT_EXEC: on_exec(t); break;
	case PTRACE_EVENT_EXIT: on_ending(t); break;
	case PTRACE_EVENT_SECCOMP: on_filter(t); break;
	case PTRACE_EVENT_STOP: on_stop(t, WSTOPSIG(status)); break;
	default: resume(t, PTRACE_CONT, 0); break;
	}
}

/* What was heard of tasks while another was handled: their turn comes next. */
static struct heard {
	pid_t tid;
	int status;
} *heard;
static size_t heard_count;

/* Stops a running task. It goes on in its turn. */
void trace_halt(pid_t tid)
{
	int status;
	pid_t got;

	if (ptrace(PTRACE_INTERRUPT, tid, NULL, NULL))
		return;
	do
		got = waitpid(tid, &status, __WALL);
	while (got < 0 && errno == EINTR);
	if (got != tid)
		return;
	heard = realloc(heard, (heard_count + 1) * sizeof(*heard));
	if (!heard)
		abort();
	heard[heard_count++] = (struct heard){ tid, status };
}

/* Handles what was heard of one task, or, if `tid` is 0, of all. */
static void handle_heard(pid_t tid)
{
	for (size_t i = 0; i < heard_count;) {
		struct heard one = heard[i];

		if (tid && one.tid != tid) {
			i++;
			continue;
		}
		memmove(&heard[i], &heard[i + 1], (--heard_count - i) * sizeof(*heard));
		handle(one.tid, one.status);
	}
}

/* Handles what is already known of one task, out of turn. */
void trace_collect(pid_t tid)
{
	int status;

	handle_heard(tid);
	while (waitpid(tid, &status, WNOHANG | __WALL) == tid)
		handle(tid, status);
}

/* The probe was asked to end: the command is told first, and if that is not enough all are killed. */
static void obey(void)
{
	static bool told;
	int sig = trace.signal;

	trace.signal = 0;
	if (!trace.command) {
		trace.done = true;
		return;
	}
	if (!told && trace.command && task_find(trace.command)) {
		kill(trace.command, sig);
		told = true;
		return;
	}
	/* Nobody recorded can be recycled before the probe has heard of its end. */
	for (struct task *t = tasks_all; t; t = t->all_next)
		if (t->state == TASK_ALIVE)
			kill(t->tid, SIGKILL);
}

/* Runs until nobody is left to trace. */
void trace_run(void)
{
	if (!trace.no_priority)
		priority_raise();
	while (!trace.done) {
		int status;
		pid_t tid = waitpid(-1, &status, __WALL);

		if (tid < 0 && errno != EINTR)
			break;
		if (tid > 0)
			handle(tid, status);
		handle_heard(0);
		early_settle();
		if (trace.signal)
			obey();
		if (trace.tick) {
			trace.tick = 0;
			out_flush();
		}
		if (tasks_unwatched)
			life_watch();
	}
}
