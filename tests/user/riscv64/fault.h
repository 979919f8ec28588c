/* SPDX-License-Identifier: MIT */
/*
 * Instructions for which the kernel kills a program.
 */
#pragma once

/* The quotient is all ones (unprivileged specification, 7.2): no fault. */
#define DIVIDING_BY_ZERO_FAULTS 0

static inline void divide_by_zero(void)
{
	long quotient;

	asm volatile("div %0, %1, zero" : "=r"(quotient) : "r"(1l));
}

static inline void illegal_instruction(void)
{
	asm volatile(".half 0");
}

/* sstatus belongs to supervisor mode. */
static inline void privileged_instruction(void)
{
	asm volatile("csrci sstatus, 2");
}
