/*
 * An actor: one process or thread of a plan. It sleeps on a futex until the director has an order,
 * makes that one call with its registers as given, stores what came back, and sleeps again. Nothing
 * here uses the C library's state: threads of a plan are made by the plan's own clone calls and
 * have no thread-local storage of their own.
 */
#define _GNU_SOURCE
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/syscall.h>

struct shared *shared;

long raw(long nr, long a, long b, long c, long d, long e, long f)
{
#if defined __x86_64__
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;
	__asm__ volatile("syscall" : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
#elif defined __aarch64__
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;
	__asm__ volatile("svc 0" : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	return x0;
#else
#error "the stage knows x86-64 and aarch64"
#endif
}

static char *stack_top(int who)
{
	return (char *)STACKS_AT + (size_t)(who + 1) * STACK_BYTES - 64;
}

/*
 * A call that makes a task. The child leaves for its own stack before it touches any memory, so the
 * same code serves fork, where it has a copy of ours, and threads, where it shares ours.
 */
static long raw_clone(const struct order *o)
{
	char *top = stack_top(o->child);
#if defined __x86_64__
	register long r10 __asm__("r10") = o->arg[3];
	register long r8 __asm__("r8") = o->arg[4];
	register long r12 __asm__("r12") = o->child;
	register char *r13 __asm__("r13") = top;
	long ret;
	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "mov %%r13, %%rsp\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "mov %%r12, %%rdi\n\t"
			 "call actor_begin\n\t"
			 "1:"
			 : "=a"(ret)
			 : "a"(o->nr), "D"(o->arg[0]), "S"(o->arg[1]), "d"(o->arg[2]), "r"(r10),
			   "r"(r8), "r"(r12), "r"(r13)
			 : "rcx", "r11", "memory");
	return ret;
#else
	register long x8 __asm__("x8") = o->nr;
	register long x0 __asm__("x0") = o->arg[0];
	register long x1 __asm__("x1") = o->arg[1];
	register long x2 __asm__("x2") = o->arg[2];
	register long x3 __asm__("x3") = o->arg[3];
	register long x4 __asm__("x4") = o->arg[4];
	register long x19 __asm__("x19") = o->child;
	register char *x20 __asm__("x20") = top;
	__asm__ volatile("svc 0\n\t"
			 "cbnz x0, 1f\n\t"
			 "mov sp, x20\n\t"
			 "mov x29, #0\n\t"
			 "mov x0, x19\n\t"
			 "bl actor_begin\n\t"
			 "1:"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x19), "r"(x20)
			 : "memory");
	return x0;
#endif
}

static void futex_wake(uint32_t *word)
{
	raw(SYS_futex, (long)word, FUTEX_WAKE, 1, 0, 0, 0);
}

static void ring(void)
{
	__atomic_fetch_add(&shared->bell, 1, __ATOMIC_SEQ_CST);
	futex_wake(&shared->bell);
}

/* Every signal that the plan wants to see. Whose stack it runs on tells which actor got it. */
static void on_signal(int signo, siginfo_t *info, void *context)
{
	(void)context;
	char here;
	struct actor *a = &shared->actor[(&here - (char *)STACKS_AT) / STACK_BYTES];
	uint32_t n = a->deliveries;
	if (n < MAX_SIGNALS)
		a->delivery[n] = (struct delivery){signo, info->si_code, info->si_pid,
						   (int)info->si_uid, info->si_status};
	__atomic_store_n(&a->deliveries, n + 1, __ATOMIC_SEQ_CST);
}

#if defined __x86_64__
__asm__(".text\n.type stage_restorer, @function\nstage_restorer:\n\tmov $15, %eax\n\tsyscall\n");
extern char stage_restorer[];
#define RESTORER ((long)stage_restorer)
#define RESTORER_FLAG 0x04000000L
#else
#define RESTORER 0L
#define RESTORER_FLAG 0L
#endif

/* rt_sigaction; arg[1] is 0 for the default, 1 to ignore, 2 for the recording handler. */
static long set_action(const struct order *o)
{
	struct {
		long handler, flags, restorer, mask;
	} action = {o->arg[1] == 2 ? (long)on_signal : o->arg[1],
		    o->arg[2] | SA_SIGINFO | SA_RESTART | RESTORER_FLAG, RESTORER, -1L};
	return raw(SYS_rt_sigaction, o->arg[0], (long)&action, 0, 8, 0, 0);
}

/* Opens the path at arg[0] and writes the text at arg[1], or reads up to arg[2] bytes to it. */
static long whole_file(const struct order *o)
{
	bool writing = o->op == OP_WRITE_FILE;
	long fd = raw(SYS_openat, AT_FDCWD, o->arg[0],
		      (writing ? O_WRONLY : O_RDONLY) | O_CLOEXEC, 0, 0, 0);
	if (fd < 0)
		return fd;
	long ret = raw(writing ? SYS_write : SYS_read, fd, o->arg[1], o->arg[2], 0, 0, 0);
	raw(SYS_close, fd, 0, 0, 0, 0, 0);
	return ret < 0 ? ret : 0;
}

/* execve of this very program, which finds its way back by the actor's index in its arguments. */
static long exec_self(const struct order *o, int me)
{
	char index[4] = {(char)('0' + me / 100), (char)('0' + me / 10 % 10), (char)('0' + me % 10), 0};
	const char *argv[] = {"stage", "stage", "--actor", index, NULL};
	const char *envp[] = {NULL};
	(void)o;
	return raw(SYS_execve, (long)"/proc/thread-self/exe", (long)argv, (long)envp, 0, 0, 0);
}

static long obey(const struct order *o, int me)
{
	switch (o->op) {
	case OP_CALL:
		return raw(o->nr, o->arg[0], o->arg[1], o->arg[2], o->arg[3], o->arg[4], o->arg[5]);
	case OP_CLONE: return raw_clone(o);
	case OP_WRITE_FILE:
	case OP_READ_FILE: return whole_file(o);
	case OP_EXEC: return exec_self(o, me);
	case OP_ACTION: return set_action(o);
	case OP_READ: /* from its beginning, where the file has one */
		raw(SYS_lseek, o->arg[0], 0, 0, 0, 0, 0);
		return raw(SYS_read, o->arg[0], o->arg[1], o->arg[2], 0, 0, 0);
	}
	return -ENOSYS;
}

static void serve(int me, struct actor *a) __attribute__((noreturn));
static void serve(int me, struct actor *a)
{
	for (;;) {
		uint32_t todo;
		while ((todo = __atomic_load_n(&a->todo, __ATOMIC_SEQ_CST)) == a->taken)
			raw(SYS_futex, (long)&a->todo, FUTEX_WAIT, a->taken, 0, 0, 0);
		a->taken = todo;
		a->ret = obey(&a->order, me);
		__atomic_store_n(&a->done, todo, __ATOMIC_SEQ_CST);
		ring();
	}
}

/*
 * A new task, or an actor after execve: says who it is in the director's numbers, then waits for
 * orders. A call that was under way is done: it was the execve that brought us here.
 */
void actor_begin(int me)
{
	struct actor *a = &shared->actor[me];
	a->taken = __atomic_load_n(&a->todo, __ATOMIC_SEQ_CST);
	long n = raw(SYS_readlinkat, AT_FDCWD, (long)ROOM_OUTER "/thread-self", (long)a->self,
		     sizeof a->self - 1, 0, 0);
	a->self[n < 0 ? 0 : n] = 0;
	a->ret = 0;
	__atomic_store_n(&a->done, a->taken, __ATOMIC_SEQ_CST);
	__atomic_store_n(&a->ready, 1, __ATOMIC_SEQ_CST);
	ring();
	serve(me, a);
}

/* From a C library's stack to the actor's own, for the first actor and after execve. */
void actor_enter(int me)
{
#if defined __x86_64__
	__asm__ volatile("mov %0, %%rsp\n\txor %%ebp, %%ebp\n\tcall actor_begin"
			 : : "r"(stack_top(me)), "D"((long)me) : "memory");
#else
	register long x0 __asm__("x0") = me;
	__asm__ volatile("mov sp, %0\n\tmov x29, #0\n\tbl actor_begin"
			 : : "r"(stack_top(me)), "r"(x0) : "memory");
#endif
	__builtin_unreachable();
}
