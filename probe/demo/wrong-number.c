/*
 * A real wrong number: a process is killed by a number that used to be another's.
 *
 * In a PID namespace of its own with room for the numbers 300 to 311, a worker is 303 and a watchdog
 * reads that from the pidfile. The worker ends and is collected, others are forked until the number
 * comes round, and now postgres is 303. Then the watchdog fires:
 *
 *	wrong-number --plain    kill(303, SIGKILL)         postgres is killed
 *	wrong-number --pidfd    pidfd_send_signal(fd, ...) ESRCH: the worker is gone
 *
 * Needs no root, only a kernel that lets its users make namespaces. The actors wait for their cues
 * on a socket; every call that matters is made by the process that the story says.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

#define PIDFILE "/run/worker.pid"

/* An actor waits for cues from init and answers each when it is done. */
struct actor {
	const char *name;
	pid_t pid; /* in the namespace of the story */
	int line;  /* init's end of a socket pair; the actor's end is its standard input */
};

static int use_pidfd;
static int small_ring; /* the kernel gives this namespace a pid_max of its own (6.14) */

static void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	exit(3);
}

static void say(const char *format, ...)
{
	char name[16] = "";
	va_list args;

	prctl(PR_GET_NAME, name);
	printf("%5d %-9s ", getpid(), name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

/* Writes a line into a file. Returns 0 or an errno. */
static int put(const char *path, const char *format, ...)
{
	char text[64];
	va_list args;
	int length, fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644), err = 0;

	if (fd < 0)
		return errno;
	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (write(fd, text, (size_t)length) != length)
		err = errno;
	close(fd);
	return err;
}

/* Makes sure that the next fork gets this number. Where the ring is small it does so by itself. */
static void next_number(int nr)
{
	if (!small_ring && put("/proc/sys/kernel/ns_last_pid", "%d", nr - 1))
		die("wrong-number: this kernel lets no one choose a number: %s\n", strerror(errno));
}

/* ---- the actors ---- */

static void answer(void)
{
	if (write(0, "", 1) != 1)
		_exit(1);
}

/* Waits for the next cue; ends the actor when init has closed its end. */
static void await_cue(void)
{
	char byte;

	if (read(0, &byte, 1) != 1)
		_exit(0);
}

static void idle(void)
{
	for (;;)
		await_cue();
}

static void worker(void)
{
	int err = put(PIDFILE, "%d\n", getpid());

	if (err)
		die("wrong-number: %s: %s\n", PIDFILE, strerror(err));
	answer();
	await_cue();
	say("crashes");
	_exit(1);
}

static int read_pidfile(void)
{
	FILE *file = fopen(PIDFILE, "re");
	int pid = 0;

	if (!file || fscanf(file, "%d", &pid) != 1)
		die("wrong-number: no number in %s\n", PIDFILE);
	fclose(file);
	return pid;
}

static void watchdog(void)
{
	int pid, fd = -1, result;

	await_cue();
	pid = read_pidfile();
	if (use_pidfd) {
		fd = (int)syscall(SYS_pidfd_open, pid, 0);
		if (fd < 0)
			die("wrong-number: pidfd_open: %s\n", strerror(errno));
	}
	say(use_pidfd ? "reads %d in the pidfile and opens a pidfd" : "reads %d in the pidfile", pid);
	answer();
	await_cue();
	result = use_pidfd ? (int)syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0)
			   : kill(pid, SIGKILL);
	if (use_pidfd)
		say("pidfd_send_signal(%d, SIGKILL) = %s", fd, result ? strerror(errno) : "0");
	else
		say("kill(%d, SIGKILL) = %s", pid, result ? strerror(errno) : "0");
	answer();
	idle();
}

static void named(pid_t pid, const char *name)
{
	if (!pid)
		prctl(PR_SET_NAME, name);
}

/* Runs until cron ends, whose end of the pipe closes then. */
static void job(int pipe_end)
{
	char byte;

	_exit(read(pipe_end, &byte, 1) != 0);
}

/* Forks tar and curl, which take the numbers before the worker's. */
static void cron(void)
{
	static const char *const jobs[] = { "tar", "curl" };
	static const int numbers[] = { 311, 302 };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		die("wrong-number: pipe: %s\n", strerror(errno));
	for (int i = 0; i < 2; i++) {
		pid_t pid;

		await_cue();
		next_number(numbers[i]);
		pid = fork();
		named(pid, jobs[i]);
		if (!pid) {
			close(ends[1]);
			job(ends[0]);
		}
		say("starts %s: %d", jobs[i], pid);
		answer();
	}
	await_cue();
}

static void await_answer(const struct actor *actor)
{
	char byte;

	if (read(actor->line, &byte, 1) != 1)
		die("wrong-number: %s is missing\n", actor->name);
}

/* ---- init: process 1 of the namespace, who starts them all and gives the cues ---- */

static struct actor start(const char *name, int nr, void (*play)(void))
{
	struct actor actor = { .name = name };
	int ends[2];

	next_number(nr);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		die("wrong-number: socketpair: %s\n", strerror(errno));
	actor.pid = fork();
	if (actor.pid < 0)
		die("wrong-number: fork: %s\n", strerror(errno));
	named(actor.pid, name);
	if (!actor.pid) {
		dup2(ends[0], 0);
		for (int fd = 3; fd < 64; fd++)
			close(fd);
		answer();
		play();
		_exit(0);
	}
	close(ends[0]);
	actor.line = ends[1];
	await_answer(&actor); /* it has its name now */
	return actor;
}

/* Time goes by, so that what came before and what comes after are told apart on a timeline. */
static void meanwhile(void)
{
	usleep(30 * 1000);
}

static void cue(struct actor *actor)
{
	meanwhile();
	if (write(actor->line, "", 1) != 1)
		die("wrong-number: %s does not listen\n", actor->name);
}

/* A process that comes and goes, so that a number is free. */
static void pass(int nr)
{
	pid_t pid;

	next_number(nr);
	pid = fork();
	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

/* Gives the namespace the numbers 300 to 311, with the first lap over. */
static void make_ring(void)
{
	small_ring = !put("/proc/sys/kernel/pid_max", "312");
	if (!small_ring)
		say("has no pid_max of its own here; numbers are chosen by ns_last_pid");
	if (put("/proc/sys/kernel/ns_last_pid", "299"))
		die("wrong-number: cannot write ns_last_pid: %s\n", strerror(errno));
}

static int init(void)
{
	struct actor troupe[8], *worker_, *watchdog_, *cron_, *postgres;
	int status = 0;
	pid_t pid;

	prctl(PR_SET_NAME, "init");
	make_ring();
	troupe[0] = start("sshd", 300, idle);
	troupe[1] = start("nginx", 301, idle);
	pass(302);
	*(worker_ = &troupe[2]) = start("worker", 303, worker);
	await_answer(worker_);
	say("has started worker: %d", worker_->pid);
	pass(304);
	*(cron_ = &troupe[3]) = start("cron", 305, cron);
	pass(306);
	troupe[4] = start("backup", 307, idle);
	pass(308);
	*(watchdog_ = &troupe[5]) = start("watchdog", 309, watchdog);
	pass(310);

	cue(watchdog_);
	await_answer(watchdog_);
	cue(worker_);
	meanwhile(); /* nobody has collected it yet: a zombie, and 303 is not free */
	pid = waitpid(worker_->pid, &status, 0);
	say("has collected worker: %d is free", pid);
	cue(cron_);
	await_answer(cron_);
	cue(cron_);
	await_answer(cron_);
	meanwhile();
	*(postgres = &troupe[6]) = start("postgres", 303, idle);
	say("starts postgres: %d", postgres->pid);
	if (postgres->pid != worker_->pid)
		die("wrong-number: the number did not come round\n");
	cue(watchdog_);
	await_answer(watchdog_);
	meanwhile();

	if (!use_pidfd) {
		waitpid(postgres->pid, &status, 0);
		say("postgres ended by %s: the wrong number", strsignal(WTERMSIG(status)));
	} else {
		status = 0;
		say("postgres %s", kill(postgres->pid, 0) ? "is gone" : "runs on");
	}
	unlink(PIDFILE);
	for (int i = 0; i < 7; i++)
		close(troupe[i].line);
	while (wait(NULL) > 0)
		;
	return use_pidfd ? 0 : !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* ---- a namespace of our own ---- */

static void enter_namespaces(void)
{
	unsigned uid = geteuid(), gid = getegid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS))
		die("wrong-number: no namespaces for this user here: %s\n"
		    "(kernel.unprivileged_userns_clone, user.max_user_namespaces, AppArmor's\n"
		    "restriction or a container's seccomp profile may forbid them)\n",
		    strerror(errno));
	put("/proc/self/setgroups", "deny");
	if (put("/proc/self/uid_map", "0 %u 1", uid) || put("/proc/self/gid_map", "0 %u 1", gid))
		die("wrong-number: cannot map the user: %s\n", strerror(errno));
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", "/run", "tmpfs", 0, NULL))
		die("wrong-number: cannot mount: %s\n", strerror(errno));
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (argc != 2 || (strcmp(argv[1], "--plain") && strcmp(argv[1], "--pidfd"))) {
		fputs("usage: wrong-number --plain | --pidfd\n", stderr);
		return 2;
	}
	use_pidfd = !strcmp(argv[1], "--pidfd");
	enter_namespaces();
	pid = fork();
	if (pid < 0)
		die("wrong-number: fork: %s\n", strerror(errno));
	if (!pid) {
		if (mount("proc", "/proc", "proc", 0, NULL))
			die("wrong-number: cannot mount /proc: %s\n", strerror(errno));
		_exit(init());
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
