/* SPDX-License-Identifier: MIT */
/*
 * The vDSO's reading of the time CSR, and its system calls. Inline part of <arch/vdso.h>.
 */
#pragma once
#include <asm/time.h>

#define VDSO_CLOCK_GETTIME   113
#define VDSO_CLOCK_GETTIME64 113
#define VDSO_CLOCK_GETRES    114
#define VDSO_GETTIMEOFDAY    169
#define VDSO_TIME            (-1) /* there is no such call */

/* For FENCE, reading a CSR is input, so it stays after earlier loads (specification, 2.7). */
static inline uint64_t vdso_counter(void)
{
	asm volatile("fence r, i" ::: "memory");
	return arch_cycles();
}

static inline uint64_t vdso_scale(uint64_t cycles, uint64_t mult)
{
	return scale_time(cycles, mult);
}

static inline uint64_t vdso_split(uint64_t ns, uint32_t *rest)
{
	*rest = (uint32_t)(ns % 1000000000);
	return ns / 1000000000;
}

static inline long vdso_call(long number, long a, long b)
{
	register long a0 asm("a0") = a;
	register long a1 asm("a1") = b;
	register long a7 asm("a7") = number;

	asm volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a7) : "memory");
	return a0;
}

static inline uint64_t arch_clock_base(void)
{
	return time_scale.base;
}

static inline uint64_t arch_clock_mult(void)
{
	return time_scale.mult;
}
