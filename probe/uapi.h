/*
 * Kernel interfaces newer than the headers that a distribution may ship: the numbers are ABI and do
 * not change. Each is used only after the running kernel has shown that it has it.
 */
#ifndef UAPI_H
#define UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <sys/syscall.h>

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif
#ifndef SYS_process_madvise
#define SYS_process_madvise 440
#endif
#ifndef SYS_epoll_pwait2
#define SYS_epoll_pwait2 441
#endif
#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self 446
#endif
#ifndef SYS_lsm_list_modules
#define SYS_lsm_list_modules 461
#endif
#ifndef SYS_process_mrelease
#define SYS_process_mrelease 448
#endif

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif
#ifndef CLONE_CLEAR_SIGHAND
#define CLONE_CLEAR_SIGHAND 0x100000000ULL
#endif
#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif
#define P_PIDFD_TYPE 3
#define PIDFD_THREAD_FLAG 0200 /* O_EXCL */
#define PIDFD_NONBLOCK_FLAG 04000
#define PIDFS_MAGIC 0x50494446
#define FD_PIDFD_SELF_THREAD -10000
#define FD_PIDFD_SELF_GROUP -10001
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif

/* nsfs: the namespace above */
#define NS_GET_PARENT_CALL _IO(0xb7, 0x2)
/* nsfs: translate a number of that PID namespace into the caller's (6.11) */
#define NS_GET_PID_FROM_PIDNS_CALL _IOR(0xb7, 0x6, int)

/* PIDFD_GET_INFO (6.13), in its first published size */
struct pidfd_info_v0 {
	__u64 mask, cgroupid;
	__u32 pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
	__s32 exit_code;
};
#define PIDFD_GET_INFO_CALL _IOWR(0xFF, 11, struct pidfd_info_v0)
#define PIDFD_INFO_EXIT_BIT 0x8

/* clone3's argument, 88 bytes since 5.7 */
struct clone3_args {
	__u64 flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	__u64 set_tid, set_tid_size, cgroup;
};

#endif
