/*
 * A thread that is not the leader calls exec: all other threads end, and it goes on under the number
 * of the process. Its own number is free from then on.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_barrier_t ready;
static const char *program;

static void *idle(void *unused)
{
	(void)unused;
	pthread_barrier_wait(&ready);
	for (;;)
		pause();
	return NULL;
}

static void *start_program(void *unused)
{
	(void)unused;
	pthread_barrier_wait(&ready);
	printf("thread %ld of process %d starts a program\n", syscall(SYS_gettid), getpid());
	fflush(stdout);
	execl(program, "thread-exec", "again", (char *)NULL);
	perror(program);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (argc > 1 && !strcmp(argv[1], "again")) {
		printf("thread %ld of process %d runs it\n", syscall(SYS_gettid), getpid());
		return 0;
	}
	program = argv[0];
	pthread_barrier_init(&ready, NULL, 4);
	for (int i = 0; i < 3; i++)
		pthread_create(&thread, NULL, idle, NULL);
	pthread_create(&thread, NULL, start_program, NULL);
	for (;;)
		pause();
}
