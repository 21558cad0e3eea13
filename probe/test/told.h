/*
 * What each call returned, as the program saw it: a line for each, with the task, the call, its result and its
 * error, so that a test can compare them with the trace.
 */
#ifndef TOLD_H
#define TOLD_H

#include <pthread.h>
#include <unistd.h>

#include "subject.h"

static char report[1 << 20];
static size_t length;
static pthread_mutex_t report_lock = PTHREAD_MUTEX_INITIALIZER;

/* Notes what a call returned. Returns it, and leaves errno as it was. */
static inline long told(const char *name, long ret)
{
	int err = errno;

	pthread_mutex_lock(&report_lock);
	if (length + 100 < sizeof(report))
		length += (size_t)snprintf(report + length, sizeof(report) - length, "%d %s %ld %s\n",
					   (int)gettid(), name, ret, ret < 0 ? strerrorname_np(err) : "");
	pthread_mutex_unlock(&report_lock);
	errno = err;
	return ret;
}

/* Prints all that was told. */
static inline void tell(void)
{
	for (size_t at = 0; at < length;) {
		ssize_t n = write(1, report + at, length - at);

		need(n > 0, "write");
		at += (size_t)n;
	}
	length = 0;
}

#endif
