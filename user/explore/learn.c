/* SPDX-License-Identifier: MIT */
/*
 * The runs before the first seed.
 */
#include "learn.h"
#include "code.h"
#include "job.h"
#include "json.h"
#include <lib/base.h>
#include <lib/string.h>
#include <user/protocol.h>

#define LEARNT        3          /* runs whose events the policies' estimates come from */
#define PROFILES_MAX  40         /* orders in which shared memory is looked for */
#define PROFILES_IDLE 5          /* that many in a row that find nothing new are enough */
#define STOPS_MAX     64u        /* accesses before which a thread is stopped */
#define REPEATS_MAX   4          /* of a run that has not watched all */
#define PROFILE_COST  1000000000 /* instructions of the machine for all that, or */
#define PROFILE_RUNS  2          /* as many as that number of plain schedules */

static long (*run_seed)(uint64_t seed, bool traced);

/* A run before the first seed, whose schedule does not depend on the seeds asked for. Its result
 * is in *result. 0 or -errno. */
static long prepare(const char *policy, enum explore_purpose purpose, enum explore_events events,
	uint64_t seed, struct explore_result *result)
{
	struct explore_run wanted = job.run;
	long error;

	job.run.purpose = purpose;
	job.run.events = events;
	job.run.memory = EXPLORE_SC;
	job.run.given_count = 0;
	strlcpy(job.run.policy, policy, sizeof(job.run.policy));
	error = run_seed(seed, false);
	*result = job.run.result;
	if (!error)
		job.run = wanted;
	return error;
}

/* What the profiling runs so far have cost and found. */
static struct {
	uint64_t cost, longest; /* instructions of the machine; the most steps of a run */
	uint32_t breakpoints, stops;
	bool found; /* the last run has found something new */
	/* Accesses not watched: in the last repetition of each order; in all runs. */
	uint64_t missed_steps, lost;
	uint32_t late_pages;
	struct explore_result last;
	enum explore_events events;
} profiled;

static bool is_dear(void)
{
	return profiled.cost > MAX((uint64_t)PROFILE_COST, PROFILE_RUNS * profiled.longest);
}

static long profile_once(const char *policy, uint64_t seed, struct explore_result *result)
{
	long error = prepare(policy, EXPLORE_PROFILE, profiled.events, seed, result);

	profiled.cost += result->instructions;
	profiled.longest = MAX(profiled.longest, result->steps);
	profiled.found = result->breakpoints > profiled.breakpoints || result->late_pages;
	profiled.breakpoints = result->breakpoints;
	profiled.stops = result->stops;
	profiled.last = *result;
	return error;
}

/* Run the program in one order, and repeat that until everything has been watched. Only in an order
 * that new breakpoints do not change is the repetition the same run. */
static long profile_order(unsigned seed, bool *found)
{
	static const char *const policies[] = {EXPLORE_POLICY_PCT ":1", EXPLORE_POLICY_RW,
		EXPLORE_POLICY_RW};
	const char *policy = seed ? policies[seed % 3] : EXPLORE_POLICY_RR;
	struct explore_result result;
	bool again = true;
	long error = 0;

	*found = false;
	for (unsigned i = 0; i <= REPEATS_MAX && again && !error; i++) {
		error = profile_once(policy, seed, &result);
		*found |= profiled.found;
		again = seed % 3 == 0 && (result.late_pages || result.missed_steps) && !is_dear();
	}
	if (seed % 3 == 0) {
		profiled.missed_steps += result.missed_steps;
		profiled.late_pages += result.late_pages;
	}
	profiled.lost += result.lost;
	return error;
}

/* Stop a thread once before each known access while the others run on. So memory is found that they
 * use only if they see what a thread changes for a moment. 0 or -errno. */
static long profile_stops(void)
{
	static const char *const policies[] = {EXPLORE_POLICY_RR, EXPLORE_POLICY_PCT ":1"};
	struct explore_result result;
	long error = 0;

	for (uint32_t stop = 1; stop <= MIN(profiled.stops, STOPS_MAX) && !is_dear(); stop++)
		for (unsigned i = 0; i < ARRAY_SIZE(policies) && !error; i++) {
			job.run.stop = stop;
			error = profile_once(policies[i], stop, &result);
			job.run.stop = 0;
		}
	return error;
}

/*
 * Find the memory that several threads use. What a thread uses may depend on which thread was first
 * and on what the others did in between. So the program is run in several orders, two out of three
 * of them mixed at every event, until some in a row show nothing new.
 */
static long profile(enum explore_events events)
{
	unsigned idle = 0;
	long error = 0;

	profiled.events = events;
	profiled.cost = profiled.longest = 0;
	for (unsigned seed = 0; seed <= PROFILES_MAX && idle < PROFILES_IDLE && !error; seed++) {
		bool found;

		if (seed && is_dear())
			break;
		error = profile_order(seed, &found);
		idle = found ? 0 : idle + 1;
	}
	return error ? error : profile_stops();
}

/* Find the accesses that are events and, unless that was dear, in more runs from what the policies'
 * estimates come. 0 or -errno. */
static long prepare_events(enum explore_events events, bool accesses)
{
	struct explore_result result;
	long error = accesses ? profile(events) : 0;
	bool dear = accesses && is_dear();
	unsigned runs = events == EXPLORE_INSN || dear ? 0 : LEARNT;

	for (unsigned seed = 1; seed <= runs && !error; seed++)
		error = prepare(EXPLORE_POLICY_RW, EXPLORE_LEARN, events, seed, &result);
	return error || dear ? error
			     : prepare(EXPLORE_POLICY_RR, EXPLORE_LEARN, events, 0, &result);
}

long learn(long control, long (*run_once)(uint64_t seed, bool traced))
{
	uint32_t events = job.run.events;
	bool own = code_is_any_own();
	long error;

	run_seed = run_once;
	if (events == EXPLORE_SYNC || events == EXPLORE_INSN)
		return prepare_events(events, false);
	error = code_tell(control);
	if (!error && (own || events != EXPLORE_SHARED))
		error = prepare_events(EXPLORE_APP, own);
	if (!error && events != EXPLORE_APP)
		error = prepare_events(EXPLORE_SHARED, true);
	return error;
}

void learn_report(void)
{
	const struct explore_result *last = &profiled.last;
	uint32_t places = last->unwatched[EXPLORE_UNMOVABLE] + last->unwatched[EXPLORE_NO_ROOM];

	if (!places && !profiled.missed_steps && !profiled.lost && !profiled.late_pages)
		return;
	json_begin(LINE_UNWATCHED);
	json_number("unmovable", last->unwatched[EXPLORE_UNMOVABLE]);
	json_number("no_room", last->unwatched[EXPLORE_NO_ROOM]);
	json_number("missed_steps", profiled.missed_steps);
	json_number("lost", profiled.lost);
	json_number("late_pages", profiled.late_pages);
	json_open("places", '[');
	for (uint32_t i = 0; i < MIN(places, (uint32_t)EXPLORE_UNWATCHED_PLACES); i++)
		json_address(NULL, last->unwatched_pc[i]);
	json_close(']');
	json_end();
}
