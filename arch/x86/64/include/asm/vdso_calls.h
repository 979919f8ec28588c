/* SPDX-License-Identifier: MIT */
/*
 * System calls from the vDSO, and division. Inline part of <arch/vdso.h>.
 */
#pragma once
#include <stdint.h>

#define VDSO_CLOCK_GETTIME   228
#define VDSO_CLOCK_GETTIME64 228
#define VDSO_CLOCK_GETRES    229
#define VDSO_GETTIMEOFDAY    96
#define VDSO_TIME            201

static inline long vdso_call(long number, long a, long b)
{
	asm volatile("syscall" : "+a"(number) : "D"(a), "S"(b) : "rcx", "r11", "memory");
	return number;
}

static inline uint64_t vdso_split(uint64_t ns, uint32_t *rest)
{
	*rest = (uint32_t)(ns % 1000000000);
	return ns / 1000000000;
}
