/* SPDX-License-Identifier: MIT */
/*
 * The job of an exploring machine, as user/protocol.h describes it.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uapi/explore.h>

enum mode { EXPLORE, REPLAY, SHRINK };

struct job {
	enum mode mode;
	uint64_t first_seed, last_seed;
	uint64_t share, shares; /* user/cells.h */
	bool stop_first, brief;
	uint32_t processors;    /* that the program sees */
	struct explore_run run; /* policy, events, budget, late_ms, given choices */
	const char *program, *folder;
	char **arguments, **environment; /* each ends with NULL */
};

extern struct job job;
extern struct explore_choice given_choices[EXPLORE_CHOICES_MAX]; /* those that job.run has */

/* Read the job. False: it cannot be done, and an "error" line with the reason has been written. */
bool job_read(void);

/* Write an "error" line; `error` is -errno, or 0 if `what` says it all. Returns the status for the
 * process to end with. */
int fail(const char *what, long error);
