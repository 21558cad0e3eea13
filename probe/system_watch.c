/*
 * The programs that the kernel runs at the beginning and end of every system call of the machine. A
 * table of one byte a call lets those of no interest go at once; for the others arguments, result,
 * what a pointer points to and the identity behind a pidfd are handed on.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "system_program.h"
#include "uapi.h"

#define CALLS_MAX 511
#define COMPAT 2 /* TS_COMPAT: a 32-bit program's call, whose number means another one */
#define JUMPS_MAX 64

/* What a call needs beside its arguments; see sys_table for all the calls. */
struct need {
	const char *name;
	signed char fd;	      /* this argument may be a pidfd, -1: none is */
	bool only_pidfd;      /* of interest only if it is one */
	bool only_failed;     /* success has a record of its own */
	signed char pointer;  /* at the end, this argument points to something, -1: none does */
	short bytes;	      /* so much of it; negative: a string */
};
static const struct need needs[] = {
	{ "fork", -1, false, true, -1, 0 },
	{ "vfork", -1, false, true, -1, 0 },
	{ "clone", -1, false, true, -1, 0 },
	{ "clone3", -1, false, true, -1, 0 },
	{ "execve", -1, false, true, 0, -PAYLOAD_BYTES },
	{ "execveat", -1, false, true, 1, -PAYLOAD_BYTES },
	{ "wait4", -1, false, false, 1, 4 },
	{ "waitid", 1, false, false, 2, 32 },
	{ "kill", -1, false, false, -1, 0 },
	{ "tkill", -1, false, false, -1, 0 },
	{ "tgkill", -1, false, false, -1, 0 },
	{ "rt_sigqueueinfo", -1, false, false, -1, 0 },
	{ "rt_tgsigqueueinfo", -1, false, false, -1, 0 },
	{ "pidfd_open", -1, false, false, -1, 0 },
	{ "pidfd_send_signal", 0, false, false, -1, 0 },
	{ "pidfd_getfd", 0, false, false, -1, 0 },
	{ "process_mrelease", 0, false, false, -1, 0 },
	{ "process_madvise", 0, false, false, -1, 0 },
	{ "setns", 0, false, false, -1, 0 },
	{ "unshare", -1, false, false, -1, 0 },
	{ "prctl", -1, false, false, 1, -16 },
	{ "setpgid", -1, false, false, -1, 0 },
	{ "setsid", -1, false, false, -1, 0 },
	{ "rt_sigaction", -1, false, false, 1, 16 },
	{ "epoll_ctl", 2, true, false, -1, 0 },
	{ "close", 0, true, false, -1, 0 },
	{ "dup", 0, true, false, -1, 0 },
	{ "dup2", 0, true, false, -1, 0 },
	{ "dup3", 0, true, false, -1, 0 },
	{ "fcntl", 0, true, false, -1, 0 },
	{ "getsockopt", -1, false, false, 3, 12 },
	{ "ptrace", -1, false, false, -1, 0 },
};
#define NEEDS ((int)(sizeof(needs) / sizeof(*needs)))

/* The row of sys_table for each need; those of 32-bit programs are not watched. */
static int row_of(const char *name)
{
	for (int i = 0; i < sys_count; i++)
		if (sys_table[i].nr >= 0 && !strcmp(sys_table[i].name, name))
			return i;
	return -1;
}

/*
 * What the programs know of a call, in one word: its need and one more, and what it has. It is data to
 * them, and the kernel's verifier follows paths by what is known of registers: so it follows few.
 */
#define NEED 0xff
#define HAS_FD 0x100
#define ONLY_PIDFD 0x200
#define ONLY_FAILED 0x400
#define HAS_VALUES 0x800
#define HAS_POINTER 0x1000
#define MAKES_PIDFD 0x2000
#define FD_AT 16

static uint32_t word_of(int need, const struct sys *sys)
{
	const struct need *n = &needs[need];
	uint32_t word = (uint32_t)need + 1;

	if (n->fd >= 0)
		word |= HAS_FD | (uint32_t)n->fd << FD_AT;
	if (n->only_pidfd)
		word |= ONLY_PIDFD;
	if (n->only_failed)
		word |= ONLY_FAILED;
	if (sys->only)
		word |= HAS_VALUES;
	if (n->pointer >= 0)
		word |= HAS_POINTER;
	if (!strcmp(n->name, "pidfd_open") || !strcmp(n->name, "getsockopt"))
		word |= MAKES_PIDFD;
	return word;
}

/* The table of words, by the call's number; 0: of no interest. */
void program_rows(uint32_t rows[CALLS_MAX + 1])
{
	memset(rows, 0, (CALLS_MAX + 1) * sizeof(*rows));
	for (int i = 0; i < NEEDS; i++) {
		int row = row_of(needs[i].name);

		if (row >= 0 && sys_table[row].nr <= CALLS_MAX)
			rows[sys_table[row].nr] = word_of(i, &sys_table[row]);
	}
}

/* Jumps that all come down at one place. */
struct jumps {
	int at[JUMPS_MAX], count;
};

static void leave(struct jumps *jumps, int jump)
{
	jumps->at[jumps->count++] = jump;
}

static void land_all(struct jumps *jumps)
{
	for (int i = 0; i < jumps->count; i++)
		asm_land(jumps->at[i]);
	jumps->count = 0;
}

/* Goes on if the call whose number is in R8 is of interest; R9 is its word. */
static void look_up(void)
{
	int low, found;

	low = asm_jump(BPF_JLE, R8, CALLS_MAX);
	asm_exit();
	asm_land(low);
	asm_map_value(R1, maps.rows, 0);
	asm_alu_value(BPF_LSH, R8, 2);
	asm_alu(BPF_ADD, R1, R8);
	asm_load(BPF_W, R9, R1, 0);
	found = asm_jump(BPF_JNE, R9, 0);
	asm_exit();
	asm_land(found);
}

/* Jumps unless the call has what is asked for. */
static int unless(int what)
{
	asm_move(R1, R9);
	asm_alu_value(BPF_AND, R1, what);
	return asm_jump(BPF_JEQ, R1, 0);
}

/* The same for a need, which is put into R1 first. */
static void take_need(void)
{
	asm_move(R1, R9);
	asm_alu_value(BPF_AND, R1, NEED);
}

static int unless_need(int need)
{
	return asm_jump(BPF_JNE, R1, need + 1);
}

static int need_of(const char *name)
{
	for (int i = 0; i < NEEDS; i++)
		if (!strcmp(needs[i].name, name))
			return i;
	return -1;
}

/* Arguments; the probe's own calls and those of 32-bit programs are left out. */
static void read_call(enum rec_kind kind)
{
	int other, native;

	head(kind, sizeof(struct rec_call));
	asm_load(BPF_W, R1, R10, AT(rec_head, tgid));
	other = asm_jump(BPF_JNE, R1, settings.own);
	asm_exit();
	asm_land(other);
	read_kernel(PASSING, 4, R7, layout.task_compat);
	asm_load(BPF_W, R1, R10, PASSING);
	asm_alu_value(BPF_AND, R1, COMPAT);
	native = asm_jump(BPF_JEQ, R1, 0);
	asm_exit();
	asm_land(native);
	only_tree();
	asm_load(BPF_DW, R8, R6, 0);
	for (int i = 0; i < 6; i++)
		read_kernel(AT(rec_call, arg) + i * 8, 8, R8, layout.regs_arg[i]);
	take_need();
	asm_store(BPF_W, R10, AT(rec_call, need), R1);
}

/* Calls that are of interest with some values of an argument only, such as fcntl(F_DUPFD). */
static void only_values(void)
{
	struct jumps fine = { .count = 0 };

	leave(&fine, unless(HAS_VALUES));
	take_need();
	for (int i = 0; i < NEEDS; i++) {
		const int *only = sys_table[row_of(needs[i].name)].only;
		int other;

		if (!only)
			continue;
		other = unless_need(i);
		asm_load(BPF_W, R2, R10, AT(rec_call, arg) + only[0] * 8);
		for (const int *value = only + 1; *value != -1; value++)
			leave(&fine, asm_jump(BPF_JEQ, R2, *value));
		asm_exit();
		asm_land(other);
	}
	land_all(&fine);
}

/*
 * The identity behind the descriptor in R8, if it is a pidfd: its file is in pidfs, the inode's
 * number is the identity and the inode leads to the struct pid. Also the number that the caller knows it
 * by: the one at the level of the caller's own namespace.
 */
static void read_pidfd(void)
{
	struct jumps none = { .count = 0 };

	asm_store(BPF_DW, R10, PASSING2, R8);
	follow(R8, R7, layout.task_files);
	leave(&none, asm_jump(BPF_JEQ, R8, 0));
	follow(R8, R8, layout.files_table);
	read_kernel(PASSING, 4, R8, layout.table_size);
	asm_load(BPF_W, R1, R10, PASSING);
	asm_load(BPF_DW, R2, R10, PASSING2);
	leave(&none, asm_jump_reg(BPF_JGE, R2, R1));
	follow(R8, R8, layout.table_files);
	asm_load(BPF_DW, R2, R10, PASSING2);
	asm_alu_value(BPF_LSH, R2, 3);
	asm_alu(BPF_ADD, R8, R2);
	follow(R8, R8, 0);
	leave(&none, asm_jump(BPF_JEQ, R8, 0));
	follow(R8, R8, layout.file_inode);
	follow(R3, R8, layout.inode_super);
	read_kernel(PASSING, 8, R3, layout.super_magic);
	asm_load(BPF_DW, R1, R10, PASSING);
	leave(&none, asm_jump(BPF_JNE, R1, PIDFS_MAGIC));
	read_kernel(AT(rec_call, fd_id), 8, R8, layout.inode_ino);
	follow(R8, R8, layout.inode_private);
	read_kernel(AT(rec_call, fd_tid), 4, R8, layout.pid_numbers + layout.upid_nr);
	follow(R3, R7, layout.task_pid);
	read_kernel(PASSING2, 4, R3, layout.pid_level);
	read_kernel(PASSING, 4, R8, layout.pid_level);
	asm_load(BPF_W, R1, R10, PASSING2);
	asm_load(BPF_W, R2, R10, PASSING);
	leave(&none, asm_jump_reg(BPF_JGT, R1, R2));
	asm_alu_value(BPF_MUL, R1, layout.upid_size);
	asm_alu(BPF_ADD, R8, R1);
	read_kernel(AT(rec_call, fd_nr), 4, R8, layout.pid_numbers + layout.upid_nr);
	land_all(&none);
}

/* R8: the argument that may be a pidfd. */
static void load_descriptor(void)
{
	struct jumps some = { .count = 0 };

	for (int at = 0; at < 3; at++) {
		int other;

		asm_move(R1, R9);
		asm_alu_value(BPF_RSH, R1, FD_AT);
		other = asm_jump(BPF_JNE, R1, at);
		asm_load(BPF_W, R8, R10, AT(rec_call, arg) + at * 8);
		leave(&some, asm_skip());
		asm_land(other);
	}
	asm_exit();
	land_all(&some);
}

/* R8: the descriptor that a call has made or given. */
static void load_made(struct jumps *none)
{
	int not_open, known;

	leave(none, unless(MAKES_PIDFD));
	take_need();
	not_open = unless_need(need_of("pidfd_open"));
	asm_load(BPF_W, R8, R10, AT(rec_call, ret));
	known = asm_skip();
	asm_land(not_open);
	asm_load(BPF_W, R1, R10, AT(rec_call, arg) + 16);
	leave(none, asm_jump(BPF_JNE, R1, SO_PEERPIDFD));
	asm_load(BPF_W, R8, R10, AT(rec_call, payload));
	asm_land(known);
}

/* Looks behind the descriptor argument of the calls that have one. `before`: at the beginning. At the end
 * close's descriptor is gone, and the others are known already. */
static void look_behind(bool before)
{
	struct jumps none = { .count = 0 };
	int without = unless(before ? HAS_FD : ONLY_PIDFD), some;

	load_descriptor();
	some = asm_skip();
	asm_land(without);
	if (before)
		leave(&none, asm_skip());
	else
		load_made(&none);
	asm_land(some);
	read_pidfd();
	land_all(&none);
}

static void only_pidfds(void)
{
	int is_one, other;

	asm_load(BPF_DW, R1, R10, AT(rec_call, fd_id));
	is_one = asm_jump(BPF_JNE, R1, 0);
	other = unless(ONLY_PIDFD);
	asm_exit();
	asm_land(is_one);
	asm_land(other);
}

/* The pidfd that is being closed is gone when the call ends: the task is noted meanwhile. Returns the
 * jump of the other calls. */
static int if_close(void)
{
	take_need();
	return unless_need(need_of("close"));
}

static void closing(void)
{
	asm_map(R1, maps.closing);
	asm_move(R2, R10);
	asm_alu_value(BPF_ADD, R2, AT(rec_head, tid));
}

static void note_close(void)
{
	int other = if_close();

	closing();
	asm_move(R3, R10);
	asm_alu_value(BPF_ADD, R3, AT(rec_head, start));
	asm_set(R4, BPF_ANY);
	asm_call(BPF_FUNC_map_update_elem);
	asm_land(other);
}

/* Whether clone3's structure is there to be read is the call's own business: unreadable is zero. */
static void read_clone(void)
{
	int other, none;

	take_need();
	other = unless_need(need_of("clone3"));
	asm_load(BPF_DW, R3, R10, AT(rec_call, arg));
	read_user(AT(rec_call, payload), sizeof(struct clone3_args), R3, 0);
	asm_load(BPF_DW, R3, R10, AT(rec_call, payload) + (int)offsetof(struct clone3_args, set_tid));
	none = asm_jump(BPF_JEQ, R3, 0);
	read_user(AT(rec_call, payload) + (int)sizeof(struct clone3_args), SET_TID_BYTES, R3, 0);
	asm_land(none);
	asm_store_value(BPF_W, R10, AT(rec_call, payload_length),
			(int)sizeof(struct clone3_args) + SET_TID_BYTES);
	emit(REC_BEGIN, sizeof(struct rec_call));
	asm_exit();
	asm_land(other);
}

/* sys_enter(registers, number) */
void program_call_begin(void)
{
	asm_move(R6, R1);
	asm_load(BPF_DW, R8, R6, 8);
	look_up();
	read_call(REC_BEGIN);
	only_values();
	look_behind(true);
	only_pidfds();
	note_close();
	read_clone();
	emit(REC_BEGIN, offsetof(struct rec_call, payload));
	asm_exit();
}

/* A successful fork or exec has a record of its own. R8: the result. */
static void only_failures(void)
{
	int failed = asm_jump(BPF_JSLT, R8, 0), other = unless(ONLY_FAILED);

	asm_exit();
	asm_land(failed);
	asm_land(other);
}

/* Goes on with close only if it was noted at its beginning. Returns the jump of the other calls. */
static int only_noted(void)
{
	int other = if_close(), noted;

	closing();
	asm_call(BPF_FUNC_map_lookup_elem);
	noted = asm_jump(BPF_JNE, R0, 0);
	asm_exit();
	asm_land(noted);
	closing();
	asm_call(BPF_FUNC_map_delete_elem);
	emit(REC_END, offsetof(struct rec_call, payload));
	asm_exit();
	return other;
}

/* What an argument points to. */
static void read_payload(void)
{
	struct jumps done = { .count = 0 };

	leave(&done, unless(HAS_POINTER));
	take_need();
	for (int i = 0; i < NEEDS; i++) {
		int other, bytes = needs[i].bytes;

		if (needs[i].pointer < 0)
			continue;
		other = unless_need(i);
		asm_load(BPF_DW, R3, R10, AT(rec_call, arg) + needs[i].pointer * 8);
		if (bytes > 0) {
			read_user(AT(rec_call, payload), bytes, R3, 0);
			leave(&done, asm_jump(BPF_JNE, R0, 0));
			asm_store_value(BPF_W, R10, AT(rec_call, payload_length), bytes);
		} else {
			asm_move(R1, R10);
			asm_alu_value(BPF_ADD, R1, AT(rec_call, payload));
			asm_set(R2, -bytes);
			asm_call(BPF_FUNC_probe_read_user_str);
			leave(&done, asm_jump(BPF_JSLE, R0, 0));
			asm_store(BPF_W, R10, AT(rec_call, payload_length), R0);
		}
		leave(&done, asm_skip());
		asm_land(other);
	}
	land_all(&done);
}

/* sys_exit(registers, result) */
void program_call_end(void)
{
	int brief;

	asm_move(R6, R1);
	asm_load(BPF_DW, R8, R6, 0);
	follow(R8, R8, layout.regs_nr);
	look_up();
	asm_load(BPF_DW, R8, R6, 8);
	only_failures();
	read_call(REC_END);
	asm_load(BPF_DW, R1, R6, 8);
	asm_store(BPF_DW, R10, AT(rec_call, ret), R1);
	only_values();
	asm_land(only_noted());
	read_payload();
	look_behind(false);
	only_pidfds();
	asm_load(BPF_W, R1, R10, AT(rec_call, payload_length));
	brief = asm_jump(BPF_JLE, R1, BRIEF_BYTES);
	emit(REC_END, sizeof(struct rec_call));
	asm_exit();
	asm_land(brief);
	emit(REC_END, offsetof(struct rec_call, payload) + BRIEF_BYTES);
	asm_exit();
}

/* The row of sys_table that a record's number means, or -1. */
int program_row(uint32_t need)
{
	return need && need <= (uint32_t)NEEDS ? row_of(needs[need - 1].name) : -1;
}
