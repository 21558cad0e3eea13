/*
 * The trace's clock, and what it reads as on the clock of start times.
 */
#include <time.h>
#include <unistd.h>

#include "probe.h"

static uint64_t epoch, boot_offset, ticks_per_second, held;
static int64_t wall_epoch;

static uint64_t monotonic(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* Starts the trace's clock. */
void trace_begin(void)
{
	struct timespec boot, wall;

	epoch = monotonic();
	clock_gettime(CLOCK_REALTIME, &wall);
	wall_epoch = (int64_t)wall.tv_sec * 1000000000 + wall.tv_nsec;
	/* The boot-time clock differs by the time that the machine has slept. */
	clock_gettime(CLOCK_BOOTTIME, &boot);
	boot_offset = (uint64_t)boot.tv_sec * 1000000000u + (uint64_t)boot.tv_nsec - monotonic();
	ticks_per_second = (uint64_t)sysconf(_SC_CLK_TCK);
}

/* A reading of the monotonic clock as a moment of the trace; 0 when it lies before its beginning. */
uint64_t since_begin(uint64_t reading)
{
	return reading > epoch ? reading - epoch : 0;
}

/* Nanoseconds since the header's moment. */
uint64_t now(void)
{
	return since_begin(held ? held : monotonic());
}

/* Waits some microseconds. */
void clock_nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000 }, NULL);
}

/* Makes now() say this moment of the monotonic clock, that of a record made earlier; 0: lets it go on. */
void clock_hold(uint64_t moment)
{
	held = moment;
}

/* A wall-clock time, of a file, as a moment of the trace; negative when it lies before its beginning. */
int64_t since_begin_wall(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec - wall_epoch;
}

/* A time since boot in ticks of the clock that start times are given in. */
uint64_t start_ticks(uint64_t since_boot)
{
	return since_boot / (1000000000u / ticks_per_second);
}

/* The trace's beginning in nanoseconds since boot. */
int64_t begin_since_boot(void)
{
	return (int64_t)(boot_offset + epoch);
}

/* A moment of the trace in ticks of the clock that start times are given in. */
uint64_t boot_ticks(uint64_t moment)
{
	return (boot_offset + epoch + moment) / (1000000000u / ticks_per_second);
}
