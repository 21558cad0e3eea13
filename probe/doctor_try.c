/*
 * One small attempt for each feature of `probe doctor`. Each returns 0 or an errno, runs in a child of
 * its own and leaves nothing behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/ptrace.h>

#include "doctor.h"
#include "system.h"
#include "uapi.h"

#define CLONE_AUTOREAP_FLAG (1ULL << 34)
#define NOT_SO ENOTSUP /* the call works, but not in this way */

static int result(long ret)
{
	return ret < 0 ? errno : 0;
}

static int open_self(unsigned flags)
{
	return (int)syscall(SYS_pidfd_open, getpid(), flags);
}

/* A child that waits to be killed, at the latest by the end of the attempt. */
static pid_t sleeper(void)
{
	pid_t self = getpid(), pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == self)
		pause();
	_exit(0);
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, __WALL);
}

static long clone3(uint64_t flags, uint64_t exit_signal, int *pidfd, int *set_tid)
{
	struct clone3_args args = { .flags = flags,
				    .pidfd = (uint64_t)(uintptr_t)pidfd,
				    .exit_signal = exit_signal,
				    .set_tid = (uint64_t)(uintptr_t)set_tid,
				    .set_tid_size = set_tid ? 1 : 0 };

	return syscall(SYS_clone3, &args, sizeof(args));
}

int try_send(void)
{
	int fd = open_self(0);

	return result(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
}

int try_send_proc(void)
{
	int fd = open("/proc/self", O_RDONLY | O_DIRECTORY);

	return result(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
}

int try_send_scopes(void)
{
	int fd = open_self(0);

	return result(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 2));
}

int try_clone_pidfd(void)
{
	int fd = -1;
	pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0, &fd, 0, 0);

	if (!pid)
		_exit(0);
	if (pid < 0)
		return errno;
	return fd < 0 ? NOT_SO : 0;
}

int try_open(void)
{
	return result(open_self(0));
}

int try_clone3(void)
{
	int fd = -1;
	long pid = clone3(CLONE_PIDFD, SIGCHLD, &fd, NULL);

	if (!pid)
		_exit(0);
	return result(pid);
}

static int poll_revents(int fd, int ms)
{
	struct pollfd set = { .fd = fd, .events = POLLIN };

	return poll(&set, 1, ms) < 0 ? -1 : set.revents;
}

/* Readable when the process has ended, not before. */
int try_poll(void)
{
	pid_t pid = sleeper();
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0)
		return errno;
	if (poll_revents(fd, 0))
		return NOT_SO;
	kill(pid, SIGKILL);
	return poll_revents(fd, 2000) & POLLIN ? 0 : NOT_SO;
}

int try_hangup(void)
{
	pid_t pid = sleeper();
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0)
		return errno;
	end(pid);
	return poll_revents(fd, 2000) & POLLHUP ? 0 : NOT_SO;
}

int try_waitid(void)
{
	pid_t pid = sleeper();
	int fd = (int)syscall(SYS_pidfd_open, pid, 0), err;
	siginfo_t info;

	kill(pid, SIGKILL);
	err = result(waitid((idtype_t)P_PIDFD_TYPE, (id_t)fd, &info, WEXITED));
	if (err)
		end(pid);
	return err;
}

int try_nonblock(void)
{
	return result(open_self(PIDFD_NONBLOCK_FLAG));
}

int try_thread(void)
{
	return result(open_self(PIDFD_THREAD_FLAG));
}

int try_getfd(void)
{
	return result(syscall(SYS_pidfd_getfd, open_self(0), 0, 0));
}

/* The right answer without the right to do it is EPERM: the kernel knows the call. */
int try_setns(void)
{
	int err = result(setns(open_self(0), CLONE_NEWUTS));

	return err == EPERM ? 0 : err;
}

int try_madvise(void)
{
	int err = result(syscall(SYS_process_madvise, open_self(0), NULL, 0, 20, 0));

	return err == EPERM ? 0 : err;
}

int try_mrelease(void)
{
	int err = result(syscall(SYS_process_mrelease, open_self(0), 0));

	/* A living process is refused so. */
	return err == EINVAL ? 0 : err;
}

int try_set_tid(void)
{
	int nr = 0;
	long pid = clone3(0, SIGCHLD, NULL, &nr);

	/* The number 0 is refused for what it is, after the right to choose was looked at. */
	return pid < 0 && errno == EINVAL ? 0 : errno;
}

int try_identity(void)
{
	return identity_init() ? 0 : NOT_SO;
}

int try_info(void)
{
	struct pidfd_info_v0 info = { 0 };

	return result(ioctl(open_self(0), PIDFD_GET_INFO_CALL, &info));
}

int try_exit_info(void)
{
	struct pidfd_info_v0 info = { .mask = PIDFD_INFO_EXIT_BIT };
	pid_t pid = sleeper();
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	end(pid);
	if (ioctl(fd, PIDFD_GET_INFO_CALL, &info))
		return errno;
	return info.mask & PIDFD_INFO_EXIT_BIT && info.exit_code == SIGKILL ? 0 : NOT_SO;
}

int try_handle(void)
{
	struct {
		struct file_handle head;
		unsigned char bytes[64];
	} handle = { .head = { .handle_bytes = 64 } };
	int fd = open_self(0), mount;

	if (name_to_handle_at(fd, "", &handle.head, &mount, AT_EMPTY_PATH))
		return errno;
	return result(open_by_handle_at(fd, &handle.head, O_CLOEXEC));
}

int try_self(void)
{
	return result(syscall(SYS_pidfd_send_signal, FD_PIDFD_SELF_THREAD, 0, NULL, 0));
}

int try_peer(void)
{
	int ends[2], fd = -1;
	socklen_t size = sizeof(fd);

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return errno;
	return result(getsockopt(ends[0], SOL_SOCKET, SO_PEERPIDFD, &fd, &size));
}

int try_passed(void)
{
	int ends[2], on = 1;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return errno;
	return result(setsockopt(ends[0], SOL_SOCKET, SO_PASSPIDFD, &on, sizeof(on)));
}

int try_autoreap(void)
{
	long pid = clone3(CLONE_AUTOREAP_FLAG, 0, NULL, NULL);

	if (!pid)
		_exit(0);
	return result(pid);
}

int try_namespaces(void)
{
	return result(unshare(CLONE_NEWUSER | CLONE_NEWPID));
}

static int write_in_namespace(const char *path, const char *text)
{
	int status;
	pid_t pid;

	if (unshare(CLONE_NEWUSER | CLONE_NEWPID))
		return errno;
	pid = fork();
	if (!pid) {
		int fd = open(path, O_WRONLY);

		_exit(fd < 0 || write(fd, text, strlen(text)) < 0 ? errno : 0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return errno;
	return WEXITSTATUS(status);
}

int try_own_pid_max(void)
{
	return write_in_namespace("/proc/sys/kernel/pid_max", "400");
}

int try_last_pid(void)
{
	return write_in_namespace("/proc/sys/kernel/ns_last_pid", "299");
}

int try_ptrace(void)
{
	pid_t pid = sleeper();
	int err = result(ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACESYSGOOD));

	end(pid);
	return err;
}

int try_syscall_info(void)
{
	struct ptrace_syscall_info info;
	pid_t pid = sleeper();
	int status, err = 0;

	if (ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACESYSGOOD) ||
	    ptrace(PTRACE_INTERRUPT, pid, NULL, NULL))
		err = errno;
	else if (waitpid(pid, &status, 0) < 0 ||
		 ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) < 0)
		err = errno;
	end(pid);
	return err;
}

int try_filter(void)
{
	return filter_install();
}

int try_system(void)
{
	return system_try();
}
