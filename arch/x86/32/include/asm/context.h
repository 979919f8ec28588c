/* SPDX-License-Identifier: MIT */
/*
 * The registers that arch_switch_stack saves on the stack of a thread that does not run, lowest
 * address first.
 */
#pragma once
#include <stdint.h>

struct context {
	uint32_t edi, esi, ebx;
	uint32_t fp;        /* ebp */
	uint32_t pc;        /* return address */
	uint32_t no_return; /* only in a crafted context: the return address of its first
			       function */
};
