/*
 * Writing behind: a thread writes what it is given, in that order, so that its giver need not wait for the
 * disk. What waits is limited; then the giver waits after all.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "probe.h"

#define WAITING_MAX ((size_t)256 << 20)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_t writer;
static void (*write_out)(const struct chunk *);
static struct chunk *first, **last = &first;
static size_t waiting; /* bytes, of what is being written too */
static bool running, ending;

static void *work(void *unused)
{
	(void)unused;
	pthread_mutex_lock(&lock);
	while (first || !ending) {
		struct chunk *chunk = first;

		if (!chunk) {
			pthread_cond_wait(&changed, &lock);
			continue;
		}
		first = chunk->next;
		if (!first)
			last = &first;
		pthread_mutex_unlock(&lock);
		write_out(chunk);
		pthread_mutex_lock(&lock);
		waiting -= chunk->length;
		free(chunk->bytes);
		free(chunk);
		pthread_cond_broadcast(&changed);
	}
	pthread_mutex_unlock(&lock);
	return NULL;
}

/* Begins to write behind. Returns 0 or an errno. */
int behind_start(void (*with)(const struct chunk *))
{
	int err;

	write_out = with;
	err = pthread_create(&writer, NULL, work, NULL);
	running = !err;
	return err;
}

bool behind_runs(void)
{
	return running;
}

/* Gives a chunk away, with its bytes, both to be freed. */
void behind_give(struct chunk *chunk)
{
	pthread_mutex_lock(&lock);
	while (waiting > WAITING_MAX)
		pthread_cond_wait(&changed, &lock);
	chunk->next = NULL;
	*last = chunk;
	last = &chunk->next;
	waiting += chunk->length;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

/* Waits until all is written. */
void behind_wait(void)
{
	pthread_mutex_lock(&lock);
	while (running && waiting)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

/* Ends the thread once all is written. */
void behind_end(void)
{
	if (!running)
		return;
	pthread_mutex_lock(&lock);
	ending = true;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	pthread_join(writer, NULL);
	running = false;
}
