/* SPDX-License-Identifier: MIT */
/*
 * The policy `mix`: each seed selects one of several policies and, if the events are to be mixed
 * too, one of two kinds of events. No policy finds everything, so a range of seeds under `mix`
 * finds most of what any of them finds.
 */
#pragma once
#include <uapi/explore.h>

/* The settings of one run; not those to be mixed. */
struct explore_settings {
	char policy[EXPLORE_POLICY_SIZE];
	uint32_t events; /* enum explore_events */
};

/* The settings of `run` with its seed: those that it has, except for those that are to be mixed.
 * Pure. */
struct explore_settings mix_settings(const struct explore_run *run);
