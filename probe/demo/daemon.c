/*
 * The classic daemon: forks twice, writes its number into a pidfile, lets its parent go. The manager
 * who started it reads the number, stops the daemon by it, and collects it as its subreaper; then it
 * uses the number once more, as scripts do that forget to remove the file.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char pidfile[] = "/tmp/wrong-number-daemon-XXXXXX";

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ 0, ms * 1000000 }, NULL);
}

static void daemon_main(void)
{
	FILE *file;

	prctl(PR_SET_NAME, "jobd");
	file = fopen(pidfile, "we");
	if (!file)
		die(pidfile);
	fprintf(file, "%d\n", getpid());
	fclose(file);
	for (;;)
		pause();
}

/* Returns when the first child is gone; the daemon runs on. */
static void start_daemon(void)
{
	pid_t first = fork();

	if (first < 0)
		die("fork");
	if (first) {
		waitpid(first, NULL, 0);
		return;
	}
	setsid();
	if (fork())
		_exit(0);
	daemon_main();
}

static pid_t read_pidfile(void)
{
	for (int i = 0; i < 1000; i++, pause_ms(1)) {
		FILE *file = fopen(pidfile, "re");
		int pid = 0;

		if (file && fscanf(file, "%d", &pid) != 1)
			pid = 0;
		if (file)
			fclose(file);
		if (pid)
			return pid;
	}
	fprintf(stderr, "daemon: no number in %s\n", pidfile);
	exit(1);
}

int main(void)
{
	int status, fd = mkstemp(pidfile);
	pid_t pid;

	if (fd < 0)
		die(pidfile);
	close(fd);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	start_daemon();
	pid = read_pidfile();
	printf("jobd is %d\n", pid);
	pause_ms(5);
	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	printf("jobd ended by signal %d\n", WTERMSIG(status));
	pause_ms(5);
	if (kill(pid, SIGTERM))
		printf("once more: %s, this time\n", strerror(errno));
	unlink(pidfile);
	return 0;
}
