/*
 * Births, programs started and ends, as the kernel's tracepoints tell them. The records come in the
 * order in which they were written, but a wait is told when it returns, a little after it has freed
 * the number, and the freeing of a task some milliseconds later.
 *
 * A task is known by its number and its start in nanoseconds: a late record of one holder of a number is
 * never taken for the next one's.
 */
#include <linux/sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system.h"

#define LOOKS_MAX 200 /* for the new parent of an orphan */
#define EARLY_MAX 64

static int orphans;
static struct system_early early[EARLY_MAX];
static unsigned early_count;

static void copy_comm(struct task *t, const char comm[COMM_BYTES])
{
	memcpy(t->comm, comm, COMM_BYTES);
	t->comm[COMM_BYTES - 1] = 0;
}

/* A task that lost records leave in the table though it must be gone. */
static void forget(struct task *t)
{
	if (t->state == TASK_ALIVE)
		tasks_alive--;
	if (t->tid == t->tgid)
		task_count_child(t->ppid, -1);
	else
		task_count_thread(t->tgid, -1);
	task_remove(t);
}

static struct task *add(pid_t tid, pid_t tgid, uint64_t start)
{
	struct task *t = task_add(tid);

	t->system = calloc(1, sizeof(*t->system));
	if (!t->system)
		abort();
	t->tgid = tgid;
	t->system->start = start;
	t->start = start_ticks(start);
	return t;
}

static void count(const struct task *t)
{
	if (t->tid == t->tgid)
		task_count_child(t->ppid, 1);
	else
		task_count_thread(t->tgid, 1);
}

/* Its numbers, from the outermost namespace inwards. */
static void read_numbers(struct task *t, const struct rec_birth *birth)
{
	struct pidns *ns = pidns_own();

	t->nr_count = (int)birth->level + 1;
	for (int i = 0; i < t->nr_count; i++) {
		t->nr[i] = (int32_t)birth->numbers[i].nr;
		ns = i ? pidns_numbered(birth->numbers[i].ns, ns) : ns;
	}
	t->ns = ns;
}

/* Whether somebody of the process is inside a wait, who then must have collected. */
static struct task *waiting(pid_t tgid)
{
	struct task *found = NULL;

	for (struct task *t = tasks_all; t; t = t->all_next)
		if (t->tgid == tgid && t->call.sys && t->call.sys->after == wait_after) {
			if (found)
				return NULL;
			found = t;
		}
	return found;
}

/* The number is there again, though nobody has told of its return yet: a wait is about to. */
static void make_room(struct task *old)
{
	struct task *by;

	if (old->state == TASK_ALIVE) {
		forget(old);
		return;
	}
	by = old->tid == old->tgid ? waiting(old->ppid) : NULL;
	if (by)
		early[early_count++ % EARLY_MAX] = (struct system_early){
			.tid = old->tid, .ppid = old->ppid, .id = old->id, .ns = by->ns,
			.nr = task_nr_for(old, by), .status = old->status
		};
	life_reaped(old, by ? by->tid : 0, old->tid == old->tgid ? "wait" : "thread");
}

/* Whom the wait that now returns had collected, if that was told already. */
bool system_take_early(const struct task *waiter, long nr, struct system_early *found)
{
	for (unsigned i = 0; i < EARLY_MAX; i++)
		if (early[i].tid && early[i].ppid == waiter->tgid && early[i].nr == nr &&
		    early[i].ns == waiter->ns) {
			*found = early[i];
			early[i].tid = 0;
			return true;
		}
	return false;
}

static struct task *newcomer(const struct rec_birth *birth)
{
	struct task *old, *t;
	struct pidns *ns = pidns_own();

	for (uint32_t i = 0; i <= birth->level; i++) {
		ns = i ? pidns_numbered(birth->numbers[i].ns, ns) : ns;
		old = task_by_nr(ns, (long)birth->numbers[i].nr);
		if (old)
			make_room(old);
	}
	t = add((pid_t)birth->tid, (pid_t)birth->tgid, birth->start);
	t->id = birth->id;
	t->ppid = (pid_t)birth->ppid;
	t->exit_signal = birth->exit_signal;
	copy_comm(t, birth->comm);
	read_numbers(t, birth);
	task_place(t);
	count(t);
	return t;
}

/* A task that was there when recording began, perhaps as a zombie. */
void system_present(const struct rec_birth *birth, bool has_ended)
{
	struct task *t = newcomer(birth);

	life_write_known(t);
	if (!has_ended)
		return;
	life_exit(t, (int)birth->exit_code & 0xffff);
	t->state = TASK_ZOMBIE;
}

/* Somebody whose birth was lost, or who was gone before the tasks were listed. */
static struct task *introduce(const struct rec_head *head)
{
	struct task *t = add((pid_t)head->tid, (pid_t)head->tgid, head->start);
	struct stat_line line;

	if (identity_stat(t->tid, &line) && line.start == t->start) {
		int numbers;

		t->ppid = line.ppid;
		memcpy(t->comm, line.comm, sizeof(t->comm));
		t->id = identity_of(t->tid);
		t->ns = pidns_of(t->tid);
		numbers = identity_numbers(t->tid, t->nr);
		t->nr_count = numbers ? numbers : 1;
		if (!numbers)
			t->ns = pidns_own();
	}
	t->exit_signal = t->tid == t->tgid ? SIGCHLD : -1;
	task_place(t);
	count(t);
	life_write_known(t);
	return t;
}

/* Who did something. NULL for the idle task of a processor, and for one whose number another holds. */
struct task *system_actor(const struct rec_head *head)
{
	struct task *t = task_find((pid_t)head->tid);

	if (!head->tid)
		return NULL;
	if (t && t->system->start == head->start)
		return t;
	if (t && t->system->start > head->start)
		return NULL;
	if (t)
		make_room(t);
	return introduce(head);
}

static const char *how_made(int32_t sys)
{
	for (int i = 0; i < sys_count; i++)
		if (sys >= 0 && sys_table[i].nr == sys && sys_table[i].extra == clone_extra)
			return sys_table[i].name;
	/* The kernel made it: a thread of its own, or a worker of io_uring. */
	return "clone";
}

void system_birth(const struct rec_birth *birth)
{
	struct task *maker = system_actor(&birth->head), *t;

	t = newcomer(birth);
	if (!maker) {
		life_write_known(t);
		return;
	}
	if (!maker->call.sys || maker->call.sys->extra != clone_extra) {
		call_forget(maker);
		maker->call.exit_signal = birth->exit_signal > 0 ? birth->exit_signal : 0;
	}
	maker->call.flags = birth->clone_flags & ~0xffULL;
	life_write_birth(maker, t, how_made(birth->sys), birth->pidfd, now());
	call_forget(maker);
}

/* The words of a program, which stand one after another. */
static void read_words(struct call *call, const struct rec_exec *exec, size_t length)
{
	size_t used = offsetof(struct rec_exec, words), given = exec->words_length;

	if (length < used || given > length - used)
		given = length < used ? 0 : length - used;
	call->words = malloc(given + 1);
	if (!call->words)
		abort();
	memcpy(call->words, exec->words, given);
	/* The last may be cut. */
	call->words[given] = 0;
	if (given && !call->words[given - 1])
		given--;
	call->words_length = given + 1;
	for (size_t i = 0; i <= given; i++)
		call->word_count += !call->words[i];
	if (!exec->words_length)
		call->word_count = 0;
	/* A program may rewrite its words into something longer than there were. */
	if ((uint32_t)call->word_count > exec->argc)
		call->word_count = (int)exec->argc;
	call->words_left_out = (int)exec->argc - call->word_count;
}

/* Without the final zero; less than nothing is an errno, and then there is no path in the record. */
static size_t path_length(const struct rec_exec *exec)
{
	int length = (int)exec->path_length;

	return length > 0 && length <= EXEC_PATH_BYTES ? (size_t)length - 1 : 0;
}

/* A program has been started. By a thread other than the leader: it takes over the leader's number. */
void system_exec(const struct rec_exec *exec, size_t length)
{
	pid_t former = (pid_t)exec->former;
	struct task *t = system_actor(&exec->head);
	struct task *thread = former != (pid_t)exec->head.tid ? task_find(former) : NULL;

	if (!t)
		return;
	if (thread && thread->tgid != t->tgid)
		thread = NULL;
	if (t->state != TASK_ALIVE) {
		t->state = TASK_ALIVE;
		tasks_alive++;
	}
	call_forget(t);
	copy_comm(t, exec->comm);
	t->call.path = strndup(exec->path, path_length(exec));
	read_words(&t->call, exec, length);
	life_write_exec(t, former);
	call_forget(t);
	if (thread) {
		call_forget(thread);
		life_reaped(thread, 0, "thread");
	}
}

/* The children of a dead process get a new parent: who, only /proc tells, a moment later. */
static void orphan(pid_t parent)
{
	for (struct task *t = tasks_all; t; t = t->all_next)
		if (t->ppid == parent && t->tid == t->tgid && t->tid != parent &&
		    !t->system->orphan) {
			t->system->orphan = 1;
			orphans++;
		}
}

/* The new parent of an orphan is known; told before what shows it. */
void system_adopted(struct task *t, pid_t ppid)
{
	if (t->system->orphan)
		orphans--;
	t->system->orphan = 0;
	if (ppid != t->ppid)
		life_adopted(t, ppid);
}

/* Looks for the new parents of orphans. */
void system_settle(void)
{
	if (!orphans)
		return;
	orphans = 0;
	clock_hold(0);
	for (struct task *t = tasks_all; t; t = t->all_next) {
		struct stat_line line;

		if (!t->system->orphan)
			continue;
		if (!identity_stat(t->tid, &line) || line.start != t->start ||
		    t->system->orphan++ > LOOKS_MAX) {
			t->system->orphan = 0;
			continue;
		}
		orphans++;
		if (line.ppid != t->ppid)
			system_adopted(t, line.ppid);
	}
}

/* What becomes of a process when its last thread has ended. */
static void process_ended(const struct rec_exit *exit)
{
	struct task *leader = task_find((pid_t)exit->head.tgid);
	bool ignored = exit->parent_handler == (uint64_t)(uintptr_t)SIG_IGN ||
		       exit->parent_flags & SA_NOCLDWAIT;

	if (!leader || leader->state == TASK_ALIVE)
		return;
	leader->state = TASK_ZOMBIE;
	if (leader->children)
		orphan(leader->tid);
	if (ignored && exit->exit_signal == SIGCHLD && !leader->system->traced)
		life_reaped(leader, 0, "auto");
}

void system_exit(const struct rec_exit *exit)
{
	struct task *t = system_actor(&exit->head);

	if (!t)
		return;
	if (!*t->comm)
		copy_comm(t, exit->comm);
	life_exit(t, (int)exit->status);
	t->system->traced = exit->ptrace != 0;
	/* A thread leaves no zombie, unless for its tracer. */
	if (t->tid != t->tgid && !t->system->traced)
		life_reaped(t, 0, "thread");
	if (exit->live == 0)
		process_ended(exit);
}

/* The kernel has forgotten a task, some time ago. If that was not told, then by whom is unknown: a
 * 32-bit program, a wait that asked for nothing, the probe itself. */
void system_free(const struct rec_head *head)
{
	struct task *t = task_find((pid_t)head->tid);
	const struct task *parent;

	if (!t || t->system->start != head->start)
		return;
	if (t->system->orphan)
		orphans--;
	t->system->orphan = 0;
	parent = task_find(t->ppid);
	if (t->tid != t->tgid)
		life_reaped(t, 0, "thread");
	else if (parent && parent->state != TASK_ALIVE && parent->nr[parent->nr_count - 1] == 1)
		/* An ending namespace's init has the kernel collect its children. */
		life_reaped(t, 0, "auto");
	else
		life_reaped(t, 0, "wait");
}
