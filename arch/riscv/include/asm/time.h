/* SPDX-License-Identifier: MIT */
/*
 * The clock is the time CSR (unprivileged specification, Zicntr), scaled. Inline part of
 * <arch/time.h>.
 */
#pragma once
#include <stdint.h>

#define TIME_SHIFT 10

struct time_scale {
	uint64_t base; /* counter at ns 0 */
	uint64_t mult; /* ns = counts * mult >> TIME_SHIFT */
};
extern struct time_scale time_scale;

static inline uint64_t arch_cycles(void)
{
	uint64_t value;

	asm volatile("rdtime %0" : "=r"(value));
	return value;
}

/* The product exceeds 64 bits after a few months of ticks. */
static inline uint64_t scale_time(uint64_t cycles, uint64_t mult)
{
	return (uint64_t)((unsigned __int128)cycles * mult >> TIME_SHIFT);
}

static inline uint64_t arch_cycles_to_ns(uint64_t cycles)
{
	return scale_time(cycles, time_scale.mult);
}

static inline uint64_t arch_ns_to_cycles(uint64_t ns)
{
	return ((ns << TIME_SHIFT) + time_scale.mult - 1) / time_scale.mult;
}

static inline uint64_t arch_clock_ns(void)
{
	return arch_cycles_to_ns(arch_cycles() - time_scale.base);
}

static inline uint64_t arch_instret(void)
{
	uint64_t value;

	asm volatile("rdinstret %0" : "=r"(value));
	return value;
}
