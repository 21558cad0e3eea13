/*
 * fork, clone and exec: what is asked for. One that succeeds is told by ptrace events and written in
 * birth.c.
 */
#include <linux/sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "probe.h"
#include "uapi.h"

#define PATH_BYTES 4096
#define WORDS_MAX 64
#define WORD_BYTES 512

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

/* How many pointers of an argument vector, up to its end, could be read; they are 4 bytes wide in a
 * 32-bit program. */
static int read_pointers(struct task *t, uint64_t at, uint64_t pointer[WORDS_MAX])
{
	size_t width = t->call.compat ? 4 : 8;
	unsigned char raw[WORDS_MAX * 8];
	int count = (int)(memory_read(t->tid, at, raw, WORDS_MAX * width) / width);

	for (int i = 0; i < count; i++) {
		pointer[i] = 0;
		memcpy(&pointer[i], raw + (size_t)i * width, width);
		if (!pointer[i])
			return i;
	}
	return count;
}

/* How many words follow those that are kept. */
static int count_more(struct task *t, uint64_t at)
{
	uint64_t pointer[WORDS_MAX];
	int more = 0, count;

	do {
		count = read_pointers(t, at + (uint64_t)more * (t->call.compat ? 4 : 8), pointer);
		more += count;
	} while (count == WORDS_MAX && more < 1000000);
	return more;
}

/* Reads the program's path and the argument vector, of which most strings are short. */
static void read_program(struct task *t, uint64_t path, uint64_t vector)
{
	static char text[WORDS_MAX + 1][BEGINNING_BYTES];
	uint64_t pointer[WORDS_MAX + 1] = { path };
	size_t length[WORDS_MAX + 1];
	struct call *call = &t->call;
	int count = read_pointers(t, vector, pointer + 1);

	memory_beginnings(t->tid, count + 1, pointer, text, length);
	if (memchr(text[0], 0, length[0]))
		call->path = strdup(text[0]);
	else
		call->path = memory_copy_string(t->tid, path, PATH_BYTES, &length[0]);
	if (!call->path)
		abort();
	for (int i = 1; i <= count; i++) {
		char word[WORD_BYTES];

		if (memchr(text[i], 0, length[i]))
			add_word(call, text[i], strlen(text[i]));
		else
			add_word(call, word, memory_string(t->tid, pointer[i], word, sizeof(word)));
	}
	if (count == WORDS_MAX)
		call->words_left_out = count_more(t, vector + WORDS_MAX * (call->compat ? 4 : 8));
}

enum verdict exec_entry(struct task *t)
{
	bool at = t->call.sys->args[0] == 'd';

	read_program(t, t->call.arg[at ? 1 : 0], t->call.arg[at ? 2 : 1]);
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
