/*
 * Calls whose results the probe sees without a stop at their exit, and those beside them that it must not
 * take for such: waits of every kind, and threads that close one descriptor. What each call returned is
 * printed, so that the test can compare it with the trace.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "told.h"

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#define P_PIDFD_TYPE 3

static long wait4_(long pid, void *status, int options)
{
	return told("wait4", syscall(SYS_wait4, pid, status, options, NULL));
}

static long waitid_(int type, long id, int options)
{
	siginfo_t info;

	return told("waitid", syscall(SYS_waitid, type, id, &info, options, NULL));
}

/* Ends after some milliseconds, and sends its parent a signal first. */
static pid_t child(int ms, int sig)
{
	pid_t pid = fork();

	need(pid >= 0, "fork");
	if (pid)
		return pid;
	nap(ms);
	if (sig)
		kill(getppid(), sig);
	_exit(3);
}

static void handler(int sig)
{
	(void)sig;
}

static void handle(int sig, void (*with)(int), int flags)
{
	sigaction(sig, &(struct sigaction){ .sa_handler = with, .sa_flags = flags }, NULL);
}

/* Waits until nobody is left, through interruptions. */
static void all(void)
{
	int status;

	while (wait4_(-1, &status, 0) > 0 || errno == EINTR)
		;
}

static void plain(void)
{
	int status;
	pid_t one, two;

	wait4_(child(5, 0), &status, 0);
	child(5, 0);
	wait4_(-1, NULL, 0);
	one = child(0, 0);
	nap(10);
	wait4_(one, &status, 0); /* dead by now */
	one = child(20, 0);
	two = child(5, 0);
	wait4_(one, &status, 0); /* the other dies first */
	wait4_(-1, &status, WNOHANG);
	one = child(1000, 0);
	wait4_(-1, &status, WNOHANG);
	wait4_(one, &status, WNOHANG);
	wait4_(two, &status, 0); /* collected already */
	kill(one, SIGKILL);
	all();
	wait4_(-1, &status, WNOHANG | WUNTRACED);
	wait4_(0, &status, 0);
	wait4_(-1, &status, 0x4000);
	waitid_(P_ALL, 0, WEXITED);
	waitid_(P_ALL, 0, 0);
	waitid_(P_PID, -1, WEXITED);
}

static void by_id(void)
{
	pid_t one = child(5, 0);
	int fd;

	waitid_(P_PID, one, WEXITED | WNOWAIT);
	waitid_(P_PID, one, WEXITED);
	child(5, 0);
	waitid_(P_ALL, 0, WEXITED);
	one = child(5, 0);
	fd = (int)syscall(SYS_pidfd_open, one, 0);
	waitid_(P_ALL, 0, WEXITED | WNOHANG);
	waitid_(P_PIDFD_TYPE, fd, WEXITED);
	waitid_(P_PIDFD_TYPE, fd, WEXITED);
	close(fd);
}

/* Signals that end a wait, and those that do not. */
static void interrupted(void)
{
	sigset_t set;

	for (int restart = 0; restart < 2; restart++) {
		handle(SIGUSR1, handler, restart ? SA_RESTART : 0);
		child(5, SIGUSR1);
		child(10, SIGCONT);
		all();
		handle(SIGCHLD, handler, restart ? SA_RESTART : 0);
		child(5, 0);
		wait4_(child(15, 0), NULL, 0);
		all();
		handle(SIGCHLD, SIG_DFL, 0);
	}
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	child(5, 0);
	all();
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	handle(SIGCHLD, SIG_DFL, SA_NOCLDWAIT);
	child(5, 0);
	all();
	handle(SIGCHLD, SIG_IGN, 0);
	child(5, 0);
	all();
	handle(SIGCHLD, SIG_DFL, 0);
}

/* Signals and deaths at the same moment. */
static void at_once(void)
{
	static const int sigs[] = { SIGUSR1, SIGCONT, SIGCHLD };

	for (int i = 0; i < 60; i++) {
		handle(SIGUSR1, handler, i & 1 ? SA_RESTART : 0);
		child(0, sigs[i % 3]);
		all();
	}
}

/* Asks again and again until the child is dead. */
static void polled(void)
{
	int status;

	for (int i = 0; i < 40; i++) {
		child(0, 0);
		for (int asked = 0; !wait4_(-1, &status, WNOHANG); asked++)
			asked < 20 ? sched_yield() : (nap(2), 0);
	}
}

/* The whole group stops and goes on while it waits. */
static void stopped(void)
{
	pid_t pid = child(40, 0), helper = fork();
	int status;

	if (!helper) {
		nap(10);
		kill(getppid(), SIGSTOP);
		nap(10);
		kill(getppid(), SIGCONT);
		_exit(0);
	}
	wait4_(pid, NULL, 0);
	all();
	pid = child(30, 0);
	kill(pid, SIGSTOP);
	wait4_(pid, &status, WUNTRACED);
	kill(pid, SIGCONT);
	wait4_(pid, &status, WCONTINUED);
	all();
}

/* Children that send another signal, or none. */
static void odd_children(void)
{
	for (int sig = 0; sig <= SIGUSR2; sig += SIGUSR2) {
		long pid = syscall(SYS_clone, sig, NULL, NULL, NULL, NULL);

		if (!pid) {
			nap(5);
			_exit(0);
		}
		handle(SIGUSR2, handler, 0);
		wait4_(-1, NULL, 0);
		wait4_(pid, NULL, WNOHANG);
		while (wait4_(pid, NULL, __WALL) < 0 && errno == EINTR)
			;
	}
}

/* Orphans that are adopted, dead and alive. */
static void adopts(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (int i = 0; i < 4; i++) {
		if (!fork()) {
			child(0, 0);
			child(i * 4, 0);
			nap(5);
			_exit(0);
		}
		if (i & 1)
			nap(10);
		all();
		wait4_(-1, NULL, WNOHANG);
	}
	prctl(PR_SET_CHILD_SUBREAPER, 0);
}

static void *idle(void *unused)
{
	(void)unused;
	for (;;)
		pause();
	return NULL;
}

static int waits(void)
{
	pthread_t thread;

	plain();
	by_id();
	interrupted();
	at_once();
	polled();
	stopped();
	odd_children();
	pthread_create(&thread, NULL, idle, NULL);
	plain();
	interrupted();
	adopts();
	tell();
	return 0;
}

static int descriptor;
static pthread_barrier_t barrier;

static void *closes(void *unused)
{
	(void)unused;
	for (int i = 0; i < 200; i++) {
		pthread_barrier_wait(&barrier);
		if (!close(descriptor))
			printf("%d %d\n", (int)gettid(), descriptor);
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

/* Threads that close the same pidfd at the same moment: one can. */
static int double_close(void)
{
	pthread_t thread[3];

	pthread_barrier_init(&barrier, NULL, 4);
	for (int i = 0; i < 3; i++)
		pthread_create(&thread[i], NULL, closes, NULL);
	for (int i = 0; i < 200; i++) {
		descriptor = (int)syscall(SYS_pidfd_open, getpid(), 0);
		pthread_barrier_wait(&barrier);
		pthread_barrier_wait(&barrier);
	}
	for (int i = 0; i < 3; i++)
		pthread_join(thread[i], NULL);
	return 0;
}

static const struct subject subjects[] = {
	{ "waits", waits },
	{ "double-close", double_close },
};

int main(int argc, char **argv)
{
	(void)argc;
	return RUN_SUBJECT(subjects, argv);
}
