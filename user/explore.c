/* SPDX-License-Identifier: MIT */
/*
 * The first process of a machine that explores: starts the program that /etc/run names, and has it
 * run under the schedules that /etc/explore asks for (one `key value` a line). Everything it says
 * is a line of JSON on the console.
 */
#include <errno.h>
#include <user.h>

#include "explore.h"

#define AT_FDCWD                  (-100)
#define O_RDONLY                  0
#define O_RDWR                    2
#define SIGCHLD                   17
#define S_IFCHR                   0020000
#define WNOHANG                   1
#define FILE_MAX                  65536
#define WORDS_MAX                 512
#define CHOICES_MAX               16384
#define MAJOR_MINOR(major, minor) ((major) << 8 | (minor))

static char job_text[FILE_MAX], run_text[FILE_MAX];
static char *words[WORDS_MAX + 1], *environment[WORDS_MAX + 1];
static struct explore_run run = {.policy = "pct:3", .budget = 100000000};
static struct explore_choice given[CHOICES_MAX], made[CHOICES_MAX];
static unsigned long long first_seed = 1, last_seed = 1;
static int stop_first, replay;
static long control;

/* --- JSON lines --- */

static char line[4096];
static unsigned used;

static void flush(void)
{
	SYSCALL(__NR_write, 1, line, used);
	used = 0;
}

static void put(const char *text)
{
	while (*text && used < sizeof(line))
		line[used++] = *text++;
}

/* *value / base, and what is left: without the 64-bit division that small machines lack. */
static unsigned divide(unsigned long long *value, unsigned base)
{
	unsigned long long result = 0;
	unsigned left = 0;

	for (int bit = 48; bit >= 0; bit -= 16) {
		unsigned part = left << 16 | (unsigned)(*value >> bit & 0xffff);

		result |= (unsigned long long)(part / base) << bit;
		left = part % base;
	}
	*value = result;
	return left;
}

static void put_base(unsigned long long value, unsigned base, int digits)
{
	char text[24], *p = text + sizeof(text) - 1;

	*p = 0;
	do {
		*--p = "0123456789abcdef"[divide(&value, base)];
	} while (value || text + sizeof(text) - 1 - p < digits);
	put(p);
}

/* "name":value, */
static void field(const char *name, unsigned long long value)
{
	put("\"");
	put(name);
	put("\":");
	put_base(value, 10, 1);
	put(",");
}

static void field_hex(const char *name, unsigned long long value, int digits)
{
	put("\"");
	put(name);
	put(digits ? "\":\"" : "\":\"0x");
	put_base(value, 16, digits ? digits : 1);
	put("\",");
}

static void begin(const char *type)
{
	put("{\"type\":\"");
	put(type);
	put("\",");
}

static void end(void)
{
	if (used && line[used - 1] == ',')
		used--;
	put("}\n");
	flush();
}

static int fail(const char *what, long error)
{
	begin("error");
	put("\"text\":\"");
	put(what);
	put("\",");
	field("errno", (unsigned long long)-error);
	end();
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

/* If the line at `p` starts with `key` and a space, what follows. */
static char *value_of(char *p, const char *key)
{
	while (*key && *p == *key)
		p++, key++;
	return !*key && *p == ' ' ? p + 1 : 0;
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

static void read_line(char *p, unsigned *environment_count)
{
	char *value;

	if ((value = value_of(p, "policy"))) {
		for (unsigned i = 0; i < sizeof(run.policy) - 1 && value[i]; i++)
			run.policy[i] = value[i], run.policy[i + 1] = 0;
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
		replay = is(value, "replay");
	} else if ((value = value_of(p, "choice")) && run.given_count < CHOICES_MAX) {
		given[run.given_count].event = (uint32_t)number(&value);
		given[run.given_count++].thread = (uint32_t)number(&value);
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
	long error;

	open_as(0, "/dev/null");
	open_as(1, "/dev/explored1");
	open_as(2, "/dev/explored2");
	SYSCALL(__NR_chdir, "/root");
	error = SYSCALL(__NR_ioctl, control, EXPLORE_JOIN, 0);
	SYSCALL(__NR_close, control);
	if (!error)
		error = SYSCALL(__NR_execve, words[0], words, environment);
	quit(error == -ENOENT ? 127 : 126);
}

/* --- Results --- */

static void put_verdict(const struct explore_result *result)
{
	put("\"verdict\":\"");
	if (result->verdict == EXPLORE_DEADLOCK) {
		put("deadlock");
	} else if (result->verdict == EXPLORE_LIVELOCK) {
		put("livelock?");
	} else if (result->verdict == EXPLORE_UNSUPPORTED) {
		put("unsupported");
	} else if (result->status & 0x7f) {
		put("signal:");
		put_base((unsigned)result->status & 0x7f, 10, 1);
	} else if (result->status >> 8 & 0xff) {
		put("exit:");
		put_base((unsigned)result->status >> 8 & 0xff, 10, 1);
	} else {
		put("ok");
	}
	put("\",");
}

static void put_result(const struct explore_result *result)
{
	begin("result");
	field("seed", run.seed);
	put_verdict(result);
	field_hex("hash", result->hash, 16);
	field("steps", result->steps);
	field("events", result->events);
	field("switches", result->switches);
	field("threads", result->threads);
	if (result->status & 0x7f) {
		put("\"detail\":{");
		field_hex("address", result->fault_address, 0);
		field_hex("pc", result->fault_pc, 0);
		used--;
		put("},");
	}
	end();
}

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
static long run_once(unsigned long long seed)
{
	long error;

	run.seed = seed;
	run.given = (uintptr_t)given;
	run.made = (uintptr_t)made;
	run.made_room = replay ? CHOICES_MAX : 0;
	run.trace = (unsigned)replay;
	error = SYSCALL(__NR_ioctl, control, EXPLORE_RUN, &run);
	reap();
	return error;
}

static void put_choices(void)
{
	for (unsigned i = 0; i < run.result.choices && i < CHOICES_MAX; i++) {
		begin("choice");
		field("event", made[i].event);
		field("thread", made[i].thread);
		end();
	}
}

/* A plain run first: what the policies' guesses start from must not depend on the seeds asked for.
 */
static long learn(void)
{
	struct explore_run wanted = run;
	long error;

	run = (struct explore_run){.policy = "rr",
		.budget = wanted.budget,
		.events = wanted.events};
	error = run_once(0);
	run = wanted;
	return error;
}

static int explore(void)
{
	unsigned long long count = 0;
	long error = learn();

	if (error)
		return fail("the plain run", error);
	for (unsigned long long seed = first_seed; seed <= last_seed; seed++) {
		error = run_once(seed);
		if (error)
			return fail("a run", error);
		count++;
		if (replay)
			put_choices();
		put_result(&run.result);
		if (stop_first && failed(&run.result))
			break;
	}
	begin("done");
	field("schedules", count);
	end();
	return 0;
}

int main(int argc, char **argv)
{
	struct explore_result result;
	long pid, there;

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
	there = SYSCALL(__NR_ioctl, control, EXPLORE_WAIT, &result);
	if (there < 0)
		return fail("the program", there);
	if (there == 0) { /* it makes no threads: there is one schedule */
		put_result(&result);
		begin("done");
		field("schedules", 1);
		end();
		return 0;
	}
	begin("ready");
	field("steps", result.steps);
	end();
	return explore();
}
