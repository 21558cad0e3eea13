/*
 * Where plans are performed: a user namespace in which we are root without being root outside, a
 * mount namespace with a private corner, and a PID namespace whose first process is the director.
 * When the director dies, the kernel ends every actor with it; nothing is left behind.
 */
#define _GNU_SOURCE
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ssize_t n = write(fd, text, strlen(text));
	int kept = errno;
	close(fd);
	errno = kept;
	return n == (ssize_t)strlen(text);
}

/* Maps ids 0..4095 where we may (ids of our own choosing need privilege), else 0 alone. */
static int map_ids(pid_t child)
{
	static const char *maps[] = {"0 %u 1\n1 100001 4095\n", "0 %u 1\n1 1001 4095\n", NULL};
	char path[64], text[64];
	for (int i = 0; maps[i]; i++) {
		snprintf(text, sizeof text, maps[i], geteuid());
		snprintf(path, sizeof path, "/proc/%d/uid_map", child);
		if (!write_text(path, text))
			continue;
		snprintf(path, sizeof path, "/proc/%d/gid_map", child);
		snprintf(text, sizeof text, maps[i], getegid());
		if (write_text(path, text))
			return 4096;
	}
	snprintf(path, sizeof path, "/proc/%d/setgroups", child);
	write_text(path, "deny");
	snprintf(path, sizeof path, "/proc/%d/gid_map", child);
	snprintf(text, sizeof text, "0 %u 1\n", getegid());
	bool groups = write_text(path, text);
	snprintf(path, sizeof path, "/proc/%d/uid_map", child);
	snprintf(text, sizeof text, "0 %u 1\n", geteuid());
	return write_text(path, text) && groups ? 1 : 0;
}

#define NEWTIME 0x80 /* CLONE_NEWTIME */

/* The process between: enters the namespaces, then becomes the parent of their first process. */
static int between(int ready, int mapped, char **worker_argv)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	int error = unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC |
			    CLONE_NEWNET | CLONE_NEWCGROUP | NEWTIME) < 0 ? errno : 0;
	int ids = 0;
	if (write(ready, &error, sizeof error) < 0 || error ||
	    read(mapped, &ids, sizeof ids) != sizeof ids || ids == 0)
		return 2;
	close(ready);
	close(mapped);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setenv("STAGE_IDS", ids > 1 ? "4096" : "1", 1);
		execv("/proc/self/exe", worker_argv);
		_exit(2);
	}
	int status = 0;
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return 2;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

/* Runs `worker_argv` of this program as the first process of a new room. Returns its exit status. */
int room_enter(char **worker_argv, int *ids)
{
	int ready[2], mapped[2], error = EIO, status;
	if (pipe2(ready, O_CLOEXEC) < 0 || pipe2(mapped, O_CLOEXEC) < 0)
		return 2;
	pid_t pid = fork();
	if (pid == 0)
		_exit(between(ready[1], mapped[0], worker_argv));
	close(ready[1]);
	if (read(ready[0], &error, sizeof error) != sizeof error || error) {
		fprintf(stderr, "stage: no user and PID namespace to be had: %s\n", strerror(error));
		return 3;
	}
	*ids = map_ids(pid);
	if (*ids == 0)
		fprintf(stderr, "stage: cannot map ids: %s\n", strerror(errno));
	if (write(mapped[1], ids, sizeof *ids) < 0)
		return 2;
	if (waitpid(pid, &status, 0) < 0)
		return 2;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

static bool map_memory(int fd)
{
	int flags = MAP_FIXED_NOREPLACE;
	shared = mmap(SHARED_AT, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | flags, fd, 0);
	void *stacks = mmap(STACKS_AT, (size_t)MAX_ACTORS * STACK_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
	return shared == SHARED_AT && stacks == STACKS_AT;
}

/* Mounts the private corner and makes the shared memory. */
bool room_furnish(char *problem, size_t size)
{
	const char *at = "mount / private";
	int fd = -1;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    (at = "mount tmpfs", mount("stage", ROOM, "tmpfs", 0, "mode=755") == 0) &&
	    (at = "mkdir", mkdir(ROOM_OUTER, 0755) == 0 && mkdir(ROOM_PROC, 0755) == 0) &&
	    (at = "mount proc", mount("proc", ROOM_OUTER, "proc", 0, NULL) == 0) &&
	    (at = "shared file", umask(0), (fd = open(ROOM_SHARED, O_RDWR | O_CREAT | O_CLOEXEC,
						       0666)) >= 0) &&
	    ftruncate(fd, sizeof *shared) == 0 && map_memory(fd)) {
		close(fd);
		return true;
	}
	snprintf(problem, size, "%s: %s", at, strerror(errno));
	return false;
}

/* After execve: the same memory at the same place. The descriptor lives for a moment only. */
void room_attach(void)
{
	struct rlimit limit, open_limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	open_limit = (struct rlimit){limit.rlim_max, limit.rlim_max};
	setrlimit(RLIMIT_NOFILE, &open_limit);
	/* A C library whose ids differ has opened what it found closed of 0 to 2; no plan has. */
	struct stat st;
	for (int fd = 0; fd < 3; fd++)
		if (fstat(fd, &st) == 0 && S_ISCHR(st.st_mode))
			close(fd);
	int fd = open(ROOM_SHARED, O_RDWR | O_CLOEXEC);
	if (fd < 0 || !map_memory(fd))
		_exit(121);
	close(fd);
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void complain(const char *what)
{
	snprintf(shared->actor[0].buffer, BUFFER_BYTES, "%s: %s", what, strerror(errno));
	_exit(120);
}

static void write_number(const char *path, long number)
{
	char text[32];
	snprintf(text, sizeof text, "%ld", number);
	if (number >= 0 && !write_text(path, text))
		complain(path);
}

/* The plan's pid 1, before it becomes an actor: its own view of /proc, and no descriptors. */
static void furnish_first(const struct setup *setup)
{
	struct sched_param none = {0};
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sched_setscheduler(0, SCHED_OTHER, &none);
	if (mount("proc", ROOM_PROC, "proc", 0, NULL) < 0)
		complain("mount proc");
	syscall(SYS_close_range, 0, ~0U, 0);
	setsid();
	write_number(ROOM_PROC "/sys/kernel/pid_max", setup->pid_max);
	write_number(ROOM_PROC "/sys/kernel/ns_last_pid", setup->last_pid);
	struct rlimit limit = {(rlim_t)setup->nofile, 4096};
	if (setup->nofile >= 0 && setrlimit(RLIMIT_NOFILE, &limit) < 0)
		complain("RLIMIT_NOFILE");
	struct rlimit core = {0, 0};
	setrlimit(RLIMIT_CORE, &core);
}

/* Starts actor 0 as pid 1 of a fresh PID namespace. Returns its number for the director, or -errno. */
int room_first_actor(const struct setup *setup)
{
	long pid = raw(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | SIGCHLD, 0, 0, 0, 0, 0);
	if (pid != 0)
		return (int)pid;
	furnish_first(setup);
	actor_enter(0);
}
