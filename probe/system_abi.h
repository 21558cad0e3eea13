/*
 * What the programs in the kernel hand to the probe: the records in the ring buffer. They are put
 * together on a BPF stack of 512 bytes, so they are small.
 */
#ifndef SYSTEM_ABI_H
#define SYSTEM_ABI_H

#include <stdint.h>

#define LEVELS_ABI 33	/* PID namespaces inside one another, the first included */
#define COMM_BYTES 16
#define PAYLOAD_BYTES 200
#define BRIEF_BYTES 32	 /* most payloads */
#define SET_TID_BYTES 32 /* behind clone3's structure: as many of its chosen numbers */
#define EXEC_PATH_BYTES 256
#define EXEC_WORDS_BYTES 1024

enum rec_kind {
	REC_PRESENT, /* a task that is there */
	REC_BIRTH,
	REC_EXEC,
	REC_EXIT,
	REC_FREE, /* the kernel has forgotten a task; comes late */
	REC_BEGIN, /* a call */
	REC_END,
	REC_SENT, /* a signal */
	REC_DELIVERED,
	REC_KINDS
};

/* Who did it: numbers in the first PID namespace, and the moment of birth, which tells holders of one
 * number apart. Times are nanoseconds, `t` on the monotonic clock, `start` since boot. */
struct rec_head {
	uint32_t kind, flags;
	uint64_t t;
	uint32_t tid, tgid;
	uint64_t start;
};

struct rec_birth {
	struct rec_head head; /* the maker; of REC_PRESENT: nobody */
	uint32_t tid, tgid;
	uint64_t start;
	uint64_t id; /* pidfs inode, 0 before Linux 6.9 */
	uint64_t clone_flags;
	int32_t sys; /* the call that made it, -1: none */
	int32_t pidfd;
	int32_t exit_signal;
	uint32_t ppid;
	uint32_t exit_state, exit_code;
	char comm[COMM_BYTES];
	uint32_t task_flags;
	uint32_t level;
	struct {
		uint32_t nr, ns;
	} numbers[LEVELS_ABI]; /* up to `level`, from the first namespace inwards */
};

struct rec_exec {
	struct rec_head head;
	uint32_t former; /* the number that the thread had before */
	uint32_t argc;
	uint32_t path_length, words_length; /* as read, with the final zero */
	char comm[COMM_BYTES];
	char path[EXEC_PATH_BYTES];
	char words[EXEC_WORDS_BYTES];
};

struct rec_exit {
	struct rec_head head;
	uint64_t id;
	uint64_t parent_handler, parent_flags; /* what the parent does about SIGCHLD */
	uint32_t status;
	uint32_t ppid;
	int32_t exit_signal; /* of the process */
	uint32_t ptrace;
	int32_t live; /* threads of the process that are left */
	uint32_t reserved;
	char comm[COMM_BYTES];
};

struct rec_free {
	struct rec_head head;
};

struct rec_call {
	struct rec_head head;
	uint32_t need; /* which call, see program_row() */
	int32_t fd_nr; /* of the pidfd in question: the number that its process has for the caller */
	int64_t ret;
	uint64_t arg[6];
	uint64_t fd_id; /* its identity, 0 when there is no pidfd in question */
	uint32_t fd_tid; /* and the number in the first namespace */
	uint32_t payload_length;
	unsigned char payload[PAYLOAD_BYTES]; /* what an argument points to */
};

struct rec_signal {
	struct rec_head head; /* the sender, or whoever was interrupted; of a delivery: the receiver */
	uint32_t tid, tgid;   /* the receiver */
	uint64_t start;
	uint64_t id;
	int32_t sig, code;
	int32_t pid, uid;
	int32_t special; /* 1: SEND_SIG_NOINFO, 2: SEND_SIG_PRIV, 0: as a siginfo said */
	int32_t group_status;
	int32_t result;
	int32_t handled; /* of a delivery: there is a handler */
};

#endif
