/*
 * `probe record --system`: the whole machine, or a command's tree, from programs that the kernel runs
 * at its own tracepoints. They write into a ring buffer, which is read every few milliseconds; nobody
 * is stopped, and nobody is woken.
 *
 * First the programs are put in place, then the kernel lists the tasks there are; so nobody is missed,
 * and whoever was born in between is known twice.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "system.h"

#define PERIOD_NS 5000000
#define FLUSH_PERIODS 20
#define PRIORITY (-10)
#define IS_EXITING 4 /* PF_EXITING */
/* The kernel forgets tasks some milliseconds after their end, sometimes later. */
#define LATE_NS 250000000u

static const struct {
	enum rec_kind kind;
	const char *name;
} losses[] = {
	{ REC_BIRTH, "clone" },	    { REC_EXEC, "exec" },     { REC_EXIT, "exit" },
	{ REC_END, "call" },	    { REC_DELIVERED, "signal" }, { REC_FREE, "freed" },
	{ REC_BEGIN, "begin" },	    { REC_SENT, "sent" },     { REC_PRESENT, "proc" },
};
#define LOSSES (sizeof(losses) / sizeof(*losses))

/* Tells what was lost since it was last told. */
static void tell_lost(void)
{
	static uint64_t told[LOSSES];
	uint64_t fresh[LOSSES], sum = 0;

	for (size_t i = 0; i < LOSSES; i++) {
		uint64_t lost = system_lost(losses[i].kind);

		fresh[i] = lost - told[i];
		told[i] = lost;
		sum += fresh[i];
	}
	if (!sum)
		return;
	out_begin("lost", now());
	out_num("n", (long long)sum);
	out_object("of");
	for (size_t i = 0; i < LOSSES; i++)
		if (fresh[i])
			out_num(losses[i].name, (long long)fresh[i]);
	out_object_end();
	out_end();
	out_count_missed(sum);
}

static void take(const struct rec_head *record, size_t length)
{
	clock_hold(record->t);
	switch (record->kind) {
	case REC_BIRTH: system_birth((const void *)record); break;
	case REC_EXEC: system_exec((const void *)record, length); break;
	case REC_EXIT: system_exit((const void *)record); break;
	case REC_FREE: system_free(record); break;
	case REC_BEGIN: system_begin((const void *)record); break;
	case REC_END: system_end((const void *)record); break;
	case REC_SENT: system_sent((const void *)record); break;
	case REC_DELIVERED: system_delivered((const void *)record); break;
	default: break;
	}
}

/* ---- the beginning: records are kept until all tasks are listed ---- */

struct kept {
	struct {
		size_t length;
		struct rec_head *record;
	} *of;
	size_t count, room;
};
static struct kept present, told; /* who was there; what happened meanwhile */

static void keep(const struct rec_head *record, size_t length)
{
	struct kept *kept = record->kind == REC_PRESENT ? &present : &told;
	struct rec_head *copy = malloc(length);

	if (kept->count == kept->room) {
		kept->room = kept->room ? kept->room * 2 : 1024;
		kept->of = realloc(kept->of, kept->room * sizeof(*kept->of));
	}
	if (!kept->of || !copy)
		abort();
	memcpy(copy, record, length);
	kept->of[kept->count].length = length;
	kept->of[kept->count++].record = copy;
}

static void forget(struct kept *kept)
{
	for (size_t i = 0; i < kept->count; i++)
		free(kept->of[i].record);
	free(kept->of);
	*kept = (struct kept){ 0 };
}

/* Whether a task that was found present was born under our eyes. */
static bool was_born(const struct rec_birth *found)
{
	for (size_t i = 0; i < told.count; i++) {
		const struct rec_birth *birth = (const void *)told.of[i].record;

		if (birth->head.kind == REC_BIRTH && birth->tid == found->tid &&
		    birth->start == found->start)
			return true;
	}
	return false;
}

/* Whether it has ended, and this is not among the records. */
static bool ended_before(const struct rec_birth *found)
{
	for (size_t i = 0; i < told.count; i++) {
		const struct rec_head *head = told.of[i].record;

		if (head->kind == REC_EXIT && head->tid == found->tid && head->start == found->start)
			return false;
	}
	return found->exit_state || found->task_flags & IS_EXITING;
}

static int by_start(const void *a, const void *b)
{
	uint64_t first = (*(const struct rec_birth *const *)a)->start;
	uint64_t second = (*(const struct rec_birth *const *)b)->start;

	return first < second ? -1 : first > second;
}

/* Parents come before their children, leaders before their threads. */
static void write_present(void)
{
	const struct rec_birth **all = calloc(present.count + 1, sizeof(*all));
	size_t count = 0;

	if (!all)
		abort();
	for (size_t i = 0; i < present.count; i++)
		if (!was_born((const void *)present.of[i].record))
			all[count++] = (const void *)present.of[i].record;
	qsort(all, count, sizeof(*all), by_start);
	for (size_t i = 0; i < count; i++)
		system_present(all[i], ended_before(all[i]));
	free(all);
}

static int begin(void)
{
	int err = system_list_tasks();

	system_drain(keep);
	write_present();
	for (size_t i = 0; i < told.count; i++)
		take(told.of[i].record, told.of[i].length);
	forget(&present);
	forget(&told);
	clock_hold(0);
	return err;
}

/* ---- the loop ---- */

static const int requests[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };

static sigset_t wanted_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		struct sigaction old;

		/* Ignored from the beginning, as under nohup. */
		if (!sigaction(requests[i], NULL, &old) && old.sa_handler != SIG_IGN)
			sigaddset(&set, requests[i]);
	}
	return set;
}

/* A signal to the probe. Without a command it is the end; a command is told first, then killed. */
static void obey(int sig)
{
	static bool told;

	if (sig == SIGCHLD)
		return;
	if (!trace.command)
		trace.done = true;
	else if (sig == SIGTERM || sig == SIGHUP) {
		kill(trace.command, told ? SIGKILL : sig);
		told = true;
	} /* the terminal's others go to the command as well, and it decides */
}

static void look(bool thoroughly)
{
	system_drain(take);
	clock_hold(0);
	system_count_losses(thoroughly);
	tell_lost();
	system_settle();
}

static void run(const sigset_t *signals)
{
	const struct timespec period = { 0, PERIOD_NS };

	for (int turn = 1; !trace.done; turn++) {
		int sig = sigtimedwait(signals, NULL, &period);

		if (sig > 0)
			obey(sig);
		if (trace.command && waitpid(trace.command, &trace.status, WNOHANG) == trace.command)
			trace.done = true;
		look(turn % FLUSH_PERIODS == 0);
		if (turn % FLUSH_PERIODS == 0)
			out_flush();
	}
}

/* What is late still comes. */
static void wait_for_late(void)
{
	uint64_t until = now() + LATE_NS;

	for (uint64_t at = now(); at < until; at = now()) {
		uint64_t left = until - at < PERIOD_NS ? until - at : PERIOD_NS;
		const struct timespec period = { 0, (long)left };

		nanosleep(&period, NULL);
		look(false);
	}
}

static int finish(const char *output, bool quiet)
{
	wait_for_late();
	system_detach();
	look(true);
	system_cut_all();
	return record_end(output, quiet);
}

static int refuse(const char *why)
{
	if (trace.command) {
		kill(trace.command, SIGKILL);
		waitpid(trace.command, NULL, 0);
	}
	fprintf(stderr, "probe: --system does not work here: %s.\n", why);
	return 125;
}

/* Opens the output and writes the first line. Returns 0 or an exit status. */
static int open_output(const char *output, char **argv)
{
	int err;

	identity_init();
	err = out_open(output);
	if (err) {
		fprintf(stderr, "probe: cannot write %s: %s\n", output, strerror(err));
		return 125;
	}
	header_write(argv, 0, MANNER_SYSTEM);
	return 0;
}

/* Records the machine while the command runs, or until a signal comes. Returns the exit status. */
int system_main(const struct system_settings *asked, const char *output, bool quiet, char **argv)
{
	struct system_settings settings = *asked;
	sigset_t signals = wanted_signals();
	char path[4096], why[256] = "";
	int go = -1, err;

	settings.own = getpid();
	trace.filter = false;
	err = *argv ? launch_find(*argv, path) : 0;
	if (err) {
		fprintf(stderr, "probe: %s: %s\n", *argv,
			err == 127 ? "command not found" : "permission denied");
		return err;
	}
	if (*argv) {
		trace.command = settings.root = launch_waiting(path, argv, &go);
		if (trace.command < 0)
			return 125;
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	/* On a busy machine the buffer must not wait for its turn. The command keeps its own priority. */
	setpriority(PRIO_PROCESS, 0, PRIORITY);
	if (system_attach(&settings, why))
		return refuse(why);
	err = open_output(output, argv);
	if (err)
		return err;
	err = begin();
	if (!err)
		err = out_behind();
	if (err)
		return refuse(strerror(err));
	if (*argv)
		launch_go(trace.command, go);
	else if (!quiet)
		fprintf(stderr, "probe: recording the machine, until Ctrl-C\n");
	run(&signals);
	return finish(output, quiet);
}

/* Whether it works here: 0 or an errno. For `probe doctor`. */
int system_try(void)
{
	const struct system_settings settings = { .own = getpid(), .buffer = 1 << 16 };
	char why[256];
	int err = system_attach(&settings, why);

	system_detach();
	return err;
}
