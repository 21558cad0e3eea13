/*
 * A job with a time limit, as many programs have it: one thread waits for the child, another one stops
 * it by its number when the time is over. Nothing keeps the first from collecting it just before: then
 * the number is free, and the signal is for whoever has it next. With --pidfd the timer holds a pidfd.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT 30000 /* microseconds */

static pid_t job;
static int job_fd = -1;

static void *stop_in_time(void *unused)
{
	(void)unused;
	prctl(PR_SET_NAME, "timer");
	usleep(LIMIT);
	if (job_fd < 0)
		kill(job, SIGTERM);
	else
		syscall(SYS_pidfd_send_signal, job_fd, SIGTERM, NULL, 0);
	return NULL;
}

/* One job: it works for `long_` microseconds, unless it is stopped. */
static void run(const char *name, useconds_t long_, int by_pidfd)
{
	pthread_t timer;
	int status;

	job = fork();
	if (job < 0) {
		perror("fork");
		_exit(1);
	}
	if (job == 0) {
		prctl(PR_SET_NAME, name);
		usleep(long_);
		_exit(0);
	}
	job_fd = by_pidfd ? (int)syscall(SYS_pidfd_open, job, 0) : -1;
	if (pthread_create(&timer, NULL, stop_in_time, NULL)) {
		fprintf(stderr, "no thread can be made\n");
		_exit(1);
	}
	waitpid(job, &status, 0);
	printf("%s %d: %s\n", name, job, WIFSIGNALED(status) ? "stopped" : "done in time");
	pthread_join(timer, NULL);
	if (job_fd >= 0)
		close(job_fd);
}

int main(int argc, char **argv)
{
	int by_pidfd = argc > 1 && !strcmp(argv[1], "--pidfd");

	if (argc > 1 && !by_pidfd) {
		fprintf(stderr, "usage: %s [--pidfd]\n", argv[0]);
		return 2;
	}
	run("slow", 10 * LIMIT, by_pidfd);
	run("quick", LIMIT / 3, by_pidfd);
	return 0;
}
