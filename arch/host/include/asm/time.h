/* SPDX-License-Identifier: MIT */
/*
 * The simulated clock, advanced by the machine. Inline part of <arch/time.h>. Reading it is a
 * point.
 */
#pragma once
#include <asm/irq.h>
#include <stdint.h>

extern uint64_t host_now_ns;

/* The counter counts nanoseconds. */
static inline uint64_t arch_cycles(void)
{
	host_point();
	return host_now_ns;
}

static inline uint64_t arch_cycles_to_ns(uint64_t cycles)
{
	return cycles;
}

static inline uint64_t arch_ns_to_cycles(uint64_t ns)
{
	return ns;
}

static inline uint64_t arch_clock_ns(void)
{
	return arch_cycles();
}

static inline uint64_t arch_instret(void)
{
	return host_now_ns;
}
