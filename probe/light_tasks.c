/*
 * A light recording's lines, made from the kernel's account. It knows who lives, so that a thread's end
 * gives its number back, and a thread that takes over its leader's number by exec is told as one.
 *
 * What the account does not say stays unsaid: who collected a process and when, and how it ended.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

#define BUCKETS 4096u
#define SUSPICIOUS_NS 2000000u /* an end so soon after an exec may be none */

struct living {
	pid_t tid, tgid;
	bool ended;	   /* a leader whose threads go on */
	int threads;	   /* of a leader: the others */
	uint64_t executed; /* when it last started a program; 0: never */
	char comm[16];
	struct living *next;
};
static struct living *table[BUCKETS];

static struct living **place_of(pid_t tid)
{
	struct living **at = &table[(unsigned)tid % BUCKETS];

	while (*at && (*at)->tid != tid)
		at = &(*at)->next;
	return at;
}

static struct living *find(pid_t tid)
{
	return *place_of(tid);
}

static void forget(pid_t tid)
{
	struct living **at = place_of(tid), *gone = *at;

	if (!gone)
		return;
	*at = gone->next;
	free(gone);
}

/* A new holder of a number; whoever held it is gone, though records of it may have been lost. */
static struct living *add(pid_t tid, pid_t tgid, const char *comm)
{
	struct living **at = place_of(tid), *leader, *it = *at;

	if (!it) {
		it = calloc(1, sizeof(*it));
		if (!it)
			abort();
		*at = it;
	} else {
		*it = (struct living){ .next = it->next };
	}
	it->tid = tid;
	it->tgid = tgid;
	memcpy(it->comm, comm, sizeof(it->comm));
	leader = tid != tgid ? find(tgid) : NULL;
	if (leader)
		leader->threads++;
	return it;
}

static void begin(const char *ev, const struct ring_record *record)
{
	out_begin(ev, record->time);
	out_num("tid", record->tid);
	out_num("pid", record->tgid);
}

/* The command, before it has done anything. */
void light_command(pid_t pid)
{
	struct stat_line line;
	char comm[16] = "";

	if (identity_stat(pid, &line))
		memcpy(comm, line.comm, sizeof(comm) - 1);
	add(pid, pid, comm);
	out_begin("proc", now());
	out_num("tid", pid);
	out_num("pid", pid);
	out_num("ppid", line.ppid);
	out_text("comm", comm);
	out_num("start", (long long)line.start);
	out_id("ns", identity_namespace(pid));
	out_list("nr");
	out_num(NULL, pid);
	out_list_end();
	out_end();
}

static void take_birth(const struct ring_record *record)
{
	const struct living *maker = find(record->by);
	const struct living *child = add(record->tid, record->tgid, maker ? maker->comm : "");

	out_begin("clone", record->time);
	out_num("tid", record->by);
	out_num("pid", record->by_tgid);
	out_num("child", child->tid);
	out_num("child_pid", child->tgid);
	out_text("comm", child->comm);
	out_num("start", (long long)boot_ticks(record->time));
	out_list("nr");
	out_num(NULL, child->tid);
	out_list_end();
	out_end();
}

static void write_reap(uint64_t time, pid_t tid, pid_t by, const char *how)
{
	out_begin("reap", time);
	out_num("tid", tid);
	if (by)
		out_num("by", by);
	out_text("how", how);
	out_end();
}

/*
 * The kernel ends its account of a task that starts a program with more rights than its recorder has.
 * That looks like an end, but the task lives on.
 */
static bool lives_on(const struct ring_record *record, const struct living *it)
{
	struct stat_line line;

	if (!it || !it->executed || record->time - it->executed > SUSPICIOUS_NS || !geteuid())
		return false;
	return identity_stat(record->tid, &line) && !strchr("ZXx", line.state) &&
	       !strcmp(line.comm, it->comm);
}

static void take_end(const struct ring_record *record)
{
	struct living *it = find(record->tid);
	struct living *leader = find(record->tgid);

	if (lives_on(record, it)) {
		trace_note(record->tid,
			   "%s has more rights than the probe: nothing more is seen of it and of what it starts",
			   it->comm);
		forget(record->tid);
		return;
	}
	begin("exit", record);
	out_end();
	if (record->tid != record->tgid) {
		write_reap(record->time, record->tid, 0, "thread");
		forget(record->tid);
		if (leader && --leader->threads <= 0 && leader->ended)
			forget(leader->tid);
	} else if (it && it->threads > 0) {
		it->ended = true;
	} else {
		forget(record->tid);
	}
}

/* The last thread of a process whose leader has ended. */
static pid_t last_thread(pid_t tgid)
{
	for (unsigned i = 0; i < BUCKETS; i++)
		for (const struct living *it = table[i]; it; it = it->next)
			if (it->tgid == tgid && it->tid != tgid)
				return it->tid;
	return 0;
}

static void take_name(const struct ring_record *record)
{
	struct living *it = find(record->tid);
	bool took_over = it && it->ended && record->is_exec;
	pid_t former = took_over ? last_thread(record->tgid) : 0;

	if (!it)
		it = add(record->tid, record->tgid, record->comm);
	memcpy(it->comm, record->comm, sizeof(it->comm));
	begin(record->is_exec ? "exec" : "name", record);
	if (former)
		out_num("former", former);
	out_text("comm", record->comm);
	out_end();
	if (record->is_exec)
		it->executed = record->time;
	if (former) {
		write_reap(record->time, former, 0, "thread");
		forget(former);
		it->threads = 0;
		it->ended = false;
	}
}

/* Takes the next record of the kernel's account. */
void light_take(const struct ring_record *record)
{
	switch (record->kind) {
	case RING_BIRTH: take_birth(record); break;
	case RING_END: take_end(record); break;
	case RING_NAME: take_name(record); break;
	case RING_LOST: out_missed(record->time, record->lost); break;
	}
}

/* The probe itself has collected the command: the one reap that is known. */
void light_collected(pid_t pid, uint64_t time)
{
	write_reap(time, pid, getpid(), "wait");
}
