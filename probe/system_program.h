/*
 * What the programs in the kernel have in common: the layout of the kernel's structures, and pieces
 * of program that read them.
 */
#ifndef SYSTEM_PROGRAM_H
#define SYSTEM_PROGRAM_H

#include "system.h"

/* The stack: a record, and above it two places for what is only passing. */
#define RECORD (-480)
#define PASSING (-8)
#define PASSING2 (-16)
#define AT(structure, member) (RECORD + (int)offsetof(struct structure, member))

/* Offsets in bytes. Optional ones are -1 on kernels without the field. */
struct layout {
	int task_tid, task_tgid, task_start, task_flags, task_leader, task_parent, task_pid,
		task_comm, task_status, task_exit_signal, task_exit_state, task_signal, task_sighand,
		task_files, task_ptrace, task_mm, task_compat;
	int pid_level, pid_numbers, pid_id, upid_nr, upid_ns, ns_inum;
	int signal_live, signal_group_status, sighand_actions, action_handler, action_flags;
	int files_table, table_size, table_files, file_inode, inode_ino, inode_super,
		inode_private, super_magic;
	int exec_name, exec_argc, mm_arg_start, mm_arg_end;
	int info_code, info_pid, info_uid;
	int regs_nr, regs_arg[6];
	int upid_size, action_size;
	int fork_task, exec_task, exec_file, exit_task, free_task, sent_task;
};
extern struct layout layout;
extern struct system_maps maps;
extern struct system_settings settings;

/* Reads `size` bytes at base + offset in the kernel to a place on the stack. */
void read_kernel(int place, int size, int base, int offset);
/* reg = *(base + offset), a pointer */
void follow(int reg, int base, int offset);
/* Reads `size` bytes of the current program's memory, whose address is in a register. */
void read_user(int place, int size, int address, int offset);
/* Clears a record and fills in its head for the current task. Leaves the task in R7. */
void head(enum rec_kind kind, int size);
/* Goes on only for tasks of the tree; without --tree it is no code at all. */
void only_tree(void);
/* Hands the record to the probe; `size` bytes, or as many as R3 says when 0. */
void emit(enum rec_kind kind, int size);

#endif
