/* SPDX-License-Identifier: MIT */
/*
 * The clock is the time stamp counter, scaled (Intel SDM 3B, 17.17). Inline part of <arch/time.h>.
 */
#pragma once
#include <stdint.h>

struct tsc_scale {
	uint64_t base;          /* counter at ns 0 */
	uint32_t ns_per_cycle;  /* << TSC_SHIFT */
	uint32_t cycles_per_ns; /* << TSC_SHIFT */
};
extern struct tsc_scale tsc_scale;

#define TSC_SHIFT 24

static inline uint64_t arch_cycles(void)
{
#if __SIZEOF_POINTER__ == 8
	uint64_t low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return high << 32 | low;
#else
	uint64_t value;

	asm volatile("rdtsc" : "=A"(value));
	return value;
#endif
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

static inline uint64_t arch_cycles_to_ns(uint64_t cycles)
{
	return scale24(cycles, tsc_scale.ns_per_cycle);
}

static inline uint64_t arch_ns_to_cycles(uint64_t ns)
{
	return scale24(ns, tsc_scale.cycles_per_ns) + 1;
}

static inline uint64_t arch_clock_ns(void)
{
	return arch_cycles_to_ns(arch_cycles() - tsc_scale.base);
}

/* In deterministic mode the counter advances by one per instruction. */
static inline uint64_t arch_instret(void)
{
	return arch_cycles();
}
