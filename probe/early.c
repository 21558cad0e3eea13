/*
 * Children that are heard of before their parents report them.
 *
 * The first stop of a child, even its death, may be reported before the event of its parent's fork;
 * and a parent that is killed inside its fork never reports its child.
 */
#include <linux/sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "probe.h"

/* A child's first stop may be reported before the parent's event that tells of it. */
struct early {
	pid_t tid, parent, leader; /* looked up when asked for: mostly they need not be */
	bool dead, looked_up;
	int status, patience;
	struct early *next;
};
static struct early *early;

/* For how many stops of others a child waits to be claimed before it is looked at more closely. */
#define PATIENCE 64

/* Learns of whom the child is, as long as it is there. */
static void look_up(struct early *e)
{
	struct stat_line line;

	if (e->looked_up)
		return;
	e->parent = identity_stat(e->tid, &line) ? line.ppid : 0;
	e->leader = identity_leader(e->tid);
	e->looked_up = true;
}

void early_add(pid_t tid, bool dead, int status)
{
	struct early *e;

	for (e = early; e && e->tid != tid; e = e->next)
		;
	if (!e) {
		e = calloc(1, sizeof(*e));
		if (!e)
			abort();
		e->tid = tid;
		e->patience = PATIENCE;
		e->next = early;
		early = e;
	}
	e->dead = dead;
	e->status = status;
	if (dead || status >> 16 == PTRACE_EVENT_EXIT)
		look_up(e); /* later there is nothing to see */
}

static bool take(pid_t tid, struct early *found)
{
	for (struct early **at = &early; *at; at = &(*at)->next)
		if ((*at)->tid == tid) {
			struct early *e = *at;

			*found = *e;
			*at = e->next;
			free(e);
			return true;
		}
	return false;
}

static bool is_making(const struct task *t)
{
	return t->call.sys && t->call.sys->extra == clone_extra;
}

static void begin(struct task *c, const struct early *e)
{
	if (e->dead)
		life_gone(c, e->status);
	else
		trace_start(c);
}

/* The process of which a thread was last killed while making another that was not heard of. */
static pid_t bereft;

/* Whether this is the child that `maker` was making. A thread that is dead leaves nothing to look at. */
static bool is_made_by(struct early *e, const struct task *maker, bool exactly)
{
	look_up(e);
	if (maker->call.flags & CLONE_THREAD)
		return e->leader == maker->tgid || (!exactly && e->dead && !e->leader);
	return e->parent == maker->tgid && e->leader != maker->tgid;
}

static bool adopt(struct task *dead, bool exactly)
{
	struct early found;

	for (struct early *e = early; e; e = e->next)
		if (is_made_by(e, dead, exactly) && take(e->tid, &found)) {
			begin(life_born(dead, found.tid, PTRACE_EVENT_CLONE, -1), &found);
			return true;
		}
	return false;
}

/* A parent killed inside its fork never reports the child, which waits for us. */
void early_adopt(struct task *dead)
{
	if (!is_making(dead) || adopt(dead, true) || adopt(dead, false))
		return;
	if (dead->call.flags & CLONE_THREAD)
		bereft = dead->tgid;
}

/* Whether somebody may yet report this child as theirs. */
static bool has_maker(struct early *e)
{
	bool exactly = --e->patience < 0;

	if (exactly)
		look_up(e);
	for (const struct task *t = tasks_all; t; t = t->all_next)
		if (is_making(t) && (!exactly || t->tgid == e->parent || t->tgid == e->leader ||
				     t->call.flags & CLONE_PARENT))
			return true;
	return false;
}

/* Children whose parent was killed, and forgotten, before they were heard of. */
void early_settle(void)
{
	struct early *e, *next;

	for (e = early; e; e = next) {
		struct early found;
		struct task *c;

		next = e->next;
		if (has_maker(e) || !take(e->tid, &found))
			continue;
		look_up(&found);
		if (!found.leader)
			found.leader = found.dead && task_find(bereft) ? bereft : found.tid;
		c = life_known(found.tid, found.leader);
		trace_note(found.tid, "whoever made this task was killed before the probe heard of it");
		begin(c, &found);
		next = early;
	}
}

/*
 * A birth has been reported: if the child has stopped, it may run while the rest is done. Whether it has
 * died is not asked: a death that was heard is no longer there to look at.
 */
void early_start(struct task *c)
{
	siginfo_t info = { 0 };
	struct early found;

	for (const struct early *e = early; e; e = e->next)
		if (e->tid == c->tid) {
			if (!e->dead && take(c->tid, &found))
				trace_start(c);
			return;
		}
	if (!waitid(P_PID, (id_t)c->tid, &info, WSTOPPED | WNOHANG | __WALL) && info.si_pid)
		trace_start(c);
}

/* A birth has been reported: if the child was heard of before, it begins now. */
void early_born(struct task *c)
{
	struct early found;

	if (take(c->tid, &found))
		begin(c, &found);
}
