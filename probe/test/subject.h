/*
 * What the subjects of the tests begin and end with.
 */
#ifndef SUBJECT_H
#define SUBJECT_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static inline void need(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(99);
}

static inline void nap(int ms)
{
	struct timespec time = { ms / 1000, (ms % 1000) * 1000000L };

	while (nanosleep(&time, &time) && errno == EINTR)
		;
}

struct subject {
	const char *name;
	int (*run)(void);
};

/* Runs the one that the program's first argument names. Returns the program's status. */
static inline int run_subject(const struct subject *list, size_t count, char **argv)
{
	for (size_t i = 0; argv[1] && i < count; i++)
		if (!strcmp(list[i].name, argv[1]))
			return list[i].run();
	fprintf(stderr, "%s: no such subject\n", argv[0]);
	return 98;
}
#define RUN_SUBJECT(list, argv) run_subject(list, sizeof(list) / sizeof(*(list)), argv)

#endif
