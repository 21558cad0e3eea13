/*
 * The seccomp filter under which the recorded tree runs: the calls of interest stop for the probe,
 * all others go on at full speed. It is built from the table in calls.c; the index of the row comes
 * back with each stop.
 *
 * Programs of another architecture than x86-64 and i386 (on x86) are let through: their births and
 * deaths are still recorded. So are calls of the x32 kind.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#elif defined(__riscv)
#define NATIVE AUDIT_ARCH_RISCV64
#else
#error "this architecture's AUDIT_ARCH constant is not known here"
#endif

#define PROGRAM_MAX 512

static struct sock_filter program[PROGRAM_MAX];
static unsigned short length;

static void add(struct sock_filter step)
{
	if (length < PROGRAM_MAX)
		program[length++] = step;
}

static void load(size_t offset)
{
	add((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

static void equal(uint32_t value, unsigned char otherwise_skip)
{
	add((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, otherwise_skip));
}

static void give(uint32_t verdict)
{
	add((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, verdict));
}

/* The low half of an argument: the constants looked for are small. */
static size_t low_half(int arg)
{
	size_t at = offsetof(struct seccomp_data, args) + (size_t)arg * 8;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	at += 4;
#endif
	return at;
}

static void add_row(int index, int nr)
{
	const int *only = sys_table[index].only;
	int values = 0;

	if (nr < 0 || (sys_table[index].opens && trace.no_files))
		return;
	if (sys_table[index].above_stdio) {
		equal((uint32_t)nr, 4);
		load(low_half(0));
		add((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, LAST_UNSEEN_FD, 0, 1));
		give(SECCOMP_RET_TRACE | (uint32_t)index);
		give(SECCOMP_RET_ALLOW);
		return;
	}
	if (!only) {
		equal((uint32_t)nr, 1);
		give(SECCOMP_RET_TRACE | (uint32_t)index);
		return;
	}
	while (only[1 + values] != -1)
		values++;
	equal((uint32_t)nr, (unsigned char)(2 * values + 2));
	load(low_half(only[0]));
	for (int i = 0; i < values; i++) {
		equal((uint32_t)only[1 + i], 1);
		give(SECCOMP_RET_TRACE | (uint32_t)index);
	}
	give(SECCOMP_RET_ALLOW);
}

static void build(void)
{
	unsigned short jump;

	length = 0;
	load(offsetof(struct seccomp_data, arch));
	equal(NATIVE, 1);
	jump = length;
	add((struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0)); /* to the native part */
#if defined(__x86_64__)
	equal(AUDIT_ARCH_I386, 1);
	add((struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 1));
	give(SECCOMP_RET_ALLOW);
	load(offsetof(struct seccomp_data, nr));
	for (int i = 0; i < sys_count; i++)
		add_row(i, sys_table[i].nr32);
#endif
	give(SECCOMP_RET_ALLOW);
	program[jump].k = (uint32_t)(length - jump - 1);
	load(offsetof(struct seccomp_data, nr));
	for (int i = 0; i < sys_count; i++)
		add_row(i, sys_table[i].nr);
	give(SECCOMP_RET_ALLOW);
}

/*
 * Puts the calling process under the filter. Without the right to do so as it is, the process first
 * gives up ever gaining privileges: setuid programs then run without theirs. Returns 0 or an errno.
 */
int filter_install(void)
{
	struct sock_fprog fprog;

	build();
	fprog = (struct sock_fprog){ length, program };
	if (!syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &fprog))
		return 0;
	if (errno != EACCES || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return errno;
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &fprog) ? errno : 0;
}
