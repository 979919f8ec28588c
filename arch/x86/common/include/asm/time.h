/* SPDX-License-Identifier: MIT */
/*
 * The clock is the time stamp counter, scaled (Intel SDM 3B, 17.17). Inline part of <arch/time.h>.
 */
#pragma once
#include <stdint.h>

struct tsc_scale {
	uint64_t base; /* counter at ns 0 */
	uint32_t mult; /* ns = counts * mult >> 24 */
};
extern struct tsc_scale tsc_scale;

#define TSC_SHIFT 24

static inline uint64_t tsc_read(void)
{
	uint32_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

/* a * b >> 24 without losing the top bits of the product. */
static inline uint64_t scale24(uint64_t a, uint32_t b)
{
#if __SIZEOF_POINTER__ == 8
	return (uint64_t)((unsigned __int128)a * b >> TSC_SHIFT);
#else
	uint64_t low = (uint64_t)(uint32_t)a * b;
	uint64_t high = (uint64_t)(uint32_t)(a >> 32) * b;

	return (high << (32 - TSC_SHIFT)) + (low >> TSC_SHIFT);
#endif
}

static inline uint64_t arch_clock_ns(void)
{
	return scale24(tsc_read() - tsc_scale.base, tsc_scale.mult);
}

/* In deterministic mode the counter advances by one an instruction. */
static inline uint64_t arch_instret(void)
{
	return tsc_read();
}
