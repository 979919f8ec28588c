/* SPDX-License-Identifier: MIT */
/*
 * The machine's own clock, which no kernel has set: it counts from the machine's start.
 */
#pragma once
#include <stdint.h>

/* In deterministic mode it steps once per ns. */
static inline uint64_t counter_ns(void)
{
	return __builtin_ia32_rdtsc();
}
