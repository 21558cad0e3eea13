/*
 * The kernel's own account of births, names and ends in one process tree: perf_event records of a
 * software event that never counts anything (PERF_COUNT_SW_DUMMY), inherited by every task that is
 * made. That needs no privilege, and stops nobody.
 *
 * The kernel lets an inherited event write only to the buffer of the processor it happens on, so there
 * is one event and one buffer for each, and what they say is put in order by its times here.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

#define RING_BYTES ((size_t)2 << 20)
#define RINGS_BYTES ((size_t)64 << 20) /* of all together */
#define RECORD_MAX 256
#define FORMAT_LOST (1u << 4) /* PERF_FORMAT_LOST, Linux 6.0 */

struct ring {
	int fd;
	struct perf_event_mmap_page *page;
	const unsigned char *data;
	size_t size;
	uint64_t tail, head;
	bool ready; /* `next` is the record at the tail, not yet taken */
	struct ring_record next;
};
static struct ring *rings;
static int count;
static bool counts_lost;

/* The kernel's records as far as they are asked for; each ends with its time. */
union raw {
	struct perf_event_header header;
	struct {
		struct perf_event_header header;
		uint32_t pid, ppid, tid, ptid;
	} task;
	struct {
		struct perf_event_header header;
		uint32_t pid, tid;
		char comm[];
	} name;
	struct {
		struct perf_event_header header;
		uint64_t id, lost;
	} lost;
	unsigned char bytes[RECORD_MAX];
};

static int open_event(pid_t pid, int cpu)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE,
					.size = sizeof(attr),
					.config = PERF_COUNT_SW_DUMMY,
					.sample_type = PERF_SAMPLE_TIME,
					.read_format = counts_lost ? FORMAT_LOST : 0,
					.inherit = 1,
					.exclude_kernel = 1,
					.exclude_hv = 1,
					.task = 1,
					.comm = 1,
					.comm_exec = 1,
					.sample_id_all = 1,
					.use_clockid = 1,
					.clockid = CLOCK_MONOTONIC };

	return (int)syscall(SYS_perf_event_open, &attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

/* Maps the buffer: as large as is allowed. Returns 0 or an errno. */
static int map(struct ring *ring, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	for (; size >= page; size /= 2) {
		void *at = mmap(NULL, page + size, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);

		if (at != MAP_FAILED) {
			ring->page = at;
			ring->data = (const unsigned char *)at + page;
			ring->size = size;
			return 0;
		}
	}
	return errno;
}

/*
 * Begins to listen to a task that has not yet done anything. `size`: bytes of a buffer, a power of two of
 * at least a page, or 0. Returns 0 or an errno.
 */
int rings_open(pid_t pid, size_t size)
{
	int cpus = (int)sysconf(_SC_NPROCESSORS_CONF);

	if (!size)
		for (size = RING_BYTES; size * (size_t)cpus > RINGS_BYTES && size > 1 << 16;)
			size /= 2;
	rings = calloc((size_t)cpus, sizeof(*rings));
	if (!rings)
		return ENOMEM;
	counts_lost = true;
	for (int cpu = 0; cpu < cpus; cpu++) {
		struct ring *ring = &rings[count];
		int err;

		ring->fd = open_event(pid, cpu);
		if (ring->fd < 0 && errno == EINVAL && counts_lost) {
			counts_lost = false;
			ring->fd = open_event(pid, cpu);
		}
		if (ring->fd < 0 && errno == ENODEV)
			continue; /* a processor that is switched off */
		err = ring->fd < 0 ? errno : map(ring, size);
		if (err) {
			if (ring->fd >= 0)
				close(ring->fd);
			rings_close();
			return err;
		}
		count++;
	}
	return count ? 0 : ENODEV;
}

/* Whether the task and all that came of it have ended. */
bool rings_over(void)
{
	for (int i = 0; i < count; i++) {
		struct pollfd set = { .fd = rings[i].fd, .events = 0 };

		if (poll(&set, 1, 0) < 0 || !(set.revents & POLLHUP))
			return false;
	}
	return true;
}

static void copy_out(const struct ring *ring, uint64_t from, void *into, size_t length)
{
	size_t at = from & (ring->size - 1);
	size_t first = length < ring->size - at ? length : ring->size - at;

	memcpy(into, ring->data + at, first);
	memcpy((char *)into + first, ring->data, length - first);
}

static void decode_task(const union raw *raw, struct ring_record *record)
{
	record->kind = raw->header.type == PERF_RECORD_FORK ? RING_BIRTH : RING_END;
	record->tid = (pid_t)raw->task.tid;
	record->tgid = (pid_t)raw->task.pid;
	record->by = (pid_t)raw->task.ptid;
	record->by_tgid = (pid_t)raw->task.ppid;
}

static void decode_name(const union raw *raw, struct ring_record *record)
{
	record->kind = RING_NAME;
	record->tid = (pid_t)raw->name.tid;
	record->tgid = (pid_t)raw->name.pid;
	record->is_exec = raw->header.misc & PERF_RECORD_MISC_COMM_EXEC;
	memcpy(record->comm, raw->name.comm, sizeof(record->comm));
	record->comm[sizeof(record->comm) - 1] = 0;
}

/* Makes `next` the record at the tail. Returns whether there is one. */
static bool look(struct ring *ring)
{
	while (!ring->ready && ring->tail < ring->head) {
		union raw raw = { 0 };
		size_t size;
		uint64_t time;

		copy_out(ring, ring->tail, &raw.header, sizeof(raw.header));
		size = raw.header.size;
		if (size < sizeof(raw.header) + sizeof(time)) { /* never: the buffer is not as agreed */
			ring->tail = ring->head;
			break;
		}
		copy_out(ring, ring->tail, raw.bytes, size < RECORD_MAX ? size : RECORD_MAX);
		copy_out(ring, ring->tail + size - sizeof(time), &time, sizeof(time));
		ring->tail += size;
		ring->next = (struct ring_record){ .time = since_begin(time) };
		ring->ready = true;
		switch (raw.header.type) {
		case PERF_RECORD_FORK:
		case PERF_RECORD_EXIT: decode_task(&raw, &ring->next); break;
		case PERF_RECORD_COMM: decode_name(&raw, &ring->next); break;
		case PERF_RECORD_LOST:
			ring->next.kind = RING_LOST;
			ring->next.lost = raw.lost.lost;
			break;
		default: ring->ready = false; break;
		}
	}
	return ring->ready;
}

/* Hands over, in the order of their times, all records up to a moment of the trace. */
void rings_drain(uint64_t until, void (*take)(const struct ring_record *record))
{
	for (int i = 0; i < count; i++)
		rings[i].head = __atomic_load_n(&rings[i].page->data_head, __ATOMIC_ACQUIRE);
	for (;;) {
		struct ring *first = NULL;

		for (int i = 0; i < count; i++)
			if (look(&rings[i]) && (!first || rings[i].next.time < first->next.time))
				first = &rings[i];
		if (!first || first->next.time > until)
			break;
		take(&first->next);
		first->ready = false;
	}
	for (int i = 0; i < count; i++)
		__atomic_store_n(&rings[i].page->data_tail, rings[i].tail, __ATOMIC_RELEASE);
}

/* How many records the kernel had no room for, in all; 0 where it does not count them. */
unsigned long long rings_lost(void)
{
	unsigned long long lost = 0;

	for (int i = 0; i < count && counts_lost; i++) {
		uint64_t values[2] = { 0 }; /* the count, which means nothing here, and those lost */

		if (read(rings[i].fd, values, sizeof(values)) == sizeof(values))
			lost += values[1];
	}
	return lost;
}

void rings_close(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	for (int i = 0; i < count; i++) {
		munmap(rings[i].page, page + rings[i].size);
		close(rings[i].fd);
	}
	free(rings);
	rings = NULL;
	count = 0;
}
