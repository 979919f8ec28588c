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

static inline uint64_t time_read(void)
{
	uint64_t value;

	asm volatile("rdtime %0" : "=r"(value));
	return value;
}

static inline uint64_t arch_clock_ns(void)
{
	return (time_read() - time_scale.base) * time_scale.mult >> TIME_SHIFT;
}

static inline uint64_t arch_instret(void)
{
	uint64_t value;

	asm volatile("rdinstret %0" : "=r"(value));
	return value;
}
