/* SPDX-License-Identifier: MIT */
/*
 * The clock that programs, timers and waits go by: the machine's, or a virtual one that whoever
 * explores schedules moves on (kernel/explore/), so that it is the same in every repetition.
 */
#pragma once
#include <arch/time.h>

extern bool clock_is_virtual; /* set once, at boot */
extern uint64_t clock_virtual_ns;

/* Nanoseconds since boot. Any context. */
static inline uint64_t clock_ns(void)
{
	return unlikely(clock_is_virtual) ? READ_ONCE(clock_virtual_ns) : arch_clock_ns();
}
