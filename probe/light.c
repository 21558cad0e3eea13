/*
 * `probe record --light`: births, programs and ends from the kernel's own account, without stopping
 * anybody. The account gathers in buffers and is read fifty times a second.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "probe.h"

#define PERIOD_NS 20000000
#define FLUSH_PERIODS 5
/* A record is in its buffer some microseconds after its time: one from another processor may still
 * come before those that are this young. */
#define SETTLED_NS 5000000u

/* Says why the kernel gives no account. Returns the exit status. */
int light_refused(int err)
{
	fprintf(stderr,
		"probe: the kernel gives no account of births and ends here (perf_event_open: %s).\n"
		"Without privilege, kernel.perf_event_paranoid must be at most 2; in a container, its\n"
		"seccomp profile must allow perf_event_open. Without --light no such account is needed.\n",
		strerror(err));
	return 125;
}

static struct {
	bool over;	   /* the command has ended and was collected: */
	uint64_t over_at;  /* at this moment, */
	bool reap_written; /* and this has been said */
} command;
static unsigned long long told_lost;

static void write_collected(void)
{
	if (command.over && !command.reap_written)
		light_collected(trace.command, command.over_at);
	command.reap_written = command.over;
}

/* The probe's own wait stands where its time puts it: its number may be given away right after it. */
static void take(const struct ring_record *record)
{
	if (command.over && record->time > command.over_at)
		write_collected();
	if (record->kind == RING_LOST)
		told_lost += record->lost;
	light_take(record);
}

static void collect(void)
{
	if (command.over || waitpid(trace.command, &trace.status, WNOHANG) != trace.command)
		return;
	command.over = true;
	command.over_at = now();
}

/* The signals that matter, unless they were ignored from the beginning, as under nohup. */
static sigset_t wanted_signals(void)
{
	static const int all[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	struct sigaction old;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!sigaction(all[i], NULL, &old) && old.sa_handler != SIG_IGN)
			sigaddset(&set, all[i]);
	return set;
}

/* A signal to the probe: the command is told; the second time it is killed. Without it, it is the end. */
static void obey(int sig)
{
	static bool told;
	bool is_request = sig == SIGTERM || sig == SIGHUP;

	if (command.over) {
		trace.done = sig != SIGCHLD;
	} else if (is_request) {
		kill(trace.command, told ? SIGKILL : sig);
		trace.detach = told;
		told = true;
	} /* the terminal's others go to the command as well, and it decides */
}

/* Begins to listen to the waiting command, and lets it go. `buffer`: see rings_open(). Returns 0 or an
 * errno. */
int light_start(pid_t pid, int go, size_t buffer)
{
	sigset_t set = wanted_signals();
	int err = rings_open(pid, buffer);

	trace.command = pid;
	if (err)
		return err;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	light_command(pid);
	launch_go(pid, go);
	return 0;
}

/* Records until nobody is left. */
void light_run(void)
{
	const struct timespec period = { 0, PERIOD_NS };
	sigset_t set = wanted_signals();
	bool over = false;

	for (int turn = 1; !trace.done && !(command.over && (over || trace.detach)); turn++) {
		int sig = sigtimedwait(&set, NULL, &period);
		uint64_t moment = now();

		if (sig > 0)
			obey(sig);
		collect();
		/* Asked before reading, so that nothing comes after the last reading. */
		over = rings_over();
		rings_drain(moment > SETTLED_NS ? moment - SETTLED_NS : 0, take);
		if (turn % FLUSH_PERIODS == 0)
			out_flush();
	}
	rings_drain(UINT64_MAX, take);
	write_collected();
	if (rings_lost() > told_lost)
		out_missed(now(), rings_lost() - told_lost);
	rings_close();
}
