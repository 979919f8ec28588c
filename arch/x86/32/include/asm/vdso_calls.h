/* SPDX-License-Identifier: MIT */
/*
 * System calls from the vDSO, and division. Inline part of <arch/vdso.h>.
 */
#pragma once
#include <stdint.h>

#define VDSO_CLOCK_GETTIME   265
#define VDSO_CLOCK_GETTIME64 403
#define VDSO_CLOCK_GETRES    266
#define VDSO_GETTIMEOFDAY    78
#define VDSO_TIME            13

static inline long vdso_call(long number, long a, long b)
{
	asm volatile("xchgl %%ebx, %1\n\t"
		     "int $0x80\n\t"
		     "xchgl %%ebx, %1"
		     : "+a"(number), "+S"(a)
		     : "c"(b)
		     : "memory");
	return number;
}

/* Divide in two steps, so that each quotient fits into 32 bits. */
static inline uint64_t vdso_split(uint64_t ns, uint32_t *rest)
{
	uint32_t high = (uint32_t)(ns >> 32) / 1000000000, low;

	asm("divl %4"
		: "=a"(low), "=d"(*rest)
		: "a"((uint32_t)ns), "d"((uint32_t)(ns >> 32) % 1000000000), "r"(1000000000u)
		: "cc");
	return (uint64_t)high << 32 | low;
}
