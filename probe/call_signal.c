/*
 * Signals by number, and what a process does about SIGCHLD: whether its children become zombies.
 */
#include <signal.h>
#include <sys/wait.h>

#include "probe.h"

enum verdict kill_entry(struct task *t)
{
	target_kill(t, (int)t->call.arg[0]);
	return CALL_FOLLOW;
}

bool kill_foresee(struct task *t, long *ret)
{
	*ret = 0;
	return sure_signal(t, (int)t->call.arg[1], -1);
}

/* For all calls whose first argument is a number and nothing but a number. */
enum verdict tkill_entry(struct task *t)
{
	target_number(t, (int)t->call.arg[0]);
	return CALL_FOLLOW;
}

enum verdict tgkill_entry(struct task *t)
{
	target_number(t, (int)t->call.arg[1]);
	return CALL_FOLLOW;
}

/* The kernel's struct sigaction begins with the handler and the flags, each as wide as a long. */
static void read_action(struct task *t, struct action *action)
{
	uint32_t narrow[2];
	uint64_t wide[2];

	if (t->call.compat) {
		action->known = memory_read(t->tid, t->call.arg[1], narrow, sizeof(narrow)) ==
				sizeof(narrow);
		action->handler = narrow[0];
		action->flags = narrow[1];
		return;
	}
	action->known = memory_read(t->tid, t->call.arg[1], wide, sizeof(wide)) == sizeof(wide);
	action->handler = wide[0];
	action->flags = wide[1];
}

/* Only asking is of no interest. */
enum verdict sigaction_entry(struct task *t)
{
	if (!t->call.arg[1])
		return CALL_SKIP;
	sure_await_senders(t, 0);
	return CALL_FOLLOW;
}

void sigaction_learn(struct task *t, long ret)
{
	struct action *action = &t->call.act;

	read_action(t, action);
	if (ret < 0 || !action->known)
		return;
	t->chld->ignored = action->handler == (uint64_t)(uintptr_t)SIG_IGN;
	t->chld->nowait = (action->flags & SA_NOCLDWAIT) != 0;
	t->chld->handled = action->handler > (uint64_t)(uintptr_t)SIG_IGN;
	t->chld->blocked = !(action->flags & SA_NODEFER);
}

void sigaction_extra(struct task *t, long ret)
{
	const struct action *action = &t->call.act;

	(void)ret;
	if (!action->known)
		return;
	action_write(action->handler, action->flags);
}

/* Whether a wait comes back at once where there is nobody to collect. */
static bool is_poll(const struct call *call)
{
	int options = (int)call->arg[call->sys->learn == waitid_learn ? 3 : 2];

	return call->sys->after == wait_after && options & WNOHANG;
}

/*
 * The first call since a handler of SIGCHLD was entered. In the handler the signal is blocked. Where it is
 * not, the handler has returned: for a wait that matters, as one in the handler may come at any time.
 */
void call_after_handler(struct task *t)
{
	t->handling = false;
	if (!is_poll(&t->call) || wait_blocks_sigchld(t))
		return;
	out_begin("call", t->call.began);
	out_num("tid", t->tid);
	out_num("pid", t->tgid);
	out_text("name", "rt_sigreturn");
	out_list("args");
	out_list_end();
	out_num("ret", 0);
	out_num("d", 0);
	out_end();
}

/* What was set by rt_sigaction. */
void action_write(uint64_t handler, uint64_t flags)
{
	out_object("act");
	out_text("handler", handler == (uint64_t)(uintptr_t)SIG_DFL   ? "SIG_DFL"
			    : handler == (uint64_t)(uintptr_t)SIG_IGN ? "SIG_IGN"
								      : "function");
	out_flags("flags", action_flags, flags);
	out_object_end();
}

/* The beginning of a `signal` record; the caller ends it. */
void signal_write(const struct task *t, int sig, int code, pid_t pid, uid_t uid)
{
	const char *text = name_code(sig, code);

	out_begin("signal", now());
	out_num("tid", t->tid);
	out_num("pid", t->tgid);
	out_signal("sig", sig);
	if (text)
		out_text("code", text);
	else
		out_num("code", code);
	if (code == SI_USER || code == SI_QUEUE || code == SI_TKILL || (sig == SIGCHLD && code > 0)) {
		out_num("from", pid);
		out_num("uid", uid);
	}
}
