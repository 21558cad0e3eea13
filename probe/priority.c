/*
 * The probe before all other work.
 *
 * A recorded task that has stopped waits for the probe, and all that wait for the task wait with it; the
 * probe has a few microseconds of work for each. So it should not queue for a processor behind programs that
 * run on. It asks for the lowest real-time priority, or else for more of the processors' time; without the
 * right to either (root, or a limit for RLIMIT_RTPRIO or RLIMIT_NICE) it runs as any other program.
 *
 * The recorded programs keep their own: it is asked for after they have been started, and never inherited.
 */
#include <sched.h>
#include <sys/resource.h>

#include "probe.h"

#define NICE -10

void priority_raise(void)
{
	struct sched_param lowest = { .sched_priority = sched_get_priority_min(SCHED_FIFO) };
	int policy = sched_getscheduler(0);

	/* Who set it otherwise has a reason. */
	if (policy != SCHED_OTHER || getpriority(PRIO_PROCESS, 0) != 0)
		return;
	if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &lowest))
		setpriority(PRIO_PROCESS, 0, NICE);
}
