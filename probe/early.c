/*
 * Children that are heard of before their parents report them.
 *
 * The first stop of a child, even its death, may be reported before the event of its parent's fork;
 * and a parent that is killed inside its fork never reports its child.
 */
#include <linux/sched.h>
#include <stdlib.h>
#include <sys/ptrace.h>

#include "probe.h"

/* A child's first stop may be reported before the parent's event that tells of it. */
struct early {
	pid_t tid, parent; /* the parent is looked up when it is asked for: mostly it need not be */
	bool dead, parent_known;
	int status, patience;
	struct early *next;
};
static struct early *early;

/* For how many stops of others a child waits to be claimed before it is looked at more closely. */
#define PATIENCE 64

static pid_t parent_of(struct early *e)
{
	struct stat_line line;

	if (!e->parent_known)
		e->parent = identity_stat(e->tid, &line) ? line.ppid : 0;
	e->parent_known = true;
	return e->parent;
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
	if (dead)
		parent_of(e); /* later it may be collected */
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

/* A parent killed inside its fork never reports the child, which waits for us. */
void early_adopt(struct task *dead)
{
	struct early *e, *next;

	for (e = is_making(dead) ? early : NULL; e; e = next) {
		struct early found;

		next = e->next;
		if (parent_of(e) == dead->tgid && take(e->tid, &found))
			begin(life_born(dead, found.tid, PTRACE_EVENT_CLONE, -1), &found);
	}
}

/* Whether somebody may yet report this child as theirs. */
static bool has_maker(struct early *e)
{
	bool exactly = --e->patience < 0;
	pid_t leader = exactly ? identity_leader(e->tid) : 0;

	for (const struct task *t = tasks_all; t; t = t->all_next)
		if (is_making(t) && (!exactly || t->tgid == parent_of(e) || t->tgid == leader ||
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
		pid_t leader;

		next = e->next;
		if (has_maker(e) || !take(e->tid, &found))
			continue;
		leader = identity_leader(found.tid);
		c = life_known(found.tid, leader ? leader : found.tid);
		trace_note(found.tid, "whoever made this task was killed before the probe heard of it");
		begin(c, &found);
		next = early;
	}
}

/* A birth has been reported: if the child was heard of before, it begins now. */
void early_born(struct task *c)
{
	struct early found;

	if (take(c->tid, &found))
		begin(c, &found);
}
