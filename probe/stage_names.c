/* Names of constants as a plan may write them, with their values, and names of errors. */
#include "stage.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	long value;
} names[] = {
	{"SIGHUP", 1}, {"SIGINT", 2}, {"SIGQUIT", 3}, {"SIGILL", 4}, {"SIGTRAP", 5},
	{"SIGABRT", 6}, {"SIGBUS", 7}, {"SIGFPE", 8}, {"SIGKILL", 9}, {"SIGUSR1", 10},
	{"SIGSEGV", 11}, {"SIGUSR2", 12}, {"SIGPIPE", 13}, {"SIGALRM", 14}, {"SIGTERM", 15},
	{"SIGSTKFLT", 16}, {"SIGCHLD", 17}, {"SIGCONT", 18}, {"SIGSTOP", 19}, {"SIGTSTP", 20},
	{"SIGTTIN", 21}, {"SIGTTOU", 22}, {"SIGURG", 23}, {"SIGXCPU", 24}, {"SIGXFSZ", 25},
	{"SIGVTALRM", 26}, {"SIGPROF", 27}, {"SIGWINCH", 28}, {"SIGIO", 29}, {"SIGPWR", 30},
	{"SIGSYS", 31}, {"SIGRTMIN", 34}, {"SIGRTMAX", 64}, {"WNOHANG", 1}, {"WUNTRACED", 2},
	{"WSTOPPED", 2}, {"WEXITED", 4}, {"WCONTINUED", 8}, {"WNOWAIT", 16777216},
	{"__WNOTHREAD", 536870912}, {"__WALL", 1073741824}, {"__WCLONE", 2147483648L},
	{"P_ALL", 0}, {"P_PID", 1}, {"P_PGID", 2}, {"P_PIDFD", 3}, {"CLONE_NEWTIME", 128},
	{"CLONE_VM", 256}, {"CLONE_FS", 512}, {"CLONE_FILES", 1024}, {"CLONE_SIGHAND", 2048},
	{"CLONE_PIDFD", 4096}, {"CLONE_PTRACE", 8192}, {"CLONE_VFORK", 16384},
	{"CLONE_PARENT", 32768}, {"CLONE_THREAD", 65536}, {"CLONE_NEWNS", 131072},
	{"CLONE_SYSVSEM", 262144}, {"CLONE_SETTLS", 524288}, {"CLONE_PARENT_SETTID", 1048576},
	{"CLONE_CHILD_CLEARTID", 2097152}, {"CLONE_DETACHED", 4194304},
	{"CLONE_UNTRACED", 8388608}, {"CLONE_CHILD_SETTID", 16777216},
	{"CLONE_NEWCGROUP", 33554432}, {"CLONE_NEWUTS", 67108864}, {"CLONE_NEWIPC", 134217728},
	{"CLONE_NEWUSER", 268435456}, {"CLONE_NEWPID", 536870912}, {"CLONE_NEWNET", 1073741824},
	{"CLONE_IO", 2147483648L}, {"CLONE_CLEAR_SIGHAND", 4294967296L},
	{"CLONE_INTO_CGROUP", 8589934592L}, {"CLONE_AUTOREAP", 17179869184L},
	{"CLONE_NNP", 34359738368L}, {"CLONE_PIDFD_AUTOKILL", 68719476736L}, {"O_RDONLY", 0},
	{"O_WRONLY", 1}, {"O_RDWR", 2}, {"O_EXCL", 128}, {"O_NONBLOCK", 2048},
	{"O_DIRECTORY", 65536}, {"O_CLOEXEC", 524288}, {"O_PATH", 2097152},
	{"PIDFD_THREAD", 128}, {"PIDFD_NONBLOCK", 2048}, {"PIDFD_SIGNAL_THREAD", 1},
	{"PIDFD_SIGNAL_THREAD_GROUP", 2}, {"PIDFD_SIGNAL_PROCESS_GROUP", 4},
	{"PIDFD_SELF", -10000}, {"PIDFD_SELF_THREAD", -10000}, {"PIDFD_SELF_PROCESS", -10001},
	{"PIDFD_SELF_THREAD_GROUP", -10001}, {"PIDFD_INFO_PID", 1}, {"PIDFD_INFO_CREDS", 2},
	{"PIDFD_INFO_CGROUPID", 4}, {"PIDFD_INFO_EXIT", 8}, {"PIDFD_INFO_COREDUMP", 16},
	{"PIDFD_INFO_SUPPORTED_MASK", 32}, {"PIDFD_INFO_COREDUMP_SIGNAL", 64}, {"POLLIN", 1},
	{"POLLPRI", 2}, {"POLLOUT", 4}, {"POLLERR", 8}, {"POLLHUP", 16}, {"POLLNVAL", 32},
	{"POLLRDNORM", 64}, {"POLLWRNORM", 256}, {"EPOLLIN", 1}, {"EPOLLOUT", 4},
	{"EPOLLERR", 8}, {"EPOLLHUP", 16}, {"EPOLLET", 2147483648L},
	{"EPOLLONESHOT", 1073741824}, {"EPOLL_CTL_ADD", 1}, {"EPOLL_CTL_DEL", 2},
	{"EPOLL_CTL_MOD", 3}, {"F_DUPFD", 0}, {"F_GETFD", 1}, {"F_SETFD", 2}, {"F_GETFL", 3},
	{"F_SETFL", 4}, {"F_DUPFD_CLOEXEC", 1030}, {"PR_SET_PDEATHSIG", 1},
	{"PR_GET_PDEATHSIG", 2}, {"PR_GET_DUMPABLE", 3}, {"PR_SET_DUMPABLE", 4},
	{"PR_SET_CHILD_SUBREAPER", 36}, {"PR_GET_CHILD_SUBREAPER", 37},
	{"PR_SET_NO_NEW_PRIVS", 38}, {"PR_GET_NO_NEW_PRIVS", 39}, {"SA_NOCLDSTOP", 1},
	{"SA_NOCLDWAIT", 2}, {"SA_RESTART", 268435456}, {"SIG_BLOCK", 0}, {"SIG_UNBLOCK", 1},
	{"SIG_SETMASK", 2}, {"SO_PASSCRED", 16}, {"SO_PEERCRED", 17}, {"SO_PASSPIDFD", 76},
	{"SO_PEERPIDFD", 77}, {"MSG_DONTWAIT", 64}, {"RLIMIT_NPROC", 6}, {"RLIMIT_NOFILE", 7},
	{"MADV_COLD", 20}, {"MADV_PAGEOUT", 21}, {"SI_USER", 0}, {"SI_KERNEL", 128},
	{"SI_QUEUE", -1}, {"SI_TKILL", -6}, {"CLD_EXITED", 1}, {"CLD_KILLED", 2},
	{"CLD_DUMPED", 3}, {"CLD_STOPPED", 5}, {"CLD_CONTINUED", 6}, {"AT_FDCWD", -100},
	{"FD_PIDFS_ROOT", -10002}, {"FD_CLOEXEC", 1}, {"INT_MIN", -2147483648L},
	{"SOCK_STREAM", 1}, {"SOCK_DGRAM", 2}, {"SOCK_SEQPACKET", 5}, {"SOCK_NONBLOCK", 2048},
	{"SOCK_CLOEXEC", 524288}, {"EPOLL_CLOEXEC", 524288}, {"AF_UNIX", 1},
};

static const char *const errors[] = {
	[1] = "EPERM", [2] = "ENOENT", [3] = "ESRCH", [4] = "EINTR", [5] = "EIO", [6] = "ENXIO",
	[7] = "E2BIG", [8] = "ENOEXEC", [9] = "EBADF", [10] = "ECHILD", [11] = "EAGAIN",
	[12] = "ENOMEM", [13] = "EACCES", [14] = "EFAULT", [15] = "ENOTBLK", [16] = "EBUSY",
	[17] = "EEXIST", [18] = "EXDEV", [19] = "ENODEV", [20] = "ENOTDIR", [21] = "EISDIR",
	[22] = "EINVAL", [23] = "ENFILE", [24] = "EMFILE", [25] = "ENOTTY", [26] = "ETXTBSY",
	[27] = "EFBIG", [28] = "ENOSPC", [29] = "ESPIPE", [30] = "EROFS", [31] = "EMLINK",
	[32] = "EPIPE", [33] = "EDOM", [34] = "ERANGE", [35] = "EDEADLK", [36] = "ENAMETOOLONG",
	[37] = "ENOLCK", [38] = "ENOSYS", [39] = "ENOTEMPTY", [40] = "ELOOP", [42] = "ENOMSG",
	[43] = "EIDRM", [44] = "ECHRNG", [45] = "EL2NSYNC", [46] = "EL3HLT", [47] = "EL3RST",
	[48] = "ELNRNG", [49] = "EUNATCH", [50] = "ENOCSI", [51] = "EL2HLT", [52] = "EBADE",
	[53] = "EBADR", [54] = "EXFULL", [55] = "ENOANO", [56] = "EBADRQC", [57] = "EBADSLT",
	[59] = "EBFONT", [60] = "ENOSTR", [61] = "ENODATA", [62] = "ETIME", [63] = "ENOSR",
	[64] = "ENONET", [65] = "ENOPKG", [66] = "EREMOTE", [67] = "ENOLINK", [68] = "EADV",
	[69] = "ESRMNT", [70] = "ECOMM", [71] = "EPROTO", [72] = "EMULTIHOP", [73] = "EDOTDOT",
	[74] = "EBADMSG", [75] = "EOVERFLOW", [76] = "ENOTUNIQ", [77] = "EBADFD",
	[78] = "EREMCHG", [79] = "ELIBACC", [80] = "ELIBBAD", [81] = "ELIBSCN", [82] = "ELIBMAX",
	[83] = "ELIBEXEC", [84] = "EILSEQ", [85] = "ERESTART", [86] = "ESTRPIPE",
	[87] = "EUSERS", [88] = "ENOTSOCK", [89] = "EDESTADDRREQ", [90] = "EMSGSIZE",
	[91] = "EPROTOTYPE", [92] = "ENOPROTOOPT", [93] = "EPROTONOSUPPORT",
	[94] = "ESOCKTNOSUPPORT", [95] = "EOPNOTSUPP", [96] = "EPFNOSUPPORT", [97] = "EAFNOSUPPORT",
	[98] = "EADDRINUSE", [99] = "EADDRNOTAVAIL", [100] = "ENETDOWN", [101] = "ENETUNREACH",
	[102] = "ENETRESET", [103] = "ECONNABORTED", [104] = "ECONNRESET", [105] = "ENOBUFS",
	[106] = "EISCONN", [107] = "ENOTCONN", [108] = "ESHUTDOWN", [109] = "ETOOMANYREFS",
	[110] = "ETIMEDOUT", [111] = "ECONNREFUSED", [112] = "EHOSTDOWN", [113] = "EHOSTUNREACH",
	[114] = "EALREADY", [115] = "EINPROGRESS", [116] = "ESTALE", [117] = "EUCLEAN",
	[118] = "ENOTNAM", [119] = "ENAVAIL", [120] = "EISNAM", [121] = "EREMOTEIO",
	[122] = "EDQUOT", [123] = "ENOMEDIUM", [124] = "EMEDIUMTYPE", [125] = "ECANCELED",
	[126] = "ENOKEY", [127] = "EKEYEXPIRED", [128] = "EKEYREVOKED", [129] = "EKEYREJECTED",
	[130] = "EOWNERDEAD", [131] = "ENOTRECOVERABLE", [132] = "ERFKILL",
};

bool name_value(const char *name, size_t length, long *value)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == length && memcmp(names[i].name, name, length) == 0) {
			*value = names[i].value;
			return true;
		}
	char *end;
	*value = strtol(name, &end, 0);
	return length > 0 && end == name + length;
}

void error_print(FILE *out, long number)
{
	if (number > 0 && number < (long)(sizeof errors / sizeof *errors) && errors[number])
		fprintf(out, "\"%s\"", errors[number]);
	else
		fprintf(out, "\"E%ld\"", number);
}
