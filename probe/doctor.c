/*
 * `probe doctor`: says which pidfd features this kernel has, by trying each. A version number would
 * not do: distributions carry features back, containers and policies take them away.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doctor.h"
#include "probe.h"

static const struct {
	const char *what, *since;
	int (*attempt)(void);
} features[] = {
	{ "pidfd_send_signal", "5.1", try_send },
	{ "  ... to a /proc/PID directory", "5.1", try_send_proc },
	{ "  ... to a thread, process or group", "6.9", try_send_scopes },
	{ "clone(CLONE_PIDFD)", "5.2", try_clone_pidfd },
	{ "pidfd_open", "5.3", try_open },
	{ "clone3", "5.3", try_clone3 },
	{ "poll: POLLIN at the end", "5.3", try_poll },
	{ "poll: POLLHUP once collected", "6.9", try_hangup },
	{ "waitid(P_PIDFD)", "5.4", try_waitid },
	{ "clone3 with a chosen number", "5.5", try_set_tid },
	{ "pidfd_getfd", "5.6", try_getfd },
	{ "setns with a pidfd", "5.8", try_setns },
	{ "PIDFD_NONBLOCK", "5.10", try_nonblock },
	{ "process_madvise", "5.10", try_madvise },
	{ "process_mrelease", "5.15", try_mrelease },
	{ "SO_PEERPIDFD", "6.5", try_peer },
	{ "SO_PASSPIDFD", "6.5", try_passed },
	{ "PIDFD_THREAD", "6.9", try_thread },
	{ "pidfs: an inode per process", "6.9", try_identity },
	{ "PIDFD_GET_INFO", "6.13", try_info },
	{ "  ... with the exit status", "6.15", try_exit_info },
	{ "file handles of processes", "6.14", try_handle },
	{ "PIDFD_SELF", "6.15", try_self },
	{ "CLONE_AUTOREAP", "7.1", try_autoreap },
	{ "user and PID namespaces", "3.8", try_namespaces },
	{ "  ... with a pid_max of their own", "6.14", try_own_pid_max },
	{ "  ... with a settable last number", "3.3", try_last_pid },
	{ "ptrace", "3.4", try_ptrace },
	{ "PTRACE_GET_SYSCALL_INFO", "5.3", try_syscall_info },
	{ "seccomp filter", "3.5", try_filter },
	{ "record --system: BPF and BTF", "5.15", try_system },
};

/* Runs one attempt in a child. Returns 0, an errno, or -1 when it did not end by itself. */
static int attempt(int (*what)(void))
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return errno;
	if (!pid) {
		alarm(5);
		_exit(what() & 0xff);
	}
	if (waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

int doctor_main(int argc, char **argv)
{
	struct utsname system;
	size_t count = sizeof(features) / sizeof(*features), have = 0;

	if (argc > 1) {
		bool help = !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h");

		fputs("usage: probe doctor\n\nTries each pidfd feature of this kernel.\n",
		      help ? stdout : stderr);
		return help ? 0 : 2;
	}
	uname(&system);
	printf("%s %s %s\n\n", system.sysname, system.release, system.machine);
	printf("%-36s %-6s %s\n", "feature", "since", "here");
	fflush(stdout);
	for (size_t i = 0; i < count; i++) {
		int err = attempt(features[i].attempt);
		const char *text = err > 0 ? name_errno(err) : NULL;

		have += !err;
		printf("%-36s %-6s %s%s%s%s\n", features[i].what, features[i].since,
		       err ? "no" : "yes", err ? " (" : "",
		       !err ? "" : err < 0 ? "did not end" : text ? text : "?", err ? ")" : "");
		fflush(stdout);
	}
	printf("\n%zu of %zu\n", have, count);
	return 0;
}
