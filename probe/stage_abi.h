/*
 * What newer kernels' headers say, for build machines with older ones; and where in an actor's
 * buffer things lie.
 */
#ifndef STAGE_ABI_H
#define STAGE_ABI_H

#include <stdint.h>

#define AT_STEP 512  /* buffers a, b, c ... */
#define AT_PATH 2048 /* paths and texts */

#define SYS_pidfd_send_signal_ 424
#define SYS_pidfd_open_ 434
#define SYS_clone3_ 435
#define SYS_pidfd_getfd_ 438
#define SYS_process_madvise_ 440
#define SYS_process_mrelease_ 448
#define AT_FDCWD_ (-100)
#define AF_UNIX_ 1
#define SOL_SOCKET_ 1
#define SO_PEERCRED_ 17
#define SO_PEERPIDFD_ 77
#define SCM_RIGHTS_ 1
#define SCM_CREDENTIALS_ 2
#define SCM_PIDFD_ 4

/* struct clone_args, version 2. */
struct clone_args_ {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	uint64_t set_tid, set_tid_size, cgroup;
};

/* struct pidfd_info as of 6.19; older kernels fill a shorter one. */
struct pidfd_info_ {
	uint64_t mask, cgroupid;
	uint32_t pid, tgid, ppid, ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
	int32_t exit_code;
	uint32_t coredump_mask, coredump_signal;
	uint64_t supported_mask;
};

struct handle_ {
	uint32_t bytes;
	int32_t type;
	uint64_t id;
};

#endif
