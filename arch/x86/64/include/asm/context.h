/* SPDX-License-Identifier: MIT */
/*
 * The registers that arch_switch_stack saves on the stack of a thread that does not run, lowest
 * address first.
 */
#pragma once
#include <stdint.h>

struct context {
	uint64_t r15, r14, r13, r12, rbx;
	uint64_t fp;        /* rbp */
	uint64_t pc;        /* return address */
	uint64_t no_return; /* only in a crafted context: the return address of its first
			       function */
};
