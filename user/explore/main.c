/* SPDX-License-Identifier: MIT */
/*
 * The first process of a machine that explores. It starts the program of its job, has the kernel
 * run the program under the schedules that the job requests, and writes the results to the console
 * as lines of JSON. user/protocol.h describes the job and the lines.
 */
#include "job.h"
#include "json.h"
#include "learn.h"
#include "maps.h"
#include "report.h"
#include "search.h"
#include "shrink.h"
#include <lib/printf.h>
#include <lib/string.h>
#include <uapi/errno.h>
#include <uapi/fcntl.h>
#include <uapi/signal.h>
#include <uapi/stat.h>
#include <user.h>
#include <user/cells.h>
#include <user/protocol.h>

#define JOIN_LOOPS   2000
#define MESSAGE_SIZE 64

/* The kernel's encoding of small device numbers. */
#define DEVICE(minor) (EXPLORE_MAJOR << 8 | (minor))

static struct explore_choice made[EXPLORE_CHOICES_MAX];
static long control;                     /* /dev/explore */
static uint64_t schedules, instructions; /* explored so far; the machine's in them */

/* --- The program --- */

static void open_as(int fd, const char *path)
{
	long opened = SYSCALL(__NR_openat, AT_FDCWD, path, O_RDWR, 0);

	if (opened != fd) {
		SYSCALL(__NR_dup3, opened, fd, 0);
		SYSCALL(__NR_close, opened);
	}
}

static void make_device(const char *path, unsigned minor)
{
	SYSCALL(__NR_mknodat, AT_FDCWD, path, S_IFCHR | 0600, DEVICE(minor));
}

/* Why the program has not started. */
struct start_error {
	int error; /* -errno */
	bool in_folder;
};

/* In the child: become the program, or write why not into the pipe `report`. The parent waits for a
 * process that has joined, so an error in the folder is reported after that. */
static __attribute__((noreturn)) void start_program(int report)
{
	uint64_t budget = MIN(job.run.budget, UINT64_MAX / START_FACTOR) * START_FACTOR;
	const struct explore_start start = {.budget = budget, .processors = job.processors};
	struct start_error why;
	long in_folder;

	open_as(0, "/dev/null");
	open_as(1, "/dev/explored1");
	open_as(2, "/dev/explored2");
	SYSCALL(__NR_setsid);
	in_folder = SYSCALL(__NR_chdir, job.folder);
	while ((why.error = (int)SYSCALL(__NR_ioctl, control, EXPLORE_JOIN, &start)) == -EAGAIN)
		for (volatile int i = 0; i < JOIN_LOOPS; i++)
			;
	SYSCALL(__NR_close, control);
	why.in_folder = in_folder && !why.error;
	if (why.in_folder)
		why.error = (int)in_folder;
	if (!why.error)
		why.error = (int)SYSCALL(__NR_execve, job.program, job.arguments, job.environment);
	SYSCALL(__NR_write, report, &why, sizeof(why));
	quit(126);
}

/* --- Schedules --- */

/* Run a schedule, or job.run.count of them, with the settings of job.run. 0 or -errno. */
static long run_one(uint64_t seed, bool traced)
{
	job.run.seed = seed;
	job.run.given = (uintptr_t)given_choices;
	job.run.made = (uintptr_t)made;
	job.run.made_room = job.mode == EXPLORE ? 0 : EXPLORE_CHOICES_MAX;
	job.run.trace = traced;
	return SYSCALL(__NR_ioctl, control, EXPLORE_RUN, &job.run);
}

/* Run one schedule, with the settings of job.run. 0 or -errno. */
static long run_once(uint64_t seed, bool traced)
{
	long error = search_up_to(seed, run_one);

	return error ? error : run_one(seed, traced);
}

static int run_failed(long error)
{
	char message[MESSAGE_SIZE];

	if (*job.run.result.what)
		return fail(job.run.result.what, error == -EINVAL ? 0 : error);
	snprintf(message, sizeof(message), "the run of seed %llu",
		(unsigned long long)job.run.seed);
	return fail(message, error);
}

/* If the last run was a deadlock or livelock, run it again with a trace, which shows why. */
static long trace_failure(void)
{
	uint32_t verdict = job.run.result.verdict;

	return verdict == EXPLORE_DEADLOCK || verdict == EXPLORE_LIVELOCK
		       ? run_once(job.run.seed, true)
		       : 0;
}

static void done(uint64_t results, uint64_t executed)
{
	json_begin(LINE_DONE);
	json_number("schedules", results);
	json_number("instructions", executed);
	json_end();
}

/* Write what there is to say about the last run. */
static void report_run(void)
{
	if (job.run.trace)
		report_records(control, &job.run, job.mode == REPLAY);
	report_result(&job.run);
}

/* Run the schedules of up to `limit` seeds, and report them. 0, or -errno. */
static long run_block(uint64_t seed, uint64_t limit)
{
	const struct explore_passed *passed = &job.run.passed;
	bool brief = job.brief && job.mode == EXPLORE && !search_is_policy(&job.run);
	long error;

	job.run.count = brief ? limit : 1;
	error = run_once(seed, job.mode == REPLAY);
	job.run.count = 1;
	if (error)
		return error;
	instructions += passed->instructions;
	schedules += passed->count;
	if (brief && passed->count)
		report_passed(seed, passed);
	if (!explore_is_ok(&job.run.result)) {
		instructions += job.run.result.instructions;
		schedules++;
		if (job.mode == EXPLORE)
			error = trace_failure();
	}
	if (!error && (!brief || !explore_is_ok(&job.run.result)))
		report_run();
	return error;
}

static int explore(void)
{
	uint64_t index = cell_next(0, job.share, job.shares);
	uint64_t last = job.last_seed - job.first_seed;

	while (index <= last) {
		uint64_t cell = cell_start(cell_of(index) + 1) - index;
		long error = run_block(job.first_seed + index, MIN(cell, last - index + 1));

		if (error)
			return run_failed(error);
		if ((job.stop_first && !explore_is_ok(&job.run.result)) || search_is_over())
			break;
		index = cell_next(job.run.seed - job.first_seed + 1, job.share, job.shares);
	}
	done(schedules, instructions);
	return 0;
}

/* Run with other choices, for shrink(). */
static long try_choices(struct explore_choice *list, unsigned *count, struct explore_result *result)
{
	long error;

	memcpy(given_choices, list, *count * sizeof(*list));
	job.run.given_count = *count;
	error = run_once(job.run.seed, false);
	*result = job.run.result;
	*count = MIN(job.run.result.choices, (uint32_t)EXPLORE_CHOICES_MAX);
	memcpy(list, made, *count * sizeof(*list));
	return error;
}

static void report_shrinking(unsigned tries, unsigned count, bool unfinished)
{
	json_begin(LINE_SHRINK);
	json_number("tries", tries);
	json_number("choices", count);
	if (unfinished)
		json_number("unfinished", 1);
	json_end();
}

static void report_tries(unsigned tries, unsigned count)
{
	report_shrinking(tries, count, false);
}

/* Find the fewest choices with which the last run still fails, and run it with these. */
static long shrink_run(void)
{
	static struct explore_choice list[EXPLORE_CHOICES_MAX];
	struct explore_result wanted = job.run.result;
	const struct shrink_driver driver = {try_choices, report_tries};
	unsigned count = wanted.choices;
	long unfinished, error;

	job.run.seed = search_bytes_seed();
	memcpy(list, made, count * sizeof(*list));
	strlcpy(job.run.policy, EXPLORE_POLICY_REPLAY, sizeof(job.run.policy));
	unfinished = shrink(list, &count, &wanted, &driver);
	if (unfinished < 0)
		return unfinished;
	if (unfinished)
		report_shrinking(SHRINK_TRIES_MAX, count, true);
	memcpy(given_choices, list, count * sizeof(*list));
	job.run.given_count = count;
	error = run_once(job.run.seed, true);
	job.run.seed = job.first_seed;
	return error;
}

static int shrink_seed(void)
{
	long error = run_once(job.first_seed, true);
	unsigned results = 1;

	if (error)
		return run_failed(error);
	report_records(control, &job.run, true);
	report_result(&job.run);
	if (!explore_is_ok(&job.run.result) && job.run.result.choices <= EXPLORE_CHOICES_MAX) {
		error = shrink_run();
		if (error)
			return run_failed(error);
		report_records(control, &job.run, true);
		report_result(&job.run);
		results++;
	}
	done(results, job.run.result.instructions);
	return 0;
}

/* The program has ended without making a thread or process: there is one schedule. */
static int report_single(int report)
{
	struct start_error why;

	if (SYSCALL(__NR_read, report, &why, sizeof(why)) == sizeof(why))
		return fail(why.in_folder ? job.folder : job.program, why.error);
	job.run.seed = job.first_seed;
	job.run.trace = 1;
	report_maps();
	report_records(control, &job.run, job.mode != EXPLORE);
	report_result(&job.run);
	done(1, job.run.result.instructions);
	return 0;
}

/* --- Start --- */

/* 0, or the status to end with: an "error" line has said why. */
static int open_control(void)
{
	long version;

	SYSCALL(__NR_mount, "proc", "/proc", "proc", 0, 0);
	make_device("/dev/explore", EXPLORE_MINOR);
	make_device("/dev/explored1", EXPLORE_MINOR_STDOUT);
	make_device("/dev/explored2", EXPLORE_MINOR_STDERR);
	control = SYSCALL(__NR_openat, AT_FDCWD, "/dev/explore", O_RDWR, 0);
	if (control < 0)
		return fail("/dev/explore", control);
	version = SYSCALL(__NR_ioctl, control, EXPLORE_GET_VERSION, 0);
	if (version < 0)
		return fail("/dev/explore", version);
	if (version != EXPLORE_VERSION)
		return fail("the kernel and the first process are of different builds", 0);
	return 0;
}

static int check_job(void)
{
	long error = SYSCALL(__NR_ioctl, control, EXPLORE_CHECK, &job.run);

	if (!error)
		return 0;
	return *job.run.result.what ? fail(job.run.result.what, 0) : fail("the job", error);
}

static void hello(void)
{
	json_begin(LINE_HELLO);
	json_number("version", PROTOCOL_VERSION);
	json_end();
}

static void ready(void)
{
	json_begin(LINE_READY);
	json_number("steps", job.run.result.steps);
	json_end();
}

int main(int argc, char **argv)
{
	int ends[2] = {-1, -1}, status;
	long pid, there, error;

	hello();
	if (!job_read())
		return 2;
	status = open_control();
	if (!status)
		status = check_job();
	if (status)
		return status;
	error = SYSCALL(__NR_pipe2, ends, O_CLOEXEC);
	if (error)
		return fail("pipe", error);
	pid = SYSCALL(__NR_clone, SIGCHLD, 0, 0, 0, 0);
	if (pid == 0)
		start_program(ends[1]);
	SYSCALL(__NR_close, ends[1]);
	there = SYSCALL(__NR_ioctl, control, EXPLORE_WAIT, &job.run.result);
	if (there < 0)
		return fail("the program", there);
	maps_read(pid);
	if (there == 0)
		return report_single(ends[0]);
	ready();
	report_maps();
	error = learn(control, run_once);
	if (error)
		return run_failed(error);
	learn_report();
	return job.mode == SHRINK ? shrink_seed() : explore();
}
