/*
 * The probe's own header: what each file offers to the others, grouped by file.
 *
 * Words: a *task* is a thread or a single-threaded process; its *tid* is its number in the probe's
 * PID namespace; *nr* is a number in some other namespace; *id* is the identity, the pidfs inode of
 * the struct pid, which is never given out again (0 when the kernel has none).
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#define PROBE_VERSION "0.1.0"
#define LAST_UNSEEN_FD 2 /* closing these is not stopped for: programs do it all the time */
#define LEVELS_MAX 33 /* nesting of PID namespaces: the kernel allows 32 below the first */

/* ---- writer.c: NDJSON, one record a line, buffered ---- */
int out_open(const char *path);
void out_begin(const char *ev, uint64_t t);
void out_plain(void);
void out_num(const char *key, long long value);
void out_text(const char *key, const char *text);
void out_bytes(const char *key, const char *bytes, size_t length);
void out_id(const char *key, uint64_t id);
void out_true(const char *key);
void out_null(const char *key);
void out_list(const char *key);
void out_list_end(void);
void out_object(const char *key);
void out_object_end(void);
void out_end(void);
int out_flush(void);
int out_behind(void);
int out_close(void);
unsigned long long out_events(void);
unsigned long long out_lost(void);
void out_missed(uint64_t t, unsigned long long n);
void out_count_missed(unsigned long long n);

/* ---- behind.c: a thread that writes, so that the disk is not waited for ---- */
struct chunk {
	char *bytes;
	size_t length;
	uint64_t t; /* when it was given away */
	struct chunk *next;
};
int behind_start(void (*with)(const struct chunk *));
bool behind_runs(void);
void behind_give(struct chunk *chunk);
void behind_wait(void);
void behind_end(void);

/* ---- names.c: constants as tables ---- */
struct name {
	unsigned long value;
	const char *text;
};
extern const struct name clone_flags[], wait_options[], id_types[], pidfd_open_flags[],
	pidfd_signal_flags[], prctl_ops[], advices[], descriptor_flags[], fcntl_ops[],
	poll_events[], epoll_ops[], open_flags[], action_flags[], at_flags[], ptrace_ops[], socket_options[];
const char *name_errno(int number);
const char *name_signal(int number);
const char *name_code(int sig, int code);
const char *name_one(const struct name *table, unsigned long value);
void out_flags(const char *key, const struct name *table, unsigned long value);
void out_one(const char *key, const struct name *table, unsigned long value);
void out_signal(const char *key, int number);

/* ---- memory.c: another task's memory and registers ---- */
size_t memory_read(pid_t tid, uint64_t address, void *into, size_t length);
#define BEGINNINGS_MAX 65
#define BEGINNING_BYTES 256
void memory_beginnings(pid_t tid, int count, const uint64_t address[], char into[][BEGINNING_BYTES],
		       size_t length[]);
bool memory_write(pid_t tid, uint64_t address, const void *from, size_t length);
bool memory_first_argument(pid_t tid, bool compat, uint64_t value);
bool memory_result(pid_t tid, uint64_t ip, uint64_t sp, long *result);
void memory_wait_on(pid_t tid);
void memory_refuse(pid_t tid);
size_t memory_string(pid_t tid, uint64_t address, char *into, size_t size);
char *memory_copy_string(pid_t tid, uint64_t address, size_t size, size_t *length);

/* ---- identity.c: who is behind a number or a descriptor ---- */
struct stat_line {
	char comm[64];
	char state;
	pid_t ppid;
	uint64_t start;
};
bool identity_init(void);
bool identity_has_pidfs(void);
uint64_t identity_of(pid_t tid);
uint64_t identity_of_fd(pid_t tid, int fd);
uint64_t identity_of_own_fd(int fd);
bool identity_stat(pid_t tid, struct stat_line *line);
int identity_numbers(pid_t tid, int32_t nr[LEVELS_MAX]);
bool identity_catches(pid_t tid, int sig);
bool identity_ignores(pid_t tid, int sig);
const char *identity_action(pid_t tid, int sig);
uint64_t identity_namespace(pid_t tid);
pid_t identity_leader(pid_t tid);

/* ---- task.c: who is being recorded ---- */
struct pidns {
	uint64_t ino;
	int level; /* 0 is the probe's own namespace */
	int fd;
	struct pidns *parent, *next;
};

/* A descriptor that is a pidfd, or a pidfd inside an epoll set. */
struct held {
	int fd;
	uint64_t id;
	pid_t tid; /* the numbers that the process had when the descriptor was first seen: the */
	long nr;   /* probe's, and the one in the holder's namespace */
	bool recorded; /* the process was, so its end is heard of */
};
struct watched {
	int epfd, fd;
	uint32_t events;
	uint64_t data;
};
struct files {
	int users;
	int held_count, watched_count;
	struct held *held;
	struct watched *watched;
};

/* What a process does about SIGCHLD. */
struct chld {
	int users;
	bool ignored; /* SIG_IGN: children are reaped at once */
	bool nowait;  /* SA_NOCLDWAIT: the same, and a handler may run */
	bool handled; /* there is a handler */
	bool blocked; /* in it SIGCHLD is blocked: it was set without SA_NODEFER */
};

enum target_kind { TARGET_NONE, TARGET_NR, TARGET_PIDFD, TARGET_GROUP };
struct target {
	enum target_kind kind;
	bool has_nr;
	long nr;
	pid_t tid;
	uint64_t id;
};

/* A call under way: from the stop at its entry to the stop at its exit. */
struct call {
	const struct sys *sys; /* NULL: none */
	bool compat;	       /* 32-bit pointers in memory */
	int restart;	       /* the ERESTART code with which it was interrupted, or 0 */
	bool sure;	       /* a signal that should be sent, see sure.c */
	bool foreseen;	       /* goes on without a stop at its exit: its result is certain */
	bool no_exit;	       /* goes on without a stop at its exit: the next stop shows its result */
	uint64_t began, ip, sp;
	uint64_t arg[6];
	struct target target;
	/* what was read at the entry because it may be gone at the exit */
	uint64_t flags;	     /* clone family */
	int exit_signal;     /* clone family */
	uint64_t pidfd_at;   /* clone family: where the descriptor will be written */
	int set_tid[LEVELS_MAX], set_tid_count;
	char *path, *words; /* exec: path, and argv as strings one after another */
	int word_count, words_left_out;
	size_t words_length;
	/* what was read at the exit */
	struct {
		long nr; /* whom a wait found, 0: nobody */
		int status;
	} found;
	void *set; /* poll: the set as it was given back; epoll: what was ready */
	size_t set_count;
	struct action {
		uint64_t handler, flags;
		bool known;
	} act; /* sigaction */
	int peer; /* getsockopt: a number or a descriptor */
	bool has_peer;
	struct {
		enum { LEARNT_FILE = 1, LEARNT_PROC } from;
		long nr;
		int64_t written; /* when the file was, as a moment of the trace */
		struct stat_line holder; /* who has the number now; start 0: nobody */
	} learnt;     /* open */
	bool dropped; /* not worth a record after all */
};

enum task_state { TASK_ALIVE, TASK_EXITED, TASK_ZOMBIE };
struct task {
	pid_t tid, tgid;
	pid_t ppid; /* process number of the parent; 0: unknown */
	uint64_t id, start;
	char comm[64];
	struct pidns *ns;	       /* its own */
	int32_t nr[LEVELS_MAX]; /* from the probe's namespace inwards; nr[0] == tid */
	int nr_count;
	bool children_elsewhere; /* unshare or setns changed where its children are born */
	bool started;		 /* its first stop has been answered */
	long looked_at;		 /* whose directory in /proc it opened last */
	bool exit_stop;		 /* PTRACE_O_TRACEEXIT is on */
	bool adopts;		 /* orphans may become its children */
	int closing;		 /* a pidfd that it may not have closed yet, or -1 */
	uint64_t closing_id;
	pid_t relies_on;	 /* whom the certain result of its last call needs, or 0 */
	int relies_fd;		 /* and which descriptor, or -1 */
	unsigned kin;		 /* tasks of one number may signal each other, see sure.c */
	enum { SIGNALS_UNTRIED, SIGNALS_PASS, SIGNALS_FAIL } signals;
	bool killed;		 /* while it was stopped: it never went on from there */
	bool in_syscall;	 /* without a filter: between the two stops of one call */
	int deliver;		 /* the signal with which it goes on from this stop, or 0 */
	bool handling;		 /* its handler of SIGCHLD was entered, and no call has been seen since */
	enum task_state state;
	int status; /* once exited */
	int exit_signal;
	int threads, children;		/* of a leader: its other threads, its children */
	struct call call;
	struct files *files;
	struct chld *chld;
	int watch; /* our own pidfd on a zombie whose reaper is not recorded, or -1 */
	struct system_task *system; /* what a recording of the whole machine knows besides */
	struct task *hash_next, *nr_next, *id_next;
	struct task *all_prev, *all_next;
};
extern struct task *tasks_all;
extern int tasks_alive, tasks_unwatched;
struct task *task_find(pid_t tid);
struct task *task_by_nr(const struct pidns *ns, long nr);
struct task *task_by_id(uint64_t id);
struct task *task_ended_child(const struct pidns *ns, long nr, pid_t ppid);
struct task *task_add(pid_t tid);
void task_place(struct task *t);
void task_remove(struct task *t);
long task_nr_for(const struct task *t, const struct task *viewer);
struct pidns *pidns_of(pid_t tid);
struct pidns *pidns_own(void);
struct pidns *pidns_numbered(uint64_t ino, struct pidns *parent);
void task_count_child(pid_t parent, int step);
void task_count_thread(pid_t leader, int step);

/* ---- files.c: what tasks may share ---- */
struct files *files_new(void);
struct files *files_copy(const struct files *from);
void files_drop(struct files *files);
struct held *files_find(struct files *files, int fd);
void files_hold(struct files *files, const struct held *held);
void files_release(struct files *files, int fd);
struct chld *chld_copy(const struct chld *from);
void chld_drop(struct chld *chld);

/* ---- target.c: at whom a call is aimed ---- */
void target_number(struct task *t, long nr);
void target_kill(struct task *t, long nr);
void target_pidfd(struct task *t, int fd);
void target_write(const struct target *target);

/* ---- calls.c: the calls of interest ---- */
enum verdict { CALL_SKIP, CALL_FOLLOW };
struct sys {
	const char *name;
	int nr, nr32;	       /* native and 32-bit number, -1: none */
	const char *args;      /* one letter an argument, see call_write() */
	const int *only;       /* filter: stop only if an argument is one of these, see below */
	bool opens;	       /* filter: not with --no-files */
	bool above_stdio;      /* filter: stop only if the first argument is no standard stream */
	enum verdict (*entry)(struct task *);
	/* Whether the result is certain before the call has begun: a stop at its exit is spared. */
	bool (*foresee)(struct task *, long *ret);
	/* What is read of the task, and state that changes with the result: before it goes on. */
	void (*learn)(struct task *, long ret);
	/* Further fields of the record. The task may be running again. */
	void (*extra)(struct task *, long ret);
	/* What follows the record. */
	void (*after)(struct task *, long ret);
	bool quiet; /* no record on success */
};
/* `only` begins with the argument's index and ends with -1. */
extern const struct sys sys_table[];
extern const int sys_count;
int sys_index(uint32_t arch, long nr);
bool call_entry(struct task *t, int index, const uint64_t arg[6], uint32_t arch, uint64_t ip,
		uint64_t sp);
void call_exit(struct task *t, long ret, void (*let_go)(struct task *));
void call_write(struct task *t, long ret, uint64_t ended, void (*extra)(struct task *, long));
bool call_restarts(long ret);
void call_cut(struct task *t, const char *why);
void call_interrupted(struct task *t, int err);
void call_forget(struct task *t);
void call_after_handler(struct task *t);

/* ---- call_clone.c, call_wait.c, call_process.c, call_signal.c, call_pidfd.c, call_learn.c, call_poll.c: families of calls ---- */
enum verdict fork_entry(struct task *t);
enum verdict clone_entry(struct task *t);
enum verdict clone3_entry(struct task *t);
void clone_extra(struct task *t, long ret);
enum verdict exec_entry(struct task *t);
void exec_extra(struct task *t, long ret);
void exec_words(const struct call *call);
enum verdict wait4_entry(struct task *t);
enum verdict waitid_entry(struct task *t);
bool wait_ends_in_signal(const struct task *t);
bool wait_blocks_sigchld(const struct task *t);
bool wait_foresee(struct task *t, long *ret);
int wait_status(int code, int status);
void wait_write(long nr, pid_t tid, uint64_t id, int status);
void wait4_learn(struct task *t, long ret);
void waitid_learn(struct task *t, long ret);
void wait_extra(struct task *t, long ret);
void wait_after(struct task *t, long ret);
void unshare_learn(struct task *t, long ret);
enum verdict setns_entry(struct task *t);
enum verdict setpgid_entry(struct task *t);
enum verdict kill_entry(struct task *t);
bool kill_foresee(struct task *t, long *ret);
enum verdict tkill_entry(struct task *t);
enum verdict tgkill_entry(struct task *t);
enum verdict sigaction_entry(struct task *t);
void sigaction_learn(struct task *t, long ret);
void sigaction_extra(struct task *t, long ret);
void action_write(uint64_t handler, uint64_t flags);
void signal_write(const struct task *t, int sig, int code, pid_t pid, uid_t uid);
enum verdict prctl_entry(struct task *t);
void prctl_learn(struct task *t, long ret);
void ptrace_after(struct task *t, long ret);
enum verdict pidfd_first_entry(struct task *t);
bool pidfd_signal_foresee(struct task *t, long *ret);
void pidfd_result_learn(struct task *t, long ret);
enum verdict close_entry(struct task *t);
enum verdict close_range_entry(struct task *t);
bool close_foresee(struct task *t, long *ret);
void close_learn(struct task *t, long ret);
void dup_learn(struct task *t, long ret);
enum verdict peer_entry(struct task *t);
void peer_learn(struct task *t, long ret);
void peer_extra(struct task *t, long ret);
enum verdict open_entry(struct task *t);
void open_learn(struct task *t, long ret);
void open_extra(struct task *t, long ret);
enum verdict poll_entry(struct task *t);
bool poll_foresee(struct task *t, long *ret);
void poll_learn(struct task *t, long ret);
void poll_extra(struct task *t, long ret);
enum verdict epoll_ctl_entry(struct task *t);
void epoll_ctl_learn(struct task *t, long ret);
enum verdict epoll_wait_entry(struct task *t);
void epoll_wait_learn(struct task *t, long ret);
void epoll_wait_extra(struct task *t, long ret);

/* ---- sure.c: signals that are certain to be sent ---- */
void sure_alone(struct task *t);
void sure_born(struct task *t, const struct task *parent);
void sure_exec(struct task *t);
enum verdict sure_entry(struct task *t);
bool sure_signal(struct task *t, int sig, int fd);
void sure_learn(struct task *t, long ret);
void sure_rely(struct task *t, const struct task *on, int fd);
void sure_over(struct task *t);
void sure_await(struct task *t);
void sure_await_senders(const struct task *t, pid_t child);

/* ---- filter.c: stop only on the calls of interest ---- */
int filter_install(void);

/* ---- birth.c: tasks that are made, programs that they start ---- */
struct task *life_known(pid_t tid, pid_t tgid);
int life_pidfd(struct task *parent);
struct task *life_born(struct task *parent, pid_t child, int event, int pidfd);
void life_write_known(const struct task *t);
void life_write_birth(struct task *parent, const struct task *t, const char *how, int pidfd,
		      uint64_t moment);
void life_write_exec(const struct task *t, pid_t former);
void life_exec(struct task *t, pid_t former);

/* ---- death.c: deaths, and numbers given back ---- */
void life_exit(struct task *t, int status);
void life_gone(struct task *t, int status);
void life_reaped(struct task *t, pid_t by, const char *how);
void life_adopted(struct task *t, pid_t ppid);
void life_watch(void);
bool life_adopts(const struct task *leader);
bool life_is_own(const struct task *t, const struct task *caller);
bool life_is_kept(const struct task *t, const struct task *caller);

/* ---- early.c: children heard of before their parents report them ---- */
void early_add(pid_t tid, bool dead, int status);
void early_start(struct task *c);
void early_born(struct task *c);
void early_adopt(struct task *dead);
void early_settle(void);

/* ---- clock.c ---- */
void trace_begin(void);
uint64_t now(void);
uint64_t since_begin(uint64_t reading);
int64_t begin_since_boot(void);
int64_t since_begin_wall(const struct timespec *time);
void clock_hold(uint64_t moment);
void clock_nap(void);
uint64_t start_ticks(uint64_t since_boot);
uint64_t boot_ticks(uint64_t moment);

/* ---- priority.c ---- */
void priority_raise(void);

/* ---- trace.c: the loop over ptrace stops ---- */
struct trace {
	bool filter;   /* the tree runs under the seccomp filter */
	bool no_files; /* opens are not looked at */
	bool no_priority; /* the probe runs as any other program */
	bool detach;   /* end with the command, not with its last descendant */
	pid_t command; /* 0 when attached */
	int status;    /* of the command, once known */
	bool done;
	volatile int tick;   /* the timer went off */
	volatile int signal; /* the probe was asked to end */
};
extern struct trace trace;
void trace_run(void);
void trace_collect(pid_t tid);
void trace_halt(pid_t tid);
int trace_seize(pid_t tid);
void trace_start(struct task *t);
void trace_note(pid_t tid, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- launch.c: starting the command ---- */
int launch_find(const char *name, char path[4096]);
int launch_refused(int err);
pid_t launch_waiting(const char *path, char **argv, int *go);
void launch_go(pid_t pid, int go);
void launch_widen(void);
int launch(const char *path, char **argv);

/* ---- attach.c: joining running processes, and letting them go ---- */
int attach_tree(pid_t pid);
void attach_release(void);

/* ---- header.c ---- */
enum manner { MANNER_TRACED, MANNER_LIGHT, MANNER_SYSTEM };
void header_write(char **command, pid_t attached, enum manner manner);

/* ---- rings.c: what the kernel itself tells of births, names and ends ---- */
enum ring_kind { RING_BIRTH, RING_END, RING_NAME, RING_LOST };
struct ring_record {
	enum ring_kind kind;
	uint64_t time;	    /* of the trace */
	pid_t tid, tgid;    /* whom it is about */
	pid_t by, by_tgid;  /* of a birth: who made it */
	bool is_exec;	    /* of a name: a program was started */
	char comm[16];
	unsigned long long lost;
};
int rings_open(pid_t pid, size_t size);
bool rings_over(void);
void rings_drain(uint64_t until, void (*take)(const struct ring_record *record));
unsigned long long rings_lost(void);
void rings_close(void);

/* ---- light_tasks.c, light.c: recording from those ---- */
void light_command(pid_t pid);
void light_take(const struct ring_record *record);
void light_collected(pid_t pid, uint64_t time);
int light_refused(int err);
int light_start(pid_t pid, int go, size_t buffer);
void light_run(void);

/* ---- the commands ---- */
int record_main(int argc, char **argv);
int record_end(const char *output, bool quiet);
int doctor_main(int argc, char **argv);
int stage_main(int argc, char **argv);

#endif
