/*
 * What the probe's cost is measured on: forks one after the other, or threads that fork and use
 * pidfds. Prints the seconds that the work took, without start and end.
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

static int rounds;

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void *forks(void *unused)
{
	(void)unused;
	for (int i = 0; i < rounds; i++) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		waitpid(pid, NULL, 0);
	}
	return NULL;
}

static void *pidfds(void *unused)
{
	(void)unused;
	for (int i = 0; i < rounds; i++) {
		struct pollfd set = { .events = POLLIN };
		siginfo_t info;
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		set.fd = (int)syscall(SYS_pidfd_open, pid, 0);
		syscall(SYS_pidfd_send_signal, set.fd, 0, NULL, 0);
		syscall(SYS_pidfd_send_signal, set.fd, SIGCONT, NULL, 0);
		kill(pid, 0);
		poll(&set, 1, -1);
		waitid((idtype_t)3 /* P_PIDFD */, (id_t)set.fd, &info, WEXITED);
		close(set.fd);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int threads = argc > 3 ? atoi(argv[3]) : 1;
	void *(*work)(void *) = argc > 1 && !strcmp(argv[1], "pidfd") ? pidfds : forks;
	pthread_t thread[64];
	double began = seconds();

	rounds = argc > 2 ? atoi(argv[2]) : 1000;
	for (int i = 1; i < threads && i < 64; i++)
		pthread_create(&thread[i], NULL, work, NULL);
	work(NULL);
	for (int i = 1; i < threads && i < 64; i++)
		pthread_join(thread[i], NULL);
	printf("%.6f\n", seconds() - began);
	return 0;
}
