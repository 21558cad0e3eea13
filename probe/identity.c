/*
 * Who is behind a number or a descriptor.
 *
 * The identity is the inode number of the struct pid in pidfs (Linux 6.9 and newer): a pidfd on the
 * task is opened, looked at and closed again. For a descriptor of another process, stat() of
 * /proc/TID/fd/N leads to the same inode. Where the kernel has no pidfs the start time stands in.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "probe.h"
#include "uapi.h"

static bool pidfs;
static dev_t pidfs_device;

/* Finds out whether this kernel gives every struct pid an inode of its own. */
bool identity_init(void)
{
	int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
	struct statfs fs;
	struct stat st;

	pidfs = fd >= 0 && !fstatfs(fd, &fs) && fs.f_type == PIDFS_MAGIC && !fstat(fd, &st);
	if (pidfs)
		pidfs_device = st.st_dev;
	if (fd >= 0)
		close(fd);
	return pidfs;
}

bool identity_has_pidfs(void)
{
	return pidfs;
}

/* The identity behind one of the probe's own descriptors, or 0 when it is no pidfd. */
uint64_t identity_of_own_fd(int fd)
{
	struct stat st;

	if (!pidfs || fstat(fd, &st) || st.st_dev != pidfs_device)
		return 0;
	return st.st_ino;
}

/* The identity of a task by its number in the probe's namespace, or 0 when nobody holds it. */
uint64_t identity_of(pid_t tid)
{
	uint64_t id;
	int fd;

	if (!pidfs)
		return 0;
	fd = (int)syscall(SYS_pidfd_open, tid, PIDFD_THREAD_FLAG);
	if (fd < 0)
		return 0;
	id = identity_of_own_fd(fd);
	close(fd);
	return id;
}

/* The identity that a task's descriptor points to, or 0 when the descriptor is no pidfd. */
uint64_t identity_of_fd(pid_t tid, int fd)
{
	char path[48];
	struct stat st;

	if (!pidfs || fd < 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", tid, fd);
	if (stat(path, &st) || st.st_dev != pidfs_device)
		return 0;
	return st.st_ino;
}

#define STATUS_BYTES 16384 /* of /proc/TID/status: a user may be in very many groups */

static ssize_t read_proc(pid_t tid, const char *name, char *into, size_t size)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", tid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = read(fd, into, size - 1);
	close(fd);
	if (n >= 0)
		into[n] = 0;
	return n;
}

/* Reads name, state, parent and start time from /proc/TID/stat. */
bool identity_stat(pid_t tid, struct stat_line *line)
{
	char text[1024];
	char *open_at, *close_at, *rest;
	unsigned long long start;
	int ppid;

	memset(line, 0, sizeof(*line));
	if (read_proc(tid, "stat", text, sizeof(text)) <= 0)
		return false;
	/* The name may itself hold brackets and blanks: it ends at the last bracket. */
	open_at = strchr(text, '(');
	close_at = strrchr(text, ')');
	if (!open_at || !close_at || close_at[1] != ' ')
		return false;
	*close_at = 0;
	snprintf(line->comm, sizeof(line->comm), "%s", open_at + 1);
	line->state = close_at[2];
	rest = close_at + 3;
	if (sscanf(rest, "%d", &ppid) != 1)
		return false;
	line->ppid = ppid;
	/* field 22; the parent is field 4 */
	for (int field = 4; field < 22 && rest; field++)
		rest = strchr(rest + 1, ' ');
	if (!rest || sscanf(rest, "%llu", &start) != 1)
		return false;
	line->start = start;
	return true;
}

static const char *status_line(const char *status, const char *key)
{
	const char *at = strstr(status, key);

	return at ? at + strlen(key) : NULL;
}

/* Reads all numbers of a task, from the probe's namespace inwards. Returns how many. */
int identity_numbers(pid_t tid, int32_t nr[LEVELS_MAX])
{
	char text[STATUS_BYTES];
	const char *at;
	int count = 0;

	if (read_proc(tid, "status", text, sizeof(text)) <= 0)
		return 0;
	at = status_line(text, "\nNSpid:");
	while (at && count < LEVELS_MAX && *at && *at != '\n') {
		char *end;
		long value = strtol(at, &end, 10);

		if (end == at)
			break;
		nr[count++] = (int32_t)value;
		at = end;
	}
	return count;
}

static bool in_mask(pid_t tid, const char *key, int sig)
{
	char text[STATUS_BYTES];
	const char *at;

	if (read_proc(tid, "status", text, sizeof(text)) <= 0)
		return false;
	at = status_line(text, key);
	return at && (strtoull(at, NULL, 16) >> (sig - 1)) & 1;
}

/* Whether the process has a handler for the signal. */
bool identity_catches(pid_t tid, int sig)
{
	return in_mask(tid, "\nSigCgt:", sig);
}

/* Whether the process has set the signal to be ignored. */
bool identity_ignores(pid_t tid, int sig)
{
	return in_mask(tid, "\nSigIgn:", sig);
}

/* What the process does about the signal; NULL when it cannot be read. */
const char *identity_action(pid_t tid, int sig)
{
	char text[STATUS_BYTES];
	const char *caught, *ignored;

	if (read_proc(tid, "status", text, sizeof(text)) <= 0)
		return NULL;
	caught = status_line(text, "\nSigCgt:");
	ignored = status_line(text, "\nSigIgn:");
	if (!caught || !ignored)
		return NULL;
	if ((strtoull(caught, NULL, 16) >> (sig - 1)) & 1)
		return "function";
	return (strtoull(ignored, NULL, 16) >> (sig - 1)) & 1 ? "SIG_IGN" : "SIG_DFL";
}

/* The inode of the task's own PID namespace, or 0. */
uint64_t identity_namespace(pid_t tid)
{
	char path[48];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/ns/pid", tid);
	return stat(path, &st) ? 0 : st.st_ino;
}

/* The process number that a thread belongs to, or 0. */
pid_t identity_leader(pid_t tid)
{
	char text[STATUS_BYTES];
	const char *at;

	if (read_proc(tid, "status", text, sizeof(text)) <= 0)
		return 0;
	at = status_line(text, "\nTgid:");
	return at ? (pid_t)strtol(at, NULL, 10) : 0;
}
