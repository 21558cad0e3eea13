/*
 * The calls that a plan may make: the table, and how arguments become registers. A call's `form`
 * lists its registers in order, each as a letter with the argument's name:
 *
 *   n  a number: 5, "SIGKILL", "WNOHANG|WEXITED", "$name" (learnt earlier), "-$name", absent: 0
 *   p  a path; /proc means the plan's own view of it
 *   0  zero, whatever the plan says
 *   a..f  a buffer of the actor, at an offset given below; what the kernel writes there is reported
 *
 * Calls whose arguments need more than that have a `prepare` of their own (stage_args.c), run after
 * the form; those that give more than a value have a `report` (stage_report.c).
 */
#define _GNU_SOURCE
#include "stage.h"
#include "stage_abi.h"

#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>

#define CALL(name, form, prepare, report) \
	{#name, OP_CALL, SYS_##name, form, prepare, report, false}
#define LONE(name, form, prepare, report) \
	{#name, OP_CALL, SYS_##name, form, prepare, report, true}

static const struct call calls[] = {
	{"fork", OP_CLONE, SYS_clone, "", prepare_clone, report_clone, false},
	{"vfork", OP_CLONE, SYS_clone, "", prepare_clone, report_clone, false},
	{"clone", OP_CLONE, SYS_clone, "nflags", prepare_clone, report_clone, false},
	{"clone3", OP_CLONE, SYS_clone3_, "", prepare_clone3, report_clone, false},
	{"execve", OP_EXEC, SYS_execve, "", NULL, NULL, false},
	CALL(exit, "nstatus", NULL, NULL),
	CALL(exit_group, "nstatus", NULL, NULL),
	CALL(wait4, "npid a noptions 0", NULL, report_wait4),
	CALL(waitid, "nidtype nid a noptions 0", NULL, report_waitid),
	CALL(kill, "npid nsig", NULL, NULL),
	CALL(tkill, "ntid nsig", NULL, NULL),
	CALL(tgkill, "ntgid ntid nsig", NULL, NULL),
	CALL(rt_sigqueueinfo, "ntgid nsig a", prepare_info, NULL),
	{"rt_sigaction", OP_ACTION, 0, "nsignum 0 nflags", prepare_action, NULL, false},
	{"signal", OP_ACTION, 0, "nsignum 0 nflags", prepare_action, NULL, false},
	CALL(rt_sigprocmask, "nhow a 0 0", prepare_set, NULL),
	CALL(rt_sigtimedwait, "a b c 0", prepare_set, report_signal),
	{"pause", OP_CALL, SYS_ppoll, "0 0 0 0 0", NULL, NULL, false},
	LONE(getpid, "", NULL, NULL),
	LONE(getppid, "", NULL, NULL),
	LONE(gettid, "", NULL, NULL),
	LONE(getpgid, "npid", NULL, NULL),
	LONE(getsid, "npid", NULL, NULL),
	CALL(setpgid, "npid npgid", NULL, NULL),
	CALL(setsid, "", NULL, NULL),
	CALL(prctl, "noption narg2 0 0 0", NULL, NULL),
	CALL(setresuid, "nruid neuid nsuid", NULL, NULL),
	{"setrlimit", OP_CALL, SYS_prlimit64, "0 nresource a 0", prepare_limit, NULL, false},
	CALL(unshare, "nflags", NULL, NULL),
	CALL(setns, "nfd nnstype", NULL, NULL),
	{"pidfd_open", OP_CALL, SYS_pidfd_open_, "npid nflags", NULL, NULL, true},
	{"pidfd_send_signal", OP_CALL, SYS_pidfd_send_signal_, "npidfd nsig a nflags",
	 prepare_info, NULL, false},
	{"pidfd_getfd", OP_CALL, SYS_pidfd_getfd_, "npidfd ntargetfd nflags", NULL, NULL, true},
	{"process_madvise", OP_CALL, SYS_process_madvise_, "npidfd a 0 nadvice nflags",
	 prepare_iovec, NULL, false},
	{"process_mrelease", OP_CALL, SYS_process_mrelease_, "npidfd nflags", NULL, NULL, false},
	LONE(ioctl, "nfd 0 a", prepare_ioctl, report_ioctl),
	LONE(name_to_handle_at, "ndirfd b a c 0", prepare_handle, report_handle),
	LONE(open_by_handle_at, "nmountFd a nflags", prepare_open_handle, NULL),
	{"poll", OP_CALL, SYS_ppoll, "a 0 b 0 0", prepare_poll, report_poll, true},
	LONE(epoll_create1, "nflags", NULL, NULL),
	CALL(epoll_ctl, "nepfd nop nfd a", prepare_epoll_ctl, NULL),
	{"epoll_wait", OP_CALL, SYS_epoll_pwait, "nepfd a nmaxevents ntimeout 0 0", NULL,
	 report_epoll, true},
	CALL(close, "nfd", NULL, NULL),
	LONE(dup, "noldfd", NULL, NULL),
	CALL(dup3, "noldfd nnewfd nflags", NULL, NULL),
	LONE(fcntl, "nfd ncmd narg", NULL, NULL),
	{"open", OP_CALL, SYS_openat, "ndirfd ppath nflags 0", NULL, NULL, true},
	LONE(openat, "ndirfd ppath nflags 0", NULL, NULL),
	{"read", OP_READ, SYS_read, "nfd a nlength", prepare_read, report_read, true},
	CALL(write, "nfd a nlength", prepare_write, NULL),
	LONE(lseek, "nfd 0 0", NULL, NULL),
	LONE(fstat, "nfd a", NULL, report_stat),
	{"pipe2", OP_CALL, SYS_pipe2, "a nflags", NULL, report_pair, false},
	{"socketpair", OP_CALL, SYS_socketpair, "ndomain ntype 0 a", NULL, report_pair, false},
	CALL(sendmsg, "nfd a nflags", prepare_message, NULL),
	CALL(recvmsg, "nfd a nflags", prepare_receive, report_receive),
	LONE(getsockopt, "nfd nlevel noptname a b", prepare_option, report_option),
	LONE(setsockopt, "nfd nlevel noptname a 0", prepare_option, NULL),
	{"sysctl", OP_WRITE_FILE, 0, "", prepare_sysctl, report_sysctl, false},
};

const struct call *call_find(const char *name)
{
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (strcmp(calls[i].name, name) == 0)
			return &calls[i];
	return NULL;
}

bool play_fail(struct play *play, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (!play->problem[0])
		vsnprintf(play->problem, sizeof play->problem, format, args);
	va_end(args);
	return false;
}

void play_learn(struct play *play, const struct json *name, long value)
{
	if (!name || name->kind != JSON_STRING)
		return;
	if (play->names == MAX_NAMES) {
		play_fail(play, "more than %d names", MAX_NAMES);
		return;
	}
	play->learnt[play->names++] = (struct learnt){name->text, value};
}

/* One word of a number: a literal, a constant, or what an earlier step has learnt. */
static bool word_value(struct play *play, const char *text, size_t length, long *out)
{
	if (length > 1 && text[0] == '-' && text[1] != '-') {
		if (!word_value(play, text + 1, length - 1, out))
			return false;
		*out = (long)-(unsigned long)*out;
		return true;
	}
	if (length > 1 && text[0] == '$') {
		for (int i = play->names - 1; i >= 0; i--)
			if (strlen(play->learnt[i].name) == length - 1 &&
			    strncmp(play->learnt[i].name, text + 1, length - 1) == 0) {
				*out = play->learnt[i].value;
				return true;
			}
		*out = -1; /* never learnt: as if that call had failed */
		return true;
	}
	return name_value(text, length, out) ||
	       play_fail(play, "'%.*s' is no number that is known", (int)length, text);
}

bool play_number(struct play *play, const struct json *value, long *out)
{
	*out = 0;
	if (value->kind == JSON_NUMBER || value->kind == JSON_BOOL) {
		*out = json_long(value);
		return true;
	}
	if (value->kind == JSON_NULL)
		return true;
	if (value->kind != JSON_STRING)
		return play_fail(play, "a number was expected");
	for (const char *p = value->text;;) {
		size_t length = strcspn(p, "|");
		long part;
		if (!word_value(play, p, length, &part))
			return false;
		*out |= part;
		if (!p[length])
			return true;
		p += length + 1;
	}
}

bool scene_number(struct scene *scene, const char *key, long otherwise, long *out)
{
	struct json *value = json_get(scene->args, key);
	*out = otherwise;
	return !value || play_number(scene->play, value, out);
}

void *scene_at(struct scene *scene, size_t at)
{
	return scene->actor->buffer + at;
}

/* A pointer argument: good unless the plan says "null" or "bad". */
long scene_pointer(struct scene *scene, const char *key, size_t at)
{
	struct json *value = json_get(scene->args, key);
	if (value && value->kind == JSON_STRING && strcmp(value->text, "null") == 0)
		return 0;
	if (value && value->kind == JSON_STRING && strcmp(value->text, "bad") == 0)
		return 8;
	return (long)scene_at(scene, at);
}

static bool path_argument(struct scene *scene, const char *key, long *out)
{
	struct json *value = json_get(scene->args, key);
	char *to = scene_at(scene, AT_PATH);
	*out = (long)to;
	if (!value || value->kind != JSON_STRING || strlen(value->text) > 200)
		return play_fail(scene->play, "'%s' must be a short path", key);
	const char *text = value->text;
	if (strncmp(text, "/proc", 5) == 0) {
		to = stpcpy(to, ROOM_PROC);
		text += 5;
	}
	/* "$name" inside a path is the number learnt under that name. */
	while (*text) {
		size_t length = strcspn(text, "$");
		memcpy(to, text, length);
		to += length;
		text += length;
		if (*text != '$')
			break;
		length = strcspn(text, "/");
		long number;
		if (!word_value(scene->play, text, length, &number))
			return false;
		to += sprintf(to, "%ld", number);
		text += length;
	}
	*to = 0;
	return true;
}

/* Defaults that spare the plans arguments which are always the same. */
static long otherwise(const char *key)
{
	if (strcmp(key, "dirfd") == 0)
		return AT_FDCWD_;
	if (strcmp(key, "domain") == 0)
		return AF_UNIX_;
	if (strcmp(key, "level") == 0)
		return SOL_SOCKET_;
	if (strcmp(key, "length") == 0)
		return AT_STEP;
	if (strcmp(key, "maxevents") == 0)
		return 16;
	return 0;
}

bool call_prepare(struct scene *scene, const struct call *call)
{
	struct order *o = &scene->actor->order;
	o->op = call->op;
	o->nr = call->nr;
	memset(scene->actor->buffer, 0, AT_PATH);
	const char *p = call->form;
	for (int i = 0; *p; i++) {
		char key[24] = "";
		size_t length = strcspn(p, " ");
		memcpy(key, p + 1, length - 1);
		if (*p == 'n' && !scene_number(scene, key, otherwise(key), &o->arg[i]))
			return false;
		if (*p == 'p' && !path_argument(scene, key, &o->arg[i]))
			return false;
		if (*p >= 'a' && *p <= 'f')
			o->arg[i] = (long)scene_at(scene, (size_t)(*p - 'a') * AT_STEP);
		p += length;
		p += *p == ' ';
	}
	return !call->prepare || call->prepare(scene);
}

void call_report(struct scene *scene, const struct call *call, FILE *out)
{
	if (call->report)
		call->report(scene, out);
}
