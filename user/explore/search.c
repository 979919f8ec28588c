/* SPDX-License-Identifier: MIT */
/*
 * The policy `all`, whose schedules are found one after the other.
 */
#include "search.h"
#include "job.h"
#include <lib/base.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <uapi/errno.h>

bool search_is_policy(const struct explore_run *run)
{
	size_t length = strlen(EXPLORE_POLICY_ALL);

	return !strncmp(run->policy, EXPLORE_POLICY_ALL, length) &&
	       (!run->policy[length] || run->policy[length] == ':');
}

/* There are fewer schedules than the seed asks for. Returns -EINVAL. */
static long fewer_than(uint64_t number, uint64_t seed)
{
	snprintf(job.run.result.what, sizeof(job.run.result.what),
		"policy all: there is no schedule %llu, they are numbered from 1 to %llu",
		(unsigned long long)seed, (unsigned long long)number);
	return -EINVAL;
}

long search_up_to(uint64_t seed, search_run *run)
{
	static uint64_t number; /* of the last schedule */
	long error = 0;

	if (!search_is_policy(&job.run) || job.run.purpose != EXPLORE_TRY)
		return 0;
	if (!seed)
		return fewer_than(0, seed);
	for (; number + 1 < seed && !error; number++) {
		error = run(number + 1, false);
		if (!error && !job.run.result.left)
			return fewer_than(number + 1, seed);
	}
	number = MAX(number, seed);
	return error;
}

bool search_is_over(void)
{
	return search_is_policy(&job.run) && !job.run.result.left;
}

uint64_t search_bytes_seed(void)
{
	return search_is_policy(&job.run) ? 0 : job.run.seed;
}
