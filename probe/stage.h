/*
 * The stage performs a plan on the real kernel: every process of the plan is a real process in a
 * fresh PID namespace, and each call is issued at the moment the plan names it.
 *
 * Four parts share what is described here. The room (stage_room.c) makes the namespaces and the
 * memory that all actors share. The actors (stage_actor.c) are the plan's processes and threads:
 * between calls they sleep on a futex in that memory, so that nothing but the plan's own calls
 * touches their numbers and descriptors. The director (stage_direct.c) tells one actor at a time
 * which call to make and watches until all is quiet again. The calls (stage_call.c) turn JSON
 * arguments into registers and buffers, and buffers into JSON results.
 */
#ifndef STAGE_H
#define STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define MAX_ACTORS 192
#define MAX_SIGNALS 64
#define STACK_BYTES 16384
#define BUFFER_BYTES 4096
/* Where every actor has the shared memory and the stacks, before and after execve. */
#define SHARED_AT ((void *)0x200000000000)
#define STACKS_AT ((void *)0x210000000000)
/* A private file system with the shared memory's file and two views of /proc. */
#define ROOM "/mnt"
#define ROOM_SHARED ROOM "/shared"
#define ROOM_OUTER ROOM "/outer" /* /proc as the director's namespace numbers it */
#define ROOM_PROC ROOM "/proc"   /* /proc as the plan's namespace numbers it */

/* One signal that reached a handler. */
struct delivery {
	int signo, code, pid, uid, status;
};

enum op { OP_CALL, OP_CLONE, OP_WRITE_FILE, OP_READ_FILE, OP_EXEC, OP_ACTION, OP_READ };

/* A call as the actor makes it. */
struct order {
	enum op op;
	long nr;
	long arg[6];
	int child; /* OP_CLONE: the actor that the new task becomes */
};

struct actor {
	uint32_t todo;  /* futex: raised by the director when `order` is new */
	uint32_t taken; /* the last todo that was begun */
	uint32_t done;  /* the last todo that has returned */
	uint32_t ready; /* has reached its loop */
	struct order order;
	long ret;      /* of the last call: a value or -errno */
	char self[48]; /* /proc/thread-self as the director's namespace numbers it */
	uint32_t deliveries;
	struct delivery delivery[MAX_SIGNALS];
	char buffer[BUFFER_BYTES]; /* what the call's pointers point at */
};

struct shared {
	uint32_t bell; /* futex: raised by any actor when it has something to tell */
	struct actor actor[MAX_ACTORS];
};

extern struct shared *shared;

/* stage_actor.c */
void actor_begin(int me) __attribute__((noreturn, used));
void actor_enter(int me) __attribute__((noreturn));
long raw(long nr, long a, long b, long c, long d, long e, long f);

/* stage_json.c */
enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_LIST, JSON_OBJECT };
struct json {
	enum json_kind kind;
	const char *key; /* inside an object */
	const char *text;
	double number;
	struct json *first, *next;
};
struct json *json_parse(char *text, const char **problem);
void json_reset(void);
struct json *json_get(const struct json *object, const char *key);
struct json *json_at(const struct json *list, int index);
int json_length(const struct json *list);
long json_long(const struct json *value);
void json_string(FILE *out, const char *text);

/* stage_names.c */
bool name_value(const char *name, size_t length, long *value);
void error_print(FILE *out, long number);

/* stage_room.c */
struct setup {
	long pid_max, last_pid, nofile; /* -1: leave as it is */
};
int room_enter(char **worker_argv, int *ids);
bool room_furnish(char *problem, size_t size);
void room_attach(void);
int room_first_actor(const struct setup *setup);

/* stage_call.c, stage_args.c, stage_report.c */
#define MAX_NAMES 1024
struct learnt {
	const char *name;
	long value;
};
/* What a plan has learnt so far, and why it cannot go on. */
struct play {
	struct learnt learnt[MAX_NAMES];
	int names;
	char problem[256];
};
/* One call being prepared or reported. */
struct scene {
	struct play *play;
	const struct json *step, *args;
	struct actor *actor;
	int child;
};
struct call {
	const char *name;
	enum op op;
	long nr;
	const char *form; /* its registers in order; see stage_call.c */
	bool (*prepare)(struct scene *scene);       /* instead of `form`, or after it */
	void (*report)(struct scene *s, FILE *out); /* what the kernel wrote, as JSON members */
	bool lone;                                  /* nobody else can notice that it was made */
};
const struct call *call_find(const char *name);
bool scene_number(struct scene *scene, const char *key, long otherwise, long *out);
long scene_pointer(struct scene *scene, const char *key, size_t at);
void *scene_at(struct scene *scene, size_t at);
bool prepare_clone(struct scene *s);
bool prepare_clone3(struct scene *s);
bool prepare_action(struct scene *s);
bool prepare_set(struct scene *s);
bool prepare_poll(struct scene *s);
bool prepare_epoll_ctl(struct scene *s);
bool prepare_ioctl(struct scene *s);
bool prepare_handle(struct scene *s);
bool prepare_open_handle(struct scene *s);
bool prepare_info(struct scene *s);
bool prepare_limit(struct scene *s);
bool prepare_message(struct scene *s);
bool prepare_receive(struct scene *s);
bool prepare_sysctl(struct scene *s);
bool prepare_option(struct scene *s);
bool prepare_write(struct scene *s);
bool prepare_read(struct scene *s);
bool prepare_iovec(struct scene *s);
void report_clone(struct scene *s, FILE *out);
void report_wait4(struct scene *s, FILE *out);
void report_waitid(struct scene *s, FILE *out);
void report_poll(struct scene *s, FILE *out);
void report_epoll(struct scene *s, FILE *out);
void report_ioctl(struct scene *s, FILE *out);
void report_handle(struct scene *s, FILE *out);
void report_stat(struct scene *s, FILE *out);
void report_pair(struct scene *s, FILE *out);
void report_receive(struct scene *s, FILE *out);
void report_option(struct scene *s, FILE *out);
void report_read(struct scene *s, FILE *out);
void report_signal(struct scene *s, FILE *out);
void report_sysctl(struct scene *s, FILE *out);
bool call_prepare(struct scene *scene, const struct call *call);
void call_report(struct scene *scene, const struct call *call, FILE *out);
bool play_number(struct play *play, const struct json *value, long *out);
void play_learn(struct play *play, const struct json *name, long value);
bool play_fail(struct play *play, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* stage.c */
int stage_main(int argc, char **argv);

/* stage_direct.c */
bool direct_plan(struct json *plan, FILE *out);

#endif
