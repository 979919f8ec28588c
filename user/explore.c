/* SPDX-License-Identifier: MIT */
/*
 * The first process of a machine that explores: starts the program that /etc/run names, and has it
 * run under the schedules that /etc/explore asks for (one `key value` a line). Everything it says
 * is a line of JSON on the console.
 */
#include <errno.h>
#include <user.h>

#include "explore.h"
#include "explore/code.h"
#include "explore/json.h"
#include "explore/report.h"
#include "explore/shrink.h"

#define AT_FDCWD                  (-100)
#define O_RDONLY                  0
#define O_RDWR                    2
#define SIGCHLD                   17
#define S_IFCHR                   0020000
#define WNOHANG                   1
#define FILE_MAX                  65536
#define WORDS_MAX                 512
#define CHOICES_MAX               16384
#define LEARNT                    3
#define PROFILES_MAX              40
#define PROFILES_IDLE             5 /* that many in a row that show nothing new: enough */
#define PROFILE_STEPS             20000000
#define START_FACTOR              20 /* budgets: what comes once, before all schedules */
#define MAJOR_MINOR(major, minor) ((major) << 8 | (minor))

static char job_text[FILE_MAX], run_text[FILE_MAX];
static char *words[WORDS_MAX + 1], *environment[WORDS_MAX + 1];
static struct explore_run run = {.policy = "pct:3", .budget = 100000000};
static struct explore_choice given[CHOICES_MAX], made[CHOICES_MAX];
static unsigned long long first_seed = 1, last_seed = 1;
static int stop_first;
static enum { EXPLORE, REPLAY, SHRINK } mode;
static const char *program, *folder = "/root";
static long control;

static unsigned long length_of(const char *text)
{
	unsigned long length = 0;

	while (text[length])
		length++;
	return length;
}

static int fail(const char *what, long error)
{
	json_begin("error");
	json_text("text", what, length_of(what));
	json_number("errno", (unsigned long long)-error);
	json_end();
	return 2;
}

/* --- The job --- */

static long read_file(const char *path, char *text)
{
	long fd = SYSCALL(__NR_openat, AT_FDCWD, path, O_RDONLY, 0), n, size = 0;

	if (fd < 0)
		return fd;
	while ((n = SYSCALL(__NR_read, fd, text + size, FILE_MAX - 1 - size)) > 0)
		size += n;
	SYSCALL(__NR_close, fd);
	text[size] = 0;
	return n < 0 ? n : size;
}

static unsigned long long number(char **p)
{
	unsigned long long value = 0;

	while (**p == ' ')
		++*p;
	for (; **p >= '0' && **p <= '9'; ++*p)
		value = value * 10 + (unsigned)(**p - '0');
	return value;
}

static int is(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static void set_events(const char *name)
{
	static const char *const names[] = {"sync", "shared", "app", "insn"};

	for (unsigned i = 0; i < 4; i++)
		if (is(name, names[i]))
			run.events = i;
}

static void set_policy(const char *name)
{
	unsigned i = 0;

	while (*name && i < sizeof(run.policy) - 1)
		run.policy[i++] = *name++;
	run.policy[i] = 0;
}

static void read_line(char *p, unsigned *environment_count)
{
	char *value;

	if ((value = value_of(p, "policy"))) {
		set_policy(value);
	} else if ((value = value_of(p, "seeds"))) {
		first_seed = number(&value);
		last_seed = number(&value);
	} else if ((value = value_of(p, "budget"))) {
		run.budget = number(&value);
	} else if ((value = value_of(p, "events"))) {
		set_events(value);
	} else if ((value = value_of(p, "stop-first"))) {
		stop_first = (int)number(&value);
	} else if ((value = value_of(p, "mode"))) {
		mode = is(value, "replay") ? REPLAY : is(value, "shrink") ? SHRINK : EXPLORE;
	} else if ((value = value_of(p, "choice")) && run.given_count < CHOICES_MAX) {
		given[run.given_count].thread = (uint32_t)number(&value);
		given[run.given_count].from = (uint32_t)number(&value);
		given[run.given_count++].own = (uint32_t)number(&value);
	} else if ((value = value_of(p, "program"))) {
		program = value;
	} else if ((value = value_of(p, "folder"))) {
		folder = value;
	} else if (code_read_line(p)) {
		return;
	} else if ((value = value_of(p, "env")) && *environment_count < WORDS_MAX) {
		environment[(*environment_count)++] = value;
	}
}

static int read_job(void)
{
	unsigned count = 0, environment_count = 0;
	long size = read_file("/etc/run", run_text);

	for (char *p = run_text; p < run_text + size && count < WORDS_MAX; count++) {
		words[count] = p;
		while (*p++)
			;
	}
	size = read_file("/etc/explore", job_text);
	if (size < 0 || !count)
		return 0;
	for (char *p = job_text, *next; *p; p = next) {
		for (next = p; *next && *next != '\n'; next++)
			;
		if (*next)
			*next++ = 0;
		read_line(p, &environment_count);
	}
	return 1;
}

/* --- The program --- */

static void open_as(int fd, const char *path)
{
	long opened = SYSCALL(__NR_openat, AT_FDCWD, path, O_RDWR, 0);

	if (opened != fd) {
		SYSCALL(__NR_dup3, opened, fd, 0);
		SYSCALL(__NR_close, opened);
	}
}

static void make_devices(void)
{
	SYSCALL(__NR_mknodat, AT_FDCWD, "/dev/explore", S_IFCHR | 0600, MAJOR_MINOR(10, 240));
	SYSCALL(__NR_mknodat, AT_FDCWD, "/dev/explored1", S_IFCHR | 0600, MAJOR_MINOR(10, 241));
	SYSCALL(__NR_mknodat, AT_FDCWD, "/dev/explored2", S_IFCHR | 0600, MAJOR_MINOR(10, 242));
}

static void start_program(void)
{
	uint64_t budget = run.budget * START_FACTOR;
	long error;

	open_as(0, "/dev/null");
	open_as(1, "/dev/explored1");
	open_as(2, "/dev/explored2");
	SYSCALL(__NR_setsid);
	SYSCALL(__NR_chdir, folder);
	while ((error = SYSCALL(__NR_ioctl, control, EXPLORE_JOIN, &budget)) == -EAGAIN)
		for (volatile int i = 0; i < 2000; i++)
			;
	SYSCALL(__NR_close, control);
	if (!error)
		error = SYSCALL(__NR_execve, program ? program : words[0], words, environment);
	quit(error == -ENOENT ? 127 : 126);
}

/* --- Schedules --- */

static int failed(const struct explore_result *result)
{
	return result->verdict != EXPLORE_ENDED || result->status;
}

static void reap(void)
{
	int status;

	while (SYSCALL(__NR_wait4, -1, &status, WNOHANG, 0) > 0)
		;
}

/* One schedule; 0 or -errno. */
static long run_once(unsigned long long seed, int traced)
{
	long error;

	run.seed = seed;
	run.given = (uintptr_t)given;
	run.made = (uintptr_t)made;
	run.made_room = mode == EXPLORE ? 0 : CHOICES_MAX;
	run.trace = (unsigned)traced;
	error = SYSCALL(__NR_ioctl, control, EXPLORE_RUN, &run);
	reap();
	return error;
}

/* The last run has failed: once more, to see why. */
static long look_closer(void)
{
	return run.result.verdict == EXPLORE_DEADLOCK || run.result.verdict == EXPLORE_LIVELOCK
		       ? run_once(run.seed, 1)
		       : 0;
}

static struct explore_result profiled; /* of the last run of prepare() */

/* A run whose schedule does not depend on the seeds asked for. 0 or -errno. */
static long prepare(const char *policy, unsigned purpose, unsigned long long seed)
{
	struct explore_run wanted = run;
	long error;

	run.purpose = purpose;
	run.given_count = 0;
	set_policy(policy);
	error = run_once(seed, 0);
	profiled = run.result;
	run = wanted;
	return error;
}

/* Find the events at accesses. What a thread comes to may depend on who was first and on who came
 * in between, so some runs are in other orders, and some mixed, until they show nothing new. */
static long profile(void)
{
	unsigned known = 0, idle = 0;
	unsigned long long steps = 0;
	long error = prepare("rr", EXPLORE_PROFILE, 0);

	for (unsigned seed = 1; seed <= PROFILES_MAX && !error; seed++) {
		error = prepare(seed % 3 ? "rw" : "pct:1", EXPLORE_PROFILE, seed);
		idle = profiled.breakpoints > known ? 0 : idle + 1;
		known = profiled.breakpoints;
		steps += profiled.steps;
		if (idle == PROFILES_IDLE || steps > PROFILE_STEPS)
			break;
	}
	return error;
}

/* Where the policies' guesses come from, and the events at accesses. */
static long learn(long pid)
{
	long error = 0;

	if (run.events == EXPLORE_SHARED || run.events == EXPLORE_APP) {
		error = code_tell(control, pid);
		if (!error)
			error = profile();
	}
	for (unsigned seed = 1; run.events != EXPLORE_INSN && seed <= LEARNT && !error; seed++)
		error = prepare("rw", EXPLORE_LEARN, seed);
	return error ? error : prepare("rr", EXPLORE_LEARN, 0);
}

static void done(unsigned long long count, unsigned long long instructions)
{
	json_begin("done");
	json_number("schedules", count);
	json_number("instructions", instructions);
	json_end();
}

static int explore(void)
{
	unsigned long long count = 0, instructions = 0;

	for (unsigned long long seed = first_seed; seed <= last_seed; seed++) {
		long error = run_once(seed, mode == REPLAY);

		instructions += run.result.instructions;
		if (!error && mode == EXPLORE)
			error = look_closer();
		if (error)
			return fail("a run", error);
		count++;
		if (run.trace)
			report_records(control, &run, mode == REPLAY);
		report_result(&run);
		if (stop_first && failed(&run.result))
			break;
	}
	done(count, instructions);
	return 0;
}

/* A run with other choices, for shrink(). */
static long try_choices(struct explore_choice *list, unsigned *count, struct explore_result *result)
{
	unsigned long long seed = run.seed;
	long error;

	for (unsigned i = 0; i < *count; i++)
		given[i] = list[i];
	run.given_count = *count;
	error = run_once(seed, 0);
	*result = run.result;
	*count = run.result.choices < CHOICES_MAX ? run.result.choices : CHOICES_MAX;
	for (unsigned i = 0; i < *count; i++)
		list[i] = made[i];
	return error;
}

static int shrink_seed(unsigned long long seed)
{
	static struct explore_choice list[CHOICES_MAX];
	struct explore_result wanted;
	unsigned count;
	long error = run_once(seed, 1);

	if (error)
		return fail("the run", error);
	report_records(control, &run, 1);
	report_result(&run);
	if (failed(&run.result) && run.result.choices <= CHOICES_MAX) {
		wanted = run.result;
		count = wanted.choices;
		for (unsigned i = 0; i < count; i++)
			list[i] = made[i];
		set_policy("replay");
		error = shrink(list, &count, &wanted, try_choices);
		for (unsigned i = 0; i < count; i++)
			given[i] = list[i];
		run.given_count = count;
		if (!error)
			error = run_once(seed, 1);
		if (error)
			return fail("a shorter run", error);
		report_records(control, &run, 1);
		report_result(&run);
	}
	done(1, run.result.instructions);
	return 0;
}

int main(int argc, char **argv)
{
	long pid, there, error;

	(void)argc;
	(void)argv;
	SYSCALL(__NR_mount, "proc", "/proc", "proc", 0, 0);
	make_devices();
	if (!read_job())
		return fail("no job: /etc/explore and /etc/run", ENOENT);
	control = SYSCALL(__NR_openat, AT_FDCWD, "/dev/explore", O_RDWR, 0);
	if (control < 0)
		return fail("/dev/explore", control);
	pid = SYSCALL(__NR_clone, SIGCHLD, 0, 0, 0, 0);
	if (pid == 0)
		start_program();
	there = SYSCALL(__NR_ioctl, control, EXPLORE_WAIT, &run.result);
	if (there < 0)
		return fail("the program", there);
	if (there == 0) { /* it makes no threads: there is one schedule */
		run.seed = first_seed;
		run.trace = 1;
		report_maps(pid);
		report_records(control, &run, mode != EXPLORE);
		report_result(&run);
		done(1, run.result.instructions);
		return 0;
	}
	json_begin("ready");
	json_number("steps", run.result.steps);
	json_end();
	report_maps(pid);
	error = learn(pid);
	if (error)
		return fail("the plain run", error);
	return mode == SHRINK ? shrink_seed(first_seed) : explore();
}
