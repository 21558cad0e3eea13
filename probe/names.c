/*
 * Names of constants, as tables: what the kernel's headers call the numbers in calls and results.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "probe.h"
#include "uapi.h"

#define N(constant) { (unsigned long)(constant), #constant }
#define END { 0, NULL }

const struct name clone_flags[] = {
	N(CLONE_VM), N(CLONE_FS), N(CLONE_FILES), N(CLONE_SIGHAND), N(CLONE_PIDFD), N(CLONE_PTRACE),
	N(CLONE_VFORK), N(CLONE_PARENT), N(CLONE_THREAD), N(CLONE_NEWNS), N(CLONE_SYSVSEM),
	N(CLONE_SETTLS), N(CLONE_PARENT_SETTID), N(CLONE_CHILD_CLEARTID), N(CLONE_DETACHED),
	N(CLONE_UNTRACED), N(CLONE_CHILD_SETTID), N(CLONE_NEWCGROUP), N(CLONE_NEWUTS),
	N(CLONE_NEWIPC), N(CLONE_NEWUSER), N(CLONE_NEWPID), N(CLONE_NEWNET), N(CLONE_IO),
	N(CLONE_NEWTIME), N(CLONE_CLEAR_SIGHAND), N(CLONE_INTO_CGROUP),
	{ 1UL << 34, "CLONE_AUTOREAP" }, { 1UL << 35, "CLONE_NNP" },
	{ 1UL << 36, "CLONE_PIDFD_AUTOKILL" }, END
};
const struct name wait_options[] = {
	N(WNOHANG), N(WUNTRACED), N(WEXITED), N(WCONTINUED), N(WNOWAIT), N(__WNOTHREAD), N(__WALL),
	N(__WCLONE), END
};
const struct name id_types[] = {
	{ 0, "P_ALL" }, { 1, "P_PID" }, { 2, "P_PGID" }, { 3, "P_PIDFD" }, END
};
const struct name pidfd_open_flags[] = {
	{ PIDFD_NONBLOCK_FLAG, "PIDFD_NONBLOCK" }, { PIDFD_THREAD_FLAG, "PIDFD_THREAD" }, END
};
const struct name pidfd_signal_flags[] = {
	{ 1, "PIDFD_SIGNAL_THREAD" }, { 2, "PIDFD_SIGNAL_THREAD_GROUP" },
	{ 4, "PIDFD_SIGNAL_PROCESS_GROUP" }, END
};
const struct name prctl_ops[] = {
	N(PR_SET_PDEATHSIG), N(PR_SET_NAME), N(PR_SET_CHILD_SUBREAPER), END
};
const struct name advices[] = {
	{ 3, "MADV_WILLNEED" }, { 20, "MADV_COLD" }, { 21, "MADV_PAGEOUT" }, END
};
const struct name descriptor_flags[] = { N(O_CLOEXEC), END };
const struct name open_flags[] = {
	N(O_WRONLY), N(O_RDWR), N(O_CREAT), N(O_EXCL), N(O_NOCTTY), N(O_TRUNC), N(O_APPEND),
	N(O_NONBLOCK), N(O_DIRECTORY), N(O_NOFOLLOW), N(O_CLOEXEC), N(O_PATH),
	{ 0100000, "O_LARGEFILE" }, END
};
const struct name fcntl_ops[] = { N(F_DUPFD), N(F_DUPFD_CLOEXEC), END };
const struct name poll_events[] = {
	N(POLLIN), N(POLLPRI), N(POLLOUT), N(POLLERR), N(POLLHUP), N(POLLNVAL), N(POLLRDNORM),
	N(POLLRDBAND), N(POLLWRNORM), N(POLLWRBAND), { POLLRDHUP, "POLLRDHUP" },
	{ EPOLLEXCLUSIVE, "EPOLLEXCLUSIVE" }, { EPOLLWAKEUP, "EPOLLWAKEUP" },
	{ EPOLLONESHOT, "EPOLLONESHOT" }, { EPOLLET, "EPOLLET" }, END
};
const struct name epoll_ops[] = { N(EPOLL_CTL_ADD), N(EPOLL_CTL_DEL), N(EPOLL_CTL_MOD), END };
const struct name action_flags[] = {
	N(SA_NOCLDSTOP), N(SA_NOCLDWAIT), N(SA_SIGINFO), { 0x04000000, "SA_RESTORER" },
	N(SA_ONSTACK), N(SA_RESTART), N(SA_NODEFER), N(SA_RESETHAND), END
};
const struct name at_flags[] = { N(AT_SYMLINK_NOFOLLOW), N(AT_EMPTY_PATH), END };
const struct name ptrace_ops[] = {
	{ 0, "PTRACE_TRACEME" }, { 16, "PTRACE_ATTACH" }, { 0x4206, "PTRACE_SEIZE" }, END
};
const struct name socket_options[] = {
	{ SO_PEERCRED, "SO_PEERCRED" }, { SO_PEERPIDFD, "SO_PEERPIDFD" }, END
};

static const char *const errno_names[] = {
	[EPERM] = "EPERM", [ENOENT] = "ENOENT", [ESRCH] = "ESRCH", [EINTR] = "EINTR",
	[EIO] = "EIO", [ENXIO] = "ENXIO", [E2BIG] = "E2BIG", [ENOEXEC] = "ENOEXEC",
	[EBADF] = "EBADF", [ECHILD] = "ECHILD", [EAGAIN] = "EAGAIN", [ENOMEM] = "ENOMEM",
	[EACCES] = "EACCES", [EFAULT] = "EFAULT", [ENOTBLK] = "ENOTBLK", [EBUSY] = "EBUSY",
	[EEXIST] = "EEXIST", [EXDEV] = "EXDEV", [ENODEV] = "ENODEV", [ENOTDIR] = "ENOTDIR",
	[EISDIR] = "EISDIR", [EINVAL] = "EINVAL", [ENFILE] = "ENFILE", [EMFILE] = "EMFILE",
	[ENOTTY] = "ENOTTY", [ETXTBSY] = "ETXTBSY", [EFBIG] = "EFBIG", [ENOSPC] = "ENOSPC",
	[ESPIPE] = "ESPIPE", [EROFS] = "EROFS", [EMLINK] = "EMLINK", [EPIPE] = "EPIPE",
	[EDOM] = "EDOM", [ERANGE] = "ERANGE", [EDEADLK] = "EDEADLK",
	[ENAMETOOLONG] = "ENAMETOOLONG", [ENOLCK] = "ENOLCK", [ENOSYS] = "ENOSYS",
	[ENOTEMPTY] = "ENOTEMPTY", [ELOOP] = "ELOOP", [ENOMSG] = "ENOMSG", [EIDRM] = "EIDRM",
	[ECHRNG] = "ECHRNG", [EL2NSYNC] = "EL2NSYNC", [EL3HLT] = "EL3HLT", [EL3RST] = "EL3RST",
	[ELNRNG] = "ELNRNG", [EUNATCH] = "EUNATCH", [ENOCSI] = "ENOCSI", [EL2HLT] = "EL2HLT",
	[EBADE] = "EBADE", [EBADR] = "EBADR", [EXFULL] = "EXFULL", [ENOANO] = "ENOANO",
	[EBADRQC] = "EBADRQC", [EBADSLT] = "EBADSLT", [EBFONT] = "EBFONT", [ENOSTR] = "ENOSTR",
	[ENODATA] = "ENODATA", [ETIME] = "ETIME", [ENOSR] = "ENOSR", [ENONET] = "ENONET",
	[ENOPKG] = "ENOPKG", [EREMOTE] = "EREMOTE", [ENOLINK] = "ENOLINK", [EADV] = "EADV",
	[ESRMNT] = "ESRMNT", [ECOMM] = "ECOMM", [EPROTO] = "EPROTO", [EMULTIHOP] = "EMULTIHOP",
	[EDOTDOT] = "EDOTDOT", [EBADMSG] = "EBADMSG", [EOVERFLOW] = "EOVERFLOW",
	[ENOTUNIQ] = "ENOTUNIQ", [EBADFD] = "EBADFD", [EREMCHG] = "EREMCHG", [ELIBACC] = "ELIBACC",
	[ELIBBAD] = "ELIBBAD", [ELIBSCN] = "ELIBSCN", [ELIBMAX] = "ELIBMAX",
	[ELIBEXEC] = "ELIBEXEC", [EILSEQ] = "EILSEQ", [ERESTART] = "ERESTART",
	[ESTRPIPE] = "ESTRPIPE", [EUSERS] = "EUSERS", [ENOTSOCK] = "ENOTSOCK",
	[EDESTADDRREQ] = "EDESTADDRREQ", [EMSGSIZE] = "EMSGSIZE", [EPROTOTYPE] = "EPROTOTYPE",
	[ENOPROTOOPT] = "ENOPROTOOPT", [EPROTONOSUPPORT] = "EPROTONOSUPPORT",
	[ESOCKTNOSUPPORT] = "ESOCKTNOSUPPORT", [EOPNOTSUPP] = "EOPNOTSUPP",
	[EPFNOSUPPORT] = "EPFNOSUPPORT", [EAFNOSUPPORT] = "EAFNOSUPPORT",
	[EADDRINUSE] = "EADDRINUSE", [EADDRNOTAVAIL] = "EADDRNOTAVAIL", [ENETDOWN] = "ENETDOWN",
	[ENETUNREACH] = "ENETUNREACH", [ENETRESET] = "ENETRESET", [ECONNABORTED] = "ECONNABORTED",
	[ECONNRESET] = "ECONNRESET", [ENOBUFS] = "ENOBUFS", [EISCONN] = "EISCONN",
	[ENOTCONN] = "ENOTCONN", [ESHUTDOWN] = "ESHUTDOWN", [ETOOMANYREFS] = "ETOOMANYREFS",
	[ETIMEDOUT] = "ETIMEDOUT", [ECONNREFUSED] = "ECONNREFUSED", [EHOSTDOWN] = "EHOSTDOWN",
	[EHOSTUNREACH] = "EHOSTUNREACH", [EALREADY] = "EALREADY", [EINPROGRESS] = "EINPROGRESS",
	[ESTALE] = "ESTALE", [EUCLEAN] = "EUCLEAN", [ENOTNAM] = "ENOTNAM", [ENAVAIL] = "ENAVAIL",
	[EISNAM] = "EISNAM", [EREMOTEIO] = "EREMOTEIO", [EDQUOT] = "EDQUOT",
	[ENOMEDIUM] = "ENOMEDIUM", [EMEDIUMTYPE] = "EMEDIUMTYPE", [ECANCELED] = "ECANCELED",
	[ENOKEY] = "ENOKEY", [EKEYEXPIRED] = "EKEYEXPIRED", [EKEYREVOKED] = "EKEYREVOKED",
	[EKEYREJECTED] = "EKEYREJECTED", [EOWNERDEAD] = "EOWNERDEAD",
	[ENOTRECOVERABLE] = "ENOTRECOVERABLE", [ERFKILL] = "ERFKILL",
};

/* The kernel's own "interrupted" codes, which only a tracer sees. */
static const struct name restart_codes[] = {
	{ 512, "ERESTARTSYS" }, { 513, "ERESTARTNOINTR" }, { 514, "ERESTARTNOHAND" },
	{ 516, "ERESTART_RESTARTBLOCK" }, END
};

static const char *const signal_names[] = {
	[SIGHUP] = "SIGHUP", [SIGINT] = "SIGINT", [SIGQUIT] = "SIGQUIT", [SIGILL] = "SIGILL",
	[SIGTRAP] = "SIGTRAP", [SIGABRT] = "SIGABRT", [SIGBUS] = "SIGBUS", [SIGFPE] = "SIGFPE",
	[SIGKILL] = "SIGKILL", [SIGUSR1] = "SIGUSR1", [SIGSEGV] = "SIGSEGV", [SIGUSR2] = "SIGUSR2",
	[SIGPIPE] = "SIGPIPE", [SIGALRM] = "SIGALRM", [SIGTERM] = "SIGTERM",
	[SIGCHLD] = "SIGCHLD", [SIGCONT] = "SIGCONT", [SIGSTOP] = "SIGSTOP", [SIGTSTP] = "SIGTSTP",
	[SIGTTIN] = "SIGTTIN", [SIGTTOU] = "SIGTTOU", [SIGURG] = "SIGURG", [SIGXCPU] = "SIGXCPU",
	[SIGXFSZ] = "SIGXFSZ", [SIGVTALRM] = "SIGVTALRM", [SIGPROF] = "SIGPROF",
	[SIGWINCH] = "SIGWINCH", [SIGIO] = "SIGIO", [SIGPWR] = "SIGPWR", [SIGSYS] = "SIGSYS",
#ifdef SIGSTKFLT
	[SIGSTKFLT] = "SIGSTKFLT",
#endif
};

static const struct name general_codes[] = {
	{ (unsigned long)SI_USER, "SI_USER" }, { 0x80, "SI_KERNEL" },
	{ (unsigned long)SI_QUEUE, "SI_QUEUE" }, { (unsigned long)SI_TIMER, "SI_TIMER" },
	{ (unsigned long)SI_MESGQ, "SI_MESGQ" }, { (unsigned long)SI_ASYNCIO, "SI_ASYNCIO" },
	{ (unsigned long)SI_SIGIO, "SI_SIGIO" }, { (unsigned long)SI_TKILL, "SI_TKILL" }, END
};
static const struct name child_codes[] = {
	{ 1, "CLD_EXITED" }, { 2, "CLD_KILLED" }, { 3, "CLD_DUMPED" }, { 4, "CLD_TRAPPED" },
	{ 5, "CLD_STOPPED" }, { 6, "CLD_CONTINUED" }, END
};
static const struct name segv_codes[] = {
	{ 1, "SEGV_MAPERR" }, { 2, "SEGV_ACCERR" }, { 3, "SEGV_BNDERR" }, { 4, "SEGV_PKUERR" }, END
};

const char *name_one(const struct name *table, unsigned long value)
{
	for (; table->text; table++)
		if (table->value == value)
			return table->text;
	return NULL;
}

/* The errno's name; NULL for a number that has none. */
const char *name_errno(int number)
{
	if (number > 0 && number < (int)(sizeof(errno_names) / sizeof(*errno_names)))
		return errno_names[number];
	return name_one(restart_codes, (unsigned long)number);
}

/* The signal's name; NULL for a number that has none. Not for use by two callers at once. */
const char *name_signal(int number)
{
	static char real_time[16];

	if (number > 0 && number < (int)(sizeof(signal_names) / sizeof(*signal_names)))
		return signal_names[number];
	/* 34 is the first that C libraries leave to programs. */
	if (number == 34)
		return "SIGRTMIN";
	if (number < 32 || number > 64)
		return NULL;
	snprintf(real_time, sizeof(real_time), number > 34 ? "SIGRTMIN+%d" : "SIG%d",
		 number > 34 ? number - 34 : number);
	return real_time;
}

/* The name of a siginfo's si_code; NULL for one that has none here. */
const char *name_code(int sig, int code)
{
	const char *text = NULL;

	if (sig == SIGCHLD)
		text = name_one(child_codes, (unsigned long)code);
	else if (sig == SIGSEGV)
		text = name_one(segv_codes, (unsigned long)code);
	return text ? text : name_one(general_codes, (unsigned long)code);
}

/* Flags joined by |, an unknown rest in hexadecimal; nothing set is the number 0. */
void out_flags(const char *key, const struct name *table, unsigned long value)
{
	char text[1024], *at = text;

	if (!value) {
		out_num(key, 0);
		return;
	}
	for (; table->text && value; table++)
		if (table->value && (value & table->value) == table->value) {
			if (at > text)
				*at++ = '|';
			at = stpcpy(at, table->text);
			value &= ~table->value;
		}
	if (value)
		at += sprintf(at, "%s0x%lx", at > text ? "|" : "", value);
	out_bytes(key, text, (size_t)(at - text));
}

/* A name if there is one, else the number. */
void out_one(const char *key, const struct name *table, unsigned long value)
{
	const char *text = name_one(table, value);

	if (text)
		out_text(key, text);
	else
		out_num(key, (long long)value);
}

void out_signal(const char *key, int number)
{
	const char *text = name_signal(number);

	if (text)
		out_text(key, text);
	else
		out_num(key, number);
}
