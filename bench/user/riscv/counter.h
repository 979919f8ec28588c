/* SPDX-License-Identifier: MIT */
/*
 * The machine's own clock, which no kernel has set: it counts from the machine's start.
 */
#pragma once
#include <stdint.h>

#define STEP_NS 100 /* of QEMU's "virt" machine */

static inline uint64_t counter_ns(void)
{
	uint64_t steps;

	asm volatile("rdtime %0" : "=r"(steps));
	return steps * STEP_NS;
}
