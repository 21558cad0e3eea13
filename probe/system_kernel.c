/*
 * bpf(2): makes the maps, loads the programs, joins them to their tracepoints, and reads the ring
 * buffer. No library and no compiler is needed for it.
 *
 * The ring buffer is one for all processors, so the order of its records is the order in which they
 * were written. It is memory shared with the kernel: two counters of bytes, written and read, and the
 * data, mapped twice in a row so that no record is cut at the end.
 */
#include <errno.h>
#include <linux/btf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system.h"

#define BTF_PATH "/sys/kernel/btf/vmlinux"
#define FIRST_PID_NAMESPACE 0xEFFFFFFCu /* the kernel's PROC_PID_INIT_INO */
#define CALLS 512
#define TREE_MAX 262144
#define CLOSING_MAX 8192
#define LOG_BYTES 65536

static struct system_maps map = { -1, -1, -1, -1, -1 };
static int iterator = -1, iterator_link = -1;
static struct {
	uint64_t mask;
	size_t bytes;
	unsigned long *read_to;	      /* the probe's */
	const unsigned long *written; /* the kernel's */
	const char *data;
} ring;

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static int make_map(uint32_t type, uint32_t key, uint32_t value, uint32_t entries)
{
	union bpf_attr attr = { .map_type = type, .key_size = key, .value_size = value,
				.max_entries = entries };

	return bpf(BPF_MAP_CREATE, &attr);
}

static int set_value(int of, const void *value)
{
	uint32_t zero = 0;
	union bpf_attr attr = { .map_fd = (uint32_t)of, .key = (uint64_t)(uintptr_t)&zero,
				.value = (uint64_t)(uintptr_t)value };

	return bpf(BPF_MAP_UPDATE_ELEM, &attr);
}

static int make_maps(const struct system_settings *settings)
{
	uint32_t rows[CALLS];

	map.ring = make_map(BPF_MAP_TYPE_RINGBUF, 0, 0, settings->buffer);
	if (map.ring < 0)
		return errno;
	map.lost = make_map(BPF_MAP_TYPE_ARRAY, 4, REC_KINDS * 8, 1);
	map.rows = make_map(BPF_MAP_TYPE_ARRAY, 4, sizeof(rows), 1);
	map.closing = make_map(BPF_MAP_TYPE_HASH, 8, 8, CLOSING_MAX);
	map.tree = make_map(BPF_MAP_TYPE_HASH, 4, 8, settings->tree ? TREE_MAX : 1);
	if (map.lost < 0 || map.rows < 0 || map.closing < 0 || map.tree < 0)
		return errno;
	program_rows(rows);
	return set_value(map.rows, rows) ? errno : 0;
}

static int map_ring(uint32_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *mine, *theirs;

	mine = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, map.ring, 0);
	if (mine == MAP_FAILED)
		return errno;
	theirs = mmap(NULL, page + 2 * (size_t)bytes, PROT_READ, MAP_SHARED, map.ring, (off_t)page);
	if (theirs == MAP_FAILED)
		return errno;
	ring.mask = bytes - 1;
	ring.bytes = bytes;
	ring.read_to = (void *)mine;
	ring.written = (void *)theirs;
	ring.data = theirs + page;
	return 0;
}

/* Loads one program. Returns its descriptor, or -1; then `log` says what the kernel has against it. */
static int load(const char *name, void (*assemble)(void), uint32_t iterates, char *log)
{
	static struct assembly code;
	union bpf_attr attr = {
		.prog_type = iterates ? BPF_PROG_TYPE_TRACING : BPF_PROG_TYPE_RAW_TRACEPOINT,
		/* Some helpers may be called only by programs under the kernel's own licence. */
		.license = (uint64_t)(uintptr_t)"Dual MIT/GPL",
	};
	int fd;

	asm_begin(&code);
	assemble();
	if (code.count > STEPS_MAX) {
		errno = E2BIG;
		return -1;
	}
	attr.insns = (uint64_t)(uintptr_t)code.steps;
	attr.insn_cnt = (uint32_t)code.count;
	strncpy(attr.prog_name, name, sizeof(attr.prog_name) - 1);
	if (iterates) {
		attr.expected_attach_type = BPF_TRACE_ITER;
		attr.attach_btf_id = iterates;
	}
	fd = bpf(BPF_PROG_LOAD, &attr);
	if (fd >= 0 || errno == EPERM)
		return fd;
	/* Again, with reasons. */
	attr.log_level = 1;
	attr.log_buf = (uint64_t)(uintptr_t)log;
	attr.log_size = LOG_BYTES;
	return bpf(BPF_PROG_LOAD, &attr);
}

static int join(struct system_program *program)
{
	union bpf_attr attr = { 0 };

	attr.raw_tracepoint.name = (uint64_t)(uintptr_t)program->tracepoint;
	attr.raw_tracepoint.prog_fd = (uint32_t)program->fd;
	program->link = bpf(BPF_RAW_TRACEPOINT_OPEN, &attr);
	return program->link < 0 ? errno : 0;
}

/* The verifier's last words. */
static const char *last_line(char *log)
{
	char *end = log + strlen(log);

	while (end > log && end[-1] == '\n')
		*--end = 0;
	if (strstr(log, "\nprocessed ")) {
		end = strstr(log, "\nprocessed ");
		*end = 0;
	}
	end = strrchr(log, '\n');
	return end ? end + 1 : log;
}

static int load_all(char why[256])
{
	char *log = calloc(1, LOG_BYTES);
	uint32_t tasks = btf_find(BTF_KIND_FUNC, "bpf_iter_task");
	const char *what = "an iterator over tasks";
	int err = 0;

	if (!log)
		return ENOMEM;
	iterator = tasks ? load("present", program_present, tasks, log) : -1;
	for (int i = 0; iterator >= 0 && i < system_program_count; i++) {
		struct system_program *program = &system_programs[i];

		what = program->tracepoint;
		program->fd = load(what, program->assemble, 0, log);
		if (program->fd < 0)
			break;
	}
	if (iterator < 0 || system_programs[system_program_count - 1].fd < 0) {
		err = tasks ? errno : ENOSYS;
		snprintf(why, 256, "the kernel refuses the program for %s (%s%s%.120s)", what,
			 strerror(err), *log ? ": " : "", last_line(log));
	}
	free(log);
	return err;
}

static int refused(char why[256], int err)
{
	if (err == EPERM || err == EACCES)
		snprintf(why, 256, "bpf(2) is not permitted here; it takes root "
				   "(CAP_BPF and CAP_PERFMON), also in a container");
	else if (err == ENOSYS)
		snprintf(why, 256, "this kernel has no bpf(2)");
	else if (err == EINVAL)
		snprintf(why, 256, "this kernel has no ring buffer for BPF, which came with "
				   "Linux 5.8, or the size of the buffer is no power of two");
	else
		snprintf(why, 256, "bpf(2): %s", strerror(err));
	return err;
}

/* Looks whether this can work, with the reason if it cannot. */
static int prepare(char why[256])
{
	const char *missing;
	struct stat st;
	int err;

#if !defined(__x86_64__)
	snprintf(why, 256, "it is made for x86-64 only: registers differ elsewhere");
	return ENOSYS;
#endif
	if (!stat("/proc/self/ns/pid", &st) && st.st_ino != FIRST_PID_NAMESPACE) {
		snprintf(why, 256, "this is a PID namespace inside another; the kernel speaks of "
				   "the numbers in the first");
		return EXDEV;
	}
	err = btf_open(BTF_PATH);
	if (err) {
		snprintf(why, 256, "no description of the kernel's types in " BTF_PATH
				   " (%s); CONFIG_DEBUG_INFO_BTF makes it",
			 strerror(err));
		return err;
	}
	if (program_layout(&missing)) {
		snprintf(why, 256, "this kernel has no %s, which the programs need (Linux 5.15 "
				   "or newer has)",
			 missing);
		return ENOENT;
	}
	return 0;
}

/* Begins to record into the ring buffer. Returns 0, or an errno and why it cannot. */
int system_attach(const struct system_settings *settings, char why[256])
{
	int err;

	/* First of all, may we? */
	err = make_maps(settings);
	if (err)
		return refused(why, err);
	err = prepare(why);
	if (!err) {
		program_prepare(&map, settings);
		err = load_all(why);
	}
	if (!err && (err = map_ring(settings->buffer)))
		snprintf(why, 256, "the ring buffer cannot be mapped: %s", strerror(err));
	for (int i = 0; !err && i < system_program_count; i++)
		if ((err = join(&system_programs[i])))
			snprintf(why, 256, "no tracepoint %s: %s", system_programs[i].tracepoint,
				 strerror(err));
	btf_close();
	if (err)
		system_detach();
	return err;
}

/* Lets the kernel write a record for every task there is. Returns 0 or an errno. */
int system_list_tasks(void)
{
	union bpf_attr attr = { .link_create = { .prog_fd = (uint32_t)iterator,
						 .attach_type = BPF_TRACE_ITER } };
	char nothing[64];
	ssize_t n;
	int fd;

	iterator_link = bpf(BPF_LINK_CREATE, &attr);
	if (iterator_link < 0)
		return errno;
	memset(&attr, 0, sizeof(attr));
	attr.iter_create.link_fd = (uint32_t)iterator_link;
	fd = bpf(BPF_ITER_CREATE, &attr);
	if (fd < 0)
		return errno;
	do
		n = read(fd, nothing, sizeof(nothing));
	while (n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN)));
	close(fd);
	return n < 0 ? errno : 0;
}

/* Hands over what is in the ring buffer. */
void system_drain(void (*take)(const struct rec_head *record, size_t length))
{
	unsigned long at = *ring.read_to;
	unsigned long begun = at;
	unsigned long end = __atomic_load_n(ring.written, __ATOMIC_ACQUIRE);

	while (at < end) {
		const uint32_t *length_at = (const void *)(ring.data + (at & ring.mask));
		uint32_t length = __atomic_load_n(length_at, __ATOMIC_ACQUIRE);

		if (length & BPF_RINGBUF_BUSY_BIT)
			break;
		if (!(length & BPF_RINGBUF_DISCARD_BIT))
			take((const void *)((const char *)length_at + BPF_RINGBUF_HDR_SZ), length);
		length &= ~(uint32_t)BPF_RINGBUF_DISCARD_BIT;
		at += (length + BPF_RINGBUF_HDR_SZ + 7) & ~7u;
		/* Make room early: others are writing. */
		if (at - begun >= ring.bytes / 8) {
			__atomic_store_n(ring.read_to, at, __ATOMIC_RELEASE);
			begun = at;
			end = __atomic_load_n(ring.written, __ATOMIC_ACQUIRE);
		}
	}
	__atomic_store_n(ring.read_to, at, __ATOMIC_RELEASE);
}

/* How often a program was not run because it was running on that processor already. */
static uint64_t misses(int fd)
{
	struct bpf_prog_info info = { 0 };
	union bpf_attr attr = { .info = { .bpf_fd = (uint32_t)fd, .info_len = sizeof(info),
					  .info = (uint64_t)(uintptr_t)&info } };

	return bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) ? 0 : info.recursion_misses;
}

static uint64_t unwritten[REC_KINDS], missed[REC_KINDS];

/* Counts again what was lost: no room in the buffer; with `all` also runs of a program that did not take
 * place, which takes longer to ask. */
void system_count_losses(bool all)
{
	static const char *const of[REC_KINDS] = {
		[REC_BIRTH] = "task_newtask", [REC_EXEC] = "sched_process_exec",
		[REC_EXIT] = "sched_process_exit", [REC_FREE] = "sched_process_free",
		[REC_BEGIN] = "sys_enter", [REC_END] = "sys_exit",
		[REC_SENT] = "signal_generate", [REC_DELIVERED] = "signal_deliver",
	};
	uint32_t zero = 0;
	union bpf_attr attr = { .map_fd = (uint32_t)map.lost, .key = (uint64_t)(uintptr_t)&zero,
				.value = (uint64_t)(uintptr_t)unwritten };

	bpf(BPF_MAP_LOOKUP_ELEM, &attr);
	for (int kind = 0; all && kind < REC_KINDS; kind++)
		for (int i = 0; of[kind] && i < system_program_count; i++)
			if (!strcmp(system_programs[i].tracepoint, of[kind]))
				missed[kind] = misses(system_programs[i].fd);
}

/* How many records of a kind could not be handed over, when last counted. */
uint64_t system_lost(enum rec_kind kind)
{
	return unwritten[kind] + missed[kind];
}

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Ends the recording; what is in the ring buffer can still be read. */
void system_detach(void)
{
	for (int i = 0; i < system_program_count; i++)
		shut(&system_programs[i].link);
	shut(&iterator_link);
}
