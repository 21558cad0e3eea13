/*
 * The programs that the kernel runs at births, programs started, ends and signals; those at system
 * calls are in system_watch.c. Each reads a few fields of the kernel's structures into a record on its
 * stack and hands the record to the ring buffer. When there is no room it counts one lost.
 */
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>

#include "system_program.h"
#include "uapi.h"

#define KERNEL_THREAD 0x00200000 /* PF_KTHREAD */

struct layout layout;
struct system_maps maps;
struct system_settings settings;

static const struct {
	int *at;
	const char *structure, *member;
	bool optional;
} fields[] = {
	{ &layout.task_tid, "task_struct", "pid", false },
	{ &layout.task_tgid, "task_struct", "tgid", false },
	{ &layout.task_start, "task_struct", "start_boottime", false },
	{ &layout.task_flags, "task_struct", "flags", false },
	{ &layout.task_leader, "task_struct", "group_leader", false },
	{ &layout.task_parent, "task_struct", "real_parent", false },
	{ &layout.task_pid, "task_struct", "thread_pid", false },
	{ &layout.task_comm, "task_struct", "comm", false },
	{ &layout.task_status, "task_struct", "exit_code", false },
	{ &layout.task_exit_signal, "task_struct", "exit_signal", false },
	{ &layout.task_exit_state, "task_struct", "exit_state", false },
	{ &layout.task_signal, "task_struct", "signal", false },
	{ &layout.task_sighand, "task_struct", "sighand", false },
	{ &layout.task_files, "task_struct", "files", false },
	{ &layout.task_ptrace, "task_struct", "ptrace", false },
	{ &layout.task_mm, "task_struct", "mm", false },
	{ &layout.task_compat, "task_struct", "thread_info.status", false },
	{ &layout.pid_level, "pid", "level", false },
	{ &layout.pid_numbers, "pid", "numbers", false },
	{ &layout.pid_id, "pid", "ino", true },
	{ &layout.upid_nr, "upid", "nr", false },
	{ &layout.upid_ns, "upid", "ns", false },
	{ &layout.ns_inum, "pid_namespace", "ns.inum", false },
	{ &layout.signal_live, "signal_struct", "live", false },
	{ &layout.signal_group_status, "signal_struct", "group_exit_code", false },
	{ &layout.sighand_actions, "sighand_struct", "action", false },
	{ &layout.action_handler, "k_sigaction", "sa.sa_handler", false },
	{ &layout.action_flags, "k_sigaction", "sa.sa_flags", false },
	{ &layout.files_table, "files_struct", "fdt", false },
	{ &layout.table_size, "fdtable", "max_fds", false },
	{ &layout.table_files, "fdtable", "fd", false },
	{ &layout.file_inode, "file", "f_inode", false },
	{ &layout.inode_ino, "inode", "i_ino", false },
	{ &layout.inode_super, "inode", "i_sb", false },
	{ &layout.inode_private, "inode", "i_private", false },
	{ &layout.super_magic, "super_block", "s_magic", false },
	{ &layout.exec_name, "linux_binprm", "filename", false },
	{ &layout.exec_argc, "linux_binprm", "argc", false },
	{ &layout.mm_arg_start, "mm_struct", "arg_start", false },
	{ &layout.mm_arg_end, "mm_struct", "arg_end", false },
	{ &layout.info_code, "kernel_siginfo", "si_code", false },
	{ &layout.info_pid, "kernel_siginfo", "_sifields._kill._pid", false },
	{ &layout.info_uid, "kernel_siginfo", "_sifields._kill._uid", false },
	{ &layout.regs_nr, "pt_regs", "orig_ax", false },
	{ &layout.regs_arg[0], "pt_regs", "di", false },
	{ &layout.regs_arg[1], "pt_regs", "si", false },
	{ &layout.regs_arg[2], "pt_regs", "dx", false },
	{ &layout.regs_arg[3], "pt_regs", "r10", false },
	{ &layout.regs_arg[4], "pt_regs", "r8", false },
	{ &layout.regs_arg[5], "pt_regs", "r9", false },
};

static const struct {
	int *at;
	const char *tracepoint, *structure;
} arguments[] = {
	{ &layout.fork_task, "task_newtask", "task_struct" },
	{ &layout.exec_task, "sched_process_exec", "task_struct" },
	{ &layout.exec_file, "sched_process_exec", "linux_binprm" },
	{ &layout.exit_task, "sched_process_exit", "task_struct" },
	{ &layout.free_task, "sched_process_free", "task_struct" },
	{ &layout.sent_task, "signal_generate", "task_struct" },
};

/* Learns the layout from BTF. Returns 0, or ENOENT and what is missing. */
int program_layout(const char **missing)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		*fields[i].at = btf_offset(fields[i].structure, fields[i].member);
		*missing = fields[i].member;
		if (*fields[i].at < 0 && !fields[i].optional)
			return 1;
	}
	for (size_t i = 0; i < sizeof(arguments) / sizeof(*arguments); i++) {
		*arguments[i].at = btf_argument(arguments[i].tracepoint, arguments[i].structure);
		*missing = arguments[i].tracepoint;
		if (*arguments[i].at < 0)
			return 1;
	}
	layout.upid_size = btf_size("upid");
	layout.action_size = btf_size("k_sigaction");
	return 0;
}

void program_prepare(const struct system_maps *with, const struct system_settings *how)
{
	maps = *with;
	settings = *how;
}

/* ---- pieces ---- */

void read_kernel(int place, int size, int base, int offset)
{
	asm_move(R3, base);
	asm_alu_value(BPF_ADD, R3, offset);
	asm_move(R1, R10);
	asm_alu_value(BPF_ADD, R1, place);
	asm_set(R2, size);
	asm_call(BPF_FUNC_probe_read_kernel);
}

void follow(int reg, int base, int offset)
{
	read_kernel(PASSING, 8, base, offset);
	asm_load(BPF_DW, reg, R10, PASSING);
}

void read_user(int place, int size, int address, int offset)
{
	asm_move(R3, address);
	asm_alu_value(BPF_ADD, R3, offset);
	asm_move(R1, R10);
	asm_alu_value(BPF_ADD, R1, place);
	asm_set(R2, size);
	asm_call(BPF_FUNC_probe_read_user);
}

static void clear(int size)
{
	for (int at = 0; at < size; at += 8)
		asm_store_value(BPF_DW, R10, RECORD + at, 0);
}

static void stamp(enum rec_kind kind, int size)
{
	clear(size);
	asm_store_value(BPF_W, R10, AT(rec_head, kind), (int32_t)kind);
	asm_call(BPF_FUNC_ktime_get_ns);
	asm_store(BPF_DW, R10, AT(rec_head, t), R0);
}

void head(enum rec_kind kind, int size)
{
	stamp(kind, size);
	asm_call(BPF_FUNC_get_current_pid_tgid);
	asm_store(BPF_W, R10, AT(rec_head, tid), R0);
	asm_alu_value(BPF_RSH, R0, 32);
	asm_store(BPF_W, R10, AT(rec_head, tgid), R0);
	asm_call(BPF_FUNC_get_current_task);
	asm_move(R7, R0);
	read_kernel(AT(rec_head, start), 8, R7, layout.task_start);
}

static void key(int map, int place)
{
	asm_map(R1, map);
	asm_move(R2, R10);
	asm_alu_value(BPF_ADD, R2, place);
}

void only_tree(void)
{
	int known, same;

	if (!settings.tree)
		return;
	key(maps.tree, AT(rec_head, tid));
	asm_call(BPF_FUNC_map_lookup_elem);
	known = asm_jump(BPF_JNE, R0, 0);
	asm_exit();
	asm_land(known);
	/* An older holder of the number may have been of the tree. */
	asm_load(BPF_DW, R1, R0, 0);
	asm_load(BPF_DW, R2, R10, AT(rec_head, start));
	same = asm_jump_reg(BPF_JEQ, R1, R2);
	asm_exit();
	asm_land(same);
}

/* Makes the task of a rec_birth one of the tree. */
static void join_tree(void)
{
	key(maps.tree, AT(rec_birth, tid));
	asm_move(R3, R10);
	asm_alu_value(BPF_ADD, R3, AT(rec_birth, start));
	asm_set(R4, BPF_ANY);
	asm_call(BPF_FUNC_map_update_elem);
}

void emit(enum rec_kind kind, int size)
{
	int taken;

	if (size)
		asm_set(R3, size);
	asm_map(R1, maps.ring);
	asm_move(R2, R10);
	asm_alu_value(BPF_ADD, R2, RECORD);
	/* The probe looks by itself, every few milliseconds: nobody is woken. */
	asm_set(R4, BPF_RB_NO_WAKEUP);
	asm_call(BPF_FUNC_ringbuf_output);
	taken = asm_jump(BPF_JEQ, R0, 0);
	asm_map_value(R1, maps.lost, (uint32_t)kind * 8);
	asm_set(R2, 1);
	asm_add_atomic(R1, 0, R2);
	asm_land(taken);
}

/* ---- births ---- */

/* All numbers of the struct pid in R9, and leaves in R3 how long the record is. */
static void read_numbers(void)
{
	int done[LEVELS_ABI], stride = (int)sizeof(uint32_t[2]), fits;

	read_kernel(AT(rec_birth, level), 4, R9, layout.pid_level);
	for (int i = 0; i < LEVELS_ABI; i++) {
		int upid = layout.pid_numbers + i * layout.upid_size;

		asm_load(BPF_W, R1, R10, AT(rec_birth, level));
		done[i] = asm_jump(BPF_JLT, R1, i);
		read_kernel(AT(rec_birth, numbers) + i * stride, 4, R9, upid + layout.upid_nr);
		follow(R3, R9, upid + layout.upid_ns);
		read_kernel(AT(rec_birth, numbers) + i * stride + 4, 4, R3, layout.ns_inum);
	}
	for (int i = 0; i < LEVELS_ABI; i++)
		asm_land(done[i]);
	asm_load(BPF_W, R3, R10, AT(rec_birth, level));
	fits = asm_jump(BPF_JLT, R3, LEVELS_ABI);
	asm_exit();
	asm_land(fits);
	asm_alu_value(BPF_MUL, R3, stride);
	asm_alu_value(BPF_ADD, R3, (int)offsetof(struct rec_birth, numbers) + stride);
}

/* Describes the task in R8. */
static void describe(void)
{
	read_kernel(AT(rec_birth, tid), 4, R8, layout.task_tid);
	read_kernel(AT(rec_birth, tgid), 4, R8, layout.task_tgid);
	read_kernel(AT(rec_birth, start), 8, R8, layout.task_start);
	read_kernel(AT(rec_birth, exit_signal), 4, R8, layout.task_exit_signal);
	read_kernel(AT(rec_birth, exit_state), 4, R8, layout.task_exit_state);
	read_kernel(AT(rec_birth, exit_code), 4, R8, layout.task_status);
	read_kernel(AT(rec_birth, task_flags), 4, R8, layout.task_flags);
	read_kernel(AT(rec_birth, comm), COMM_BYTES, R8, layout.task_comm);
	follow(R9, R8, layout.task_parent);
	read_kernel(AT(rec_birth, ppid), 4, R9, layout.task_tgid);
	follow(R9, R8, layout.task_pid);
	if (layout.pid_id >= 0)
		read_kernel(AT(rec_birth, id), 8, R9, layout.pid_id);
}

/* Which call makes the task, and where CLONE_PIDFD has put the descriptor. The call's registers are
 * at the top of the maker's kernel stack; a kernel thread has none. */
static void read_maker(void)
{
	int kernel, no_pidfd, other, known, none;

	asm_store_value(BPF_W, R10, AT(rec_birth, sys), -1);
	asm_store_value(BPF_W, R10, AT(rec_birth, pidfd), -1);
	read_kernel(PASSING, 4, R7, layout.task_flags);
	asm_load(BPF_W, R1, R10, PASSING);
	asm_alu_value(BPF_AND, R1, KERNEL_THREAD);
	kernel = asm_jump(BPF_JNE, R1, 0);
	asm_call(BPF_FUNC_get_current_task_btf);
	asm_move(R1, R0);
	asm_call(BPF_FUNC_task_pt_regs);
	asm_move(R9, R0);
	read_kernel(AT(rec_birth, sys), 4, R9, layout.regs_nr);
	asm_load(BPF_DW, R1, R10, AT(rec_birth, clone_flags));
	asm_alu_value(BPF_AND, R1, CLONE_PIDFD);
	no_pidfd = asm_jump(BPF_JEQ, R1, 0);
	asm_load(BPF_W, R1, R10, AT(rec_birth, sys));
	other = asm_jump(BPF_JNE, R1, SYS_clone3);
	follow(R3, R9, layout.regs_arg[0]);
	read_user(PASSING, 8, R3, (int)offsetof(struct clone3_args, pidfd));
	asm_load(BPF_DW, R3, R10, PASSING);
	known = asm_skip();
	asm_land(other);
	none = asm_jump(BPF_JNE, R1, SYS_clone);
	follow(R3, R9, layout.regs_arg[2]);
	asm_land(known);
	read_user(AT(rec_birth, pidfd), 4, R3, 0);
	asm_land(kernel);
	asm_land(no_pidfd);
	asm_land(none);
}

/* task_newtask(task, clone_flags): a task is made, has its numbers, and has not run. Kernel threads
 * and the workers of io_uring come this way too; they hold numbers like all others. */
static void program_birth(void)
{
	asm_move(R6, R1);
	head(REC_BIRTH, sizeof(struct rec_birth));
	only_tree();
	asm_load(BPF_DW, R8, R6, layout.fork_task * 8);
	asm_load(BPF_DW, R1, R6, (layout.fork_task + 1) * 8);
	asm_store(BPF_DW, R10, AT(rec_birth, clone_flags), R1);
	read_maker();
	describe();
	if (settings.tree)
		join_tree();
	read_numbers();
	emit(REC_BIRTH, 0);
	asm_exit();
}

/* An iterator over all tasks: {meta, task}. */
void program_present(void)
{
	int some;

	asm_load(BPF_DW, R8, R1, 8);
	some = asm_jump(BPF_JNE, R8, 0);
	asm_exit();
	asm_land(some);
	stamp(REC_PRESENT, sizeof(struct rec_birth));
	asm_store_value(BPF_W, R10, AT(rec_birth, sys), -1);
	asm_store_value(BPF_W, R10, AT(rec_birth, pidfd), -1);
	describe();
	if (settings.tree) {
		int of_root;

		asm_load(BPF_W, R1, R10, AT(rec_birth, tgid));
		of_root = asm_jump(BPF_JEQ, R1, settings.root);
		asm_exit();
		asm_land(of_root);
		join_tree();
	}
	read_numbers();
	emit(REC_PRESENT, 0);
	asm_exit();
}

/* ---- programs started, ends ---- */

/* Reads a string or the words of the new program straight into the ring buffer: they do not fit on the
 * stack. R8 is the record. */
static void read_program(void)
{
	int fits, bytes;

	asm_load(BPF_DW, R9, R6, layout.exec_file * 8);
	read_kernel(PASSING, 8, R9, layout.exec_name);
	asm_load(BPF_DW, R3, R10, PASSING);
	asm_move(R1, R8);
	asm_alu_value(BPF_ADD, R1, (int)offsetof(struct rec_exec, path));
	asm_set(R2, EXEC_PATH_BYTES);
	asm_call(BPF_FUNC_probe_read_kernel_str);
	asm_store(BPF_W, R8, (int)offsetof(struct rec_exec, path_length), R0);
	read_kernel(PASSING, 4, R9, layout.exec_argc);
	asm_load(BPF_W, R1, R10, PASSING);
	asm_store(BPF_W, R8, (int)offsetof(struct rec_exec, argc), R1);
	follow(R9, R7, layout.task_mm);
	follow(R3, R9, layout.mm_arg_end);
	asm_store(BPF_DW, R10, PASSING2, R3);
	follow(R3, R9, layout.mm_arg_start);
	asm_load(BPF_DW, R2, R10, PASSING2);
	asm_alu(BPF_SUB, R2, R3);
	fits = asm_jump(BPF_JLE, R2, EXEC_WORDS_BYTES);
	asm_set(R2, EXEC_WORDS_BYTES);
	asm_land(fits);
	asm_move(R9, R2);
	asm_move(R1, R8);
	asm_alu_value(BPF_ADD, R1, (int)offsetof(struct rec_exec, words));
	asm_call(BPF_FUNC_probe_read_user);
	bytes = asm_jump(BPF_JEQ, R0, 0);
	asm_set(R9, 0);
	asm_land(bytes);
	asm_store(BPF_W, R8, (int)offsetof(struct rec_exec, words_length), R9);
}

/* sched_process_exec(task, former number, program): the new program is in place. */
static void program_exec(void)
{
	int room;

	asm_move(R6, R1);
	head(REC_EXEC, offsetof(struct rec_exec, path));
	only_tree();
	asm_map(R1, maps.ring);
	asm_set(R2, sizeof(struct rec_exec));
	asm_set(R3, 0);
	asm_call(BPF_FUNC_ringbuf_reserve);
	room = asm_jump(BPF_JNE, R0, 0);
	asm_map_value(R1, maps.lost, REC_EXEC * 8);
	asm_set(R2, 1);
	asm_add_atomic(R1, 0, R2);
	asm_exit();
	asm_land(room);
	asm_move(R8, R0);
	for (int at = 0; at < (int)sizeof(struct rec_head); at += 8) {
		asm_load(BPF_DW, R1, R10, RECORD + at);
		asm_store(BPF_DW, R8, at, R1);
	}
	asm_load(BPF_DW, R1, R6, (layout.exec_task + 1) * 8);
	asm_store(BPF_W, R8, (int)offsetof(struct rec_exec, former), R1);
	asm_move(R1, R8);
	asm_alu_value(BPF_ADD, R1, (int)offsetof(struct rec_exec, comm));
	asm_set(R2, COMM_BYTES);
	asm_call(BPF_FUNC_get_current_comm);
	read_program();
	asm_move(R1, R8);
	asm_set(R2, BPF_RB_NO_WAKEUP);
	asm_call(BPF_FUNC_ringbuf_submit);
	asm_exit();
}

/* sched_process_exit(task): a task ends; it is not a zombie yet. */
static void program_exit(void)
{
	int chld = layout.sighand_actions + (SIGCHLD - 1) * layout.action_size;

	head(REC_EXIT, sizeof(struct rec_exit));
	only_tree();
	read_kernel(AT(rec_exit, status), 4, R7, layout.task_status);
	read_kernel(AT(rec_exit, ptrace), 4, R7, layout.task_ptrace);
	read_kernel(AT(rec_exit, comm), COMM_BYTES, R7, layout.task_comm);
	if (layout.pid_id >= 0) {
		follow(R8, R7, layout.task_pid);
		read_kernel(AT(rec_exit, id), 8, R8, layout.pid_id);
	}
	follow(R8, R7, layout.task_signal);
	read_kernel(AT(rec_exit, live), 4, R8, layout.signal_live);
	follow(R8, R7, layout.task_leader);
	read_kernel(AT(rec_exit, exit_signal), 4, R8, layout.task_exit_signal);
	follow(R8, R7, layout.task_parent);
	read_kernel(AT(rec_exit, ppid), 4, R8, layout.task_tgid);
	follow(R8, R8, layout.task_sighand);
	read_kernel(AT(rec_exit, parent_handler), 8, R8, chld + layout.action_handler);
	read_kernel(AT(rec_exit, parent_flags), 8, R8, chld + layout.action_flags);
	emit(REC_EXIT, sizeof(struct rec_exit));
	asm_exit();
}

/* sched_process_free(task): the last use of a task is over. */
static void program_free(void)
{
	asm_move(R6, R1);
	stamp(REC_FREE, sizeof(struct rec_free));
	asm_load(BPF_DW, R8, R6, layout.free_task * 8);
	read_kernel(AT(rec_free, head.tid), 4, R8, layout.task_tid);
	read_kernel(AT(rec_free, head.tgid), 4, R8, layout.task_tgid);
	read_kernel(AT(rec_free, head.start), 8, R8, layout.task_start);
	only_tree();
	if (settings.tree) {
		key(maps.tree, AT(rec_head, tid));
		asm_call(BPF_FUNC_map_delete_elem);
	}
	emit(REC_FREE, sizeof(struct rec_free));
	asm_exit();
}

/* ---- signals ---- */

/* The siginfo in R8: small values stand for kinds, others point to one. Ends in a jump that is taken
 * when there is none. */
static int read_info(void)
{
	int none = asm_jump(BPF_JLE, R8, 1);

	read_kernel(AT(rec_signal, code), 4, R8, layout.info_code);
	read_kernel(AT(rec_signal, pid), 4, R8, layout.info_pid);
	read_kernel(AT(rec_signal, uid), 4, R8, layout.info_uid);
	return none;
}

static void finish_info(int none)
{
	int done = asm_skip();

	asm_land(none);
	asm_alu_value(BPF_ADD, R8, 1);
	asm_store(BPF_W, R10, AT(rec_signal, special), R8);
	asm_land(done);
}

/* signal_generate(sig, info, task, group, result): the sender is the current task, unless the kernel
 * sends from an interrupt. That a child has ended is told by its delivery. */
static void program_sent(void)
{
	int none, other, sent, exit_of_child;

	asm_move(R6, R1);
	head(REC_SENT, sizeof(struct rec_signal));
	only_tree();
	asm_load(BPF_DW, R8, R6, 8);
	none = read_info();
	asm_load(BPF_DW, R1, R6, 0);
	other = asm_jump(BPF_JNE, R1, SIGCHLD);
	asm_load(BPF_W, R1, R10, AT(rec_signal, code));
	asm_widen(R1);
	sent = asm_jump(BPF_JSLE, R1, 0);
	exit_of_child = asm_jump(BPF_JSGT, R1, 6);
	asm_exit();
	asm_land(other);
	asm_land(sent);
	asm_land(exit_of_child);
	finish_info(none);
	asm_load(BPF_DW, R1, R6, 0);
	asm_store(BPF_W, R10, AT(rec_signal, sig), R1);
	asm_load(BPF_DW, R8, R6, layout.sent_task * 8);
	read_kernel(AT(rec_signal, tid), 4, R8, layout.task_tid);
	read_kernel(AT(rec_signal, tgid), 4, R8, layout.task_tgid);
	read_kernel(AT(rec_signal, start), 8, R8, layout.task_start);
	if (layout.pid_id >= 0) {
		follow(R8, R8, layout.task_pid);
		read_kernel(AT(rec_signal, id), 8, R8, layout.pid_id);
	}
	asm_load(BPF_DW, R1, R6, (layout.sent_task + 2) * 8);
	asm_store(BPF_W, R10, AT(rec_signal, result), R1);
	emit(REC_SENT, sizeof(struct rec_signal));
	asm_exit();
}

/* signal_deliver(sig, info, action): the current task receives it. */
static void program_delivered(void)
{
	int none;

	asm_move(R6, R1);
	head(REC_DELIVERED, sizeof(struct rec_signal));
	only_tree();
	asm_load(BPF_DW, R1, R6, 0);
	asm_store(BPF_W, R10, AT(rec_signal, sig), R1);
	asm_load(BPF_DW, R8, R6, 8);
	finish_info(read_info());
	follow(R8, R7, layout.task_signal);
	read_kernel(AT(rec_signal, group_status), 4, R8, layout.signal_group_status);
	/* 0 and 1 are SIG_DFL and SIG_IGN. */
	asm_load(BPF_DW, R8, R6, 16);
	follow(R1, R8, layout.action_handler);
	none = asm_jump(BPF_JLE, R1, 1);
	asm_store_value(BPF_W, R10, AT(rec_signal, handled), 1);
	asm_land(none);
	emit(REC_DELIVERED, sizeof(struct rec_signal));
	asm_exit();
}

struct system_program system_programs[] = {
	{ "task_newtask", program_birth, -1, -1 },
	{ "sched_process_exec", program_exec, -1, -1 },
	{ "sched_process_exit", program_exit, -1, -1 },
	{ "sched_process_free", program_free, -1, -1 },
	{ "signal_generate", program_sent, -1, -1 },
	{ "signal_deliver", program_delivered, -1, -1 },
	{ "sys_enter", program_call_begin, -1, -1 },
	{ "sys_exit", program_call_end, -1, -1 },
};
const int system_program_count = sizeof(system_programs) / sizeof(*system_programs);
