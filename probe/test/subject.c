/*
 * What the probe is tested on: one small program for each thing that processes do. The numbers that
 * matter are printed, so that the test can compare them with the trace.
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "subject.h"

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

static int argument;
static char *self, **rest;

static void collect_all(void)
{
	while (wait(NULL) > 0 || errno == EINTR)
		;
}

/* Forks `argument` children one after the other. */
static int forks(void)
{
	for (int i = 0; i < argument; i++) {
		pid_t pid = fork();

		need(pid >= 0, "fork");
		if (!pid)
			_exit(i & 0x7f);
		waitpid(pid, NULL, 0);
	}
	return 0;
}

/* `argument` children at once, each of which forks two more. */
static int storm(void)
{
	for (int i = 0; i < argument; i++) {
		pid_t pid = fork();

		need(pid >= 0, "fork");
		if (pid)
			continue;
		if (fork() == 0)
			_exit(1);
		if (fork() == 0)
			_exit(2);
		collect_all();
		_exit(0);
	}
	collect_all();
	return 0;
}

static int vforks(void)
{
	pid_t pid = vfork();

	if (!pid)
		execl("/bin/true", "true", (char *)NULL);
	waitpid(pid, NULL, 0);
	printf("%d\n", pid);
	return 0;
}

static pid_t clone_pidfd(uint64_t flags, int *pidfd)
{
	struct clone_args args = { .flags = CLONE_PIDFD | flags,
				   .pidfd = (uint64_t)(uintptr_t)pidfd,
				   .exit_signal = SIGCHLD };

	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

static int clone3s(void)
{
	int pidfd = -1;
	pid_t pid = clone_pidfd(0, &pidfd);
	siginfo_t info;

	need(pid >= 0, "clone3");
	if (!pid)
		_exit(5);
	waitid(3 /* P_PIDFD */, (id_t)pidfd, &info, WEXITED);
	need(syscall(SYS_pidfd_send_signal, pidfd, SIGTERM, NULL, 0) < 0 && errno == ESRCH, "ESRCH");
	close(pidfd);
	printf("%d %d\n", pid, pidfd);
	return 0;
}

static int raises(void)
{
	raise(argument);
	return 0;
}

static int crash(void)
{
	volatile int *nowhere = NULL;

	*nowhere = 1;
	return 0;
}

static pthread_barrier_t together;

static void *thread_body(void *unused)
{
	(void)unused;
	pthread_barrier_wait(&together);
	return NULL;
}

static int threads(void)
{
	pthread_t thread[64];

	pthread_barrier_init(&together, NULL, (unsigned)argument);
	for (int i = 0; i < argument; i++)
		need(!pthread_create(&thread[i], NULL, thread_body, NULL), "pthread_create");
	for (int i = 0; i < argument; i++)
		pthread_join(thread[i], NULL);
	return 0;
}

static void *exec_body(void *unused)
{
	(void)unused;
	printf("%d %ld\n", getpid(), syscall(SYS_gettid));
	fflush(stdout);
	execl(self, "subject", "exit", "6", (char *)NULL);
	return NULL;
}

/* A thread that is not the leader calls exec. */
static int thread_exec(void)
{
	pthread_t other, it;

	pthread_barrier_init(&together, NULL, 3);
	pthread_create(&other, NULL, thread_body, NULL);
	pthread_create(&it, NULL, exec_body, NULL);
	for (;;)
		pause();
	return 0;
}

/* The same after the leader has ended. */
static int thread_exec_late(void)
{
	pthread_t it;

	pthread_create(&it, NULL, exec_body, NULL);
	syscall(SYS_exit, 3);
	return 0;
}

static int exits(void)
{
	return argument;
}

/* A daemon: its parent ends before it does. */
static int daemon_(void)
{
	pid_t pid = fork();

	if (pid) {
		waitpid(pid, NULL, 0);
		return 0;
	}
	setsid();
	if (fork())
		_exit(0);
	for (int i = 0; i < 500 && getppid() == pid; i++)
		nap(1);
	nap(argument);
	_exit(4);
}

static int ignore_children(void)
{
	signal(SIGCHLD, SIG_IGN);
	for (int i = 0; i < 3; i++)
		if (!fork())
			_exit(0);
	need(wait(NULL) < 0 && errno == ECHILD, "wait");
	return 0;
}

static void on_child(int sig)
{
	(void)sig;
}

static int no_zombies(void)
{
	struct sigaction action = { .sa_handler = on_child, .sa_flags = SA_NOCLDWAIT };

	sigaction(SIGCHLD, &action, NULL);
	if (!fork())
		_exit(0);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	return 0;
}

static void collect(int sig)
{
	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

/* Waits for a child in the handler of SIGCHLD (1), or behind it (0). */
static int collect_where(void)
{
	struct sigaction action = { .sa_handler = argument ? collect : on_child };
	sigset_t set, none;

	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	sigaction(SIGCHLD, &action, NULL);
	if (!fork())
		_exit(0);
	sigsuspend(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (!argument)
		collect(0);
	return 0;
}

/* Leaves a zombie behind that nobody collected. */
static int leave_zombie(void)
{
	siginfo_t info;
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	printf("%d\n", pid);
	return 0;
}

/* A monitor polls pidfds of processes that are not its children. */
static int polls(void)
{
	struct pollfd set[2];
	int gate[2];

	need(!pipe(gate), "pipe");
	for (int i = 0; i < 2; i++) {
		pid_t pid = fork();
		char byte;

		if (!pid) {
			close(gate[1]);
			_exit(read(gate[0], &byte, 1) != 0);
		}
		set[i].fd = (int)syscall(SYS_pidfd_open, pid, 0);
		set[i].events = POLLIN;
	}
	need(poll(set, 2, 0) == 0, "poll");
	close(gate[1]);
	for (int got = 0; got < 2;) {
		got = poll(set, 2, -1);
		need(got > 0 || errno == EINTR, "poll");
	}
	collect_all();
	need(poll(set, 2, 0) == 2 && set[0].revents & POLLHUP, "POLLHUP");
	return 0;
}

static int epolls(void)
{
	int set = epoll_create1(0), ready;
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = 0xabcdef };
	pid_t pid = fork();
	int pidfd;

	if (!pid) {
		nap(20);
		_exit(0);
	}
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	need(!epoll_ctl(set, EPOLL_CTL_ADD, pidfd, &event), "epoll_ctl");
	do
		ready = epoll_wait(set, &event, 1, -1);
	while (ready < 0 && errno == EINTR);
	need(ready == 1 && event.data.u64 == 0xabcdef, "epoll_wait");
	close(dup(pidfd));
	close(pidfd);
	collect_all();
	return 0;
}

/* A wait interrupted by a handled signal: EINTR, then a restart. */
static int interrupted(void)
{
	struct sigaction action = { .sa_handler = on_child };
	struct pollfd fd = { .events = POLLIN };
	pid_t parent = getpid(), pid;

	sigaction(SIGUSR1, &action, NULL);
	action.sa_flags = SA_RESTART;
	sigaction(SIGUSR2, &action, NULL);
	pid = fork();
	if (!pid) {
		nap(50);
		kill(parent, SIGUSR1);
		nap(50);
		kill(parent, SIGUSR2);
		nap(50);
		_exit(0);
	}
	fd.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	need(poll(&fd, 1, 10000) < 0 && errno == EINTR, "EINTR");
	need(waitpid(pid, NULL, 0) == pid, "restart");
	return 0;
}

/* Stops a child and lets it go on, and sees both. */
static int stops(void)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		for (;;)
			pause();
	kill(pid, SIGSTOP);
	need(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status), "stopped");
	nap(30);
	kill(pid, SIGCONT);
	need(waitpid(pid, &status, WCONTINUED) == pid && WIFCONTINUED(status), "continued");
	kill(pid, SIGKILL);
	need(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status), "killed");
	return 0;
}

/* Children are killed at any moment: in fork, in exec, in exit. */
static int kills(void)
{
	for (int i = 0; i < argument; i++) {
		pid_t pid = fork();

		if (!pid)
			for (;;) {
				if (!fork())
					_exit(0);
				wait(NULL);
			}
		if (i % 3)
			nap(i % 7);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return 0;
}

/* Threads of one process end at once while others are still being made. */
static void *spawner(void *unused)
{
	(void)unused;
	for (;;) {
		pthread_t thread;
		pthread_attr_t attr;

		pthread_attr_init(&attr);
		pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
		pthread_attr_setstacksize(&attr, 65536);
		if (!pthread_create(&thread, &attr, (void *(*)(void *))(void *)getppid, NULL))
			sched_yield();
	}
	return NULL;
}

static int thread_storm(void)
{
	pthread_t thread;

	for (int i = 0; i < 4; i++)
		pthread_create(&thread, NULL, spawner, NULL);
	nap(argument);
	_exit(7);
}

/* A namespace in a namespace; the init of each ends before its children. */
static int nested(void)
{
	int left = argument;

	while (left-- > 0) {
		pid_t pid;

		need(!unshare(CLONE_NEWPID | (left == argument - 1 ? CLONE_NEWUSER : 0)), "unshare");
		pid = fork();
		need(pid >= 0, "fork");
		if (pid) {
			waitpid(pid, NULL, 0);
			_exit(0);
		}
	}
	if (!fork())
		for (;;)
			pause();
	kill(2, 0);
	return 0;
}

static int untraced_flag(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, 0, 0, 0, 0);

	need(pid >= 0, "clone");
	if (!pid) {
		pid = fork();
		if (!pid)
			_exit(0);
		_exit(pid > 0 && waitpid(pid, NULL, 0) == pid ? 8 : 9);
	}
	return waitpid(pid, &argument, 0) == pid && WEXITSTATUS(argument) == 8 ? 0 : 1;
}

static int limits(void)
{
	cpu_set_t set;

	sched_getaffinity(0, sizeof(set), &set);
	printf("%d\n", CPU_COUNT(&set));
	return 0;
}

/* Nothing may fail with ENOSYS that works untraced: what the filter stops must be answered. */
static int peer(void)
{
	int ends[2], pidfd = -1;
	struct { int pid, uid, gid; } credentials;
	socklen_t size = sizeof(credentials);

	need(!socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
	need(!getsockopt(ends[0], SOL_SOCKET, SO_PEERCRED, &credentials, &size), "SO_PEERCRED");
	size = sizeof(pidfd);
	need(!getsockopt(ends[0], SOL_SOCKET, 77, &pidfd, &size), "SO_PEERPIDFD");
	printf("%d %d\n", credentials.pid, pidfd);
	close(pidfd);
	return 0;
}

static int uid(void)
{
	printf("%d %d\n", (int)getuid(), (int)geteuid());
	return 0;
}

static int full_table(void)
{
	pid_t pid;
	int failed;

	need(!unshare(CLONE_NEWUSER | CLONE_NEWPID), "unshare");
	pid = fork();
	if (pid)
		return waitpid(pid, &failed, 0) == pid ? WEXITSTATUS(failed) : 1;
	failed = open("/proc/sys/kernel/pid_max", O_WRONLY);
	if (failed < 0 || write(failed, "301", 3) != 3)
		_exit(77);
	failed = open("/proc/sys/kernel/ns_last_pid", O_WRONLY);
	if (failed < 0 || write(failed, "298", 3) != 3)
		_exit(77);
	for (int i = 0; i < 2; i++)
		if (!fork())
			for (;;)
				pause();
	_exit(fork() < 0 && errno == EAGAIN ? 0 : 1);
}

/* Runs a program for which the kernel has no bpf(2). */
static int no_bpf(void)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_bpf, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, steps };

	need(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
	need(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), "seccomp");
	execv(*rest, rest);
	return 99;
}

static int spin(void)
{
	for (;;)
		nap(1000);
	return 0;
}

static int sleep_(void)
{
	nap(argument);
	return 0;
}

static const struct subject subjects[] = {
	{ "forks", forks },		{ "storm", storm },
	{ "vfork", vforks },		{ "clone3", clone3s },
	{ "raise", raises },		{ "crash", crash },
	{ "threads", threads },		{ "thread-exec", thread_exec },
	{ "exit", exits },		{ "thread-exec-late", thread_exec_late },
	{ "daemon", daemon_ },		{ "ignore-children", ignore_children },
	{ "no-zombies", no_zombies },	{ "leave-zombie", leave_zombie },
	{ "collect-where", collect_where },
	{ "poll", polls },		{ "epoll", epolls },
	{ "interrupted", interrupted }, { "stops", stops },
	{ "kills", kills },		{ "thread-storm", thread_storm },
	{ "nested", nested },		{ "untraced", untraced_flag },
	{ "affinity", limits },		{ "peer", peer },
	{ "uid", uid },			{ "full-table", full_table },
	{ "no-bpf", no_bpf },		{ "spin", spin },
	{ "sleep", sleep_ },
};

int main(int argc, char **argv)
{
	self = argv[0];
	rest = argv + 2;
	argument = argc > 2 ? atoi(argv[2]) : 0;
	return RUN_SUBJECT(subjects, argv);
}
