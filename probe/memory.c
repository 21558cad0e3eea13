/*
 * Reads another task's memory with process_vm_readv(2), page by page, so that a string at the end
 * of a mapping is still read up to its end; and its registers, which are known of x86-64 only.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>

#include "probe.h"
#include "uapi.h"

#define PAGE 4096u

/* Returns how many bytes could be read: fewer than asked where memory ends. */
size_t memory_read(pid_t tid, uint64_t address, void *into, size_t length)
{
	if (address && length == sizeof(long)) {
		long word;

		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, tid, address, NULL);
		if (!errno) {
			memcpy(into, &word, sizeof(word));
			return sizeof(word);
		}
	}
	struct iovec local = { into, length };
	struct iovec remote = { (void *)(uintptr_t)address, length };
	ssize_t n = address ? process_vm_readv(tid, &local, 1, &remote, 1, 0) : 0;

	return n > 0 ? (size_t)n : 0;
}

/* Reads a string of at most size - 1 bytes and ends it. Returns its length. */
size_t memory_string(pid_t tid, uint64_t address, char *into, size_t size)
{
	size_t got = 0;

	while (got < size - 1) {
		uint64_t at = address + got;
		size_t step = PAGE - at % PAGE;
		size_t n;
		char *end;

		if (step > size - 1 - got)
			step = size - 1 - got;
		n = memory_read(tid, at, into + got, step);
		end = memchr(into + got, 0, n);
		if (end)
			return (size_t)(end - into);
		got += n;
		if (n < step)
			break;
	}
	into[got] = 0;
	return got;
}

/*
 * The beginnings of several strings, each up to its end or that of its page, in one call. Gives back how
 * many bytes of each could be read; those that are 0 or have no end are to be read by themselves.
 */
void memory_beginnings(pid_t tid, int count, const uint64_t address[], char into[][BEGINNING_BYTES],
		       size_t length[])
{
	struct iovec local[BEGINNINGS_MAX] = { 0 }, remote[BEGINNINGS_MAX] = { 0 };
	ssize_t left;

	for (int i = 0; i < count; i++) {
		size_t room = PAGE - address[i] % PAGE;

		length[i] = room < BEGINNING_BYTES ? room : BEGINNING_BYTES;
		local[i] = (struct iovec){ into[i], length[i] };
		remote[i] = (struct iovec){ (void *)(uintptr_t)address[i], length[i] };
	}
	left = process_vm_readv(tid, local, (unsigned long)count, remote, (unsigned long)count, 0);
	for (int i = 0; i < count; i++) {
		if (left < (ssize_t)length[i])
			length[i] = left > 0 ? (size_t)left : 0;
		left -= (ssize_t)length[i];
	}
}

bool memory_write(pid_t tid, uint64_t address, const void *from, size_t length)
{
	struct iovec local = { (void *)(uintptr_t)from, length };
	struct iovec remote = { (void *)(uintptr_t)address, length };

	return process_vm_writev(tid, &local, 1, &remote, 1, 0) == (ssize_t)length;
}

/* Changes the first argument of the call at whose entry the task is stopped. */
bool memory_first_argument(pid_t tid, bool compat, uint64_t value)
{
#if defined(__x86_64__)
	size_t at = compat ? offsetof(struct user_regs_struct, rbx)
			   : offsetof(struct user_regs_struct, rdi);

	return !ptrace(PTRACE_POKEUSER, tid, at, value);
#else
	(void)tid, (void)compat, (void)value;
	return false;
#endif
}

/*
 * The result of the call that a task has left and not yet returned from, as at the stop for a signal on
 * its way out. Returns whether it is inside that very call, by instruction and stack pointer; it never is
 * where registers cannot be read.
 */
bool memory_result(pid_t tid, uint64_t ip, uint64_t sp, long *result)
{
#if defined(__x86_64__)
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tid, NULL, &regs) || regs.rip != ip || regs.rsp != sp)
		return false;
	*result = (long)regs.rax;
	return true;
#else
	(void)tid, (void)ip, (void)sp, (void)result;
	return false;
#endif
}

#if defined(__x86_64__)
#define USER_CS 0x33	 /* of a 64-bit program */
#define ERESTARTNOHAND 514
#define ENTER_EXT_ARG 8 /* of io_uring_enter: there may be a time limit */

/* Whether a call that any signal ends, by the plain EINTR, has no time limit. */
static bool waits_for_ever(const struct user_regs_struct *regs)
{
	switch (regs->orig_rax) {
	case SYS_epoll_wait:
	case SYS_epoll_pwait: return (int)regs->r10 < 0;
	case SYS_epoll_pwait2:
	case SYS_semtimedop: return !regs->r10;
	case SYS_rt_sigtimedwait: return !regs->rdx;
	case SYS_io_getevents: return !regs->r8;
	case SYS_io_uring_enter: return !(regs->r10 & ENTER_EXT_ARG);
	case SYS_semop: return true;
	default: return false;
	}
}
#endif

/*
 * Only because it is traced does a task hear of a signal that it ignores, and only a tracer makes it stop
 * without any signal; some calls are then over, with EINTR. The kernel is told to let such a call wait on,
 * unless a handler is about to run. One with a time limit would begin that anew, so it is left.
 */
void memory_wait_on(pid_t tid)
{
#if defined(__x86_64__)
	struct user_regs_struct regs;

	if (!ptrace(PTRACE_GETREGS, tid, NULL, &regs) && regs.cs == USER_CS &&
	    (long)regs.rax == -EINTR && waits_for_ever(&regs))
		ptrace(PTRACE_POKEUSER, tid, offsetof(struct user_regs_struct, rax),
		       (long)-ERESTARTNOHAND);
#else
	(void)tid;
#endif
}

/* Lets the call at whose entry the task is stopped fail with ENOSYS, as one does that asks for a tracer where
 * there is none. */
void memory_refuse(pid_t tid)
{
#if defined(__x86_64__)
	ptrace(PTRACE_POKEUSER, tid, offsetof(struct user_regs_struct, orig_rax), -1L);
	ptrace(PTRACE_POKEUSER, tid, offsetof(struct user_regs_struct, rax), (long)-ENOSYS);
#else
	(void)tid;
#endif
}

/* A copy of a string in the caller's memory, to be freed. */
char *memory_copy_string(pid_t tid, uint64_t address, size_t size, size_t *length)
{
	char *text = malloc(size);
	char *fitted;

	if (!text)
		abort();
	*length = memory_string(tid, address, text, size);
	fitted = realloc(text, *length + 1);
	return fitted ? fitted : text;
}
