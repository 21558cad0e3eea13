/*
 * The calls of interest, as a table, and the life of one call: its entry, its exit, an interruption
 * between, a death inside it. What is special about a call is in the file of its family.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "probe.h"
#include "uapi.h"

/* Calls that an architecture does not have, or that the C library's headers do not know. */
#define NR_restart_syscall SYS_restart_syscall
#ifdef SYS_fork
#define NR_fork SYS_fork
#define NR_vfork SYS_vfork
#define NR_poll SYS_poll
#define NR_epoll_wait SYS_epoll_wait
#define NR_dup2 SYS_dup2
#define NR_open SYS_open
#else
#define NR_fork -1
#define NR_vfork -1
#define NR_poll -1
#define NR_epoll_wait -1
#define NR_dup2 -1
#define NR_open -1
#endif

static const int only_sigchld[] = { 0, SIGCHLD, -1 };
static const int only_prctl[] = { 0, PR_SET_PDEATHSIG, PR_SET_NAME, PR_SET_CHILD_SUBREAPER, -1 };
static const int only_dup[] = { 1, F_DUPFD, F_DUPFD_CLOEXEC, -1 };
static const int only_peer[] = { 2, SO_PEERCRED, SO_PEERPIDFD, -1 };
static const int only_attach[] = { 0, 0, 16, 0x4206, -1 };

/* The third column is the call's number for 32-bit x86 programs. */
const struct sys sys_table[] = {
	{ "restart_syscall", NR_restart_syscall, 0, .args = "" },
	{ "fork", NR_fork, 2, "", .entry = fork_entry, .extra = clone_extra },
	{ "vfork", NR_vfork, 190, "", .entry = fork_entry, .extra = clone_extra },
	{ "clone", SYS_clone, 120, "cpppp", .entry = clone_entry, .extra = clone_extra },
	{ "clone3", SYS_clone3, 435, "pu", .entry = clone3_entry, .extra = clone_extra },
	{ "execve", SYS_execve, 11, "Ppp", .entry = exec_entry, .extra = exec_extra },
	{ "execveat", SYS_execveat, 358, "dPppA", .entry = exec_entry, .extra = exec_extra },
	{ "wait4", SYS_wait4, 114, "dpwp", .entry = wait4_entry, .foresee = wait_foresee,
	  .learn = wait4_learn, .extra = wait_extra, .after = wait_after },
	{ "waitpid", -1, 7, "dpw", .entry = wait4_entry, .foresee = wait_foresee,
	  .learn = wait4_learn, .extra = wait_extra, .after = wait_after },
	{ "waitid", SYS_waitid, 284, "idpw", .entry = waitid_entry, .foresee = wait_foresee,
	  .learn = waitid_learn, .extra = wait_extra, .after = wait_after },
	{ "kill", SYS_kill, 37, "ds", .entry = kill_entry, .foresee = kill_foresee,
	  .learn = sure_learn },
	{ "tkill", SYS_tkill, 238, "ds", .entry = tkill_entry },
	{ "tgkill", SYS_tgkill, 270, "dds", .entry = tgkill_entry },
	{ "rt_sigqueueinfo", SYS_rt_sigqueueinfo, 178, "dsp", .entry = tkill_entry },
	{ "rt_tgsigqueueinfo", SYS_rt_tgsigqueueinfo, 335, "ddsp", .entry = tgkill_entry },
	{ "pidfd_open", SYS_pidfd_open, 434, "do", .entry = tkill_entry,
	  .learn = pidfd_result_learn },
	{ "pidfd_send_signal", SYS_pidfd_send_signal, 424, "dspg", .entry = pidfd_first_entry,
	  .foresee = pidfd_signal_foresee, .learn = sure_learn },
	{ "pidfd_getfd", SYS_pidfd_getfd, 438, "ddu", .entry = pidfd_first_entry,
	  .learn = pidfd_result_learn },
	{ "process_mrelease", SYS_process_mrelease, 448, "du", .entry = pidfd_first_entry },
	{ "process_madvise", SYS_process_madvise, 440, "dplmu", .entry = pidfd_first_entry },
	{ "setns", SYS_setns, 346, "dn", .entry = setns_entry, .learn = unshare_learn },
	{ "unshare", SYS_unshare, 310, "n", .learn = unshare_learn },
	{ "prctl", SYS_prctl, 172, "rR", .only = only_prctl, .entry = prctl_entry,
	  .learn = prctl_learn },
	{ "setpgid", SYS_setpgid, 57, "dd", .entry = setpgid_entry },
	{ "setsid", SYS_setsid, 66, .args = "" },
	{ "rt_sigaction", SYS_rt_sigaction, 174, "spp", .only = only_sigchld,
	  .entry = sigaction_entry, .learn = sigaction_learn, .extra = sigaction_extra },
	{ "poll", NR_poll, 168, "pud", .entry = poll_entry, .foresee = poll_foresee, .learn = poll_learn,
	  .extra = poll_extra },
	{ "ppoll", SYS_ppoll, 309, "pupp", .entry = poll_entry, .learn = poll_learn,
	  .extra = poll_extra },
	{ "ppoll", -1, 414, "pupp", .entry = poll_entry, .learn = poll_learn,
	  .extra = poll_extra },
	{ "epoll_wait", NR_epoll_wait, 256, "dpdd", .entry = epoll_wait_entry,
	  .learn = epoll_wait_learn, .extra = epoll_wait_extra },
	{ "epoll_pwait", SYS_epoll_pwait, 319, "dpddp", .entry = epoll_wait_entry,
	  .learn = epoll_wait_learn, .extra = epoll_wait_extra },
	{ "epoll_pwait2", SYS_epoll_pwait2, 441, "dpdpp", .entry = epoll_wait_entry,
	  .learn = epoll_wait_learn, .extra = epoll_wait_extra },
	{ "epoll_ctl", SYS_epoll_ctl, 255, "dEdp", .entry = epoll_ctl_entry,
	  .learn = epoll_ctl_learn },
	{ "close", SYS_close, 6, "d", .above_stdio = true, .entry = close_entry,
	  .foresee = close_foresee, .learn = close_learn },
	{ "close_range", SYS_close_range, 436, "uuu", .entry = close_range_entry },
	{ "dup", SYS_dup, 41, "d", .entry = close_entry, .learn = dup_learn },
	{ "dup2", NR_dup2, 63, "dd", .entry = close_entry, .learn = dup_learn },
	{ "dup3", SYS_dup3, 330, "ddO", .entry = close_entry, .learn = dup_learn },
	{ "fcntl", SYS_fcntl, 221, "dFd", .only = only_dup, .entry = close_entry,
	  .learn = dup_learn },
	{ "fcntl", -1, 55, "dFd", .only = only_dup, .entry = close_entry, .learn = dup_learn },
	{ "getsockopt", SYS_getsockopt, 365, "dSqpp", .only = only_peer, .entry = peer_entry,
	  .learn = peer_learn, .extra = peer_extra },
	{ "openat", SYS_openat, 295, "DPf", .opens = true, .entry = open_entry, .learn = open_learn,
	  .extra = open_extra },
	{ "open", NR_open, 5, "Pf", .opens = true, .entry = open_entry, .learn = open_learn,
	  .extra = open_extra },
	{ "openat2", SYS_openat2, 437, "DPpl", .opens = true, .entry = open_entry,
	  .learn = open_learn, .extra = open_extra },
	{ "ptrace", SYS_ptrace, 26, "tdpp", .only = only_attach, .after = ptrace_after },
	/* These are not recorded, only heeded. */
	{ "setuid", SYS_setuid, 213, "u", .entry = sure_entry },
	{ "setuid", -1, 23, "u", .entry = sure_entry },
	{ "setreuid", SYS_setreuid, 203, "uu", .entry = sure_entry },
	{ "setreuid", -1, 70, "uu", .entry = sure_entry },
	{ "setresuid", SYS_setresuid, 208, "uuu", .entry = sure_entry },
	{ "setresuid", -1, 164, "uuu", .entry = sure_entry },
	{ "landlock_restrict_self", SYS_landlock_restrict_self, 446, "du", .entry = sure_entry },
};
const int sys_count = sizeof(sys_table) / sizeof(*sys_table);

/* The row of a call, or -1. Used where no filter tells it. */
int sys_index(uint32_t arch, long nr)
{
	for (int i = 0; i < sys_count; i++) {
		const struct sys *sys = &sys_table[i];
		bool compat = arch == AUDIT_ARCH_I386;

		if (nr >= 0 && (compat ? sys->nr32 : sys->nr) == nr)
			return i;
	}
	return -1;
}

static bool wanted(const struct sys *sys, const uint64_t arg[6])
{
	if (!sys->only)
		return true;
	for (const int *value = sys->only + 1; *value != -1; value++)
		if ((int)arg[sys->only[0]] == *value)
			return true;
	return false;
}

/* A task is about to make a call. Returns whether its exit is of interest. */
bool call_entry(struct task *t, int index, const uint64_t arg[6], uint32_t arch, uint64_t ip,
		uint64_t sp)
{
	const struct sys *sys = &sys_table[index];
	struct call *call = &t->call;

	if (call->sys && (call->restart || call->no_exit) && call->ip == ip && call->sp == sp &&
	    (call->sys == sys || index == 0)) {
		call->no_exit = false;
		call->restart = 0;
		return true;
	}
	if (call->sys)
		call_interrupted(t, call->restart);
	if (index == 0 || !wanted(sys, arg))
		return false;
	call->sys = sys;
	call->compat = arch == AUDIT_ARCH_I386;
	call->began = now();
	call->ip = ip;
	call->sp = sp;
	for (int i = 0; i < 6; i++)
		call->arg[i] = arg[i];
	if (t->handling)
		call_after_handler(t);
	if (sys->entry && sys->entry(t) == CALL_SKIP) {
		call_forget(t);
		return false;
	}
	return true;
}

/* prctl's second argument is a signal, a switch or a name. */
static void write_prctl_value(const struct call *call)
{
	if (call->path)
		out_text(NULL, call->path);
	else if (call->arg[0] == PR_SET_PDEATHSIG)
		out_signal(NULL, (int)call->arg[1]);
	else
		out_num(NULL, (int)call->arg[1]);
}

/* Reading only is no flag but the absence of two. */
static void write_open_flags(uint32_t flags)
{
	if (flags)
		out_flags(NULL, open_flags, flags);
	else
		out_text(NULL, "O_RDONLY");
}

static void write_argument(const struct call *call, char letter, uint64_t value)
{
	switch (letter) {
	case 'd': out_num(NULL, (int32_t)value); break;
	case 'u': out_num(NULL, (uint32_t)value); break;
	case 'l': out_num(NULL, (int64_t)value); break;
	case 's': out_signal(NULL, (int)value); break;
	case 'w': out_flags(NULL, wait_options, (uint32_t)value); break;
	case 'i': out_one(NULL, id_types, (uint32_t)value); break;
	case 'o': out_flags(NULL, pidfd_open_flags, (uint32_t)value); break;
	case 'g': out_flags(NULL, pidfd_signal_flags, (uint32_t)value); break;
	case 'c': out_flags(NULL, clone_flags, call->flags); break;
	case 'n': out_flags(NULL, clone_flags, (uint32_t)value); break;
	case 'r': out_one(NULL, prctl_ops, (uint32_t)value); break;
	case 'R': write_prctl_value(call); break;
	case 'm': out_one(NULL, advices, (uint32_t)value); break;
	case 'D': (int)value == AT_FDCWD ? out_text(NULL, "AT_FDCWD") : out_num(NULL, (int)value); break;
	case 'f': write_open_flags((uint32_t)value); break;
	case 'O': out_flags(NULL, descriptor_flags, (uint32_t)value); break;
	case 'F': out_one(NULL, fcntl_ops, (uint32_t)value); break;
	case 'E': out_one(NULL, epoll_ops, (uint32_t)value); break;
	case 'A': out_flags(NULL, at_flags, (uint32_t)value); break;
	case 't': out_one(NULL, ptrace_ops, value); break;
	case 'S': out_text(NULL, "SOL_SOCKET"); break;
	case 'q': out_one(NULL, socket_options, (uint32_t)value); break;
	case 'P': call->path ? out_text(NULL, call->path) : out_null(NULL); break;
	default: out_null(NULL); break; /* p: a pointer that is not followed */
	}
}

/* The part of a record that does not depend on the result. */
static void write_call(struct task *t, uint64_t ended)
{
	const struct call *call = &t->call;

	out_begin("call", ended);
	out_num("tid", t->tid);
	out_num("pid", t->tgid);
	out_text("name", call->sys->name);
	out_list("args");
	for (int i = 0; call->sys->args[i]; i++)
		write_argument(call, call->sys->args[i], call->arg[i]);
	out_list_end();
}

static void write_duration(const struct call *call, uint64_t ended)
{
	out_num("d", (long long)(ended > call->began ? ended - call->began : 0));
	target_write(&call->target);
}

static void write_error(int err)
{
	const char *text = name_errno(err);

	out_num("ret", -1);
	if (text)
		out_text("err", text);
	else
		out_num("errno", err);
}

/* Whether a result is one of the kernel's own "interrupted" codes. */
bool call_restarts(long ret)
{
	return ret == -512 || ret == -513 || ret == -514 || ret == -516;
}

/* The record of a call that has returned. */
void call_write(struct task *t, long ret, uint64_t ended, void (*extra)(struct task *, long))
{
	write_call(t, ended);
	if (ret < 0)
		write_error((int)-ret);
	else
		out_num("ret", ret);
	write_duration(&t->call, ended);
	if (extra)
		extra(t, ret);
	out_end();
}

/*
 * A call has returned: a value, or minus an errno. What is to be read of the task is read first; then it
 * is let go, and the record is written while it runs.
 */
void call_exit(struct task *t, long ret, void (*let_go)(struct task *))
{
	struct call *call = &t->call;
	uint64_t ended = now();

	/* The kernel will restart it or turn this into EINTR: the next stop tells. */
	if (call->sys && call_restarts(ret))
		call->restart = (int)-ret;
	if (!call->sys || call_restarts(ret)) {
		let_go(t);
		return;
	}
	if (call->sys->learn)
		call->sys->learn(t, ret);
	let_go(t);
	if (call->foreseen && t->killed) {
		call_cut(t, "exit");
		return;
	}
	if (call->dropped) {
		call_forget(t);
		return;
	}
	call_write(t, ret, ended, call->sys->extra);
	if (call->sys->after)
		call->sys->after(t, ret);
	call_forget(t);
}

/* An interrupted call ended with this error, as its program sees it. */
void call_interrupted(struct task *t, int err)
{
	uint64_t ended = now();

	if (!t->call.sys)
		return;
	write_call(t, ended);
	write_error(err ? err : EINTR);
	write_duration(&t->call, ended);
	out_end();
	call_forget(t);
}

/* A call never returned: its task ended inside it, or the recording did. */
void call_cut(struct task *t, const char *why)
{
	uint64_t ended = now();

	if (!t->call.sys)
		return;
	write_call(t, ended);
	out_text("cut", why);
	write_duration(&t->call, ended);
	out_end();
	call_forget(t);
}

void call_forget(struct task *t)
{
	free(t->call.path);
	free(t->call.words);
	free(t->call.set);
	t->call = (struct call){ 0 };
}
