/* SPDX-License-Identifier: MIT */
/*
 * What arch_switch_stack leaves on the stack of a thread that is switched out, lowest first.
 */
#pragma once
#include <stdint.h>

struct context {
	uint64_t r15, r14, r13, r12, rbx;
	uint64_t fp;        /* rbp */
	uint64_t pc;        /* return address */
	uint64_t no_return; /* of a crafted one: where the first function would return to */
};
