/* SPDX-License-Identifier: MIT */
/*
 * Policies: how a schedule chooses the thread that runs next. Pure, like the schedule.
 */
#pragma once
#include <kernel/explore/schedule/schedule.h>

struct schedule_policy {
	const char *name;
	uint32_t parameter_max; /* 0: takes none */
	void (*begin)(struct schedule *s);
	void (*add)(struct schedule *s, uint32_t thread); /* may be NULL */
	/* Where any step is an event: the next event after s->events at which choose() must be
	 * called. NULL: there is none. */
	uint32_t (*stop)(const struct schedule *s);
	/* Choose an enabled thread to run, now that `current` has reached thread[current].next. At
	 * least one thread is enabled. NULL: replay the given choices. */
	uint32_t (*choose)(struct schedule *s, uint32_t current);
	bool is_plain; /* draws nothing at random, so no deadline passes early either */
};

/* Parse a policy such as "pct:3". 0 or -EINVAL. */
int policy_parse(struct policy_spec *spec, const char *text);

/* Explain in `why` (at most `size` bytes) why policy_parse() refuses `text`. */
void policy_explain(const char *text, char *why, size_t size);
