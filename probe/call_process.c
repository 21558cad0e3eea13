/*
 * fork, clone, exec, wait and the calls that change where children are born or who collects them.
 * A fork or exec that succeeds is told by ptrace events and written in life.c.
 */
#include <linux/sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "probe.h"
#include "uapi.h"

#define PATH_BYTES 4096
#define WORDS_MAX 64
#define WORD_BYTES 512

/* A copy of a string in the caller's memory, to be freed. */
static char *copy_string(pid_t tid, uint64_t address, size_t size, size_t *length)
{
	char *text = malloc(size);
	char *fitted;

	if (!text)
		abort();
	*length = memory_string(tid, address, text, size);
	fitted = realloc(text, *length + 1);
	return fitted ? fitted : text;
}

enum verdict fork_entry(struct task *t)
{
	bool is_vfork = !strcmp(t->call.sys->name, "vfork");

	t->call.flags = is_vfork ? CLONE_VM | CLONE_VFORK : 0;
	t->call.exit_signal = SIGCHLD;
	return CALL_FOLLOW;
}

/*
 * CLONE_UNTRACED keeps a child from its parent's tracer. Under the filter such a child could not
 * even wait, so the flag is taken away before the kernel sees it.
 */
static void take_untraced(struct task *t)
{
	uint64_t flags = t->call.flags & ~(uint64_t)CLONE_UNTRACED;
	bool done;

	if (!(t->call.flags & CLONE_UNTRACED) || !trace.filter)
		return;
	if (t->call.sys->args[0] == 'p')
		done = memory_write(t->tid, t->call.arg[0], &flags, sizeof(flags));
	else
		done = memory_first_argument(t->tid, t->call.compat,
					     t->call.arg[0] & ~(uint64_t)CLONE_UNTRACED);
	trace_note(t->tid,
		   done ? "%s asked for an untraced child; it is recorded all the same"
			: "%s asked for an untraced child, which will fail while recorded",
		   t->comm);
}

enum verdict clone_entry(struct task *t)
{
	t->call.flags = t->call.arg[0] & ~0xffUL;
	t->call.exit_signal = (int)(t->call.arg[0] & 0xff);
	t->call.pidfd_at = t->call.flags & CLONE_PIDFD ? t->call.arg[2] : 0;
	take_untraced(t);
	return CALL_FOLLOW;
}

enum verdict clone3_entry(struct task *t)
{
	struct clone3_args args = { 0 };
	size_t size = t->call.arg[1] < sizeof(args) ? t->call.arg[1] : sizeof(args);

	memory_read(t->tid, t->call.arg[0], &args, size);
	t->call.flags = args.flags;
	t->call.exit_signal = (int)args.exit_signal;
	take_untraced(t);
	t->call.pidfd_at = args.flags & CLONE_PIDFD ? args.pidfd : 0;
	if (args.set_tid && args.set_tid_size <= LEVELS_MAX) {
		size_t bytes = args.set_tid_size * sizeof(int);

		if (memory_read(t->tid, args.set_tid, t->call.set_tid, bytes) == bytes)
			t->call.set_tid_count = (int)args.set_tid_size;
	}
	return CALL_FOLLOW;
}

/* How a task was to be made: in `clone` records and in calls that failed. */
void clone_extra(struct task *t, long ret)
{
	const struct call *call = &t->call;

	(void)ret;
	out_flags("flags", clone_flags, call->flags);
	if (call->exit_signal)
		out_signal("exit_signal", call->exit_signal);
	else
		out_num("exit_signal", 0);
	if (call->set_tid_count) {
		out_list("set_tid");
		for (int i = 0; i < call->set_tid_count; i++)
			out_num(NULL, call->set_tid[i]);
		out_list_end();
	}
}

static void add_word(struct call *call, const char *word, size_t length)
{
	char *grown = realloc(call->words, call->words_length + length + 1);

	if (!grown)
		abort();
	call->words = grown;
	memcpy(call->words + call->words_length, word, length);
	call->words_length += length;
	call->words[call->words_length++] = 0;
	call->word_count++;
}

/* Reads the argument vector, whose pointers are 4 bytes wide in a 32-bit program. */
static void read_words(struct task *t, uint64_t address)
{
	struct call *call = &t->call;
	size_t width = call->compat ? 4 : 8;

	for (uint64_t at = address;; at += width) {
		char word[WORD_BYTES];
		uint64_t pointer = 0;

		if (memory_read(t->tid, at, &pointer, width) != width || !pointer)
			return;
		if (call->word_count < WORDS_MAX)
			add_word(call, word, memory_string(t->tid, pointer, word, sizeof(word)));
		else if (++call->words_left_out == 1000000)
			return;
	}
}

enum verdict exec_entry(struct task *t)
{
	bool at = t->call.sys->args[0] == 'd';
	size_t length;

	t->call.path = copy_string(t->tid, t->call.arg[at ? 1 : 0], PATH_BYTES, &length);
	read_words(t, t->call.arg[at ? 2 : 1]);
	return CALL_FOLLOW;
}

void exec_words(const struct call *call)
{
	const char *word = call->words;

	out_list("argv");
	for (int i = 0; i < call->word_count; i++, word += strlen(word) + 1)
		out_text(NULL, word);
	out_list_end();
	if (call->words_left_out)
		out_num("argv_more", call->words_left_out);
}

void exec_extra(struct task *t, long ret)
{
	(void)ret;
	exec_words(&t->call);
}

enum verdict wait4_entry(struct task *t)
{
	int pid = (int)t->call.arg[0];

	if (pid > 0)
		target_number(t, pid);
	else if (pid != -1)
		t->call.target = (struct target){ .kind = TARGET_GROUP, .has_nr = true, .nr = pid };
	return CALL_FOLLOW;
}

enum verdict waitid_entry(struct task *t)
{
	switch (t->call.arg[0]) {
	case P_PID: target_number(t, (int)t->call.arg[1]); break;
	case P_PIDFD_TYPE: target_pidfd(t, (int)t->call.arg[1]); break;
	default: break;
	}
	return CALL_FOLLOW;
}

static struct task *collected(struct task *t, long nr)
{
	struct task *child = nr > 0 ? task_by_nr(t->ns, nr) : NULL;

	return child;
}

static void write_wait(struct task *t, long nr, int status)
{
	struct task *child = collected(t, nr);

	out_object("wait");
	out_num("nr", nr);
	if (child)
		out_num("tid", child->tid);
	else if (t->ns == pidns_own())
		out_num("tid", nr);
	if (child && child->id)
		out_id("id", child->id);
	out_num("status", status);
	out_object_end();
}

/* What a wait found; kept in the call for what follows its record. */
struct found {
	long nr;
	int status;
};

static struct found wait4_found(struct task *t, long ret)
{
	struct found found = { ret > 0 ? ret : 0, 0 };
	struct task *child = collected(t, found.nr);

	if (memory_read(t->tid, t->call.arg[1], &found.status, sizeof(int)) != sizeof(int))
		found.status = child && child->state != TASK_ALIVE ? child->status : 0;
	return found;
}

/* waitid's siginfo, turned into the form that wait4 gives. */
static struct found waitid_found(struct task *t, long ret)
{
	struct found found = { 0, 0 };
	/* si_signo, si_errno, si_code; then, aligned, si_pid, si_uid, si_status */
	int info[8] = { 0 };
	const int *more = info + (t->call.compat ? 3 : 4);
	size_t want = sizeof(info);

	if (ret < 0)
		return found;
	if (memory_read(t->tid, t->call.arg[2], info, want) != want) {
		/* No siginfo asked for: the target tells who it was, if there is one. */
		struct task *child = task_find(t->call.target.tid);

		if (!child || child->state == TASK_ALIVE)
			return found;
		return (struct found){ task_nr_for(child, t), child->status };
	}
	found.nr = more[0];
	switch (info[2]) {
	case CLD_EXITED: found.status = (more[2] & 0xff) << 8; break;
	case CLD_KILLED: found.status = more[2]; break;
	case CLD_DUMPED: found.status = more[2] | 0x80; break;
	case CLD_CONTINUED: found.status = 0xffff; break;
	default: found.status = more[2] << 8 | 0x7f; break;
	}
	return found;
}

void wait4_extra(struct task *t, long ret)
{
	struct found found = wait4_found(t, ret);

	if (found.nr)
		write_wait(t, found.nr, found.status);
}

void waitid_extra(struct task *t, long ret)
{
	struct found found = waitid_found(t, ret);

	if (found.nr)
		write_wait(t, found.nr, found.status);
}

/* A zombie that was collected has given its number back. */
void wait_after(struct task *t, long ret)
{
	bool is_waitid = t->call.sys->extra == waitid_extra;
	struct found found = is_waitid ? waitid_found(t, ret) : wait4_found(t, ret);
	struct task *child = collected(t, found.nr);

	if (!child || child->state == TASK_ALIVE || child->tid != child->tgid)
		return;
	if (is_waitid && t->call.arg[3] & WNOWAIT)
		return;
	if (WIFSTOPPED(found.status) || WIFCONTINUED(found.status))
		return;
	life_reaped(child, t->tid, "wait");
}

/* After these, children may be born in another PID namespace, and descriptors may be no longer
 * shared. */
void unshare_learn(struct task *t, long ret)
{
	bool is_setns = t->call.sys->args[0] == 'd';
	uint64_t flags = is_setns ? t->call.arg[1] : t->call.arg[0];

	if (ret < 0)
		return;
	if (is_setns || flags & CLONE_NEWPID)
		t->children_elsewhere = true;
	if (!is_setns && flags & CLONE_FILES && t->files->users > 1) {
		struct files *copy = files_copy(t->files);

		files_drop(t->files);
		t->files = copy;
	}
}

enum verdict setns_entry(struct task *t)
{
	target_pidfd(t, (int)t->call.arg[0]);
	if (!t->call.target.id)
		t->call.target.kind = TARGET_NONE;
	return CALL_FOLLOW;
}

enum verdict setpgid_entry(struct task *t)
{
	if ((int)t->call.arg[0] > 0)
		target_number(t, (int)t->call.arg[0]);
	return CALL_FOLLOW;
}

enum verdict prctl_entry(struct task *t)
{
	size_t length;

	if (t->call.arg[0] == PR_SET_NAME)
		t->call.path = copy_string(t->tid, t->call.arg[1], 16, &length);
	return CALL_FOLLOW;
}

void prctl_learn(struct task *t, long ret)
{
	if (ret == 0 && t->call.path)
		strncpy(t->comm, t->call.path, sizeof(t->comm) - 1);
}

/* A program that traces others cannot do so here: a task has one tracer. */
void ptrace_after(struct task *t, long ret)
{
	if (ret < 0)
		trace_note(t->tid, "%s wants to trace a process; it cannot while it is recorded",
			   t->comm);
}
