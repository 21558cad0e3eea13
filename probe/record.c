/*
 * `probe record`: runs a command, records its whole process tree and ends with the command's status.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system.h"

#define FLUSH_EVERY_US 100000
#define BUFFER_BYTES (4u << 20)
#define BUFFER_MAX (1u << 30)

static const char usage[] =
	"usage: probe record [OPTION]... [--] COMMAND [ARGUMENT]...\n"
	"       probe record [OPTION]... -p PID\n"
	"       probe record --system [OPTION]... [[--] COMMAND [ARGUMENT]...]\n"
	"\n"
	"Runs COMMAND, records what it and all its descendants do with processes, and exits with\n"
	"COMMAND's status (128 + the signal's number if a signal ended it).\n"
	"\n"
	"  -o, --output=FILE  write the trace to FILE, - for standard output (trace.ndjson)\n"
	"  -p, --pid=PID      join a running process and its descendants, until Ctrl-C\n"
	"      --light        births, programs and ends only, without stopping anybody: the\n"
	"                     command runs nearly as fast as by itself\n"
	"      --system       the whole machine, from the kernel's tracepoints (root); while COMMAND\n"
	"                     runs, or without one until Ctrl-C\n"
	"      --tree         with --system: only COMMAND and its descendants\n"
	"      --buffer=KB    with --system: size of the kernel's buffer (4096); with --light of\n"
	"                     that of each processor (2048)\n"
	"      --detach       end with COMMAND; what it leaves running is let go\n"
	"      --no-filter    stop at every system call (slower; processes outlive a killed probe)\n"
	"      --no-files     do not look which files are opened: pidfiles, /proc\n"
	"      --no-priority  do not run before all other programs (root)\n"
	"  -q, --quiet        say nothing when all is well\n"
	"  -h, --help         show this\n"
	"\n"
	"examples:\n"
	"  probe record -o pipe.ndjson -- sh -c 'ls | wc -l'\n"
	"  probe record -o machine.ndjson --system -- sleep 60\n"
	"  probe record -o daemon.ndjson --detach -- /etc/init.d/cron start\n";

struct settings {
	const char *output;
	size_t buffer; /* of --light; 0: as large as is good */
	bool quiet, light, system;
	pid_t attach;
};

static void on_tick(int sig)
{
	(void)sig;
	trace.tick = 1;
}

/* The terminal's signals go to the command as well, and the command decides. */
static void on_terminal(int sig)
{
	(void)sig;
}

/* Others are meant for the probe: the command is told, and the trace ends with it. */
static void on_request(int sig)
{
	trace.signal = sig;
}

static void handle_signal(int sig, void (*handler)(int))
{
	struct sigaction old, action = { .sa_handler = handler };

	if (!sigaction(sig, NULL, &old) && old.sa_handler == SIG_IGN && sig != SIGALRM)
		return; /* as under nohup */
	sigaction(sig, &action, NULL);
}

static void handle_signals(void)
{
	struct itimerval every = { { 0, FLUSH_EVERY_US }, { 0, FLUSH_EVERY_US } };

	handle_signal(SIGINT, trace.command ? on_terminal : on_request);
	handle_signal(SIGQUIT, trace.command ? on_terminal : on_request);
	handle_signal(SIGTERM, on_request);
	handle_signal(SIGHUP, on_request);
	signal(SIGPIPE, SIG_IGN);
	/* Stops are waited for; a signal for each would be work for nothing. */
	sigaction(SIGCHLD, &(struct sigaction){ .sa_handler = SIG_DFL, .sa_flags = SA_NOCLDSTOP },
		  NULL);
	handle_signal(SIGALRM, on_tick);
	setitimer(ITIMER_REAL, &every, NULL);
}

/* Zombies left to an untraced parent, mostly init, are collected in a moment. */
static void last_look(void)
{
	for (int i = 0; i < 20 && tasks_unwatched; i++) {
		usleep(5000);
		life_watch();
	}
}

/* Writes the last line and says how it went. Returns the exit status, which is the command's. */
int record_end(const char *output, bool quiet)
{
	int err;

	out_begin("end", now());
	out_num("status", trace.status);
	out_num("events", (long long)out_events());
	out_num("lost", (long long)out_lost());
	out_end();
	err = out_close();
	if (err)
		fprintf(stderr, "probe: %s: %s; the trace is not complete\n", output, strerror(err));
	else if (out_lost())
		fprintf(stderr, "probe: %llu records were lost; a larger --buffer may help\n",
			out_lost());
	else if (!quiet && strcmp(output, "-"))
		fprintf(stderr, "probe: %llu events in %s\n", out_events(), output);
	return WIFSIGNALED(trace.status) ? 128 + WTERMSIG(trace.status)
					 : WEXITSTATUS(trace.status);
}

static int finish(const struct settings *settings)
{
	if (trace.done && !settings->light)
		attach_release();
	last_look();
	return record_end(settings->output, settings->quiet);
}

/* Opens the output and writes the first line. Returns 0 or an exit status. */
static int begin(const struct settings *settings, char **argv)
{
	int err;

	identity_init();
	err = out_open(settings->output);
	if (err) {
		fprintf(stderr, "probe: cannot write %s: %s\n", settings->output, strerror(err));
		return 125;
	}
	header_write(argv, settings->attach, settings->light ? MANNER_LIGHT : MANNER_TRACED);
	return 0;
}

static int record_running(const struct settings *settings)
{
	/* Asked before an older recording is overwritten. */
	int err = identity_leader(settings->attach) == settings->attach ? 0 : ESRCH;

	if (!err) {
		err = begin(settings, NULL);
		if (err)
			return err;
		err = attach_tree(settings->attach);
	}
	if (err == ESRCH) {
		fprintf(stderr, "probe: there is no process %d\n", settings->attach);
		return 125;
	}
	if (err)
		return launch_refused(err);
	handle_signals();
	if (!settings->quiet)
		fprintf(stderr, "probe: recording %d, until Ctrl-C\n", settings->attach);
	trace_run();
	return finish(settings);
}

static int record_light(const struct settings *settings, const char *path, char **argv)
{
	int go, err;
	pid_t pid = launch_waiting(path, argv, &go);

	if (pid < 0)
		return 125;
	err = light_start(pid, go, settings->buffer);
	if (err) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return light_refused(err);
	}
	light_run();
	return finish(settings);
}

static int record(const struct settings *settings, char **argv)
{
	char path[4096];
	int err = launch_find(argv[0], path);

	if (err) {
		fprintf(stderr, "probe: %s: %s\n", argv[0],
			err == 127 ? "command not found" : "permission denied");
		return err;
	}
	err = begin(settings, argv);
	if (err)
		return err;
	if (settings->light)
		return record_light(settings, path, argv);
	err = launch(path, argv);
	if (err)
		return err;
	handle_signals();
	trace_run();
	return finish(settings);
}

/* A positive number as an option's value; 0, and it is said, when it is none. */
static int number(const char *option, const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end > text && !*end && value > 0 && value <= INT_MAX)
		return (int)value;
	fprintf(stderr, "probe: %s takes a number above 0, not \"%s\".\n", option, text);
	return 0;
}

/* The kernel takes powers of two, of at least one page. */
static uint32_t buffer_bytes(unsigned wanted)
{
	uint32_t bytes = (uint32_t)sysconf(_SC_PAGESIZE);

	while (bytes < BUFFER_MAX && bytes / 1024 < wanted)
		bytes *= 2;
	return bytes;
}

/* Why these options do not go together, or NULL. */
static const char *misfit(const struct settings *settings, const struct system_settings *machine,
			  bool has_command)
{
	if (settings->attach && settings->light)
		return "--light records a command, not a running process.";
	if (settings->system && (settings->attach || settings->light || trace.detach))
		return "--system does not go with -p, --light or --detach.";
	if (!settings->system && (machine->tree || (settings->buffer && !settings->light)))
		return "--tree belongs to --system, --buffer to --system or --light.";
	if (machine->tree && !has_command)
		return "--tree records a command's tree: which command?";
	return NULL;
}

enum { OPT_DETACH = 256, OPT_NO_FILTER, OPT_NO_FILES, OPT_LIGHT, OPT_SYSTEM,
       OPT_TREE, OPT_BUFFER, OPT_NO_PRIORITY };
static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "pid", required_argument, NULL, 'p' },
	{ "detach", no_argument, NULL, OPT_DETACH },
	{ "no-filter", no_argument, NULL, OPT_NO_FILTER },
	{ "no-files", no_argument, NULL, OPT_NO_FILES },
	{ "no-priority", no_argument, NULL, OPT_NO_PRIORITY },
	{ "light", no_argument, NULL, OPT_LIGHT },
	{ "system", no_argument, NULL, OPT_SYSTEM },
	{ "tree", no_argument, NULL, OPT_TREE },
	{ "buffer", required_argument, NULL, OPT_BUFFER },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

int record_main(int argc, char **argv)
{
	struct settings settings = { .output = "trace.ndjson" };
	struct system_settings machine = { .buffer = BUFFER_BYTES };
	const char *why;
	int letter, kilobytes;

	trace.filter = true;
	while ((letter = getopt_long(argc, argv, "+o:p:qh", options, NULL)) != -1) {
		switch (letter) {
		case 'o': settings.output = optarg; break;
		case 'p':
			settings.attach = number("-p", optarg);
			if (!settings.attach)
				return 2;
			break;
		case 'q': settings.quiet = true; break;
		case OPT_DETACH: trace.detach = true; trace.filter = false; break;
		case OPT_NO_FILES: trace.no_files = true; break;
		case OPT_NO_PRIORITY: trace.no_priority = true; break;
		case OPT_NO_FILTER: trace.filter = false; break;
		case OPT_SYSTEM: settings.system = true; break;
		case OPT_TREE: machine.tree = true; break;
		case OPT_BUFFER:
			kilobytes = number("--buffer", optarg);
			if (!kilobytes)
				return 2;
			machine.buffer = settings.buffer = buffer_bytes((unsigned)kilobytes);
			break;
		case OPT_LIGHT: settings.light = true; trace.filter = false; break;
		case 'h': fputs(usage, stdout); return 0;
		default: fputs(usage, stderr); return 2;
		}
	}
	why = misfit(&settings, &machine, optind < argc);
	if (why) {
		fprintf(stderr, "probe: %s\n", why);
		return 2;
	}
	if (settings.system)
		return system_main(&machine, settings.output, settings.quiet, argv + optind);
	if (settings.attach && optind == argc) {
		trace.filter = false;
		return record_running(&settings);
	}
	if (optind == argc || settings.attach) {
		fputs("probe: record what? Name a command or the number of a process.\n", stderr);
		fputs(usage, stderr);
		return 2;
	}
	return record(&settings, argv + optind);
}
