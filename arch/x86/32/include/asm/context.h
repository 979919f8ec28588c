/* SPDX-License-Identifier: MIT */
/*
 * What arch_switch_stack leaves on the stack of a thread that is switched out, lowest first.
 */
#pragma once
#include <stdint.h>

struct context {
	uint32_t edi, esi, ebx;
	uint32_t fp;        /* ebp */
	uint32_t pc;        /* return address */
	uint32_t no_return; /* of a crafted one: where the first function would return to */
};
