/*
 * Recording the whole machine, from programs that the kernel runs at its own tracepoints. The order
 * of the files: layout (system_btf.c) -> programs (system_asm.c, system_program.c, system_watch.c)
 * -> ring buffer (system_kernel.c) -> lines (system_lives.c, system_calls.c), with system.c in charge.
 */
#ifndef SYSTEM_H
#define SYSTEM_H

#include "probe.h"
#include "system_abi.h"
#include "system_asm.h"

/* ---- system_btf.c: the kernel's layout, by its own description ---- */
int btf_open(const char *path);
void btf_close(void);
uint32_t btf_find(int kind, const char *name);
int btf_offset(const char *structure, const char *path);
int btf_size(const char *structure);
int btf_argument(const char *tracepoint, const char *structure);

/* ---- system_kernel.c: bpf(2), the maps, the ring buffer ---- */
struct system_maps {
	int ring, lost, rows, closing, tree;
};
struct system_settings {
	bool tree;	  /* only the command and its descendants */
	pid_t own;	  /* the probe, which is not recorded */
	pid_t root;	  /* the command */
	uint32_t buffer; /* bytes */
};
int system_attach(const struct system_settings *settings, char why[256]);
int system_list_tasks(void);
void system_drain(void (*take)(const struct rec_head *record, size_t length));
void system_count_losses(bool all);
uint64_t system_lost(enum rec_kind kind);
void system_detach(void);

/* ---- system_program.c, system_watch.c: what the kernel runs ---- */
struct system_program {
	const char *tracepoint;
	void (*assemble)(void);
	int fd, link;
};
extern struct system_program system_programs[];
extern const int system_program_count;
int program_layout(const char **missing);
void program_prepare(const struct system_maps *maps, const struct system_settings *settings);
void program_rows(uint32_t rows[512]);
void program_present(void);
void program_call_begin(void);
void program_call_end(void);
int program_row(uint32_t need);

/* ---- system_lives.c: who is there ---- */
struct system_signal {
	int sig, code;
	pid_t pid;
	uid_t uid;
};
struct system_task {
	uint64_t start;	 /* in nanoseconds since boot; tells holders of one number apart */
	bool traced;	 /* by somebody: its zombie is the tracer's first */
	int orphan;	 /* its parent has ended; how often its new one was looked for */
	bool told_death; /* the signal that ended it */
	struct system_signal sent[4]; /* the latest */
	int sent_count;
};
struct task *system_actor(const struct rec_head *head);
void system_present(const struct rec_birth *birth, bool has_ended);
void system_birth(const struct rec_birth *birth);
void system_exec(const struct rec_exec *exec, size_t length);
void system_exit(const struct rec_exit *exit);
void system_free(const struct rec_head *head);
void system_adopted(struct task *t, pid_t ppid);
void system_settle(void);
/* A child that was reaped before its parent's wait told so, because the number was there again. */
struct system_early {
	pid_t tid, ppid;
	uint64_t id;
	struct pidns *ns;
	long nr;
	int status;
};
bool system_take_early(const struct task *waiter, long nr, struct system_early *found);

/* ---- system_calls.c: calls and signals ---- */
void system_begin(const struct rec_call *call);
void system_end(const struct rec_call *call);
void system_sent(const struct rec_signal *signal);
void system_delivered(const struct rec_signal *signal);
void system_cut_all(void);

/* ---- system.c ---- */
int system_main(const struct system_settings *settings, const char *output, bool quiet, char **argv);
int system_try(void);

#endif
