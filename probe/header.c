/*
 * The first line of a trace: the kernel it was recorded on, its clock, its number space.
 */
#include <stdio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "probe.h"

static long pid_max(void)
{
	FILE *file = fopen("/proc/sys/kernel/pid_max", "re");
	long value = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%ld", &value) != 1)
		value = 0;
	fclose(file);
	return value;
}

/* Writes the header and starts the trace's clock. */
void header_write(char **command, pid_t attached, enum manner manner)
{
	struct utsname system;
	struct timespec moment;
	struct tm utc;
	char date[32];

	trace_begin();
	clock_gettime(CLOCK_REALTIME, &moment);
	gmtime_r(&moment.tv_sec, &utc);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &utc);
	uname(&system);
	out_plain();
	out_text("format", "wrong-number-trace");
	out_num("version", 1);
	out_text("by", "probe " PROBE_VERSION);
	out_text("kernel", system.release);
	out_text("arch", system.machine);
	out_text("date", date);
	out_text("clock", "monotonic");
	out_num("hz", sysconf(_SC_CLK_TCK));
	out_num("pid_max", pid_max());
	out_num("boot", begin_since_boot());
	out_id("pidns", pidns_own()->ino);
	if (manner == MANNER_LIGHT)
		out_true("light");
	if (manner == MANNER_SYSTEM)
		out_true("system");
	if (attached) {
		out_num("attached", attached);
		out_end();
		return;
	}
	out_list("command");
	for (; *command; command++)
		out_text(NULL, *command);
	out_list_end();
	out_end();
}
