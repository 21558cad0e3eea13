/*
 * probe stage: performs plans (docs/plan-format.md) on the running kernel.
 *
 *   stage [-o FILE] PLAN.json|-       one plan; one line of results
 *   stage --serve                     a plan a line on standard input, a result a line on output
 *
 * Exit status: 0 the plan was performed to its end, 1 it was not (the result says why), 2 bad
 * usage, 3 no namespaces to be had here.
 */
#define _GNU_SOURCE
#include "stage.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const char usage_text[] =
	"usage: probe stage [-o FILE] PLAN.json|-   perform a plan, print what came of it\n"
	"       probe stage --serve                 a plan a line in, a result a line out\n"
	"\n"
	"Every process of the plan is a real one in a fresh user and PID namespace; no root is\n"
	"needed. docs/plan-format.md describes plans and results. STAGE_CPU names the processor.\n"
	"Exit status: 0 performed to the end, 1 not (the result says why), 2 usage, 3 no namespaces.\n";

static int usage(void)
{
	fputs(usage_text, stderr);
	return 2;
}

/* Everybody on one processor: who runs next is then never a race between two of them. */
static void one_processor(void)
{
	cpu_set_t all, one;
	const char *wanted = getenv("STAGE_CPU");
	int skip = wanted ? atoi(wanted) : 0;
	if (sched_getaffinity(0, sizeof all, &all) < 0)
		return;
	CPU_ZERO(&one);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &all) && (CPU_COUNT(&one) == 0 || skip-- > 0)) {
			CPU_ZERO(&one);
			CPU_SET(cpu, &one);
		}
	sched_setaffinity(0, sizeof one, &one);
}

/*
 * Waking up never interrupts an actor in the middle of its work: only then is what the director sees
 * the end of an exit, with the number freed, and not some moment inside it.
 */
static void patient(void)
{
	struct sched_param none = {0};
	sched_setscheduler(0, SCHED_BATCH, &none);
}

static bool perform(char *text)
{
	const char *problem;
	json_reset();
	struct json *plan = json_parse(text, &problem);
	if (plan && plan->kind == JSON_OBJECT)
		return direct_plan(plan, stdout);
	fputs("{\"plan\":1,\"problem\":", stdout);
	json_string(stdout, problem ? problem : "a plan is an object");
	fputs("}\n", stdout);
	fflush(stdout);
	return false;
}

/* The director's own process, first of its namespace. */
static int worker(bool serve)
{
	char problem[200], *text = NULL;
	size_t size = 0;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_TIMERSLACK, 1);
	signal(SIGPIPE, SIG_DFL);
	if (!room_furnish(problem, sizeof problem)) {
		fprintf(stderr, "stage: %s\n", problem);
		return 3;
	}
	one_processor();
	patient();
	if (!serve && getdelim(&text, &size, 0, stdin) < 0) {
		free(text);
		text = strdup("");
	}
	bool done = !serve && text && perform(text);
	while (serve && getline(&text, &size, stdin) > 0)
		perform(text);
	free(text);
	return serve || done ? 0 : 1;
}

static int resume(const char *index)
{
	room_attach();
	actor_enter(atoi(index));
}

int stage_main(int argc, char **argv)
{
	const char *output = NULL, *input = NULL;
	bool serve = false;
	int ids;
	if (argc == 3 && strcmp(argv[1], "--actor") == 0)
		return resume(argv[2]);
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return worker(strcmp(argv[2], "serve") == 0);
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		fputs(usage_text, stdout);
		return 0;
	}
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--serve") == 0)
			serve = true;
		else if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
			output = argv[++i];
		else if (input || (argv[i][0] == '-' && argv[i][1]))
			return usage();
		else
			input = argv[i];
	}
	if (serve == (input != NULL))
		return usage();
	if (input && strcmp(input, "-") != 0 && !freopen(input, "r", stdin)) {
		perror(input);
		return 2;
	}
	if (output && !freopen(output, "w", stdout)) {
		perror(output);
		return 2;
	}
	char *worker_argv[] = {"probe", "stage", "--worker", serve ? "serve" : "one", NULL};
	return room_enter(worker_argv, &ids);
}
