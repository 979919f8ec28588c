/* SPDX-License-Identifier: MIT */
/*
 * The clock that programs, timers and waits use. It is the machine's, or a virtual one that
 * kernel/explore/ advances, so that each repetition of a schedule sees the same times.
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
