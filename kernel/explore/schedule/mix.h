/* SPDX-License-Identifier: MIT */
/*
 * The policy `mix`: each seed selects one of several policies and, unless they are given, one of
 * two kinds of events and one of two memory models. No policy finds everything, so a range of seeds
 * under `mix` finds most of what any of them finds.
 */
#pragma once
#include <uapi/explore.h>

/* The settings of one run; not those to be mixed. */
struct explore_settings {
	char policy[EXPLORE_POLICY_SIZE];
	uint32_t events; /* enum explore_events */
	uint32_t memory; /* enum explore_memory */
};

/* The settings of `run` with its seed: those that it has, except for those that are to be mixed.
 * Pure. */
struct explore_settings mix_settings(const struct explore_run *run);
