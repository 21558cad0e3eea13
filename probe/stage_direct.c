/*
 * The director: performs one plan. It gives one actor its order, then watches all of them through
 * /proc until the world is quiet: everybody sleeps between calls, is blocked inside one, is stopped,
 * is a zombie or is gone. Only then comes the next step, so that the order of the plan is the order
 * of the kernel. It never opens a pidfd on an actor: that would change what pidfs remembers.
 */
#define _GNU_SOURCE
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS 3000  /* a step that is not quiet by then hangs */
#define STUCK_MS 40    /* quiet but for one that waits in its own exit, or in vfork: accepted */
#define PF_EXITING 0x4UL

enum state { IDLE, BLOCKED, STOPPED, ZOMBIE, GONE, DYING, BUSY, UNBORN };
static const char *state_names[] = {"idle", "blocked", "stopped", "zombie",
				    "gone", "dying", "busy", "unborn"};

/* A recorder lets go of a task soon; one that is held for so many looks has stopped itself. */
#define RECORDER_LOOKS 3000

/* What the director knows of one actor. */
struct role {
	const char *name;
	int stat_fd;
	enum state state, told; /* now, and as last printed */
	const struct call *call;
	const struct json *step;
	int step_index;
	bool owes; /* its call's result has not been printed */
	int group, session; /* numbers, as the director's namespace has them */
	int looks;    /* still to be taken before its call counts as blocked */
	int held;     /* looks at which a recorder had it in a stop */
	bool leaving; /* gone, its number perhaps not yet free */
	bool reopened; /* its stat file, after an execve */
	uint32_t heard; /* deliveries printed */
};

static struct role roles[MAX_ACTORS];
static int role_count;
static struct play play;

static long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct actor *actor_of(const struct role *r)
{
	return &shared->actor[r - roles];
}

static void open_stat(struct role *r)
{
	char path[96];
	if (r->stat_fd >= 0)
		close(r->stat_fd);
	snprintf(path, sizeof path, ROOM_OUTER "/%s/stat", actor_of(r)->self);
	r->stat_fd = open(path, O_RDONLY | O_CLOEXEC);
}

/* After execve by one thread the others are gone, the old leader too, and its number is taken over. */
static void after_exec(struct role *r)
{
	const char *self = actor_of(r)->self;
	size_t group = strcspn(self, "/") + 1;
	for (struct role *o = roles; o < roles + role_count; o++)
		if (o != r && o->state != GONE && strncmp(actor_of(o)->self, self, group) == 0) {
			o->state = GONE;
			o->leaving = true;
		}
	open_stat(r);
}

/* The state letter of a task and whether it is inside its exit; 0: no such task any more. */
static char read_state(struct role *r, bool *exiting)
{
	char text[512];
	ssize_t n = r->stat_fd < 0 ? -1 : pread(r->stat_fd, text, sizeof text - 1, 0);
	if (n <= 0)
		return 0;
	text[n] = 0;
	char *after = strrchr(text, ')'), *p = after;
	for (int field = 2; p && field < 9; field++) {
		p = strchr(p + 1, ' ');
		if (p && field == 4)
			r->group = atoi(p);
		if (p && field == 5)
			r->session = atoi(p);
	}
	if (!p)
		return 0;
	*exiting = strtoul(p, NULL, 10) & PF_EXITING;
	return after[2];
}

static enum state look(struct role *r)
{
	struct actor *a = actor_of(r);
	bool exiting = false;
	if (r->stat_fd < 0) {
		if (!__atomic_load_n(&a->ready, __ATOMIC_SEQ_CST))
			return UNBORN;
		open_stat(r);
	}
	char letter = read_state(r, &exiting);
	bool done = __atomic_load_n(&a->done, __ATOMIC_SEQ_CST) == a->todo;
	if (r->owes && a->order.op == OP_EXEC) {
		if (letter == 0 && !done)
			return BUSY;
		if (done && a->ret == 0 && a->ready && !r->reopened) {
			r->reopened = true;
			after_exec(r);
			letter = read_state(r, &exiting);
		}
	}
	r->held = letter == 't' ? r->held + 1 : 0;
	switch (letter) {
	case 0: return GONE;
	case 'Z': return ZOMBIE;
	case 'T': return STOPPED;
	case 't': return r->held < RECORDER_LOOKS ? BUSY : STOPPED;
	case 'S': return exiting ? DYING : done ? IDLE : BLOCKED;
	case 'D': return exiting || done || a->order.op != OP_CLONE ? BUSY : BLOCKED; /* vfork */
	default: return BUSY;
	}
}

/*
 * Whether the number of a task that is gone may still be taken although nobody has it any more: the
 * kernel frees it a moment after the task has left /proc. F_SETOWN finds numbers in use in any role.
 */
static bool number_lingers(const struct role *gone)
{
	const char *mine = strrchr(actor_of(gone)->self, '/');
	int nr = mine ? atoi(mine + 1) : 0;
	if (nr <= 0 || fcntl(0, F_SETOWN, nr) < 0)
		return false;
	fcntl(0, F_SETOWN, 0);
	for (struct role *r = roles; r < roles + role_count; r++) {
		const char *its = strrchr(actor_of(r)->self, '/');
		if (r->state != GONE && ((its && atoi(its + 1) == nr) || r->group == nr ||
					 r->session == nr))
			return false; /* held as somebody's own, as a group or as a session */
	}
	return true;
}

/* What one look at everybody found. */
struct survey {
	int busy;    /* not yet quiet */
	int changed; /* in another state than at the last look */
	int stuck;   /* quiet, but perhaps only for a moment */
};

static struct survey survey(void)
{
	struct survey s = {0};
	for (struct role *r = roles; r < roles + role_count; r++) {
		if (r->state == GONE) {
			s.busy += r->leaving && (r->leaving = number_lingers(r));
			continue;
		}
		enum state now = look(r);
		if (r->state == GONE)
			continue;
		s.changed += now != r->state;
		r->leaving = now == GONE;
		s.stuck += now == DYING || (now == BLOCKED && actor_of(r)->order.op == OP_CLONE);
		s.busy += now == BUSY || now == UNBORN;
		/* A waiter that is preempted while it collects looks asleep, too: look again. */
		s.busy += now == BLOCKED && r->looks > 0 && r->looks--;
		r->state = now;
	}
	return s;
}

/* A clone call that has failed leaves a role that will never be. */
static void drop_unborn(void)
{
	for (struct role *r = roles; r < roles + role_count; r++) {
		struct actor *a = actor_of(r);
		if (!r->owes || a->order.op != OP_CLONE || a->ret >= 0 ||
		    __atomic_load_n(&a->done, __ATOMIC_SEQ_CST) != a->todo)
			continue;
		if (roles[a->order.child].state == UNBORN)
			roles[a->order.child].state = GONE;
	}
}

static void rest(uint32_t bell)
{
	struct timespec t = {0, 60000};
	syscall(SYS_futex, &shared->bell, FUTEX_WAIT, bell, &t, NULL, 0);
}

/* Waits until the world is quiet. Returns false when something hangs. */
static bool settle(void)
{
	long begun = now_ms(), quiet_since = 0;
	for (;;) {
		uint32_t bell = __atomic_load_n(&shared->bell, __ATOMIC_SEQ_CST);
		struct survey s = survey();
		drop_unborn();
		/* Looking at everybody takes a while: nothing may have happened meanwhile. */
		bool still = bell == __atomic_load_n(&shared->bell, __ATOMIC_SEQ_CST);
		if (s.busy == 0 && s.changed == 0 && s.stuck == 0 && still)
			return true;
		long now = now_ms();
		if (s.busy || s.changed || !still)
			quiet_since = now;
		else if (now - quiet_since > STUCK_MS)
			return true;
		if (now - begun > LIMIT_MS)
			return false;
		if (s.busy)
			rest(bell);
		else
			sched_yield();
	}
}

/*
 * A call that nobody else can notice: when it has returned, the world is as quiet as before, and
 * looking at everybody is spared. Returns false when it has not returned soon.
 */
static bool returns_soon(const struct role *r)
{
	const struct actor *a = actor_of(r);
	for (int tries = 0; tries < 8; tries++) {
		uint32_t bell = __atomic_load_n(&shared->bell, __ATOMIC_SEQ_CST);
		if (__atomic_load_n(&a->done, __ATOMIC_SEQ_CST) == a->todo)
			return true;
		rest(bell);
	}
	return false;
}

static void print_result(struct role *r, FILE *out)
{
	struct actor *a = actor_of(r);
	struct scene scene = {&play, r->step, json_get(r->step, "args"), a, a->order.child};
	if (a->ret < 0 && a->ret > -4096) {
		fputs("\"ret\":-1,\"err\":", out);
		error_print(out, -a->ret);
	} else
		fprintf(out, "\"ret\":%ld", a->ret);
	call_report(&scene, r->call, out);
	bool failed = a->ret < 0 && a->ret > -4096;
	play_learn(&play, json_get(r->step, "as"), failed ? -1 : a->ret);
	if (a->order.op == OP_CLONE)
		play_learn(&play, json_get(r->step, "child"), failed ? -1 : a->ret);
	r->owes = false;
}

static bool has_returned(const struct role *r)
{
	const struct actor *a = actor_of(r);
	return r->owes && __atomic_load_n(&a->done, __ATOMIC_SEQ_CST) == a->todo;
}

/* What the step brought about elsewhere: late results, signals handled, new states. */
static void print_effects(FILE *out)
{
	const char *comma = "";
	fputs(",\"late\":[", out);
	for (struct role *r = roles; r < roles + role_count; r++)
		if (has_returned(r)) {
			fprintf(out, "%s{\"i\":%d,", comma, r->step_index);
			print_result(r, out);
			fputc('}', out);
			comma = ",";
		}
	fputs("],\"signals\":[", out);
	comma = "";
	for (struct role *r = roles; r < roles + role_count; r++)
		for (struct actor *a = actor_of(r);
		     r->heard < a->deliveries && r->heard < MAX_SIGNALS; r->heard++) {
			struct delivery *d = &a->delivery[r->heard];
			fprintf(out, "%s{\"who\":", comma);
			json_string(out, r->name);
			fprintf(out, ",\"signo\":%d,\"code\":%d,\"pid\":%d}", d->signo,
				d->code, d->pid);
			comma = ",";
		}
	fputs("],\"states\":{", out);
	comma = "";
	for (struct role *r = roles; r < roles + role_count; r++) {
		if (r->state == r->told || (r->told == UNBORN && r->state == GONE))
			continue;
		fputs(comma, out);
		json_string(out, r->name);
		fprintf(out, ":\"%s\"", state_names[r->state]);
		r->told = r->state;
		comma = ",";
	}
	fputs("}}", out);
}

static struct role *find_role(const char *name)
{
	for (struct role *r = roles + role_count - 1; r >= roles; r--)
		if (r->state != GONE && strcmp(r->name, name) == 0)
			return r;
	return NULL;
}

static struct role *new_role(const char *name)
{
	if (role_count == MAX_ACTORS)
		return NULL;
	struct role *r = &roles[role_count++];
	*r = (struct role){.name = name, .stat_fd = -1, .state = UNBORN, .told = UNBORN};
	memset(actor_of(r), 0, offsetof(struct actor, buffer));
	return r;
}

static const char *text_of(const struct json *value)
{
	return value && value->kind == JSON_STRING ? value->text : NULL;
}

/* Hands the step to its actor. Returns NULL, or why it could not be done. */
static const char *begin_step(struct json *step, int index, struct role **who)
{
	const char *name = text_of(json_get(step, "who")), *what = text_of(json_get(step, "call"));
	const struct call *call = what ? call_find(what) : NULL;
	if (!name || !call) {
		play_fail(&play, "step %d: %s", index, name ? "unknown call" : "no 'who'");
		return "bad step";
	}
	struct role *r = *who = find_role(name);
	if (!r)
		return "no such process";
	if (r->state != IDLE)
		return state_names[r->state];
	struct actor *a = actor_of(r);
	struct scene scene = {&play, step, json_get(step, "args"), a, 0};
	memset(&a->order, 0, sizeof a->order);
	if (call->op == OP_CLONE) {
		const char *child = text_of(json_get(step, "child"));
		struct role *born = new_role(child ? child : "nameless");
		if (!born) {
			play_fail(&play, "more than %d processes", MAX_ACTORS);
			return "too many";
		}
		scene.child = (int)(born - roles);
	}
	if (!call_prepare(&scene, call))
		return "bad arguments";
	a->order.child = scene.child;
	r->call = call;
	r->step = step;
	r->step_index = index;
	r->owes = true;
	r->looks = 6;
	r->reopened = false;
	__atomic_fetch_add(&a->todo, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &a->todo, FUTEX_WAKE, 1, NULL, NULL, 0);
	return NULL;
}

static void perform(struct json *step, int index, FILE *out)
{
	struct role *r = NULL;
	const char *why = begin_step(step, index, &r);
	fprintf(out, "{\"i\":%d,", index);
	if (why) {
		fputs("\"skipped\":", out);
		json_string(out, why);
	} else if (!(r->call->lone && returns_soon(r)) && !settle()) {
		play_fail(&play, "step %d: not quiet after %d ms (%s is %s)", index, LIMIT_MS, r->name,
			  state_names[r->state]);
		fputs("\"hung\":true", out);
	} else if (has_returned(r))
		print_result(r, out);
	else {
		fputs("\"at\":", out);
		json_string(out, state_names[r->state]);
		if (r->state == ZOMBIE || r->state == GONE || r->state == DYING)
			r->owes = false;
	}
	print_effects(out);
}

/* Ends every actor by ending pid 1 of the plan's namespace. */
static bool strike(int first)
{
	int status;
	kill(first, SIGKILL);
	bool ended = waitpid(first, &status, __WALL) == first;
	for (struct role *r = roles; r < roles + role_count; r++)
		if (r->stat_fd >= 0)
			close(r->stat_fd);
	role_count = 0;
	return ended;
}

static long setup_number(const struct json *setup, const char *key, long otherwise)
{
	struct json *value = json_get(setup, key);
	return value && value->kind == JSON_NUMBER ? json_long(value) : otherwise;
}

static int start(const struct json *plan)
{
	struct json *wanted = json_get(plan, "setup");
	struct setup setup = {setup_number(wanted, "pid_max", -1),
			      setup_number(wanted, "last_pid", -1),
			      setup_number(wanted, "nofile", 64)};
	const char *ids = getenv("STAGE_IDS");
	play.names = 0;
	play.problem[0] = 0;
	if (setup_number(wanted, "ids", 1) > (ids ? atol(ids) : 1))
		play_fail(&play, "one user id only can be mapped here");
	shared->actor[0].buffer[0] = 0;
	role_count = 0;
	new_role("init");
	int first = room_first_actor(&setup);
	if (first < 0)
		play_fail(&play, "clone: %s", strerror(-first));
	else if (!settle() || roles[0].state != IDLE)
		play_fail(&play, "pid 1 did not start: %s", shared->actor[0].buffer);
	roles[0].told = IDLE;
	return first;
}

/* Performs the plan and prints one line with the result of every step. False: not to its end. */
bool direct_plan(struct json *plan, FILE *out)
{
	const char *name = text_of(json_get(plan, "name"));
	fputs("{\"plan\":1,\"name\":", out);
	json_string(out, name ? name : "");
	int first = start(plan), index = 0;
	fputs(",\"steps\":[", out);
	struct json *steps = json_get(plan, "steps");
	for (struct json *s = steps ? steps->first : NULL; s && !play.problem[0]; s = s->next) {
		if (index)
			fputc(',', out);
		perform(s, index++, out);
	}
	fputc(']', out);
	if (!steps)
		play_fail(&play, "the plan has no steps");
	if (first > 0 && !strike(first))
		play_fail(&play, "pid 1 did not end");
	if (play.problem[0]) {
		fputs(",\"problem\":", out);
		json_string(out, play.problem);
	}
	fputs("}\n", out);
	fflush(out);
	return !play.problem[0];
}
