/* SPDX-License-Identifier: MIT */
/*
 * The policy `all`, whose schedules are found one after the other.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uapi/explore.h>

/* Is its policy `all`? */
bool search_is_policy(const struct explore_run *run);

/* Run the schedule of a seed with the settings of job.run. 0 or -errno. */
typedef long search_run(uint64_t seed, bool traced);

/* If job.run is a schedule of the policy `all`: run those before that of the seed, unless they have
 * been run. 0 or -errno; -EINVAL: there are fewer, as job.run.result.what says. */
long search_up_to(uint64_t seed, search_run *run);

/* Was that of job.run the last schedule of the policy `all`? */
bool search_is_over(void);

/* The seed of the random bytes that job.run has. */
uint64_t search_bytes_seed(void);
