/*
 * What a process learns a number from by opening it: a pidfile, somebody's directory in /proc, the list
 * of all there. Most opens are of no interest, which their paths tell at once.
 *
 * The read itself is not stopped for, as programs read all the time. Of a pidfile the probe reads, at the
 * moment it is opened, what its opener is about to read; and when that was written, since the number
 * means whoever held it then.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe.h"
#include "uapi.h"

#define PATH_BYTES 512
#define FILE_BYTES 64	 /* of a file that are looked at */
#define SIZE_MAX_HERE 4096 /* a larger file is no pidfile */
#define DIGITS_MAX 7	 /* pid_max is at most 4194304 */

/* The number at the beginning of a text, if it stands alone in its line; else 0. */
static long first_line_number(const char *text)
{
	char *end;
	long nr;

	while (*text == ' ' || *text == '\t')
		text++;
	if (*text < '1' || *text > '9')
		return 0;
	nr = strtol(text, &end, 10);
	if (end - text > DIGITS_MAX)
		return 0;
	while (*end == ' ' || *end == '\t' || *end == '\r')
		end++;
	return *end == '\n' || *end == 0 ? nr : 0;
}

/* Of /proc/303 and what is below it: 303; of /proc itself 0; -1: not in there. */
static long proc_number(const char *path)
{
	char *end;
	long nr;

	if (strncmp(path, "/proc", 5))
		return -1;
	path += 5;
	while (*path == '/')
		path++;
	if (!*path)
		return 0;
	if (*path < '1' || *path > '9')
		return -1;
	nr = strtol(path, &end, 10);
	return end - path <= DIGITS_MAX && (*end == '/' || !*end) ? nr : -1;
}

static bool contains(const char *text, const char *word)
{
	return strcasestr(text, word) != NULL;
}

/* Whether a file of this path may hold the number of a process. */
static bool is_likely_pidfile(const char *path)
{
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	return contains(name, "pid") || contains(name, "lock") || contains(name, "lck") ||
	       !strncmp(path, "/run/", 5) || !strncmp(path, "/var/run/", 9);
}

static uint64_t open_flags_of(struct task *t)
{
	const char *args = t->call.sys->args;
	uint64_t flags = 0;

	if (args[0] == 'P')
		return t->call.arg[1];
	if (args[2] == 'f')
		return t->call.arg[2];
	/* openat2's struct begins with them */
	memory_read(t->tid, t->call.arg[2], &flags, sizeof(flags));
	return flags;
}

enum verdict open_entry(struct task *t)
{
	struct call *call = &t->call;
	const struct task *leader;
	char path[PATH_BYTES];
	size_t length;

	if (trace.no_files)
		return CALL_SKIP;
	length = memory_string(t->tid, call->arg[call->sys->args[0] == 'P' ? 0 : 1], path,
			       sizeof(path));
	call->learnt.nr = proc_number(path);
	if (call->learnt.nr >= 0) {
		call->learnt.from = LEARNT_PROC;
		leader = task_find(t->tgid);
		/* It knows its own; and of another one directory is enough. */
		if (call->learnt.nr == t->looked_at ||
		    (leader && call->learnt.nr == task_nr_for(leader, t)))
			return CALL_SKIP;
		if (call->learnt.nr)
			target_number(t, call->learnt.nr);
	} else if (is_likely_pidfile(path) && (open_flags_of(t) & O_ACCMODE) != O_WRONLY) {
		call->learnt.from = LEARNT_FILE;
	} else {
		return CALL_SKIP;
	}
	call->path = strndup(path, length);
	if (!call->path)
		abort();
	return CALL_FOLLOW;
}

/* Reads what is in the file behind a descriptor of the task. Returns the number in it, or 0. */
static long read_number(pid_t tid, int fd, int64_t *written)
{
	char path[48], text[FILE_BYTES + 1];
	struct stat st;
	ssize_t n;
	int own;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", tid, fd);
	/* A device or a pipe could notice that it is opened once more. */
	if (stat(path, &st) || !S_ISREG(st.st_mode) || !st.st_size || st.st_size > SIZE_MAX_HERE)
		return 0;
	own = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (own < 0)
		return 0;
	n = read(own, text, FILE_BYTES);
	close(own);
	if (n <= 0)
		return 0;
	text[n] = 0;
	*written = since_begin_wall(&st.st_mtim);
	return first_line_number(text);
}

/* A file that holds no number, and one that is not there, are nothing to tell. */
void open_learn(struct task *t, long ret)
{
	struct call *call = &t->call;

	if (call->learnt.from == LEARNT_PROC) {
		t->looked_at = call->learnt.nr;
		call->dropped = ret < 0 && !call->learnt.nr;
		return;
	}
	call->learnt.nr = ret < 0 ? 0 : read_number(t->tid, (int)ret, &call->learnt.written);
	call->dropped = !call->learnt.nr;
	if (!call->learnt.nr)
		return;
	target_number(t, call->learnt.nr);
	if (!call->target.tid || !identity_stat(call->target.tid, &call->learnt.holder))
		call->learnt.holder.start = 0;
}

void open_extra(struct task *t, long ret)
{
	const struct call *call = &t->call;

	if (ret < 0)
		return;
	out_object("learnt");
	out_text("from", call->learnt.from == LEARNT_PROC ? "proc" : "file");
	if (call->learnt.nr)
		out_num("nr", call->learnt.nr);
	if (call->learnt.from == LEARNT_FILE)
		out_num("written", call->learnt.written);
	if (call->learnt.holder.start) {
		out_text("comm", call->learnt.holder.comm);
		out_num("start", (long long)call->learnt.holder.start);
	}
	out_object_end();
}
