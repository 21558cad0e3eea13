/*
 * A supervisor that never uses a number: it makes its workers with CLONE_PIDFD, polls their pidfds,
 * collects whoever ends by waitid(P_PIDFD), starts it anew, and stops the last ones by their pidfds.
 */
#include <errno.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#define P_PIDFD_TYPE 3

#define WORKERS 3
#define RESTARTS 5

/* Works for a while, longer the higher its place, and crashes. */
static void work(int place, int round)
{
	char name[32]; /* the kernel keeps 15 characters */

	snprintf(name, sizeof(name), "worker-%d", place);
	prctl(PR_SET_NAME, name);
	nanosleep(&(struct timespec){ 0, (4 + 7 * place + 3 * round) * 1000000L }, NULL);
	_exit(10 + place);
}

static int start(int place, int round)
{
	int pidfd = -1;
	struct clone_args args = { .flags = CLONE_PIDFD,
				   .pidfd = (uint64_t)(uintptr_t)&pidfd,
				   .exit_signal = SIGCHLD };
	long pid = syscall(SYS_clone3, &args, sizeof(args));

	if (pid < 0) {
		perror("supervisor: clone3");
		exit(1);
	}
	if (!pid)
		work(place, round);
	return pidfd;
}

static void collect(int pidfd, int place)
{
	siginfo_t info = { 0 };

	if (waitid(P_PIDFD_TYPE, (id_t)pidfd, &info, WEXITED))
		perror("supervisor: waitid");
	else
		printf("worker %d ended: %s %d\n", place,
		       info.si_code == CLD_EXITED ? "status" : "signal", info.si_status);
	close(pidfd);
}

int main(void)
{
	struct pollfd set[WORKERS];
	int restarts = 0;

	for (int i = 0; i < WORKERS; i++)
		set[i] = (struct pollfd){ .fd = start(i, 0), .events = POLLIN };
	while (restarts < RESTARTS) {
		if (poll(set, WORKERS, -1) < 0) {
			if (errno == EINTR)
				continue;
			perror("supervisor: poll");
			return 1;
		}
		for (int i = 0; i < WORKERS; i++)
			if (set[i].revents) {
				collect(set[i].fd, i);
				set[i].fd = start(i, ++restarts);
				set[i].revents = 0;
			}
	}
	for (int i = 0; i < WORKERS; i++) {
		syscall(SYS_pidfd_send_signal, set[i].fd, SIGTERM, NULL, 0);
		collect(set[i].fd, i);
	}
	return 0;
}
