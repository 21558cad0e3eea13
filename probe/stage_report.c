/* What the kernel wrote through a call's pointers, as JSON members after the call's value. */
#define _GNU_SOURCE
#include "stage.h"
#include "stage_abi.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>

static void learn(struct scene *s, const char *member, long value)
{
	play_learn(s->play, json_get(s->step, member), value);
}

void report_clone(struct scene *s, FILE *out)
{
	struct order *o = &s->actor->order;
	const struct clone_args_ *c = (void *)o->arg[0];
	bool three = o->nr == SYS_clone3_;
	uint64_t flags = three ? c->flags : (uint64_t)o->arg[0];
	if (!(flags & CLONE_PIDFD) || s->actor->ret < 0) {
		learn(s, "pidfd", -1);
		return;
	}
	int fd = *(int *)scene_at(s, 0);
	fprintf(out, ",\"pidfd\":%d", fd);
	learn(s, "pidfd", fd);
}

void report_wait4(struct scene *s, FILE *out)
{
	if (s->actor->ret > 0)
		fprintf(out, ",\"status\":%d", *(int *)scene_at(s, 0));
}

void report_waitid(struct scene *s, FILE *out)
{
	const siginfo_t *info = scene_at(s, 0);
	if (s->actor->ret < 0)
		return;
	fprintf(out, ",\"wait\":{\"signo\":%d,\"pid\":%d,\"code\":%d,\"value\":%d,\"uid\":%u}",
		info->si_signo, info->si_pid, info->si_code, info->si_status, info->si_uid);
}

void report_signal(struct scene *s, FILE *out)
{
	const siginfo_t *info = scene_at(s, AT_STEP);
	if (s->actor->ret > 0)
		fprintf(out, ",\"signal\":{\"code\":%d,\"pid\":%d}", info->si_code, info->si_pid);
}

void report_poll(struct scene *s, FILE *out)
{
	const struct pollfd *fds = scene_at(s, 0);
	if (s->actor->ret < 0)
		return;
	fputs(",\"revents\":[", out);
	for (long i = 0; i < s->actor->order.arg[1]; i++)
		fprintf(out, "%s%d", i ? "," : "", fds[i].revents);
	fputc(']', out);
}

void report_epoll(struct scene *s, FILE *out)
{
	const struct epoll_event *events = scene_at(s, 0);
	if (s->actor->ret < 0)
		return;
	fputs(",\"events\":[", out);
	for (long i = 0; i < s->actor->ret; i++)
		fprintf(out, "%s{\"fd\":%d,\"events\":%u}", i ? "," : "",
			(int)events[i].data.u64, events[i].events);
	fputc(']', out);
}

void report_ioctl(struct scene *s, FILE *out)
{
	const struct pidfd_info_ *i = scene_at(s, 0);
	if (s->actor->ret < 0 || (s->actor->order.arg[1] & 0xffff) != 0xFF0B)
		return;
	fprintf(out, ",\"info\":{\"mask\":%llu,\"cgroup\":%llu,\"pid\":%u,\"tgid\":%u,\"ppid\":%u,"
		"\"ruid\":%u,\"euid\":%u,\"suid\":%u,\"exitCode\":%d,\"coredumpMask\":%u}",
		(unsigned long long)i->mask, (unsigned long long)i->cgroupid, i->pid, i->tgid,
		i->ppid, i->ruid, i->euid, i->suid, i->exit_code, i->coredump_mask);
}

void report_handle(struct scene *s, FILE *out)
{
	const struct handle_ *handle = scene_at(s, 0);
	fprintf(out, ",\"size\":%u", handle->bytes);
	if (s->actor->ret < 0)
		return;
	fprintf(out, ",\"handle\":%llu", (unsigned long long)handle->id);
	learn(s, "handle", (long)handle->id);
}

void report_stat(struct scene *s, FILE *out)
{
	const struct stat *st = scene_at(s, 0);
	if (s->actor->ret == 0)
		fprintf(out, ",\"ino\":%llu,\"mode\":%u", (unsigned long long)st->st_ino, st->st_mode);
}

void report_pair(struct scene *s, FILE *out)
{
	const int *fds = scene_at(s, 0);
	struct json *names = json_get(s->step, "fds");
	bool failed = s->actor->ret < 0;
	for (int i = 0; i < 2; i++)
		play_learn(s->play, json_at(names, i), failed ? -1 : fds[i]);
	if (!failed)
		fprintf(out, ",\"fds\":[%d,%d]", fds[0], fds[1]);
}

void report_receive(struct scene *s, FILE *out)
{
	struct msghdr *message = scene_at(s, 0);
	struct json *names = json_get(s->step, "fds");
	if (s->actor->ret <= 0)
		return;
	fprintf(out, ",\"value\":%d,\"truncated\":%s", *(unsigned char *)scene_at(s, 320),
		message->msg_flags & MSG_CTRUNC ? "true" : "false");
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		const int *data = (int *)CMSG_DATA(c);
		if (c->cmsg_type == SCM_PIDFD_) {
			fprintf(out, ",\"pidfd\":%d", data[0]);
			learn(s, "pidfd", data[0]);
		} else if (c->cmsg_type == SCM_CREDENTIALS_)
			fprintf(out, ",\"cred\":{\"pid\":%d,\"uid\":%d}", data[0], data[1]);
		else if (c->cmsg_type == SCM_RIGHTS_) {
			size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
			fputs(",\"rights\":[", out);
			for (size_t i = 0; i < count; i++) {
				fprintf(out, "%s%d", i ? "," : "", data[i]);
				play_learn(s->play, json_at(names, (int)i), data[i]);
			}
			fputc(']', out);
		}
	}
}

void report_option(struct scene *s, FILE *out)
{
	const int *value = scene_at(s, 0);
	if (s->actor->ret < 0)
		return;
	if (s->actor->order.arg[2] == SO_PEERCRED_)
		fprintf(out, ",\"cred\":{\"pid\":%d,\"uid\":%d}", value[0], value[1]);
	else
		fprintf(out, ",\"value\":%d", value[0]);
	learn(s, "pidfd", value[0]);
}

void report_read(struct scene *s, FILE *out)
{
	char *text = scene_at(s, 0);
	if (s->actor->ret < 0)
		return;
	if (s->actor->order.arg[2] == 1) { /* one byte of a pipe or a socket */
		if (s->actor->ret == 1)
			fprintf(out, ",\"value\":%d", *(unsigned char *)text);
		return;
	}
	text[s->actor->ret < AT_STEP ? s->actor->ret : AT_STEP - 1] = 0;
	fputs(",\"text\":", out);
	json_string(out, text);
}

void report_sysctl(struct scene *s, FILE *out)
{
	if (s->actor->ret >= 0 && s->actor->order.op == OP_READ_FILE)
		fprintf(out, ",\"value\":%ld", strtol(scene_at(s, AT_STEP), NULL, 10));
}
