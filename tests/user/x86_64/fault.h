/* SPDX-License-Identifier: MIT */
/*
 * Instructions for which the kernel kills a program.
 */
#pragma once

#define DIVIDING_BY_ZERO_FAULTS 1

static inline void divide_by_zero(void)
{
	int low = 1, high = 0;

	asm volatile("divl %2" : "+a"(low), "+d"(high) : "r"(0));
}

static inline void illegal_instruction(void)
{
	asm volatile("ud2");
}

/* CLI is a general protection fault in user mode. */
static inline void privileged_instruction(void)
{
	asm volatile("cli");
}
