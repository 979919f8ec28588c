/* SPDX-License-Identifier: MIT */
/*
 * The registers that arch_switch_stack saves on the stack of a thread that does not run, just below
 * its sp.
 */
#pragma once
#include <stdint.h>

struct context {
	uint64_t ra;
	uint64_t s[12];
	uint64_t padding; /* the ABI aligns sp to 16 */
};
