/* SPDX-License-Identifier: MIT */
/*
 * The vDSO's reading of the time stamp counter. Inline part of <arch/vdso.h>.
 */
#pragma once
#include <asm/time.h>
#include <asm/vdso_calls.h>

/* The LFENCE keeps RDTSC after earlier loads, for example of a word by which another thread
 * announced a later time. */
static inline uint64_t vdso_counter(void)
{
	asm volatile("lfence" ::: "memory");
	return arch_cycles();
}

static inline uint64_t vdso_scale(uint64_t cycles, uint64_t mult)
{
	return scale24(cycles, (uint32_t)mult);
}

static inline uint64_t arch_clock_base(void)
{
	return tsc_scale.base;
}

static inline uint64_t arch_clock_mult(void)
{
	return tsc_scale.ns_per_cycle;
}
