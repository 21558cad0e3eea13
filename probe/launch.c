/*
 * Finds a command and starts it: traced, under the filter, and waiting until the probe is ready.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

/* Looks a command up as a shell does. Returns 0, 127 (not found) or 126 (found, not runnable). */
int launch_find(const char *name, char path[4096])
{
	const char *dirs = getenv("PATH");
	int result = 127;

	if (strchr(name, '/')) {
		snprintf(path, 4096, "%s", name);
		if (access(path, F_OK))
			return 127;
		return access(path, X_OK) ? 126 : 0;
	}
	for (dirs = dirs ? dirs : "/usr/local/bin:/usr/bin:/bin"; *name && dirs;) {
		size_t length = strcspn(dirs, ":");
		struct stat st;

		snprintf(path, 4096, "%.*s%s%s", (int)length, dirs, length ? "/" : "./", name);
		if (!stat(path, &st) && S_ISREG(st.st_mode)) {
			if (!access(path, X_OK))
				return 0;
			result = 126;
		}
		dirs = dirs[length] ? dirs + length + 1 : NULL;
	}
	return result;
}

/*
 * Lets the probe, not what it records, have as many descriptors as it may: one is kept for each namespace
 * that was met, and for each zombie whose reaper is not recorded.
 */
void launch_widen(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* The child: under the filter, waits to be traced, becomes the command. */
static void become(const char *path, char **argv, int ready, int go)
{
	int err = trace.filter ? filter_install() : 0;
	char byte;

	if (write(ready, &err, sizeof(err)) != sizeof(err) || read(go, &byte, 1) != 1)
		_exit(125);
	execv(path, argv);
	err = errno;
	if (err == ENOEXEC) {
		/* A script without #!, as execvp treats it. */
		size_t count = 0;
		char **shell;

		while (argv[count])
			count++;
		shell = calloc(count + 2, sizeof(*shell));
		if (shell) {
			shell[0] = (char *)"sh";
			shell[1] = (char *)path;
			memcpy(shell + 2, argv + 1, count * sizeof(*shell));
			execv("/bin/sh", shell);
		}
	}
	fprintf(stderr, "probe: cannot run %s: %s\n", path, strerror(err));
	_exit(err == ENOENT ? 127 : 126);
}

/* Says why nothing can be traced. Returns the exit status. */
int launch_refused(int err)
{
	fprintf(stderr,
		"probe: ptrace is not allowed here (%s).\n"
		"In a container: run it with --cap-add=SYS_PTRACE, or a seccomp profile that allows\n"
		"ptrace. On a machine with Yama, kernel.yama.ptrace_scope must be below 3.\n",
		strerror(err));
	return 125;
}

/*
 * Starts the command up to the point where it waits for `*go` to be written to or closed. Returns its
 * number, or -1 when that is impossible. Without a filter although one was wished for, trace.filter says so.
 */
pid_t launch_waiting(const char *path, char **argv, int *go)
{
	int ready[2], start[2], err = 0;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC) || pipe2(start, O_CLOEXEC)) {
		perror("probe: pipe");
		return -1;
	}
	pid = fork();
	if (pid < 0) {
		perror("probe: fork");
		return -1;
	}
	if (!pid) {
		close(start[1]); /* so that it ends if the probe is killed now */
		become(path, argv, ready[1], start[0]);
	}
	close(ready[1]), close(start[0]);
	launch_widen();
	if (read(ready[0], &err, sizeof(err)) != sizeof(err))
		err = EPIPE;
	close(ready[0]);
	if (err) {
		fprintf(stderr, "probe: no seccomp filter (%s); every call stops, which is slower\n",
			strerror(err));
		trace.filter = false;
	}
	*go = start[1];
	return pid;
}

/* Lets a waiting command go on. */
void launch_go(pid_t pid, int go)
{
	if (write(go, "", 1) != 1)
		kill(pid, SIGKILL);
	close(go);
}

/* Starts the command, traced and waiting. Returns 0 or an exit status. */
int launch(const char *path, char **argv)
{
	int go, err;
	pid_t pid = launch_waiting(path, argv, &go);
	struct task *t;

	if (pid < 0)
		return 125;
	err = trace_seize(pid);
	if (err) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return launch_refused(err);
	}
	trace.command = pid;
	t = life_known(pid, pid);
	t->started = true;
	t->chld->ignored = identity_ignores(pid, SIGCHLD);
	if (!trace.filter)
		ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	launch_go(pid, go);
	return 0;
}
