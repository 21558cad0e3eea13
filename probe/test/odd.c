/*
 * More that the probe is tested on: what programs learn, what they call themselves, and programs that do
 * not like to be looked at. Numbers that matter are printed.
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "subject.h"

static int argument;
static char **rest;

static int rename_(void)
{
	prctl(PR_SET_NAME, "renamed");
	if (!fork())
		_exit(0);
	wait(NULL);
	return 0;
}

static FILE *opened(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	need(file != NULL, path);
	return file;
}

/* Learns a child's number from a pidfile and in /proc; other files hold no number, or are none. */
static int pidfile(void)
{
	char path[] = "/tmp/probe-subject-XXXXXX.pid", at[64], line[64] = "";
	int nr = 0, fd = mkstemps(path, 4);
	pid_t pid = fork();
	FILE *file;

	if (!pid)
		for (;;)
			pause();
	dprintf(fd, "%d\n", pid);
	close(fd);
	nap(50);
	file = opened(path, "r");
	need(fscanf(file, "%d", &nr) == 1, "fscanf");
	fclose(file);
	fclose(opened(path, "w")); /* empties it */
	fclose(opened(path, "r"));
	unlink(path);
	for (int i = 0; i < 2; i++) {
		snprintf(at, sizeof(at), "/proc/%d/%s", nr, i ? "status" : "stat");
		file = opened(at, "r");
		need(fgets(line, sizeof(line), file) != NULL, "fgets");
		fclose(file);
	}
	fclose(opened("/proc/self/stat", "r"));
	snprintf(at, sizeof(at), "/proc/%d/stat", getpid());
	fclose(opened(at, "r"));
	kill(nr, SIGKILL);
	waitpid(pid, NULL, 0);
	printf("%d\n", pid);
	return 0;
}

/* Wants to be traced by its parent: it cannot be, but must work all the same. */
static int traceme(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		long ret = ptrace(PTRACE_TRACEME, 0, NULL, NULL);

		_exit(ret < 0 && errno == EPERM ? 5 : 6);
	}
	waitpid(pid, &status, 0);
	printf("%d\n", WEXITSTATUS(status));
	return 0;
}

/* Hides its memory and its entry in /proc from others of its user, then goes on as usual. */
static int undumpable(void)
{
	int fds[2];
	char byte;
	pid_t pid;

	need(!prctl(PR_SET_DUMPABLE, 0), "PR_SET_DUMPABLE");
	need(!pipe(fds), "pipe");
	pid = fork();
	if (!pid) {
		need(write(fds[1], "x", 1) == 1, "write");
		execl("/bin/true", "true", (char *)NULL);
	}
	need(read(fds[0], &byte, 1) == 1, "read");
	waitpid(pid, NULL, 0);
	kill(getpid(), 0);
	printf("%d\n", pid);
	return 0;
}

static volatile int counted;

static void count(int sig)
{
	(void)sig;
	counted++;
}

static void *shoot(void *self)
{
	for (int i = 0; i < 300; i++) {
		pthread_kill(*(pthread_t *)self, i % 2 ? SIGUSR1 : SIGUSR2);
		if (i % 20 == 0)
			nap(1);
	}
	return NULL;
}

/* Signals arrive at any moment of forks and waits; nothing may be lost or fail. */
static int in_flight(void)
{
	struct sigaction action = { .sa_handler = count, .sa_flags = SA_RESTART };
	pthread_t self = pthread_self(), thread;

	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	need(!pthread_create(&thread, NULL, shoot, &self), "pthread_create");
	for (int i = 0; i < 100; i++) {
		pid_t pid = fork();

		need(pid >= 0, "fork");
		if (!pid)
			_exit(3);
		need(waitpid(pid, NULL, 0) == pid, "waitpid");
	}
	pthread_join(thread, NULL);
	need(counted > 0, "no signal came");
	return 0;
}

static void *work(void *unused)
{
	(void)unused;
	for (;;) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		waitpid(pid, NULL, 0);
	}
	return NULL;
}

/* Threads that fork without end: somebody to join and to leave. */
static int busy(void)
{
	pthread_t thread;

	for (int i = 0; i < 3; i++)
		pthread_create(&thread, NULL, work, NULL);
	work(NULL);
	return 0;
}

/* Has `argument` children, which end with it, and makes one more now and then. */
static int family(void)
{
	for (int i = 0; i < argument; i++)
		if (!fork()) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				pause();
		}
	for (;;) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		waitpid(pid, NULL, 0);
		nap(5);
	}
	return 0;
}

/* `argument` PID namespaces, one after the other. */
static int namespaces(void)
{
	for (int i = 0; i < argument; i++) {
		pid_t pid = fork();
		int status;

		if (!pid) {
			need(!unshare(CLONE_NEWUSER | CLONE_NEWPID), "unshare");
			pid = fork();
			if (!pid)
				_exit(getpid());
			waitpid(pid, &status, 0);
			_exit(WEXITSTATUS(status));
		}
		need(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 1, "pid 1");
	}
	return 0;
}

/* Leaves `argument` orphans, which end at once. */
static int orphans(void)
{
	for (int i = 0; i < argument; i++) {
		pid_t pid = fork();

		if (!pid)
			_exit(fork() < 0);
		waitpid(pid, NULL, 0);
	}
	return 0;
}

/* Runs a program, and collects it, but none of the orphans that come from it. */
static int careless(void)
{
	pid_t pid;
	int status;

	need(!prctl(PR_SET_CHILD_SUBREAPER, 1), "PR_SET_CHILD_SUBREAPER");
	pid = fork();
	if (!pid) {
		execv(*rest, rest);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

/* Runs a program whose standard output does not wait for its reader. */
static int impatient(void)
{
	need(!fcntl(1, F_SETFL, O_NONBLOCK), "O_NONBLOCK");
	execv(*rest, rest);
	return 99;
}

/* A child dies of a signal that programs may be started with ignored. */
static int pipe_end(void)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(raise(SIGPIPE));
	waitpid(pid, &status, 0);
	printf("%d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	return 0;
}

/* Waits for a byte by epoll, without a time limit. Returns how often it was interrupted. */
static int byte_by_epoll(int from)
{
	struct epoll_event event = { .events = EPOLLIN };
	int set = epoll_create1(0), interruptions = 0;
	char byte;

	need(!epoll_ctl(set, EPOLL_CTL_ADD, from, &event), "epoll_ctl");
	while (epoll_wait(set, &event, 1, -1) < 0) {
		need(errno == EINTR, "epoll_wait");
		interruptions++;
	}
	need(read(from, &byte, 1) == 1, "read");
	close(set);
	return interruptions;
}

/* Children end while their parent waits for something else, and does not care about them. */
static int careful(void)
{
	int fds[2], interruptions = 0;

	need(!pipe(fds), "pipe");
	for (int i = 0; i < 10; i++) {
		if (!fork())
			_exit(0);
		if (!fork()) {
			nap(5);
			_exit(write(fds[1], "x", 1) != 1);
		}
		interruptions += byte_by_epoll(fds[0]);
		while (wait(NULL) > 0)
			;
	}
	printf("%d\n", interruptions);
	return 0;
}

/* The same, and with it comes a signal that has a handler: that interrupts. */
static int handled(void)
{
	struct sigaction action = { .sa_handler = count };
	struct epoll_event event;
	sigset_t both, none;

	sigaction(SIGRTMIN, &action, NULL);
	sigemptyset(&none);
	sigemptyset(&both);
	sigaddset(&both, SIGCHLD);
	sigaddset(&both, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &both, NULL);
	if (!fork())
		_exit(0);
	nap(20);
	raise(SIGRTMIN);
	need(epoll_pwait(epoll_create1(0), &event, 1, -1, &none) < 0 && errno == EINTR, "EINTR");
	printf("%d\n", counted);
	return 0;
}

/* A daemon that does not expect to be interrupted: it waits for a byte on its standard input. */
static int delicate(void)
{
	printf("%d\n", byte_by_epoll(0));
	return 0;
}

/* A program whose own filter asks for a tracer, and has none. */
static int own_filter(void)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | 5),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, steps };

	need(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
	need(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), "seccomp");
	printf("%d\n", kill(getpid(), 0) < 0 ? errno : 0);
	return 0;
}

static const struct subject subjects[] = {
	{ "rename", rename_ },	   { "pidfile", pidfile },     { "traceme", traceme },
	{ "undumpable", undumpable }, { "in-flight", in_flight }, { "busy", busy },
	{ "family", family }, { "namespaces", namespaces }, { "orphans", orphans },
	{ "careless", careless }, { "impatient", impatient }, { "pipe-end", pipe_end },
	{ "careful", careful }, { "handled", handled }, { "delicate", delicate },
	{ "own-filter", own_filter },
};

int main(int argc, char **argv)
{
	argument = argc > 2 ? atoi(argv[2]) : 0;
	rest = argv + 2;
	return RUN_SUBJECT(subjects, argv);
}
