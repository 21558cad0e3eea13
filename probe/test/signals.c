/*
 * Signals whose sending the probe takes for certain, and those beside them that it must not: to the living, to
 * zombies, to those just collected, across a change of user, by several threads.
 */
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "told.h"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif
#define LANDLOCK_SCOPES { 0, 0, 2 } /* handled_access_fs, handled_access_net, scoped: signals */
#define P_PIDFD_TYPE 3
#define ROUNDS 300

static long kill_(pid_t pid, int sig)
{
	return told("kill", syscall(SYS_kill, pid, sig));
}

static long send_(int pidfd, int sig, void *info, unsigned flags)
{
	return told("pidfd_send_signal", syscall(SYS_pidfd_send_signal, pidfd, sig, info, flags));
}

static long poll_(int pidfd, short events, int timeout)
{
	struct pollfd one = { pidfd, events, 0 };
	long ret = told("poll", poll(&one, 1, timeout));

	told("revents", one.revents);
	return ret;
}

static int open_(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

/* Stays until it is killed, or for a second. */
static void stay(void)
{
	alarm(1);
	for (;;)
		pause();
}

static pid_t living(void)
{
	pid_t pid = fork();

	need(pid >= 0, "fork");
	if (!pid)
		stay();
	return pid;
}

static pid_t zombie(void)
{
	siginfo_t info;
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	return pid;
}

static void collect(pid_t pid)
{
	kill_(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void ignore(int sig)
{
	(void)sig;
}

static void by_number(void)
{
	pid_t alive = living(), dead = zombie();
	static const int some[] = { 0, SIGCONT, SIGURG, 64, 65, -1, 1000 };

	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++) {
		if (some[i] != 64)
			kill_(alive, some[i]);
		kill_(dead, some[i]);
	}
	signal(SIGUSR1, ignore);
	kill_(getpid(), SIGUSR1);
	kill_(getpid(), 0);
	kill_(getppid(), 0);
	kill_(0, 0);
	kill_(-alive, 0);
	collect(dead);
	kill_(dead, 0);
	kill_(alive, SIGKILL);
	kill_(alive, SIGKILL);
	collect(alive);
	kill_(alive, SIGKILL);
}

static void by_pidfd(void)
{
	pid_t alive = living(), dead = zombie();
	int one = open_(alive), other = open_(dead), self = open_(getpid());
	static struct pollfd aside;
	siginfo_t info = { .si_signo = SIGURG, .si_code = SI_QUEUE };

	for (int sig = 0; sig < 66; sig += 13) {
		send_(one, sig == 13 || sig == 26 || sig == 39 || sig == 52 ? SIGURG : sig, NULL, 0);
		send_(other, sig, NULL, 0);
		send_(self, 0, NULL, 0);
	}
	send_(one, SIGURG, &info, 0);
	send_(one, 0, NULL, 1u << 30);
	poll_(one, POLLIN, 0);
	poll_(one, POLLIN, 5);
	poll_(other, POLLIN, -1);
	poll_(other, POLLIN | POLLRDNORM | POLLOUT, -1);
	poll_(other, POLLOUT, 0);
	aside = (struct pollfd){ other, POLLIN, 0 };
	told("poll", poll(&aside, 1, -1));
	told("revents", aside.revents);
	collect(dead);
	send_(other, 0, NULL, 0);
	poll_(other, POLLIN, -1);
	send_(one, SIGKILL, NULL, 0);
	poll_(one, POLLIN, -1);
	collect(alive);
	send_(one, 0, NULL, 0);
	close(other);
	send_(other, 0, NULL, 0);
	close(one);
	close(self);
}

/* Children of one user, then of another; and one who changes while it is there. */
static int other_user(void)
{
	pid_t before = living(), after, changing;
	int ready[2];

	kill_(before, 0);
	need(!pipe(ready), "pipe");
	if (!syscall(SYS_setresuid, 1001, 1001, 1001)) {
		kill_(before, 0);
		after = living();
		kill_(after, 0);
		kill_(after, SIGKILL);
	} else {
		after = living();
	}
	told("setuid", getuid());
	changing = fork();
	if (!changing) {
		syscall(SYS_setresuid, 1002, 1002, 1002);
		(void)!write(ready[1], "", 1);
		stay();
	}
	poll(&(struct pollfd){ ready[0], POLLIN, 0 }, 1, -1);
	kill_(changing, 0);
	kill_(before, SIGTERM);
	collect(after);
	tell();
	return 0;
}

/* Who shuts itself up cannot signal those outside any more, its own children. */
static void shut_up(void)
{
	uint64_t scopes[3] = LANDLOCK_SCOPES;
	pid_t outside = living(), inside;
	int rules;

	kill_(outside, 0);
	rules = (int)syscall(SYS_landlock_create_ruleset, scopes, sizeof(scopes), 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	told("landlock", rules < 0 ? -1 : syscall(SYS_landlock_restrict_self, rules, 0));
	inside = living();
	kill_(inside, 0);
	kill_(outside, 0);
	kill_(inside, SIGKILL);
	kill_(outside, SIGKILL);
	collect(inside);
}

static pid_t target;
static int descriptor;
static atomic_int arrived;

/* Where two threads meet, awake, so that they go on at the same moment. */
static void meet(int time)
{
	arrived++;
	while (arrived < 2 * time)
		sched_yield();
}

static void *sends(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		meet(2 * i + 1);
		for (int n = 0; n < 3; n++) {
			kill_(target, 0);
			send_(descriptor, 0, NULL, 0);
		}
		meet(2 * i + 2);
	}
	return NULL;
}

/* A thread signals a child while another collects it, and closes its pidfd. */
static int at_once(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, sends, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		target = zombie();
		descriptor = open_(target);
		meet(2 * i + 1);
		for (volatile int n = 0; n < i * 37 % 4000; n++)
			;
		if (i & 1)
			close(descriptor);
		told("wait4", syscall(SYS_wait4, i & 2 ? target : -1, NULL, 0, NULL));
		if (!(i & 1))
			close(descriptor);
		meet(2 * i + 2);
	}
	pthread_join(thread, NULL);
	tell();
	return 0;
}

static int signals(void)
{
	by_number();
	by_pidfd();
	by_number();
	shut_up();
	tell();
	return 0;
}

static const struct subject subjects[] = {
	{ "signals", signals },
	{ "user", other_user },
	{ "at-once", at_once },
};

int main(int argc, char **argv)
{
	(void)argc;
	return RUN_SUBJECT(subjects, argv);
}
