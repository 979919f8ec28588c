/* SPDX-License-Identifier: MIT */
/*
 * The policy `mix`. Neighbouring seeds differ, so that each combination comes once in any
 * COMBINATIONS seeds in a row.
 */
#include <kernel/explore/schedule/mix.h>
#include <lib/base.h>
#include <lib/string.h>

static const char *const policies[] = {EXPLORE_POLICY_POS, EXPLORE_POLICY_PCT ":3",
	EXPLORE_POLICY_RW, EXPLORE_POLICY_SURW, EXPLORE_POLICY_PCT ":2", EXPLORE_POLICY_PCT ":5"};
static const uint32_t events[] = {EXPLORE_APP, EXPLORE_SHARED};
static const uint32_t memories[] = {EXPLORE_SC, EXPLORE_TSO};

#define PAIRS        (ARRAY_SIZE(policies) * ARRAY_SIZE(events))
#define COMBINATIONS (PAIRS * ARRAY_SIZE(memories))

struct explore_settings mix_settings(const struct explore_run *run)
{
	struct explore_settings settings = {.events = run->events, .memory = run->memory};
	uint32_t which = (uint32_t)(run->seed % COMBINATIONS);
	const char *policy = run->policy;

	if (strcmp(policy, EXPLORE_POLICY_MIX) == 0)
		policy = policies[which % ARRAY_SIZE(policies)];
	strlcpy(settings.policy, policy, sizeof(settings.policy));
	if (run->events == EXPLORE_EVENTS_MIX)
		settings.events = events[which % PAIRS / ARRAY_SIZE(policies)];
	if (run->memory == EXPLORE_MEMORY_MIX)
		settings.memory = memories[which / PAIRS];
	return settings;
}
