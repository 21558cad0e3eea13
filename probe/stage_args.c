/* Arguments that are structures: how the JSON of a plan is laid out in the actor's buffer. */
#define _GNU_SOURCE
#include "stage.h"
#include "stage_abi.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

static bool is_text(const struct json *value, const char *text)
{
	return value && value->kind == JSON_STRING && strcmp(value->text, text) == 0;
}

static char *child_stack(const struct scene *s)
{
	return (char *)STACKS_AT + (size_t)s->child * STACK_BYTES;
}

/* fork, vfork and clone(flags, stack, parent_tid, child_tid, tls). */
bool prepare_clone(struct scene *s)
{
	long *arg = s->actor->order.arg;
	const char *name = json_get(s->step, "call")->text;
	if (strcmp(name, "fork") == 0)
		arg[0] = SIGCHLD;
	if (strcmp(name, "vfork") == 0)
		arg[0] = SIGCHLD | CLONE_VFORK;
	if (arg[0] & CLONE_VM)
		arg[1] = (long)child_stack(s) + STACK_BYTES - 64;
	arg[2] = scene_pointer(s, "parentTid", 0);
	return true;
}

bool prepare_clone3(struct scene *s)
{
	long *arg = s->actor->order.arg, number, size;
	struct clone_args_ *c = scene_at(s, AT_STEP);
	struct json *set_tid = json_get(s->args, "setTid"), *parent = json_get(s->args, "parentTid");
	if (!scene_number(s, "flags", 0, &number))
		return false;
	c->flags = (uint64_t)number;
	c->pidfd = (uint64_t)scene_pointer(s, "pidfd", 0);
	c->parent_tid = is_text(parent, "pidfd") ? c->pidfd : (uint64_t)scene_pointer(s, "parentTid", 8);
	if (!scene_number(s, "exitSignal", 0, &number))
		return false;
	c->exit_signal = (uint64_t)number;
	if (c->flags & CLONE_VM) {
		c->stack = (uint64_t)child_stack(s);
		c->stack_size = STACK_BYTES - 64;
	}
	int *tids = scene_at(s, 3 * AT_STEP);
	for (int i = 0; i < json_length(set_tid) && i < 64; i++) {
		if (!play_number(s->play, json_at(set_tid, i), &number))
			return false;
		tids[i] = (int)number;
	}
	if (set_tid && set_tid->kind == JSON_LIST)
		c->set_tid = (uint64_t)tids;
	if (!scene_number(s, "setTidSize", json_length(set_tid), &number))
		return false;
	c->set_tid_size = (uint64_t)number;
	if (!scene_number(s, "cgroup", 0, &number) || !scene_number(s, "size", 88, &size))
		return false;
	c->cgroup = (uint64_t)number;
	struct json *tail = json_get(s->args, "tailZero");
	if (tail && tail->kind == JSON_BOOL && !tail->number && size > 88 && size < 900)
		((char *)c)[size - 1] = 1;
	arg[0] = (long)c;
	arg[1] = size;
	return true;
}

bool prepare_action(struct scene *s)
{
	struct json *handler = json_get(s->args, "handler");
	s->actor->order.arg[1] = is_text(handler, "handle") ? 2 : is_text(handler, "ignore") ? 1 : 0;
	return true;
}

/* A signal set in buffer a; for rt_sigtimedwait also a timeout in c. */
bool prepare_set(struct scene *s)
{
	struct json *set = json_get(s->args, "set");
	uint64_t *mask = scene_at(s, 0);
	long number, *arg = s->actor->order.arg;
	for (int i = 0; i < json_length(set); i++) {
		if (!play_number(s->play, json_at(set, i), &number))
			return false;
		if (number > 0 && number <= 64)
			*mask |= 1ULL << (number - 1);
	}
	arg[3] = 8;
	if (!scene_number(s, "timeout", -1, &number))
		return false;
	if (arg[2] && number != 0)
		arg[2] = 0;
	return true;
}

bool prepare_limit(struct scene *s)
{
	struct rlimit *limit = scene_at(s, 0);
	long value;
	if (!scene_number(s, "value", 0, &value))
		return false;
	*limit = (struct rlimit){(rlim_t)value, 4096};
	return true;
}

/* siginfo given to a call: null, "bad", or {signo, code}. */
bool prepare_info(struct scene *s)
{
	struct json *info = json_get(s->args, "info"), *kind = json_get(info, "kind");
	siginfo_t *to = scene_at(s, 0);
	long code = 0, signo = 0;
	if (!info || is_text(kind, "null"))
		s->actor->order.arg[2] = 0;
	else if (is_text(kind, "bad"))
		s->actor->order.arg[2] = 8;
	else {
		struct json *c = json_get(info, "code"), *n = json_get(info, "signo");
		if ((c && !play_number(s->play, c, &code)) || (n && !play_number(s->play, n, &signo)))
			return false;
		to->si_signo = (int)signo;
		to->si_code = (int)code;
	}
	return true;
}

bool prepare_poll(struct scene *s)
{
	struct json *fds = json_get(s->args, "fds");
	struct pollfd *to = scene_at(s, 0);
	int count = json_length(fds);
	long fd, events, timeout, *arg = s->actor->order.arg;
	if (count > 32)
		return play_fail(s->play, "poll of more than 32 descriptors");
	for (int i = 0; i < count; i++) {
		struct json *one = json_at(fds, i), *f = json_get(one, "fd"), *e = json_get(one, "events");
		if (!f || !e || !play_number(s->play, f, &fd) || !play_number(s->play, e, &events))
			return play_fail(s->play, "poll wants {fd, events}");
		to[i] = (struct pollfd){(int)fd, (short)events, 0};
	}
	if (!scene_number(s, "timeout", -1, &timeout))
		return false;
	arg[1] = count;
	if (timeout != 0)
		arg[2] = 0; /* for ever */
	return true;
}

bool prepare_epoll_ctl(struct scene *s)
{
	struct epoll_event *event = scene_at(s, 0);
	long events;
	if (!scene_number(s, "events", 0, &events))
		return false;
	event->events = (uint32_t)events;
	event->data.u64 = (uint64_t)s->actor->order.arg[2];
	return true;
}

static bool request_number(struct scene *s, const struct json *request, const char *key,
			   long otherwise, long *out)
{
	struct json *value = json_get(request, key);
	*out = otherwise;
	return !value || play_number(s->play, value, out);
}

static const struct {
	const char *type;
	int number;
} namespaces[] = {{"cgroup", 1}, {"ipc", 2}, {"mnt", 3}, {"net", 4}, {"pid", 5},
		  {"pid_for_children", 6}, {"time", 7}, {"time_for_children", 8}, {"user", 9},
		  {"uts", 10}};

bool prepare_ioctl(struct scene *s)
{
	struct json *request = json_get(s->args, "request"), *kind = json_get(request, "kind");
	long *arg = s->actor->order.arg, mask, size, number;
	if (is_text(kind, "PIDFD_GET_INFO")) {
		if (!request_number(s, request, "mask", 0, &mask) ||
		    !request_number(s, request, "size", 72, &size))
			return false;
		struct pidfd_info_ *info = scene_at(s, 0);
		info->mask = (uint64_t)mask;
		arg[1] = (long)(0xC000FF0BU | (unsigned long)(size & 0x3fff) << 16);
		struct json *pointer = json_get(request, "arg");
		if (is_text(pointer, "null"))
			arg[2] = 0;
		if (is_text(pointer, "bad"))
			arg[2] = 8;
	} else if (is_text(kind, "PIDFD_GET_NAMESPACE")) {
		struct json *type = json_get(request, "type");
		arg[1] = -1;
		for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
			if (is_text(type, namespaces[i].type))
				arg[1] = 0xFF00 | namespaces[i].number;
		if (arg[1] < 0 || !request_number(s, request, "arg", 0, &number))
			return play_fail(s->play, "unknown kind of namespace");
		arg[2] = number;
	} else if (is_text(kind, "FS_IOC_GETVERSION"))
		arg[1] = (long)0x80087601;
	else
		arg[1] = 0xFF7F;
	return true;
}

bool prepare_handle(struct scene *s)
{
	struct handle_ *handle = scene_at(s, 0);
	long size, *arg = s->actor->order.arg;
	if (!scene_number(s, "size", 8, &size))
		return false;
	handle->bytes = (uint32_t)size;
	arg[4] = 0x1000; /* AT_EMPTY_PATH; buffer b holds "" and c the mount id */
	return true;
}

bool prepare_open_handle(struct scene *s)
{
	struct handle_ *handle = scene_at(s, 0);
	long id;
	if (!scene_number(s, "handle", 0, &id))
		return false;
	*handle = (struct handle_){8, 0xfe, (uint64_t)id};
	return true;
}

bool prepare_iovec(struct scene *s)
{
	struct iovec *part = scene_at(s, 0);
	*part = (struct iovec){(void *)((uintptr_t)STACKS_AT + (uintptr_t)STACK_BYTES), 4096};
	s->actor->order.arg[2] = 1;
	return true;
}

/* One byte with descriptors beside it. */
bool prepare_message(struct scene *s)
{
	struct json *rights = json_get(s->args, "rights");
	struct msghdr *message = scene_at(s, 0);
	struct iovec *part = scene_at(s, 256);
	char *byte = scene_at(s, 320);
	int count = json_length(rights);
	long value, fd;
	if (!scene_number(s, "value", 0, &value))
		return false;
	*byte = (char)value;
	*part = (struct iovec){byte, 1};
	message->msg_iov = part;
	message->msg_iovlen = 1;
	if (count == 0)
		return true;
	struct cmsghdr *control = scene_at(s, AT_STEP);
	control->cmsg_level = SOL_SOCKET_;
	control->cmsg_type = SCM_RIGHTS_;
	control->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
	for (int i = 0; i < count && i < 32; i++) {
		if (!play_number(s->play, json_at(rights, i), &fd))
			return false;
		((int *)CMSG_DATA(control))[i] = (int)fd;
	}
	message->msg_control = control;
	message->msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
	return true;
}

bool prepare_receive(struct scene *s)
{
	struct msghdr *message = scene_at(s, 0);
	struct iovec *part = scene_at(s, 256);
	*part = (struct iovec){scene_at(s, 320), 1};
	message->msg_iov = part;
	message->msg_iovlen = 1;
	message->msg_control = scene_at(s, AT_STEP);
	message->msg_controllen = AT_STEP;
	return true;
}

/* ns_last_pid and pid_max: written when there is a value, else read. */
bool prepare_sysctl(struct scene *s)
{
	struct order *o = &s->actor->order;
	struct json *key = json_get(s->args, "key"), *value = json_get(s->args, "value");
	if (!key || key->kind != JSON_STRING || strlen(key->text) > 40)
		return play_fail(s->play, "sysctl wants a key");
	char *path = scene_at(s, AT_PATH), *text = scene_at(s, AT_STEP);
	sprintf(path, ROOM_PROC "/sys/kernel/%s", key->text);
	o->arg[0] = (long)path;
	o->arg[1] = (long)text;
	o->op = value && value->kind != JSON_NULL ? OP_WRITE_FILE : OP_READ_FILE;
	o->arg[2] = AT_STEP - 1;
	long number;
	if (o->op == OP_WRITE_FILE) {
		if (!play_number(s->play, value, &number))
			return false;
		o->arg[2] = sprintf(text, "%ld", number);
	}
	return true;
}

/* What is read must have room in its buffer. */
bool prepare_read(struct scene *s)
{
	unsigned long length = (unsigned long)s->actor->order.arg[2];
	return length <= AT_PATH || play_fail(s->play, "read of more than %d bytes", AT_PATH);
}

/* The first byte of what is written. */
bool prepare_write(struct scene *s)
{
	long value;
	if (!scene_number(s, "value", 0, &value))
		return false;
	*(char *)scene_at(s, 0) = (char)value;
	return true;
}

/* getsockopt's room for an answer, setsockopt's value. */
bool prepare_option(struct scene *s)
{
	long value, *arg = s->actor->order.arg;
	if (!scene_number(s, "value", 0, &value))
		return false;
	*(int *)scene_at(s, 0) = (int)value;
	if (arg[4])
		*(int *)scene_at(s, AT_STEP) = arg[2] == SO_PEERCRED_ ? 12 : 4;
	else
		arg[4] = 4;
	return true;
}
