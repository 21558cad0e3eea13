/*
 * The probe: records what real processes do, and stages schedules on the real kernel.
 */
#include <stdio.h>
#include <string.h>

#include "probe.h"

static const char usage[] =
	"usage: probe COMMAND ...\n"
	"\n"
	"  probe record -o FILE -- PROGRAM ...   record what PROGRAM does with processes\n"
	"  probe record --system -o FILE ...     record the whole machine (root)\n"
	"  probe doctor                          try each pidfd feature of this kernel\n"
	"  probe stage PLAN.json                 perform a plan of calls on this kernel\n"
	"  probe --version\n"
	"\n"
	"`probe record --help` and `probe stage --help` tell more. But for --system no root is needed.\n";

int main(int argc, char **argv)
{
	if (argc < 2) {
		fputs(usage, stderr);
		return 2;
	}
	if (!strcmp(argv[1], "record"))
		return record_main(argc - 1, argv + 1);
	if (!strcmp(argv[1], "doctor"))
		return doctor_main(argc - 1, argv + 1);
	if (!strcmp(argv[1], "stage"))
		return stage_main(argc - 1, argv + 1);
	if (!strcmp(argv[1], "--version")) {
		puts("probe " PROBE_VERSION);
		return 0;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		fputs(usage, stdout);
		return 0;
	}
	fprintf(stderr, "probe: no command %s\n", argv[1]);
	fputs(usage, stderr);
	return 2;
}
