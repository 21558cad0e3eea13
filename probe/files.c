/*
 * What several tasks may share: the pidfds in a descriptor table, the disposition of SIGCHLD.
 */
#include <stdlib.h>
#include <string.h>

#include "probe.h"

static void *need(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

struct files *files_new(void)
{
	struct files *files = need(calloc(1, sizeof(*files)));

	files->users = 1;
	return files;
}

struct files *files_copy(const struct files *from)
{
	struct files *files = files_new();

	if (from->held_count) {
		size_t bytes = (size_t)from->held_count * sizeof(*from->held);

		files->held = memcpy(need(malloc(bytes)), from->held, bytes);
		files->held_count = from->held_count;
	}
	if (from->watched_count) {
		size_t bytes = (size_t)from->watched_count * sizeof(*from->watched);

		files->watched = memcpy(need(malloc(bytes)), from->watched, bytes);
		files->watched_count = from->watched_count;
	}
	return files;
}

void files_drop(struct files *files)
{
	if (!files || --files->users)
		return;
	free(files->held);
	free(files->watched);
	free(files);
}

struct held *files_find(struct files *files, int fd)
{
	for (int i = 0; i < files->held_count; i++)
		if (files->held[i].fd == fd)
			return &files->held[i];
	return NULL;
}

/* Notes that a descriptor is a pidfd. */
void files_hold(struct files *files, const struct held *held)
{
	struct held *at = files_find(files, held->fd);

	if (!at) {
		size_t count = (size_t)files->held_count + 1;

		files->held = need(realloc(files->held, count * sizeof(*at)));
		at = &files->held[files->held_count++];
	}
	*at = *held;
}

void files_release(struct files *files, int fd)
{
	struct held *held = files_find(files, fd);

	if (held)
		*held = files->held[--files->held_count];
	for (int i = files->watched_count; i-- > 0;)
		if (files->watched[i].epfd == fd)
			files->watched[i] = files->watched[--files->watched_count];
}

struct chld *chld_copy(const struct chld *from)
{
	struct chld *chld = need(malloc(sizeof(*chld)));

	*chld = *from;
	chld->users = 1;
	return chld;
}

void chld_drop(struct chld *chld)
{
	if (chld && !--chld->users)
		free(chld);
}
