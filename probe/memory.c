/*
 * Reads another task's memory with process_vm_readv(2), page by page, so that a string at the end
 * of a mapping is still read up to its end.
 */
#include <string.h>
#include <sys/uio.h>

#include "probe.h"

#define PAGE 4096u

/* Returns how many bytes could be read: fewer than asked where memory ends. */
size_t memory_read(pid_t tid, uint64_t address, void *into, size_t length)
{
	struct iovec local = { into, length };
	struct iovec remote = { (void *)(uintptr_t)address, length };
	ssize_t n = address ? process_vm_readv(tid, &local, 1, &remote, 1, 0) : 0;

	return n > 0 ? (size_t)n : 0;
}

/* Reads a string of at most size - 1 bytes and ends it. Returns its length. */
size_t memory_string(pid_t tid, uint64_t address, char *into, size_t size)
{
	size_t got = 0;

	while (got < size - 1) {
		uint64_t at = address + got;
		size_t step = PAGE - at % PAGE;
		size_t n;
		char *end;

		if (step > size - 1 - got)
			step = size - 1 - got;
		n = memory_read(tid, at, into + got, step);
		end = memchr(into + got, 0, n);
		if (end)
			return (size_t)(end - into);
		got += n;
		if (n < step)
			break;
	}
	into[got] = 0;
	return got;
}
